"""A shop as the examples know it: of each thing that an example names, one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from regulars.erasing.certificate import certificate_document
from regulars.events.announced import Announcement, events_of
from regulars.events.webhooks.deliver import delivery_of
from regulars.facts.catalogue import Catalogue
from regulars.facts.tenant import Generation, Tenant, TenantStatus
from regulars.http.door.app import Application
from regulars.importing.job.sentences import BROKE_OFF
from regulars.nightly.start import scheduled_job_id
from regulars.projection.lookups import lookup_entries
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Evaluation, Terms
from regulars.scoring.settings import Settings
from regulars.stores.certificate import Certificate
from regulars.stores.deliveries import Place, Tried
from regulars.stores.ids import new_id
from regulars.stores.opened import Stores
from regulars.stores.tenant.erasures import ErasureRecord

from testing.machines.exports import run_exports, run_person_export
from testing.machines.night import run_night

from .calls import send
from .examples import NIGHT_MS, NOTES, NOW_MS, WRITTEN

_IMPORT_RESULT = {"rows": 1, "rowsRefused": 1, "ordersRead": 1, "orders": {"refused": 1}, "customers": 0}


def fill_shop(
    application: Application,
    stores: Stores,
    tenant_id: str,
    name: str,
    orders: list[dict[str, Any]],
    *,
    night: bool,
) -> tuple[Tenant, dict[str, str]]:
    """A new tenant in NZD with these orders and an import that failed, and what examples say in braces."""
    generation = Generation(1, 1)
    tenant = Tenant(
        id=tenant_id,
        name=name,
        status=TenantStatus.ACTIVE,
        currency="NZD",
        exponent=2,
        secret=f"a secret of {tenant_id}".encode().ljust(32, b"."),
        reading=generation,
        writing=(generation,),
    )
    assert stores.directory.create(tenant)
    send(application, tenant_id, "/api/orders", {"orders": orders})
    note_id = _notes(application, tenant_id, orders[0]["customerId"])
    _member(application, tenant_id, orders[0]["customerId"])
    segment_id = make_segment(application, tenant_id, orders[0]["customerId"], orders[-1]["customerId"])
    program_id = _program(application, tenant_id, orders[0]["customerId"])
    webhook_id = _webhook(application, stores, tenant)
    for path, hours, body in WRITTEN:
        send(application, tenant_id, path, body | {"customerId": orders[0]["customerId"]}, NOW_MS - hours * 3_600_000)
    catalogue = Catalogue()
    projector = Projector.opened(stores, tenant, Terms(Settings.defaults(2)), now_ms=NOW_MS, live=True)
    for customer_id in {order["customerId"] for order in orders}:
        catalogue.see(stores.ledger(tenant).read_customer(customer_id).orders)
        projector.project(customer_id)
    stores.files(tenant).extend_catalogue(catalogue)
    lookups = stores.lookups(tenant)
    for entry in sorted(entry for row in stores.rows(tenant).all() for entry in lookup_entries(row)):
        lookups.put(entry)
    if night:
        run_night(stores, tenant, scheduled_job_id(NIGHT_MS), at_ms=NIGHT_MS)
    failed = _failed_import(application, stores, tenant)
    customer_hash = tenant.customer_hash(orders[0]["customerId"])
    return tenant, {
        "failed": failed,
        "hash": customer_hash,
        "note": note_id,
        "segment": segment_id,
        "program": program_id,
        "webhook": webhook_id,
        "export": _export(application, stores, tenant),
        "person": _person_export(application, stores, tenant, orders[0]["customerId"]),
        "erasure": _erasure(stores, tenant),
        "waiting_erasure": _waiting_erasure(stores, tenant),
    }


def _notes(application: Application, tenant_id: str, customer_id: str) -> str:
    """Notes about one customer, each with the tenant's name in it; the id of the oldest."""
    ids = []
    for hours, note in sorted(NOTES.items(), reverse=True):
        body = note | {"customerId": customer_id, "content": f"{note['content']} ({tenant_id})"}
        answer = send(application, tenant_id, "/api/customers/notes", body, now_ms=NOW_MS - hours * 3_600_000)
        ids.append(str(json.loads(answer["body"])["data"]["id"]))
    return ids[0]


def _member(application: Application, tenant_id: str, customer_id: str) -> None:
    """An older id of one customer, of whom nothing else is known."""
    older = f"{customer_id}-old"
    send(application, tenant_id, "/api/customers/profiles", {"customerId": older})
    merge = {"from": older, "into": customer_id}
    send(application, tenant_id, "/api/customers/profiles/merge", merge, now_ms=NOW_MS - 5 * 3_600_000)


def make_segment(application: Application, tenant_id: str, customer_id: str, out: str, name: str = "Regulars") -> str:
    """An own segment with the tenant's name in it, one customer who was put into it and one kept `out`; its id."""
    path, at_ms = "/api/customers/segments", NOW_MS - 4 * 3_600_000
    rule = {"combinator": "and", "rules": [{"field": "orderCount", "operator": "at_least", "value": 4}]}
    body = {"action": "create", "name": f"{name} of {tenant_id}", "criteria": rule, "color": "#15803d"}
    segment_id = str(json.loads(send(application, tenant_id, path, body, now_ms=at_ms)["body"])["data"]["id"])
    for later_ms, (action, who) in enumerate([("exclude", out), ("add_member", customer_id)]):
        member = {"action": action, "segmentId": segment_id, "customerId": who}
        send(application, tenant_id, path, member, now_ms=at_ms + later_ms)
    return segment_id


