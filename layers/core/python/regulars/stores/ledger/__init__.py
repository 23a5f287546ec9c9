"""The ledger: the truth about every customer, one item collection each. One file a kind of item."""

from .envelope import Stored
from .kinds import KINDS
from .ledger import Ledger
from .orders import OrderTooLarge

__all__ = ["KINDS", "Ledger", "OrderTooLarge", "Stored"]
