"""Ann, who is to be erased: something of everything in a tenant's tables and files, and Bob beside them."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

from regulars.crm.communications import log_communication
from regulars.crm.merges import merge_customers
from regulars.crm.notes import add_note
from regulars.crm.profiles import create_profile
from regulars.facts.items.channels import Channel
from regulars.facts.items.communication import CommunicationStatus, Direction, Purpose
from regulars.facts.items.head import Head, Member
from regulars.facts.items.profile import Profile
from regulars.facts.order import Contact, Lane, Order
from regulars.facts.tenant import bucket_of
from regulars.facts.webhook import Webhook
from regulars.scoring.settings import Settings
from regulars.stores.deliveries import Delivery, Place
from regulars.stores.keys import lake_object
from regulars.stores.places import PREFIXES

from testing.builders import an_order
from testing.everywhere import hits
from testing.ledger_items import EXAMPLES
from testing.pipeline.world import World

# Ids and names that nothing else holds.
ANN, ANN_OLD, BOB = "ann-zq1", "old-zq2", "bob-zq3"
EMAIL, PHONE, NAME = "Ann.Lee@zqmail.example", "+49 170 7654321", "Ann Zqlee"
THEIRS = (ANN, ANN_OLD, "zqmail", "7654321", "zqlee")


def order(world: World, order_id: str, customer_id: str, **more: Any) -> Order:
    now = {"arrived_ms": world.now_ms, "written_ms": world.now_ms, "ordered_at_ms": world.now_ms}
    return an_order(order_id, customer_id, **{**now, **more})


def live(world: World) -> None:
    """Ann has two ids, a guest of their addresses, and something of everything; Bob is there, too."""
    stores, tenant = world.stores, world.tenant
    ledger, registry = stores.ledger(tenant), stores.registry(tenant)
    contact, guest = Contact(name=NAME, email=EMAIL, phone=PHONE), tenant.guest_id(EMAIL.lower())
    world.accept([order(world, f"o{number}", ANN, contact=contact) for number in range(3)]).finish()
    world.accept(
        [
            order(world, "g1", guest, contact=Contact(email=EMAIL, name=NAME)),
            order(world, "x1", ANN_OLD),
            order(world, "b1", BOB, contact=Contact(name="Bob", email="bob@example.com")),
        ]
    ).finish()
    world.delete("o2").finish()
    names = {"first_name": "Ann", "last_name": "Zqlee"}
    create_profile(ANN, names, ledger=ledger, registry=registry, now_ms=world.now_ms)
    merge_customers(ANN_OLD, ANN, ledger=ledger, now_ms=world.now_ms)
    add_note(ANN, {"content": f"Call {PHONE}"}, ledger=ledger, now_ms=world.now_ms)
    write(world)
    webhook = Webhook(id="w1", url="https://example.com", events=(), secret=b"s", created_ms=1, updated_ms=1)
    gone = replace(webhook, id="w2")
    for one in (webhook, gone):
        assert stores.webhooks(tenant.id).create(one)
        outbox = stores.outbox(Place(tenant.id, one.id))
        for n, who in enumerate((ANN, BOB)):
            event = {"subject": tenant.customer_hash(who), "data": {"customerId": who}}
            outbox.add(Delivery(f"m{n}", "customer.segment.changed", n, json.dumps(event, separators=(",", ":"))), 1)
    assert stores.webhooks(tenant.id).remove(gone)
    world.flow()


def write(world: World) -> None:
    """One item of every kind that neither orders nor profiles nor merges make."""
    ledger, now_ms = world.stores.ledger(world.tenant), world.now_ms
    for item in EXAMPLES.values():
        if not isinstance(item, (Order, Profile, Head, Member)):
            example: Any = item
            mine = replace(example, customer_id=ANN, arrived_ms=now_ms, written_ms=now_ms, lane=Lane.LIVE)
            assert ledger.replace(ledger.item(mine, replacing=None), replacing=None)
    registry = world.stores.registry(world.tenant)
    fields = {"channel": Channel.EMAIL, "type": Channel.EMAIL, "direction": Direction.OUTBOUND,
              "purpose": Purpose.SERVICE, "external_id": "mail-1", "message": f"Dear {NAME}"}  # fmt: skip
    log_communication(
        ANN,
        fields,
        CommunicationStatus.SENT,
        sent_ms=None,
        occurred_ms=None,
        once=None,
        ledger=ledger,
        registry=registry,
        now_ms=now_ms,
    )


def put_files(world: World) -> list[str]:
    """Files of every prefix that name Ann, and one beside each that does not; the keys of those that are to stay."""
    s3, stays = world.stores.s3, []
    theirs = f"order,who\n1,{EMAIL.upper()}\n".encode()
    due = {"as_of": 1, "pairs": [[5, "tea", ANN], [6, "tea", BOB]], "week": [0, 0, 0]}
    for prefix in PREFIXES:
        if prefix.name in ("catalogue", "erasures"):
            continue
        if prefix.name == "lake":
            stays.append(put_lake(world))
            continue
        for job, content in (("j1", theirs), ("j2", b"order,who\n2,somebody\n")):
            key = f"{prefix.of('acme')}{job}/file"
            if prefix.name == "answers":
                key, content = f"{prefix.of('acme')}{job}/due/0000.json.gz", gzip.compress(json.dumps(due).encode())
            s3.put_object(Bucket="imports", Key=key, Body=content)
            if job == "j2" or prefix.name == "answers":
                stays.append(key)
    for number, content in enumerate(
        (gzip.compress(theirs), theirs.decode().encode("utf-16"), b"tel;+49 (170) 765-4321;", f'"{NAME}"'.encode())
    ):
        s3.put_object(Bucket="imports", Key=f"uploads/acme/k{number}/file", Body=content)
    # An older version, and one that was deleted, are still there.
    s3.put_object(Bucket="imports", Key="uploads/acme/k9/file", Body=theirs)
    s3.put_object(Bucket="imports", Key="uploads/acme/k9/file", Body=b"nothing")
    s3.put_object(Bucket="imports", Key="uploads/acme/k8/file", Body=theirs)
    s3.delete_object(Bucket="imports", Key="uploads/acme/k8/file")
    return [*stays, "uploads/acme/k9/file"]


def put_lake(world: World) -> str:
    """The lake's file of Ann's hash, with a line of Bob's in it as well; its key."""
    bucket = bucket_of(world.tenant.customer_hash(ANN))
    content = [{"customerId": ANN, "email": EMAIL}, {"customerId": BOB, "email": None}]
    text = b"".join(json.dumps(line).encode() + b"\n" for line in content)
    world.stores.lake(world.tenant).put("2025-10-15", bucket, iter([gzip.compress(text)]))
    return lake_object("acme", "2025-10-15", bucket)


def keys_in_bucket(world: World) -> list[str]:
    return [one["Key"] for one in world.stores.s3.list_objects_v2(Bucket="imports").get("Contents", ())]


def everything_of_bob(world: World) -> list[str]:
    """But for answers of nights and the lake, which go on without whoever was erased."""
    rewritten = ("imports/answers/", "imports/lake/")
    return sorted(one for one in hits(["bob-zq3", "bob@example.com"]) if not one.startswith(rewritten))


def set_settings(world: World, settings: Settings) -> None:
    record = world.stores.directory.read("acme")
    assert record is not None
    assert world.stores.settings(world.tenant).put(settings, replacing=record.settings_revision)
