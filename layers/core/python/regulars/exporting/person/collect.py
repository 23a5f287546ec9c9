"""Everything that is held of one person, as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...crm.pins import verdicts_on
from ...crm.points import Points, points_of
from ...facts.addresses import guest_addresses
from ...facts.record import CustomerRecord
from ...facts.time import DAY_MS, rfc3339
from ...facts.words import lookup_words
from ...loyalty.tiers import NEVER
from ...people.columns import columns
from ...people.customer import Customer
from ...people.one import predicted
from ...scoring.scores import SCORES
from ...scoring.shown import told
from ...stores.deliveries import Place
from ...stores.folded import read_folded
from ...stores.ledger import KINDS
from ...stores.places import PREFIXES
from ...stores.shop import Shop
from ..job import EXPORT
from .job import PERSON_EXPORT
from .plain import plain
from .refused_rows import Named, bare, rows_naming
from .words import ELSEWHERE

VERSION = 1
_KEPT_DAYS = {prefix.name: prefix.days or 0 for prefix in PREFIXES}
_AT_ONCE = 100


def collect(shop: Shop, customer_id: str) -> dict[str, Any]:
    """The document, all of it read at the shop's instant. Raises `NotFound`, `Merged`."""
    record, facts = read_folded(customer_id, shop.ledger)
    customer = predicted(shop, facts, shop.fits.read())
    exponent = shop.tenant.exponent
    ids = _ids(record)
    return {
        "export": "one person",
        "version": VERSION,
        "tenant": {"id": shop.tenant.id, "name": shop.tenant.name, "currency": shop.tenant.currency},
        "asOf": rfc3339(shop.now_ms),
        "customerId": customer_id,
        "ids": ids,
        "held": _held(record, exponent),
        "fields": {column.name: plain(column.value(customer, exponent), exponent) for column in columns(None)},
        "explanations": _explanations(shop, customer),
        "segments": [
            {
                "segmentId": one.membership.segment.id,
                "name": one.membership.segment.name,
                "member": one.verdict.member,
                "decidedBy": one.verdict.decided_by,
            }
            for one in verdicts_on(shop, facts, shop.memberships())
        ],
        "points": [_points(one, exponent) for one in points_of(shop, customer_id, None)],
        "announced": {id_: plain(one, exponent) for id_, one in sorted(shop.evaluations.of(ids).items())},
        "foundBy": list(lookup_words(facts)),
        "imports": _imports(shop, record),
        "refusedRows": list(_refused_rows(shop, _named(record, customer, ids))),
        "exports": _exports(shop, ids),
        "deliveries": list(_deliveries(shop, ids)),
        "elsewhere": dict(ELSEWHERE),
    }


def _ids(record: CustomerRecord) -> list[str]:
    """The person's own id, then those that were merged into it, also further down."""
    below = {item.customer_id for item in record.items} | set(record.members)
    return [record.customer_id, *sorted(below - {record.customer_id})]


def _held(record: CustomerRecord, exponent: int) -> dict[str, list[Any]]:
    """Every item of the collections, by kind, the oldest first; a kind of which there is none is an empty list."""
    return {
        kind.name: [
            plain(item, exponent)
            for item in sorted(record.of(kind.type), key=lambda one: (one.moment_ms or 0, one.customer_id, one.item_id))
        ]
        for kind in KINDS.all
    }


def _explanations(shop: Shop, customer: Customer) -> dict[str, Any]:
    """The inputs, thresholds and rules of each score that explains itself."""
    exponent, found = shop.tenant.exponent, dict[str, Any]()
    for score in SCORES:
        if score.explain is not None:
            parts = score.explain(customer.facts, customer.scores, shop.settings)
            found |= {name: plain(told(part, exponent), exponent) for name, part in parts.items()}
    return found