def _program(application: Application, tenant_id: str, customer_id: str) -> str:
    """A loyalty program with the tenant's name in it, since before all orders, and 30 points given; its id."""
    at_ms = NOW_MS - 4 * 3_600_000
    body = {
        "name": f"Coffee club of {tenant_id}",
        "type": "points",
        "effectiveFrom": "2025-01-01",
        "expiryDays": 365,
        "expiryRounding": "month",
        "pendingDays": 14,
        "tiers": [{"name": "Bronze", "threshold": 0}, {"name": "Gold", "threshold": 1000, "multiplier": 1.5}],
        "rewards": [{"id": "mug", "name": "A mug", "points": 250, "kind": "product", "stock": 40}],
    }
    answer = send(application, tenant_id, "/api/customers/loyalty-programs", body, now_ms=at_ms)
    program_id = str(json.loads(answer["body"])["data"]["id"])
    given = {
        "loyaltyProgramId": program_id,
        "customerId": customer_id,
        "action": "add",
        "points": 30,
        "reason": "Sorry",
    }
    send(application, tenant_id, "/api/customers/loyalty-points", given, now_ms=at_ms)
    return program_id


def _webhook(application: Application, stores: Stores, tenant: Tenant) -> str:
    """A webhook with the tenant's name in its address, and two deliveries; its id."""
    at_ms = NOW_MS - 3 * 3_600_000
    body = {"url": f"https://hooks.{tenant.id}.example.com/regulars", "events": ["customer.segment.changed"]}
    answer = send(application, tenant.id, "/api/webhooks", body, now_ms=at_ms)
    webhook_id = str(json.loads(answer["body"])["data"]["id"])
    for n, (was, becomes) in enumerate([("New", "Active"), ("Active", "VIP")], 1):
        before = Evaluation({"lifecycleSegment": was}, at_ms, n, silent=False)
        after = Evaluation({"lifecycleSegment": becomes}, at_ms + n, n + 1, silent=False)
        [event] = events_of(Announcement(tenant.id, "cafe-med", before, after), tenant, name_customers=False)
        tried = Tried(at_ms + 800, 200, 84, "ok")
        delivery = replace(delivery_of(event.cloud_event()), attempts=1, tried=tried, delivered=True)
        stores.outbox(Place(tenant.id, webhook_id)).done(delivery, at_ms)
    return webhook_id


def _export(application: Application, stores: Stores, tenant: Tenant) -> str:
    """One of everybody, that is done."""
    at_ms = NOW_MS - 2 * 3_600_000
    answer = send(application, tenant.id, "/api/customers/exports", {"format": "csv"}, now_ms=at_ms)
    export_id: str = json.loads(answer["body"])["data"]["exportId"]
    run_exports(stores, {"tenant": tenant.id, "job": export_id}, at_ms=at_ms)
    return export_id


def _person_export(application: Application, stores: Stores, tenant: Tenant, customer_id: str) -> str:
    """Two of a customer, one after the other, both done; the later one."""
    for at_ms in (NOW_MS - 7_200_000, NOW_MS - 3_600_000):
        path = "/api/customers/privacy/exports"
        answer = send(application, tenant.id, path, {"customerId": customer_id}, now_ms=at_ms)
        job_id: str = json.loads(answer["body"])["data"]["jobId"]
        run_person_export(stores, {"tenant": tenant.id, "job": job_id}, at_ms=at_ms)
    return job_id


def _erasure(stores: Stores, tenant: Tenant) -> str:
    """One that is done, of somebody who ordered twice."""
    at_ms, erasures = NOW_MS - 26 * 3_600_000, stores.erasures(tenant)
    person = tenant.customer_hash("gone")
    job = ErasureRecord(new_id(at_ms), at_ms, person=person, reason="asked by phone", actor="user", begins_ms=at_ms)
    erasures.create(job)
    stores.tombstones(tenant).put("gone", job_id=job.job_id, whole=True)
    stores.tombstones(tenant).note_same_address([(job.job_id, "ORD-12310")])
    ended_ms, counts = at_ms + 20 * 60_000, {"order": 2, "profile": 1, "roster": 1, "evaluations": 1, "facts": 1}
    document = certificate_document(job, tenant.id, counts, same_address=1, now_ms=ended_ms)
    certificate = Certificate(document, b"the public key", b"the signature").as_json()
    result = {"counts": counts, "certificate": certificate}
    erasures.finish(job.job_id, finished_ms=ended_ms, error=None, result=result)
    erasures.note_day("2025-10-22", job.job_id)
    return job.job_id


def _waiting_erasure(stores: Stores, tenant: Tenant) -> str:
    at_ms, person = NOW_MS - 3_600_000, tenant.customer_hash("stall-1")
    job = ErasureRecord(
        new_id(at_ms), at_ms, person=person, reason=None, actor="user", begins_ms=at_ms + 24 * 3_600_000
    )
    stores.erasures(tenant).create(job)
    return job.job_id


def _failed_import(application: Application, stores: Stores, tenant: Tenant) -> str:
    answer = send(application, tenant.id, "/api/imports", {"fileName": "orders-2024.csv"}, now_ms=NOW_MS - 3_600_000)
    import_id: str = json.loads(answer["body"])["data"]["importId"]
    imports = stores.imports(tenant)
    imports.pin(import_id, version_id="1", size=4_096)
    imports.begin(import_id, attempt=1, now_ms=NOW_MS)
    imports.finish(import_id, 1, finished_ms=NOW_MS, error=BROKE_OFF, refused=False, result=_IMPORT_RESULT)
    stores.files(tenant).put_refused(import_id, iter([b"order_id,refused because\n"]))
    return import_id
