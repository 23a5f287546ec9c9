"""What fails in a night: one customer stops nobody, the store itself ends the turn, a shard that is missing the job."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from regulars.errors import ProjectionContended, StoreUnavailable
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.projection.project import Projector
from regulars.stores.evaluations import Evaluations
from regulars.stores.ledger import Ledger
from regulars.stores.opened import Stores
from regulars.stores.rows import row_codec
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.jobs import Counts

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order
from testing.machines.night_by_turns import NightMachine

ODD = "Zoë O'Odd#1 <zoe@example.com> +49 170 5550123"


def shop_of(night: NightMachine, *customers: str) -> None:
    for number, one in enumerate((ODD, *customers)):
        lines = (a_line("tea"), a_line("cup"))
        night.take(an_order(str(number), one, lines=lines, written_ms=NOW_MS - HOUR_MS))
    night.now_ms += HOUR_MS


@pytest.fixture
def shop(night: NightMachine) -> NightMachine:
    shop_of(night, "ann", "bob")
    return night


def logged(log: io.StringIO, message: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, log.getvalue().splitlines()) if line["message"] == message]


@pytest.mark.parametrize("heavy", [False, True])
def test_a_customer_whose_ledger_cannot_be_read_is_one_error_and_all_others_go_on(
    stores: Stores, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, heavy: bool
) -> None:
    if heavy:
        monkeypatch.setattr(row_codec, "HEAVY_BYTES", 1)
    shop = NightMachine(stores, make_tenant(stores, "shop"))
    shop_of(shop, "ann", "bob")
    shop.change_order("0", status="no status")
    shop.delete_row("bob")

    job = shop.manual()

    pairs = 2 if heavy else 4
    assert job.counts == Counts(processed=pairs + 1, updated=pairs, errors=1, written=1, drift=1)
    assert job.state is JobState.DONE
    assert set(shop.rows()) == {ODD, "ann", "bob"}
    [*told] = logged(log, "customer.failed")
    assert {(line["customer"], line["error"]) for line in told} == {(shop.tenant.customer_hash(ODD), "ValueError")}


def test_a_row_that_cannot_be_decoded_is_one_error_and_drift_and_the_rest_of_its_page_goes_on(
    shop: NightMachine,
) -> None:
    whole = shop.rows()[ODD].facts
    shop.change_row(ODD, timeline=b"\xff")

    job = shop.manual()

    assert (job.state, job.counts) == (JobState.DONE, Counts(processed=5, updated=4, errors=1, written=1, drift=1))
    assert shop.rows()[ODD].facts == whole
    assert shop.manual("manual-2").counts == Counts(processed=6, updated=6)


def test_who_fails_in_two_turns_is_still_one_error(shop: NightMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 1)
    shop.project(ODD)
    shop.change_order("0", status="no status")

    counts = shop.manual(deadline_ms=0).counts

    assert (counts.processed, counts.updated, counts.errors) == (5, 4, 1)


@pytest.mark.parametrize(("store", "method"), [(Ledger, "read_customer"), (Evaluations, "put")])
def test_the_store_failing_ends_the_turn_and_done_again_it_ends_as_if_nothing_had_been(
    shop: NightMachine, monkeypatch: pytest.MonkeyPatch, store: type, method: str
) -> None:
    shop.now_ms += 100 * DAY_MS
    shop.start("manual-1", manual=True)
    shop.step("manual-1", "plan")
    real = getattr(store, method)
    asked: list[str] = []

    def failing(self: Any, customer_id: str, *more: Any, **named: Any) -> Any:
        asked.append(customer_id)
        if len(asked) == 2:
            raise StoreUnavailable("ThrottlingException")
        return real(self, customer_id, *more, **named)

    monkeypatch.setattr(store, method, failing)
    with pytest.raises(StoreUnavailable):
        shop.turn("manual-1", 0, 0)
    assert shop.job("manual-1").shards == {}

    assert shop.turn("manual-1", 0, 0, deadline_ms=shop.now_ms + 1)

    assert shop.job("manual-1").counts == Counts(processed=6, updated=6, written=3)
    assert len(asked) > 3


def test_what_the_store_refuses_to_everybody_is_nobodys_error(
    shop: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A permission that is missing must not look like a tenant full of broken customers."""
    denied = shop.stores.dynamodb.exceptions.ClientError({"Error": {"Code": "AccessDeniedException"}}, "Query")

    def failing(*_: Any, **__: Any) -> Any:
        raise denied

    monkeypatch.setattr(Ledger, "read_customer", failing)
    shop.start("manual-1", manual=True)
    shop.step("manual-1", "plan")

    with pytest.raises(type(denied)):
        shop.turn("manual-1", 0, 0, deadline_ms=shop.now_ms + 1)


def test_a_missing_turn_fails_the_job_names_its_shard_and_leaves_no_summary(stores: Stores, log: io.StringIO) -> None:
    night = NightMachine(stores, make_tenant(stores, "shop", shards=4))
    night.take(*(an_order(str(number), f"c{number}", written_ms=NOW_MS - HOUR_MS) for number in range(12)))
    night.start("night-1")
    night.step("night-1", "plan")
    for shard in (0, 1, 3):
        assert night.turn("night-1", shard, 0, deadline_ms=night.now_ms + 1)
    night.turn("night-1", 2, 0)
    with pytest.raises(LookupError, match="turn 1 of shard 2 is missing"):
        night.turn("night-1", 2, 2)

    answer = night.step("night-1", "summarise")

    job = night.job("night-1")
    assert answer["error"] == "Of 4 shards 1 did not end (2): start the recalculation again."
    assert (job.state, job.error, job.counts.processed) == (JobState.FAILED, answer["error"], 12)
    assert stores.night_records(night.tenant).summaries(9) == []
    [told] = logged(log, "job.completed")
    assert (told["failedShards"], told["processed"]) == ([2], 12)


def test_a_night_that_was_never_planned_ends_as_failed(shop: NightMachine) -> None:
    shop.start("night-1")

    assert shop.step("night-1", "summarise") == {"error": "It could not be planned: start the recalculation again."}

    assert shop.job("night-1").state is JobState.FAILED


def test_no_log_line_and_no_record_of_a_night_shows_a_person(shop: NightMachine, log: io.StringIO) -> None:
    shop.change_order("0", status="no status")
    shop.delete_row("bob")
    shop.store(an_order("late", ODD + " too", written_ms=shop.now_ms))
    shop.now_ms += 100 * DAY_MS

    job = shop.manual(deadline_ms=0)

    assert (job.counts.errors, job.counts.drift) == (1, 2)
    kept = json.dumps([item for item in shop.items("tenants") if item["sk"]["S"].startswith(("job", "summary"))])
    for text in (log.getvalue(), kept):
        assert len(text) > 200
        for personal in ("Zo", "Odd", "example.com", "5550123", "bob", '"ann', "tea"):
            assert personal not in text, personal


def test_whom_others_keep_projecting_is_left_to_the_queue(
    shop: NightMachine, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.delete_row(ODD)

    def contended(*_: Any, **__: Any) -> None:
        raise ProjectionContended("others kept replacing the row")

    monkeypatch.setattr(Projector, "project", contended)

    job = shop.manual()

    assert (job.state, job.counts) == (JobState.DONE, Counts(processed=4, updated=4, written=1, drift=1))
    assert shop.sent() == [ODD]
    assert [line["error"] for line in logged(log, "customer.failed")] == ["ProjectionContended"]
