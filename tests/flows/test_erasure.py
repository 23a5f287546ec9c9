"""A person is erased from everything that a shop keeps, and nobody else is touched."""

from __future__ import annotations

import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from regulars.config import Names
from regulars.crm.communications import log_communication
from regulars.crm.merges import merge_customers
from regulars.crm.notes import add_note
from regulars.crm.profiles import create_profile
from regulars.erasing.ask import cancel_erasure, release_erasure
from regulars.erasing.job import SEARCHED
from regulars.erasing.sentences import UNREAD
from regulars.errors import Conflict, CustomerErased, NotFound
from regulars.facts.items.channels import Channel
from regulars.facts.items.communication import CommunicationStatus, Direction, Purpose
from regulars.facts.items.loyalty import LoyaltyAction, LoyaltyEntry
from regulars.facts.items.pin import Pin
from regulars.facts.items.referral import Referral
from regulars.facts.order import Contact, Lane, Order
from regulars.facts.tenant import bucket_of
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS, from_ms
from regulars.facts.webhook import Webhook
from regulars.scoring.settings import Settings
from regulars.stores.deliveries import Delivery, Place
from regulars.stores.keys import lake_object
from regulars.stores.ledger import KINDS
from regulars.stores.places import PREFIXES
from regulars.stores.tenant.erasures import ErasureState
from regulars.stores.tenant.job_record import JobRecord, JobState

from testing.aws.bus import Listener
from testing.builders import an_order
from testing.everywhere import hits
from testing.machines.erasures import ErasureMachine
from testing.machines.imports import ImportMachine
from testing.machines.killed import Kill, Killed
from testing.pipeline.everything import MAKE
from testing.pipeline.world import World
from testing.shops import shop_of

# Ids and names that nothing else holds.
ANN, ANN_OLD, BOB = "ann-zq1", "old-zq2", "bob-zq3"
EMAIL, PHONE, NAME = "Ann.Lee@zqmail.example", "+49 170 7654321", "Ann Zqlee"
THEIRS = (ANN, ANN_OLD, "zqmail", "7654321", "zqlee")


