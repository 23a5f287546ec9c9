"""`KINDS`: every kind of item that the ledger holds, one line each, in the order in which a person is shown theirs."""

from __future__ import annotations

from .addresses import ADDRESS
from .communications import COMMUNICATION
from .consents import CONSENT
from .heads import HEAD, MEMBER
from .interactions import INTERACTION
from .kind import Kinds
from .loyalty import LOYALTY
from .notes import NOTE
from .orders import ORDER
from .pins import PIN
from .preferences import PREFERENCES
from .profiles import PROFILE
from .referrals import BROUGHT, REFERRAL
from .signals import SIGNALS
from .tags import TAG

KINDS = Kinds(
    ORDER,
    PROFILE,
    ADDRESS,
    PREFERENCES,
    CONSENT,
    COMMUNICATION,
    INTERACTION,
    LOYALTY,
    REFERRAL,
    BROUGHT,
    NOTE,
    TAG,
    SIGNALS,
    PIN,
    HEAD,
    MEMBER,
)
