"""The ledger: the truth about every customer, one item collection each. One file a kind of item."""

from .addresses import ADDRESS
from .communications import COMMUNICATION
from .consents import CONSENT
from .envelope import Stored
from .heads import HEAD, MEMBER
from .interactions import INTERACTION
from .kinds import KINDS
from .ledger import Ledger
from .loyalty import LOYALTY
from .notes import NOTE
from .orders import ORDER, OrderTooLarge
from .pins import PIN
from .preferences import PREFERENCES
from .profiles import PROFILE
from .referrals import REFERRAL
from .signals import SIGNALS
from .tags import TAG

__all__ = [
    "ADDRESS",
    "COMMUNICATION",
    "CONSENT",
    "HEAD",
    "INTERACTION",
    "KINDS",
    "LOYALTY",
    "MEMBER",
    "NOTE",
    "ORDER",
    "PIN",
    "PREFERENCES",
    "PROFILE",
    "REFERRAL",
    "SIGNALS",
    "TAG",
    "Ledger",
    "OrderTooLarge",
    "Stored",
]
