"""`fold`: the ledger's record of a customer becomes their facts, one fold a part. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .customer import CustomerFacts
from .folds.attention import (
    fold_communications,
    fold_complaints,
    fold_contactability,
    fold_interactions,
    fold_signals,
    fold_tags,
)
from .folds.attention import names_orders as any_names_orders
from .folds.loyalty import fold_brought, fold_loyalty, fold_referrals
from .folds.pins import fold_pins
from .folds.products import fold_products
from .folds.profile import fold_profile
from .folds.purchases import by_time, fold_purchases
from .items.communication import Communication
from .items.consent import Consent
from .items.head import Member
from .items.interaction import Interaction
from .items.loyalty import LoyaltyEntry
from .items.note import Note
from .items.pin import Pin
from .items.preferences import Preferences
from .items.profile import Profile
from .items.referral import Brought, Referral
from .items.signal import Signals
from .items.tag import Tag
from .order import Contact, Order
from .ranges import Range, Ranges
from .record import CustomerRecord


def fold(record: CustomerRecord, *, known: bool = False) -> CustomerFacts:
    """The facts of one customer: the same for the same items, in whatever order they come.

    Of somebody who is no customer (`CustomerRecord.known`) nothing is told, whatever was written about them, unless it
    is `known` that they became one.
    """
    if not (known or record.known):
        return CustomerFacts(record.customer_id)
    items = _by_type(record)
    stored = by_time(order for order in items.get(Order, ()) if not order.deleted)
    counted = [order for order in stored if order.counts]
    return CustomerFacts(
        customer_id=record.customer_id,
        known=True,
        purchases=fold_purchases(counted),
        profile=fold_profile(stored, record.profiles),
        products=fold_products(counted),
        contactability=fold_contactability(
            record.customer_id,
            items.get(Preferences, ()),
            items.get(Consent, ()),
            [member for member in items.get(Member, ()) if member.left_ms is None],
            lambda customer_id: _address_of(customer_id, stored, record.profiles),
        ),
        signals=fold_signals(items.get(Signals, ())),
        complaints=fold_complaints(items.get(Note, ())),
        interactions=fold_interactions(items.get(Interaction, ()), (order.order_id for order in stored)),
        communications=fold_communications(items.get(Communication, ())),
        tags=fold_tags(items.get(Tag, ())),
        pins=fold_pins(items.get(Pin, ())),
        loyalty=fold_loyalty(items.get(LoyaltyEntry, ())),
        referrals=fold_referrals(items.get(Referral, ()), items.get(Brought, ()), record.codes),
    )


def refold(before: CustomerFacts, record: CustomerRecord, ranges: Ranges) -> CustomerFacts:
    """What `before` becomes where these ranges of the record were read, with all that is `coupled` to them."""
    told: dict[str, Any] = {}
    if Range.COMMUNICATIONS in ranges:
        told["communications"] = fold_communications(record.of(Communication))
    referrals = before.referrals
    assert referrals is not None, "the whole row was read"
    if Range.REFERRALS in ranges:
        referrals = referrals._replace(brought=fold_brought(record.of(Brought)))
    if Range.CORE not in ranges:
        told["referrals"] = referrals
        if Range.INTERACTIONS in ranges:
            told["interactions"] = fold_interactions(record.of(Interaction), order_ids=())
        return replace(before, **told)
    core = fold(record)
    if not core.known:
        return core
    assert core.referrals is not None
    told["referrals"] = referrals._replace(was_brought=core.referrals.was_brought)
    kept = {"communications": before.communications, "interactions": before.interactions}
    if Range.INTERACTIONS in ranges:
        del kept["interactions"]
    return replace(core, **(kept | told))


def coupled(changed: Ranges, before: CustomerFacts) -> Ranges:
    """What must be read with the ranges that changed: purchases that name orders are compared with these, and a heavy
    customer's row has no orders that anything could be told by."""
    interactions = before.interactions
    assert interactions is not None, "the whole row was read"
    found = {Range.CORE} if before.purchases.heavy else set()
    if interactions.names_orders and changed & {Range.CORE, Range.INTERACTIONS}:
        found |= {Range.CORE, Range.INTERACTIONS}
    return frozenset(found)


def names_orders(record: CustomerRecord) -> bool:
    """Whether some interaction is to be compared with the orders."""
    return any_names_orders(record.of(Interaction))


def _address_of(customer_id: str, orders: Sequence[Order], profiles: Sequence[Profile]) -> Contact:
    """How one of the ids of a person is reached, by what lies under it alone."""
    own_orders = [order for order in orders if order.customer_id == customer_id]
    return fold_profile(own_orders, [profile for profile in profiles if profile.customer_id == customer_id])


def _by_type(record: CustomerRecord) -> dict[type[Any], list[Any]]:
    found: dict[type[Any], list[Any]] = {}
    for item in record.items:
        found.setdefault(type(item), []).append(item)
    return found
