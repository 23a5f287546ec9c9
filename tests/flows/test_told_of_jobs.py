"""What the bus hears of imports, nights, merges and reorders: once each by its id, also where a process was killed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.facts.order import Contact, Lane
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.nightly.whole import Outcome, run_whole
from regulars.nightly.work import open_night
from regulars.orders.accept import accept_orders
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobState

from testing.aws.bus import Listener
from testing.builders import NOW_MS, a_line, an_order
from testing.events import Context, stream_of
from testing.handlers import load_handler
from testing.machines.imports import ImportMachine
from testing.machines.killed import Kill, again_and_again
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import NightMachine

FILE = (
    b"order_id,customer_id,ordered_at,status,product_id,quantity,unit_price\n"
    b"1,ann,2025-01-01,paid,tea,1,5\n2,bob,2025-01-02,paid,tea,1,-5\n"
)

TEN_DAYS, ELEVEN_DAYS = (-40, -30, -20, -10, 0), (-44, -33, -22, -11, 0)


@pytest.fixture
def bus(stores: Stores) -> Listener:
    return Listener(stores)


def heard(bus: Listener, type_: str) -> list[dict[str, Any]]:
    return [event for event in bus.heard() if event["type"] == type_]


# Jobs.


def test_an_import_that_ended_is_told_with_its_counts_and_without_its_files_name(
    machine: ImportMachine, bus: Listener
) -> None:
    done = machine.take_in(FILE, fileName="anns orders.csv")

    [event] = heard(bus, "import.completed")
    assert event["subject"] == event["data"]["importId"] == done.import_id
    assert done.finished_ms is not None
    assert event["time"] == rfc3339(done.finished_ms)
    data = event["data"]
    assert (data["state"], data["attempt"], data["rows"], data["rowsRefused"]) == ("done", 1, 2, 1)
    assert data["orders"] == {"created": 1, "updated": 0, "unchanged": 0, "stale": 0, "refused": 1, "erased": 0}
    assert "anns" not in str(event)


def test_a_file_at_fault_is_told_as_failed(machine: ImportMachine, bus: Listener) -> None:
    failed = machine.take_in(b"what is this\n")

    assert failed.state is JobState.FAILED
    assert [event["data"]["state"] for event in heard(bus, "import.completed")] == ["failed"]


def test_an_import_killed_between_its_end_and_telling_is_told_by_the_repetition(
    machine: ImportMachine, bus: Listener
) -> None:
    record = machine.create()
    machine.upload(record, FILE)
    machine.begin(record)
    for part in machine.step(record, "split")["parts"]:
        machine.step(record, "load", part=part)
    while not machine.step(record, "settle")["done"]:
        machine.project()
    counting, report = Kill(), partial(machine.step, record, "report", broken={})
    with counting.over(machine.stores):
        report()
    [told] = heard(bus, "import.completed")

    for number in range(1, counting.writes + 1):
        again_and_again(Kill(number), machine.stores, report)
        again = heard(bus, "import.completed")
        assert {event["id"] for event in again} == {told["id"]}, number


def test_a_night_is_told_with_what_it_did_and_so_is_one_that_failed(night: NightMachine, bus: Listener) -> None:
    night.take(an_order("1", "ann", written_ms=NOW_MS - HOUR_MS))
    night.now_ms += DAY_MS
    job = night.night()

    [event] = heard(bus, "recalculation.completed")
    assert (event["id"], event["subject"]) == ("acme-night-1", "night-1")
    assert event["data"] | {"processed": 1, "state": "done", "manual": False} == event["data"]
    assert job.as_of_ms is not None
    assert event["data"]["asOf"] == rfc3339(job.as_of_ms)

    night.now_ms += DAY_MS
    night.start("night-2")
    night.step("night-2", "summarise")  # the plan broke off
    [event] = heard(bus, "recalculation.completed")
    assert (event["data"]["jobId"], event["data"]["state"], event["data"]["asOf"]) == ("night-2", "failed", None)


def test_a_night_killed_before_any_write_of_its_end_is_told_under_one_id(night: NightMachine, bus: Listener) -> None:
    night.take(an_order("1", "ann", written_ms=NOW_MS - HOUR_MS))
    night.now_ms += DAY_MS
    night.start("night-1")
    night.step("night-1", "plan")
    night.turn("night-1", 0, 0, deadline_ms=FAR_MS)
    counting, end = Kill(), partial(night.step, "night-1", "summarise")
    with counting.over(night.stores):
        end()
    bus.heard()

    for number in range(1, counting.writes + 1):
        again_and_again(Kill(number), night.stores, end)
        assert {event["id"] for event in heard(bus, "recalculation.completed")} == {"acme-night-1"}, number


def test_a_small_tenants_night_that_has_ended_and_was_not_told_is_told_when_it_is_called_again(
    night: NightMachine, bus: Listener
) -> None:
    night.take(an_order("1", "ann", written_ms=NOW_MS - HOUR_MS))
    night.now_ms += DAY_MS
    night.start("night-1")

    def whole() -> Outcome:
        opened = open_night(night.stores, night.tenant.id, "night-1")
        return run_whole(opened, stores=night.stores, clock=lambda: night.now_ms, deadline_ms=FAR_MS)

    whole()
    assert len(heard(bus, "recalculation.completed")) == 1

    assert whole() is Outcome.DONE
    assert [event["id"] for event in heard(bus, "recalculation.completed")] == ["acme-night-1"]


# Reorders.


def buys(night: NightMachine, customer_id: str, *days: float, product_id: str = "tea") -> None:
    """Purchases so many days from `NOW_MS`, as known now."""
    lines = (a_line(product_id),)
    night.take(
        *(
            an_order(
                f"{customer_id}-{product_id}-{day}",
                customer_id,
                ordered_at_ms=NOW_MS + round(day * DAY_MS),
                written_ms=night.now_ms - HOUR_MS,
                lines=lines,
            )
            for day in days
        )
    )


def due(bus: Listener) -> list[tuple[str, str]]:
    return [(event["data"]["dueAt"], event["data"]["asOf"]) for event in heard(bus, "customer.reorder.due")]


def test_a_pair_is_told_as_due_in_the_one_night_after_its_predicted_date(night: NightMachine, bus: Listener) -> None:
    """Every ten days, the last one today: predicted in ten days."""
    buys(night, "ann", *TEN_DAYS)
    for day in range(13):
        night.now_ms = NOW_MS + day * DAY_MS + HOUR_MS
        night.night(f"night-{day}")

    predicted, found = rfc3339(NOW_MS + 10 * DAY_MS), due(bus)
    assert found == [(predicted, rfc3339(NOW_MS + 10 * DAY_MS + HOUR_MS))]


def test_the_window_has_the_nights_own_instant_and_not_the_one_before(night: NightMachine, bus: Listener) -> None:
    buys(night, "ann", *TEN_DAYS)
    instants = (NOW_MS + 9 * DAY_MS, NOW_MS + 10 * DAY_MS, NOW_MS + 10 * DAY_MS + 1)
    for number, at_ms in enumerate(instants):
        night.now_ms = at_ms
        night.night(f"night-{number}")

    assert due(bus) == [(rfc3339(NOW_MS + 10 * DAY_MS), rfc3339(instants[1]))]


def test_a_first_night_tells_nobody_and_a_failed_ones_are_told_by_the_next(night: NightMachine, bus: Listener) -> None:
    buys(night, "ann", *TEN_DAYS)
    buys(night, "bob", *ELEVEN_DAYS)
    night.now_ms = NOW_MS + 10 * DAY_MS + HOUR_MS
    night.night("night-1")
    assert due(bus) == []

    night.now_ms += DAY_MS
    night.start("night-2")
    night.step("night-2", "plan")
    night.step("night-2", "summarise")  # without its shard
    assert due(bus) == []

    night.now_ms += DAY_MS
    night.night("night-3")
    assert due(bus) == [(rfc3339(NOW_MS + 11 * DAY_MS), rfc3339(night.now_ms))]


def test_who_has_bought_again_is_not_told_and_another_date_is_another_event(night: NightMachine, bus: Listener) -> None:
    buys(night, "ann", *TEN_DAYS)
    ids = set()
    for day in range(25):
        night.now_ms = NOW_MS + day * DAY_MS + HOUR_MS
        if day == 9:
            buys(night, "ann", 9)
        night.night(f"night-{day}")
        ids |= {event["id"] for event in heard(bus, "customer.reorder.due")}

    # Before, ten days from day 0; now the mean gap from day 9.
    assert len(ids) == 1
    [id_] = ids
    assert not id_.endswith(str(NOW_MS + 10 * DAY_MS))


def test_a_reorder_tells_its_probability_and_names_nobody_unless_the_tenant_wants_it(
    night: NightMachine, bus: Listener, settings: Settings
) -> None:
    buys(night, "ann", *TEN_DAYS)
    for day, named in ((9, False), (10, True)):
        night.now_ms = NOW_MS + day * DAY_MS + HOUR_MS
        if named:
            store = night.stores.settings(night.tenant)
            assert store.put(replace(settings, events_name_customers=True), replacing=0)
        night.night(f"night-{day}")

    [event] = heard(bus, "customer.reorder.due")
    assert 0 < event["data"]["probability"] <= 100
    assert event["subject"] == event["data"]["customerHash"] == night.tenant.customer_hash("ann")
    assert (event["data"]["customerId"], event["data"]["productId"]) == ("ann", "tea")


# Merges.


def publish_ledger(stores: Stores, *, behind: int = 0) -> int:
    """Hands the function the ledger's stream behind so many records; how many there are."""
    records = stream_of(stores.names.ledger_table)
    load_handler("publish_events").lambda_handler({"Records": records[behind:]}, Context())
    return len(records)


