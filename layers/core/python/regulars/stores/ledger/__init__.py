"""The ledger: the truth about every customer, one item collection each. One file a kind of item."""

from .addresses import ADDRESS
from .communications import COMMUNICATION
from .consents import CONSENT
from .envelope import Stored
from .heads import HEAD, MEMBER
from .interactions import INTERACTION
from .kinds import KINDS
from .ledger import Ledger
from .notes import NOTE
from .orders import ORDER, OrderTooLarge
from .preferences import PREFERENCES
from .profiles import PROFILE
from .signals import SIGNALS
from .tags import TAG

__all__ = [
    "ADDRESS",
    "COMMUNICATION",
    "CONSENT",
    "HEAD",
    "INTERACTION",
    "KINDS",
    "MEMBER",
    "NOTE",
    "ORDER",
    "PREFERENCES",
    "PROFILE",
    "SIGNALS",
    "TAG",
    "Ledger",
    "OrderTooLarge",
    "Stored",
]