def _points(points: Points, exponent: int) -> dict[str, Any]:
    """How the person stands in a program of loyalty, and the lots that can still be used."""
    found = points.balance
    lots = [
        {
            "earnedAt": rfc3339(lot.at_ms),
            "usableAt": rfc3339(lot.usable_ms),
            "expiresAt": None if lot.expires_ms >= NEVER else rfc3339(lot.expires_ms),
            "points": lot.points,
            "left": left,
        }
        for lot, left in found.open_lots()
    ]
    counts = {name: getattr(found, name) for name in ("earned", "available", "pending", "redeemed", "expired", "debt")}
    return {
        "programId": found.program.id,
        "name": found.program.name,
        **counts,
        "tier": found.tier,
        "tierChanges": plain(found.changes, exponent),
        "lots": lots,
    }


def _imports(shop: Shop, record: CustomerRecord) -> list[dict[str, Any]]:
    """The files that orders came from, as far as their imports are still known."""
    counted: dict[str, int] = {}
    for order in record.orders:
        if order.import_id is not None:
            counted[order.import_id] = counted.get(order.import_id, 0) + 1
    imports = shop.stores.imports(shop.tenant)
    found = []
    for import_id, orders in sorted(counted.items()):
        known = imports.read(import_id)
        named = {"fileName": known.file_name, "createdAt": rfc3339(known.created_ms)} if known else {}
        found.append({"importId": import_id, **named, "orders": orders})
    return found


def _named(record: CustomerRecord, customer: Customer, ids: list[str]) -> Named:
    """The ids, order ids and addresses by which a file may name the person."""
    contacts = [customer.facts.profile, *record.profiles, *(order.contact for order in record.orders)]
    return Named(
        frozenset(map(bare, ids)),
        frozenset(bare(order.order_id) for order in record.orders),
        frozenset(one for contact in contacts if contact for one in guest_addresses(contact.email, contact.phone)),
    )


def _refused_rows(shop: Shop, named: Named) -> Iterator[dict[str, Any]]:
    """Rows that an import refused and that are still kept, which name the person."""
    oldest_ms = shop.now_ms - _KEPT_DAYS["refused"] * DAY_MS
    for one in _jobs(shop.stores.imports(shop.tenant), oldest_ms):
        content = shop.files.refused(one.job_id)
        if content is not None:
            for row in rows_naming(content, (one.result or {}).get("mapping", {}), named):
                yield {"importId": one.job_id, "row": row}


def _exports(shop: Shop, ids: list[str]) -> list[dict[str, Any]]:
    """Files that are still kept: of lists and segments, of which nobody notes whom they hold, and the person's own."""
    oldest_ms = shop.now_ms - _KEPT_DAYS["exports"] * DAY_MS
    found = [
        {"exportId": one.job_id, "createdAt": rfc3339(one.created_ms), "holds": "customers, perhaps you"}
        for one in _jobs(EXPORT.of(shop.stores, shop.tenant), oldest_ms)
    ]
    return found + [
        {"exportId": one.job_id, "createdAt": rfc3339(one.created_ms), "holds": "you alone"}
        for one in _jobs(PERSON_EXPORT.of(shop.stores, shop.tenant), oldest_ms)
        if one.asked["customerId"] in ids
    ]


def _jobs(records: Any, oldest_ms: int) -> Iterator[Any]:
    """Jobs of a kind that were made since an instant, the newest first."""
    before = None
    while page := records.page(_AT_ONCE, before=before):
        for job in page:
            if job.created_ms < oldest_ms:
                return
            yield job
        before = page[-1].job_id


def _deliveries(shop: Shop, ids: list[str]) -> Iterator[dict[str, Any]]:
    """Events about the person that webhooks were sent, or are to be sent; they name a customer by their hash. Of a
    webhook that was removed nobody knows where it led."""
    hashes = {shop.tenant.customer_hash(one) for one in ids}
    webhooks = shop.stores.webhooks(shop.tenant.id)
    urls = {webhook.id: webhook.url for webhook in webhooks.all()}
    for webhook_id in webhooks.ids_ever():
        for delivery in shop.stores.outbox(Place(shop.tenant.id, webhook_id)).newest():
            event = json.loads(delivery.event)
            data = event.get("data") or {}
            if data.get("customerHash") in hashes or data.get("customerId") in ids:
                yield {
                    "to": urls.get(webhook_id),
                    "delivered": delivery.delivered,
                    "attempts": delivery.attempts,
                    "event": event,
                }