def merges(bus: Listener) -> list[tuple[str, str, str, str]]:
    return [
        (event["type"], event["data"]["customerHash"], event["data"]["survivorHash"], event["data"]["reason"])
        for event in bus.heard()
        if "survivorHash" in event["data"]
    ]


def test_a_merge_and_an_unmerge_by_hand_are_told_once_each(stores: Stores, tenant: Tenant, bus: Listener) -> None:
    ledger, registry = stores.ledger(tenant), stores.registry(tenant)
    accept_orders([an_order("1", "ann"), an_order("2", "bob")], registry=registry, ledger=ledger)
    merge_customers("ann", "bob", ledger=ledger, now_ms=NOW_MS)
    unmerge_customer("ann", ledger=ledger, now_ms=NOW_MS + 1)
    merge_customers("ann", "bob", ledger=ledger, now_ms=NOW_MS + 2)

    publish_ledger(stores)

    ann, bob = map(tenant.customer_hash, ("ann", "bob"))
    assert merges(bus) == [
        ("customer.merged", ann, bob, "hand"),
        ("customer.unmerged", ann, bob, "hand"),
        ("customer.merged", ann, bob, "hand"),
    ]


def test_the_same_records_given_again_make_the_same_events(stores: Stores, tenant: Tenant, bus: Listener) -> None:
    ledger, registry = stores.ledger(tenant), stores.registry(tenant)
    accept_orders([an_order("1", "ann"), an_order("2", "bob")], registry=registry, ledger=ledger)
    merge_customers("ann", "bob", ledger=ledger, now_ms=NOW_MS)

    publish_ledger(stores)
    publish_ledger(stores)

    first, second = bus.heard()
    assert first == second
    assert first["time"] == rfc3339(NOW_MS)
    assert "ann" not in str(first).replace(tenant.customer_hash("ann"), "")


