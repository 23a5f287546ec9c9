"""One sweep through the tables: done twice, the second time for what was written by a view from before the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..facts.items.head import Head
from ..facts.items.referral import Referral
from ..facts.order import Order
from ..facts.time import DAY_MS, HOUR_MS
from ..projection.project import Projector
from ..stores.deliveries import Delivery, Place
from ..stores.ledger import KINDS, Stored
from ..stores.ledger.heads import HEAD, MEMBER
from ..stores.ledger.referrals import BROUGHT
from ..stores.ledger.rewrite import rewrite
from .person import Person
from .work import Work

# How far ahead hours are looked through for entries that no evaluation names any more.
DUE_AHEAD_MS = 800 * DAY_MS


def empty_rows(work: Work, person: Person, now_ms: int) -> None:
    """Every generation that is written has an emptied row of each id: whoever has read an older one loses to it."""
    terms = work.stores.terms.of(work.record)
    projector = Projector.opened(work.stores, work.tenant, terms, now_ms=now_ms, live=False)
    for customer_id in person.ids:
        projector.project(customer_id)


def sweep_tables(work: Work, person: Person, is_over: Callable[[], bool], *, late: bool) -> bool:
    """Deletes everything but the rows, or as much as there is time for; whether that was all. `late` counts what is
    found of each kind: the first sweep's was counted before it began."""
    ledger, registry = work.stores.ledger(work.tenant), work.stores.registry(work.tenant)

    def leave(items: Sequence[Stored[Any]]) -> None:
        if late:
            work.count("late", (f"{KINDS.of(one.item).name}#{one.item.item_id}" for one in items))
        registry.forget_owners((one.item.order_id for one in items if isinstance(one.item, Order)), person.ids)
        came_by = [one.item for one in items if isinstance(one.item, Referral)]
        _forget_brought(work, ((one.customer_id, one.code) for one in came_by))
        for kind in {KINDS.of(one.item) for one in items}:
            named = [one.item.external_id for one in items if KINDS.of(one.item) is kind and _is_named(one.item)]
            registry.forget_external(kind.name, dict.fromkeys(named), person.ids)

    _forget_brought(work, person.came_by)
    for customer_id in person.ids:
        for gone in ledger.forget(customer_id, before=leave):
            if gone and is_over():
                return False
    _forget_former(work, person)
    _sweep_rest(work, person)
    return True


def _forget_brought(work: Work, came_by: Iterable[tuple[str, str]]) -> None:
    """Whoever brought them keeps nothing that tells it; before the codes by which they came go."""
    ledger, registry = work.stores.ledger(work.tenant), work.stores.registry(work.tenant)
    for customer_id, code in came_by:
        referrer_id = registry.customer_of_code(code)
        if referrer_id is not None:
            own_code = work.tenant.referral_code(customer_id)
            ledger.write_together([ledger.removing(BROUGHT, referrer_id, own_code)])


def _forget_former(work: Work, person: Person) -> None:
    """Whoever was one person with them once keeps no id of theirs."""
    ledger = work.stores.ledger(work.tenant)
    for survivor_id, member_id in person.former:
        if survivor_id not in person.ids:
            ledger.write_together([ledger.removing(MEMBER, survivor_id, member_id)])
        elif member_id not in person.ids:
            rewrite(HEAD, member_id, "", partial(_without_left, person), ledger=ledger)


def _without_left(person: Person, stored: Stored[Head] | None) -> Head | None:
    return replace(stored.item, left=None) if stored and stored.item.left in person.ids else None


def _is_named(item: Any) -> bool:
    return getattr(item, "external_id", None) is not None


def _sweep_rest(work: Work, person: Person) -> None:
    stores, tenant = work.stores, work.tenant
    hash_of = {customer_id: tenant.customer_hash(customer_id) for customer_id in person.ids}
    evaluations, registry = stores.evaluations(tenant), stores.registry(tenant)
    work.count("evaluations", (hash_of[one] for one in evaluations.of(person.ids)))
    evaluations.forget(person.ids)
    work.count("roster", (hash_of[one] for one in person.ids.keys() - set(registry.strangers(person.ids))))
    registry.forget_customers(person.ids)
    for generation in work.generations:
        stores.lookups(tenant, generation).forget(person.ids, person.keys)
    names = _names_them(person, set(hash_of.values()))
    for webhook_id in stores.webhooks(tenant.id).ids_ever():
        outbox = stores.outbox(Place(tenant.id, webhook_id))
        work.count("deliveries", (f"{webhook_id} {one.message_id}" for one in outbox.newest() if names(one)))
        outbox.forget(names)


def _names_them(person: Person, hashes: set[str]) -> Callable[[Delivery], bool]:
    marks = [*hashes, *(f'"customerId":"{one}"' for one in person.ids)]

    def names(delivery: Delivery) -> bool:
        return delivery.type != "customer.erased" and any(mark in delivery.event for mark in marks)

    return names


def sweep_rows(work: Work, person: Person, now_ms: int) -> None:
    """The emptied rows, and every hour that somebody is due in. Nobody makes a row anew: the tombstones are settled."""
    stores, tenant = work.stores, work.tenant
    first = now_ms // HOUR_MS - 1
    hours = range(first, first + DUE_AHEAD_MS // HOUR_MS)
    stores.evaluations(tenant).due.forget_all(person.ids, hours)
    for generation in work.generations:
        rows = stores.rows(tenant, generation)
        found = [one for one, revision in rows.revisions_of(person.ids).items() if revision]
        work.count("facts", (f"{generation.number}#{tenant.customer_hash(one)}" for one in found))
        rows.forget(found)
