"""A night leaves what all customers amount to at its instant, however they are spread, and touches nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from regulars.audience import summary as summary_module
from regulars.audience.summary import summarise
from regulars.facts.order import Lane, Order, OrderStatus
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.nightly import turn as turn_module
from regulars.stores.opened import Stores
from regulars.stores.rows import row_codec
from regulars.stores.tenant.job_record import JobState

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order
from testing.machines.night_by_turns import ONE_PAGE, NightMachine
from testing.shops import shop_of
from testing.truth.night import comparable, segment_at, summary_of

SOON_MS = NOW_MS + 2 * DAY_MS + HOUR_MS
LATER_MS = NOW_MS + 35 * DAY_MS + HOUR_MS


def some_orders(customers: int) -> list[Order]:
    """Customers of every segment, frequency, pair segment and level, and one who never bought."""
    chance = random.Random(9)
    orders = [an_order("never", "never#ordered", status=OrderStatus.CANCELLED)]
    for number in range(customers):
        gap = chance.choice([1, 6, 7, 8, 29, 45, 92])
        last = chance.choice([0, 1, 7, 30, 31, 60, 89, 150, 400])
        for nth in range(chance.choice([1, 2, 3, 5, 10, 21])):
            lines = tuple(
                a_line(product, amount_minor=chance.choice([0, 999, 20_000, 100_000]))
                for product in chance.sample(["tea", "cup", "pot", "tin"], chance.choice([1, 1, 2, 4]))
            )
            at_ms = NOW_MS - (last + nth * gap) * DAY_MS - chance.choice([0, 1, HOUR_MS])
            changes = {"ordered_at_ms": at_ms, "lines": lines, "lane": Lane.IMPORT}
            orders.append(an_order(f"{number}-{nth}", f"c {number}#é", **changes))
    return orders


def live(night: NightMachine, now_ms: int) -> dict[str, Any]:
    """What the API computes when it is asked."""
    asked = summarise(shop_of(night.stores, night.tenant.id, now_ms))
    stored: dict[str, Any] = json.loads(json.dumps(asked.as_json()))
    return stored


@pytest.mark.parametrize(("shards", "customers"), [(1, 40), (4, 40), (128, 25)])
def test_the_summary_is_the_live_one_and_what_a_slow_count_of_the_orders_finds(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, shards: int, customers: int
) -> None:
    night = NightMachine(stores, make_tenant(stores, "shop", shards=shards))
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 130)
    # While somebody waits so many histories would not be read.
    monkeypatch.setattr(summary_module, "MOST_HEAVY", customers)
    orders = some_orders(customers)
    night.take(*orders)
    heavy = [row for row in night.rows().values() if row.facts.purchases.heavy]
    assert 0 < len(heavy) < customers / 2

    night.now_ms = SOON_MS
    job = night.manual()

    expected = summary_of(orders, SOON_MS)
    frequencies = expected["by"]["purchaseFrequency"]
    assert min(map(len, (frequencies, expected["pairs"], expected["levels"]))) >= 4
    assert comparable(night.summary()) == expected == comparable(live(night, SOON_MS))
    pairs = sum(expected["pairs"].values())
    assert (job.state, job.error, len(job.shards)) == (JobState.DONE, None, shards)
    assert job.counts[:3] == (pairs, pairs, 0)
    assert job.counts[4:] == (0, 0)
    assert night.summary()["counts"] == list(job.counts)


def test_a_night_in_many_turns_counts_what_a_night_in_one_turn_counts(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_module, "_PAGE", 3)
    in_one, in_many = (NightMachine(stores, make_tenant(stores, name, shards=2)) for name in ("one", "many"))
    for night in (in_one, in_many):
        night.take(*some_orders(30))
        night.now_ms = LATER_MS

    whole, parted = in_one.manual(), in_many.manual(deadline_ms=ONE_PAGE)

    assert parted.counts == whole.counts
    assert parted.counts.written > 5
    assert comparable(in_many.summary()) == comparable(in_one.summary())


def test_a_second_run_at_the_same_instant_writes_its_own_record_parts_and_summary_and_nothing_else(
    night: NightMachine,
) -> None:
    night.take(*some_orders(40))
    night.now_ms = LATER_MS
    first = night.manual("manual-1")

    with writes_of(night.stores) as written:
        second = night.manual("manual-2")

    assert set(written) == {"tenants", "imports"}
    assert night.sent() == []
    assert second.counts == first.counts._replace(written=0)
    assert first.counts.written > 5
    assert second.as_of_ms == first.as_of_ms


@contextmanager
def writes_of(stores: Stores) -> Iterator[list[str]]:
    """The table, bucket or queue of every request that writes."""
    written: list[str] = []

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        if model.name.startswith(("Put", "Update", "Delete", "Transact", "BatchWrite", "BatchExecute", "Send")):
            written.append(next(params[name] for name in ("TableName", "Bucket", "QueueUrl") if name in params))

    clients = stores.dynamodb, stores.s3, stores.sqs
    for client in clients:
        client.meta.events.register("provide-client-params", note)
    try:
        yield written
    finally:
        for client in clients:
            client.meta.events.unregister("provide-client-params", note)


def test_exactly_those_who_crossed_a_threshold_are_announced_and_no_fact_is_written(night: NightMachine) -> None:
    orders = some_orders(40)
    night.take(*orders)
    rows, before = night.rows(), {one: night.evaluation(one) for one in night.rows()}
    crossed = {
        one
        for one in before
        if one != "never#ordered" and segment_of(orders, one, NOW_MS) != segment_of(orders, one, LATER_MS)
    }
    night.now_ms = LATER_MS

    job = night.night()

    after = {one: night.evaluation(one) for one in before}
    assert {one for one in before if after[one] != before[one]} == crossed
    assert 5 < len(crossed) == job.counts.written < 50
    for one in crossed:
        told = after[one]
        assert told is not None
        assert (told.values["lifecycleSegment"], told.at_ms) == (segment_of(orders, one, LATER_MS), LATER_MS)
        assert (told.silent, told.job) == (False, "night-1")
    assert night.rows() == rows


def segment_of(orders: list[Order], customer_id: str, at_ms: int) -> str:
    mine = sorted((one.ordered_at_ms, one.spend_minor) for one in orders if one.customer_id == customer_id)
    return segment_at(mine, at_ms)
