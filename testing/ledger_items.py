"""An item of each kind of the ledger that says all that its kind can say."""

from __future__ import annotations

from regulars.facts.items.address import Address, AddressType
from regulars.facts.items.channels import Channel, ConsentChannel
from regulars.facts.items.communication import Communication, CommunicationStatus, Direction, Purpose
from regulars.facts.items.consent import Consent, ConsentAction
from regulars.facts.items.head import Head, Member, MergedBy
from regulars.facts.items.interaction import Interaction, InteractionType, TierChange
from regulars.facts.items.item import LedgerItem
from regulars.facts.items.loyalty import LoyaltyAction, LoyaltyEntry
from regulars.facts.items.note import Note, NoteType, Priority
from regulars.facts.items.pin import Pin
from regulars.facts.items.preferences import Preferences
from regulars.facts.items.profile import CustomerSource, CustomerStatus, CustomerType, Profile
from regulars.facts.items.referral import Brought, Referral
from regulars.facts.items.signal import Signal, Signals
from regulars.facts.items.tag import Tag
from regulars.facts.order import Contact, Lane

from testing.builders import NOW_MS, a_line, an_order

# By the name of the kind.
EXAMPLES: dict[str, LedgerItem] = {
    "order": an_order(contact=Contact(name="Ann"), lines=(a_line(),)),
    "profile": Profile(
        "ann",
        5,
        NOW_MS,
        NOW_MS + 1,
        Lane.LIVE,
        "Ann",
        "Lee",
        "ann@example.com",
        "12345",
        "Tea Ltd",
        CustomerType.RETAIL,
        CustomerSource.REFERRAL,
        CustomerStatus.VIP,
    ),
    "note": Note(
        "n#1", "ann", "Late", 5, NOW_MS, NOW_MS + 1, Lane.LIVE, "Delivery", NoteType.COMPLAINT, Priority.HIGH, True
    ),
    "head": Head("ann", NOW_MS, NOW_MS + 1, Lane.LIVE, 3, "bob", MergedBy.CLAIM, "cy", 5, True),
    "member": Member("ann", "guest-#1", 5, MergedBy.HAND, NOW_MS, NOW_MS + 1, Lane.BULK),
    "address": Address(
        "a#1",
        "ann",
        AddressType.SHIPPING,
        "1 Quay",
        "Auckland",
        "NZ",
        5,
        NOW_MS,
        NOW_MS + 1,
        Lane.LIVE,
        "Floor 2",
        "North",
        "1010",
        7,
    ),
    "tag": Tag("wine#club", "ann", 5, NOW_MS, NOW_MS + 1, Lane.LIVE),
    "preferences": Preferences(
        "ann", 5, NOW_MS, NOW_MS + 1, Lane.LIVE, Channel.SMS, True, {"news": True, "offers": False}
    ),
    "consent": Consent(
        "c#1",
        "ann",
        ConsentChannel.EMAIL,
        ConsentAction.GRANTED,
        5,
        NOW_MS,
        NOW_MS + 1,
        Lane.LIVE,
        "checkout",
        "user-1",
        "2026-01",
        6,
        "mail 17",
    ),
    "communication": Communication(
        "m#1",
        "ann",
        Channel.EMAIL,
        Direction.OUTBOUND,
        Purpose.MARKETING,
        {CommunicationStatus.QUEUED: 4, CommunicationStatus.SENT: 5, CommunicationStatus.CLICKED: 9},
        4,
        5,
        NOW_MS,
        NOW_MS + 1,
        Lane.LIVE,
        Channel.CHAT,
        "Spring",
        "New tea",
        "mail-17",
        True,
        '{"a":1}',
    ),
    "interaction": Interaction(
        "i#1",
        "ann",
        InteractionType.REVIEW,
        4,
        5,
        NOW_MS,
        NOW_MS + 1,
        Lane.LIVE,
        "A-1",
        2,
        "Late",
        6,
        "gold",
        "silver",
        TierChange.DOWNGRADE,
        "rev-1",
        '{"a":1}',
    ),
    "pin": Pin("seg#1", "ann", False, 5, NOW_MS, NOW_MS + 1, Lane.LIVE, "user-1"),
    "loyalty": LoyaltyEntry(
        "once-#1",
        "ann",
        "l1",
        LoyaltyAction.REDEEM,
        100,
        5,
        NOW_MS,
        NOW_MS + 1,
        Lane.LIVE,
        "mug",
        "Birthday",
        "user-1",
        9,
        '{"a":1}',
    ),
    "referral": Referral("ann", "0123456789abcdef", 5, NOW_MS, NOW_MS + 1, Lane.LIVE),
    "brought": Brought("ann", "0123456789abcdef", 5, NOW_MS, NOW_MS + 1, Lane.LIVE),
    "signals": Signals("ann", (Signal("nps", 10, 5), Signal("usage", 70, 20, 9)), 5, NOW_MS, NOW_MS + 1, Lane.LIVE),
}