def test_a_head_above_that_is_written_again_and_the_projections_of_both_tell_nothing_more(
    stores: Stores, tenant: Tenant, bus: Listener
) -> None:
    """`guest` leaves `ann`, who is `bob`'s: three heads are written, and one edge."""
    ledger, registry = stores.ledger(tenant), stores.registry(tenant)
    accept_orders([an_order(one, one) for one in ("guest", "ann", "bob")], registry=registry, ledger=ledger)
    merge_customers("guest", "ann", ledger=ledger, now_ms=NOW_MS)
    merge_customers("ann", "bob", ledger=ledger, now_ms=NOW_MS + 1)
    before = publish_ledger(stores)
    assert len(merges(bus)) == 2

    unmerge_customer("guest", ledger=ledger, now_ms=NOW_MS + 2)
    publish_ledger(stores, behind=before)

    guest, ann = map(tenant.customer_hash, ("guest", "ann"))
    assert merges(bus) == [("customer.unmerged", guest, ann, "hand")]


@pytest.mark.parametrize("lane", list(Lane))
def test_an_order_that_claims_a_guest_tells_of_it_also_out_of_a_file(
    stores: Stores, tenant: Tenant, bus: Listener, lane: Lane
) -> None:
    named = Contact(email="ann@example.com")
    imported = {"import_id": "i1"} if lane is Lane.IMPORT else {}
    order = an_order("1", "ann", lane=lane, contact=named, **imported)
    accept_orders([order], registry=stores.registry(tenant), ledger=stores.ledger(tenant))

    publish_ledger(stores)

    guest, ann = tenant.customer_hash(tenant.guest_id("ann@example.com")), tenant.customer_hash("ann")
    assert merges(bus) == [("customer.merged", guest, ann, "claim")]