@pytest.fixture
def world(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.stores.machines.Machine.is_running", lambda *_: True)
    monkeypatch.setattr("regulars.erasing.sweep.DUE_AHEAD_MS", 20 * DAY_MS)
    world = World(aws, "acme")
    yield world
    world.forget()


@pytest.fixture
def bus(world: World) -> Listener:
    return Listener(world.stores)


@pytest.fixture
def machine(world: World, bus: Listener) -> ErasureMachine:
    return ErasureMachine(world.stores, world.tenant, now_ms=lambda: world.now_ms, advance=world.advance)


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
        assert stores.webhooks(tenant).create(one)
        outbox = stores.outbox(Place(tenant.id, one.id))
        for n, who in enumerate((ANN, BOB)):
            event = {"subject": tenant.customer_hash(who), "data": {"customerId": who}}
            outbox.add(Delivery(f"m{n}", "customer.segment.changed", n, json.dumps(event, separators=(",", ":"))), 1)
    assert stores.webhooks(tenant).remove(gone)
    world.flow()


def write(world: World) -> None:
    """One item of every kind that orders, profiles, notes and merges do not make."""
    ledger, now_ms = world.stores.ledger(world.tenant), world.now_ms
    written: dict[str, Any] = {"arrived_ms": now_ms, "written_ms": now_ms, "lane": Lane.LIVE}
    for make in MAKE:
        item = make(ANN, "1", now_ms - DAY_MS, 1, written)
        kind = KINDS.of(item)
        stored = ledger.read_items(kind, [(ANN, item.item_id)]).get((ANN, item.item_id))
        assert ledger.replace(ledger.item(item, replacing=stored), replacing=stored)
    pin = Pin("s1", ANN, True, now_ms, by="somebody", **written)
    points = LoyaltyEntry("e1", ANN, "p1", LoyaltyAction.ADD, 5, now_ms, reason=f"for {NAME}", **written)
    for item in (pin, points, Referral(ANN, "a-code", now_ms, **written)):
        assert ledger.replace(ledger.item(item, replacing=None), replacing=None)
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


def test_nothing_of_the_person_is_left_anywhere_and_the_others_are_untouched(
    world: World, machine: ErasureMachine, bus: Listener, log: io.StringIO
) -> None:
    live(world)
    stays = put_files(world)
    assert hits(THEIRS), "or the scan would find nothing ever"
    before = everything_of_bob(world)

    ended = machine.run(machine.ask(ANN))
    world.flow()

    assert hits(THEIRS) == []
    assert everything_of_bob(world) == before
    assert world.stores.registry(world.tenant).owners(["o1"])["o1"].erased
    assert not any(text in log.getvalue().casefold() for text in THEIRS)
    assert sorted(keys_in_bucket(world)) == sorted(stays)
    due = world.stores.files(world.tenant).answers("j1").get_packed("due/0000.json.gz")
    assert due["pairs"] == [[6, "tea", BOB]]
    [lake] = [key for key in stays if key.startswith("lake/")]
    left = gzip.decompress(world.stores.s3.get_object(Bucket="imports", Key=lake)["Body"].read()).splitlines()
    assert [json.loads(line)["customerId"] for line in left] == [BOB]
    assert ended.shown_state is ErasureState.DONE
    hash_of = world.tenant.customer_hash
    told = {event["data"]["customerHash"] for event in bus.heard() if event["type"] == "customer.erased"}
    assert told >= {hash_of(ANN), hash_of(ANN_OLD), hash_of(world.tenant.guest_id(EMAIL.lower()))}


def test_every_kind_of_item_and_every_prefix_is_looked_through(world: World) -> None:
    """What is new is found by the sweep without a word of it, or stands in the list of what is looked through."""
    live(world)
    ledger = world.stores.ledger(world.tenant)
    found = {KINDS.of(item).name for item in ledger.read_collection(ANN).items}

    assert found == {kind.name for kind in KINDS.all}
    assert {prefix.name for prefix in SEARCHED} | {"catalogue", "erasures"} == {prefix.name for prefix in PREFIXES}


def test_it_begins_after_the_delay_of_the_settings_and_can_be_cancelled_until_then(
    world: World, machine: ErasureMachine
) -> None:
    live(world)
    delay(world, hours=2)
    job_id = machine.ask(ANN)

    assert machine.step(job_id, "wait") == {"done": False, "waitSeconds": 2 * 3600}
    assert cancel_erasure(job_id, shop_of(world.stores, "acme", world.now_ms)).shown_state is ErasureState.CANCELLED
    world.now_ms += 2 * HOUR_MS
    machine.run(job_id)

    assert machine.read(job_id).shown_state is ErasureState.CANCELLED
    assert world.stores.ledger(world.tenant).read_customer(ANN).known
    later = machine.ask(ANN)
    assert later != job_id
    world.now_ms += 2 * HOUR_MS
    machine.run(later, "wait")
    with pytest.raises(Conflict, match="has begun"):
        cancel_erasure(later, shop_of(world.stores, "acme", world.now_ms))


def delay(world: World, *, hours: int) -> None:
    set_(world, replace(world.settings, erasure_delay_hours=hours))


def set_(world: World, settings: Settings) -> None:
    record = world.stores.directory.read("acme")
    assert record is not None
    assert world.stores.settings(world.tenant).put(settings, replacing=record.settings_revision)


@pytest.mark.parametrize("named", [{"customer_id": ANN_OLD}, {"email": " ANN.LEE@zqmail.example"}])
def test_whichever_id_or_address_is_named_the_whole_person_is_erased(
    world: World, machine: ErasureMachine, named: dict[str, str]
) -> None:
    live(world)

    job_id = machine.ask(**named)

    assert machine.read(job_id).person == world.tenant.customer_hash(ANN)
    assert machine.ask(ANN) == job_id, "one is under way"
    machine.run(job_id)
    assert hits(THEIRS) == []
    for again in ({"customer_id": ANN}, {"customer_id": ANN_OLD}, {"email": EMAIL}):
        with pytest.raises(CustomerErased):
            machine.ask(**again)


def test_nobody_is_erased_of_whom_nothing_is_known(world: World, machine: ErasureMachine) -> None:
    for unknown in ({"customer_id": "nobody"}, {"email": "nobody@example.com"}, {"email": "no address"}):
        with pytest.raises(NotFound):
            machine.ask(**unknown)


def test_a_profile_that_has_the_address_is_found_and_of_two_none_is_taken(
    world: World, machine: ErasureMachine
) -> None:
    ledger, registry = world.stores.ledger(world.tenant), world.stores.registry(world.tenant)
    create_profile("p1", {"email": "P@zq.example"}, ledger=ledger, registry=registry, now_ms=world.now_ms)
    world.flow()
    assert machine.read(machine.ask(email="p@zq.example")).person == world.tenant.customer_hash("p1")
    create_profile("p2", {"email": "p@zq.example"}, ledger=ledger, registry=registry, now_ms=world.now_ms)
    world.flow()
    with pytest.raises(Conflict, match="Several customers"):
        machine.ask(email="p@zq.example")


def test_before_the_person_is_gone_they_cannot_come_back_and_then_they_can(
    world: World, machine: ErasureMachine
) -> None:
    live(world)
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")
    assert machine.read(job_id).shown_state is ErasureState.SETTLING
    with pytest.raises(Conflict, match="is not done"):
        release_erasure(job_id, shop_of(world.stores, "acme", world.now_ms))
    machine.run(job_id, "settle", "sweep_again", "finish")
    assert world.accept([order(world, "o1", ANN)]).finish()[0].outcome == "erased"
    world.flow()

    released = release_erasure(job_id, shop_of(world.stores, "acme", world.now_ms))

    assert released.released_ms == world.now_ms
    world.now_ms += 2_000
    [accepted] = world.accept([order(world, "o1", ANN, contact=Contact(email=EMAIL))]).finish()
    world.flow()
    world.now_ms += MINUTE_MS
    assert accepted.outcome == "created"
    row = world.stores.rows(world.tenant).get(ANN)
    assert row is not None
    assert row.facts.purchases.order_count == 1
    again = machine.ask(ANN)
    assert again != job_id
    machine.run(again)
    assert hits(THEIRS) == []


def test_addresses_that_are_shared_have_no_tombstone(world: World, machine: ErasureMachine) -> None:
    set_(world, replace(world.settings, shared_contacts=(EMAIL.lower(),)))
    ledger, registry = world.stores.ledger(world.tenant), world.stores.registry(world.tenant)
    create_profile(ANN, {"email": EMAIL, "phone": PHONE}, ledger=ledger, registry=registry, now_ms=world.now_ms)
    world.flow()

    machine.run(machine.ask(ANN))

    tombstones = world.stores.tombstones(world.tenant)
    guests = [world.tenant.guest_id(one) for one in (EMAIL.lower(), "+491707654321")]
    assert list(tombstones.of(guests, consistent=True)) == guests[1:]


def test_a_guest_whom_somebody_else_has_stays_theirs(world: World, machine: ErasureMachine) -> None:
    """Two customers named one address: the first one has the guest, and what was ordered as a guest."""
    contact = Contact(email=EMAIL)
    world.accept([order(world, "b1", BOB, contact=contact)]).finish()
    world.accept([order(world, "g1", world.tenant.guest_id(EMAIL.lower()), contact=contact)]).finish()
    world.accept([order(world, "a1", ANN, contact=contact)]).finish()
    world.flow()

    machine.run(machine.ask(ANN))
    world.flow()

    row = world.stores.rows(world.tenant).get(BOB)
    assert row is not None
    assert row.facts.purchases.order_count == 2
    assert hits([ANN]) == []


@pytest.mark.parametrize("state", ["running", "waiting"])
def test_what_was_under_way_before_is_waited_for(world: World, machine: ErasureMachine, state: str) -> None:
    """An import that has read them writes their refused rows at its end, and an export its file."""
    live(world)
    exports = world.stores.plain_jobs(world.tenant, "export")
    exports.create(JobRecord("e1", world.now_ms, asked={}))
    if state == "running":
        exports.begun("e1", now_ms=world.now_ms)
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")
    world.now_ms += 17 * MINUTE_MS

    assert machine.step(job_id, "settle")["done"] is False
    world.stores.s3.put_object(Bucket="imports", Key="exports/acme/e1.csv", Body=ANN.encode())
    exports.finish("e1", finished_ms=world.now_ms, error=None)
    machine.run(job_id, "settle", "sweep_again", "finish")
    assert hits(THEIRS) == []


def test_an_upload_that_its_import_has_not_heard_of_is_left_to_the_second_sweep(
    world: World, machine: ErasureMachine
) -> None:
    live(world)
    imports = ImportMachine(world.stores, world.tenant, clock=lambda: world.now_ms)
    heard, unheard = imports.create(), imports.create()
    for record in (heard, unheard):
        imports.upload(record, f"order_id,customer_id,date,total\n1,{ANN},2025-01-02,5\n".encode())
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")

    assert imports.begin(heard) is not None, "the file is still there"
    world.now_ms += 17 * MINUTE_MS
    assert machine.step(job_id, "settle")["done"] is False, "it may still read its file"
    assert imports.run(heard).error is None
    world.flow()
    machine.run(job_id, "settle", "sweep_again", "finish")

    assert imports.begin(unheard) is None
    ended = imports.read(unheard)
    assert (ended.state, ended.error) == (JobState.FAILED, UNREAD)
    assert hits(THEIRS) == []


def test_what_jobs_quote_of_them_is_taken_out(world: World, machine: ErasureMachine) -> None:
    live(world)
    exports = world.stores.plain_jobs(world.tenant, "export")
    exports.create(JobRecord("e1", 1, asked={"filters": {"q": NAME}, "fields": ["a", EMAIL]}))
    exports.finish("e1", finished_ms=2, error=None, result={"refusals": [{"reason": f"is {ANN}"}], "rows": 3})

    machine.run(machine.ask(ANN))

    left = exports.read("e1")
    assert left is not None
    assert left.asked == {"filters": {"q": "[erased]"}, "fields": ["a", "[erased]"]}
    assert left.result == {"refusals": [{"reason": "[erased]"}], "rows": 3}


def test_the_certificate_counts_what_was_there_and_names_what_remains(world: World, machine: ErasureMachine) -> None:
    live(world)

    ended = machine.run(machine.ask(ANN))

    assert ended.result is not None
    certificate = ended.result["certificate"]
    document = certificate["document"]
    assert certificate["algorithm"] == "ECDSA_SHA_256"
    assert (document["personHash"], document["requestedBy"]) == (world.tenant.customer_hash(ANN), "user")
    erased = document["erased"]
    # Three orders, one of them a stub; the guest's, and that of the older id.
    assert (erased["order"], erased["note"], erased["roster"], erased["deliveries"]) == (5, 2, 3, 2)
    assert {one["where"] for one in document["remains"]} >= {"point-in-time recovery", "streams", "logs"}
    assert world.stores.erasures(world.tenant).days("2000-01-01", "2100-01-01") == {day(world): 1}


def day(world: World) -> str:
    return f"{from_ms(world.now_ms):%Y-%m-%d}"


def test_killed_before_each_of_its_writes_and_run_again_it_ends_the_same(
    world: World, machine: ErasureMachine, bus: Listener
) -> None:
    live(world)
    put_files(world)
    kill = Kill()
    job_id = machine.ask(ANN)
    for number in count(1):
        kill.number, kill.writes = number, 0
        try:
            with kill.over(world.stores):
                ended = machine.run(job_id)
        except Killed:
            continue
        break

    assert number > 30, "it writes a lot"
    assert hits(THEIRS) == []
    assert ended.shown_state is ErasureState.DONE
    assert ended.result is not None
    erased = ended.result["certificate"]["document"]["erased"]
    assert (erased["order"], erased["uploads"], erased["facts"]) == (5, 7, 4)
    world.flow()
    assert hits(THEIRS) == []


def test_one_that_failed_goes_on_when_it_is_asked_for_again(world: World, machine: ErasureMachine) -> None:
    live(world)
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")
    assert machine.step(job_id, "finish", broken={"settle": {}})["error"]
    assert machine.read(job_id).shown_state is ErasureState.FAILED

    assert machine.ask(ANN_OLD) == job_id
    assert machine.read(job_id).shown_state is ErasureState.WAITING
    assert machine.run(job_id).shown_state is ErasureState.DONE
    assert hits(THEIRS) == []


@pytest.mark.parametrize("killed", [False, True], ids=["turn by turn", "killed in every third turn"])
def test_a_search_of_many_files_ends_in_turns_that_are_over_at_once(
    world: World, machine: ErasureMachine, killed: bool
) -> None:
    """Each turn goes on behind the last file of the one before, however few it had time for; one that was killed
    before it could say how far it was is done again."""
    world.accept([order(world, "o1", ANN, contact=Contact(email=EMAIL))]).finish()
    world.flow()
    s3 = world.stores.s3
    keys = [f"uploads/acme/k{number:03}/file" for number in range(30)]
    for key in keys:
        s3.put_object(Bucket="imports", Key=key, Body=EMAIL.encode() if key.endswith("7/file") else b"somebody")
    opened: Counter[str] = Counter()
    s3.meta.events.register("before-parameter-build.s3.GetObject", lambda params, **_: opened.update([params["Key"]]))
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark")
    machine.turn_ms = 0
    turns = 0
    for name in ("sweep", "settle", "sweep_again"):
        done = False
        while not done:
            turns += 1
            assert turns < 400, "it ends"
            kill = Kill(1 if killed and turns % 3 == 0 else None)
            try:
                with kill.over(world.stores):
                    answer = machine.step(job_id, name)
            except Killed:
                continue
            done = answer["done"]
            world.advance(answer.get("waitSeconds", 0) * 1000)
    machine.step(job_id, "finish", broken={})

    others = [key for key in keys if not key.endswith("7/file")]
    assert hits(THEIRS) == []
    assert {key for key in keys_in_bucket(world) if key.startswith("uploads/")} == set(others)
    most = 3 if killed else 2
    assert max(opened[key] for key in others) <= most, "once a sweep, and once more where a turn was killed"
