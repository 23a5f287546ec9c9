"""The ledger: the truth about every customer, one item collection each. One file a kind of item."""

from .envelope import Stored
from .heads import HEAD, MEMBER
from .kinds import KINDS
from .ledger import Ledger
from .notes import NOTE
from .orders import ORDER, OrderTooLarge
from .profiles import PROFILE

__all__ = ["HEAD", "KINDS", "MEMBER", "NOTE", "ORDER", "PROFILE", "Ledger", "OrderTooLarge", "Stored"]
