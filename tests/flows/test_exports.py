"""Exports as they are written: killed and done again, amid changes, in several shards, with flat memory."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from regulars.errors import StoreUnavailable
from regulars.exporting import formats, write
from regulars.exporting.ask import ask_for_export, find_export
from regulars.exporting.job import EXPORT
from regulars.exporting.request import ExportRequest, Format
from regulars.exporting.sentences import BROKE_OFF
from regulars.exporting.steps import STEPS
from regulars.exporting.work import Work
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow, ProfileFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.jobs.steps import run_step
from regulars.stores.files import Files
from regulars.stores.ledger import Ledger
from regulars.stores.opened import Stores
from regulars.stores.rows.pages import RowPage
from regulars.stores.rows.rows import Rows
from regulars.stores.shop import Shop

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order, purchases_at
from testing.machines.exports import create_export_machine, exported, run_exports
from testing.machines.killed import Kill, again_and_again
from testing.machines.night_by_turns import ONE_PAGE, NightMachine

SOME = ("customerId", "orderCount", "totalSpend", "segment")


@pytest.fixture(autouse=True)
def small(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two customers, and a piece of the file for every two lines or so."""
    create_export_machine(stores)
    monkeypatch.setattr(write, "_PAGE", 2)
    monkeypatch.setattr(write, "PIECE_BYTES", 50)


def fill(stores: Stores, tenant: Tenant, how_many: int = 7) -> NightMachine:
    shop = NightMachine(stores, tenant)
    for number in range(how_many):
        at_ms = NOW_MS - (number + 1) * 10 * DAY_MS
        shop.take(an_order(f"o{number}", f"c{number}", ordered_at_ms=at_ms, written_ms=NOW_MS - HOUR_MS))
    return shop


def begin(stores: Stores, tenant: Tenant, **asked: Any) -> dict[str, str]:
    """What the execution of a new export is given."""
    record = stores.directory.read(tenant.id)
    assert record is not None
    request = ExportRequest(**{"format": Format.CSV, "fields": SOME, **asked})
    job = ask_for_export(request, Shop(stores, record, NOW_MS))
    return {"tenant": tenant.id, "job": job.job_id}


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_killed_before_each_of_its_writes_and_done_again_it_ends_the_same(stores: Stores) -> None:
    def run(name: str, kill: Kill) -> tuple[bytes, Any]:
        tenant = make_tenant(stores, name)
        fill(stores, tenant)
        given = begin(stores, tenant)
        run_exports(
            stores,
            given,
            at_ms=NOW_MS,
            deadline_ms=ONE_PAGE,
            under=lambda do: again_and_again(kill, stores, do),
        )
        [content] = exported(stores, name).values()
        return content, find_export(given["job"], tenant, stores=stores, now_ms=NOW_MS).result

    counting = Kill()
    expected, result = run("whole", counting)
    assert [row["customerId"] for row in rows(expected)] == [f"c{number}" for number in range(7)]
    assert counting.writes >= 12

    for number in range(1, counting.writes + 1):
        assert run(f"killed-{number}", Kill(number)) == (expected, result), f"killed before {number}"


def test_a_turn_that_two_attempts_do_at_once_is_in_the_file_once(stores: Stores, tenant: Tenant) -> None:
    fill(stores, tenant)
    given = begin(stores, tenant)
    run_exports(stores, given, at_ms=NOW_MS, deadline_ms=ONE_PAGE, under=lambda do: (do(), do())[1])

    [content] = exported(stores, tenant.id).values()
    assert [row["customerId"] for row in rows(content)] == [f"c{number}" for number in range(7)]


def test_a_damaged_row_and_a_damaged_ledger_are_passed_over_counted_and_logged_by_hash(
    stores: Stores, tenant: Tenant, log: io.StringIO
) -> None:
    shop = fill(stores, tenant)
    shop.change_row("c1", timeline=b"no timeline")
    shop.change_row("c3", read_at=NOW_MS + 1)  # read after the instant: the ledger answers
    shop.change_order("o3", status="nonsense")
    given = begin(stores, tenant)
    run_exports(stores, given, at_ms=NOW_MS, deadline_ms=ONE_PAGE)

    [content] = exported(stores, tenant.id).values()
    assert sorted(row["customerId"] for row in rows(content)) == ["c0", "c2", "c4", "c5", "c6"]
    job = find_export(given["job"], tenant, stores=stores, now_ms=NOW_MS)
    assert job.result is not None
    assert (job.error, job.result["counts"]["customers"], job.result["counts"]["unreadable"]) == (None, 5, 2)
    failed = [json.loads(line) for line in log.getvalue().splitlines() if '"customer.failed"' in line]
    assert {line["customer"] for line in failed} == {tenant.customer_hash("c1"), tenant.customer_hash("c3")}


def test_where_the_store_itself_fails_nobody_is_taken_for_damaged(
    stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = fill(stores, tenant)
    shop.change_row("c3", read_at=NOW_MS + 1)
    given = begin(stores, tenant)

    def gone(self: Ledger, customer_id: str) -> None:
        raise StoreUnavailable("the ledger does not answer")

    monkeypatch.setattr(Ledger, "read_customer", gone)

    with pytest.raises(StoreUnavailable):
        run_exports(stores, given, at_ms=NOW_MS)


def test_the_shards_follow_each_other_in_one_file(stores: Stores) -> None:
    tenant = make_tenant(stores, "wide", shards=4)
    fill(stores, tenant, 20)
    run_exports(stores, begin(stores, tenant), at_ms=NOW_MS, deadline_ms=ONE_PAGE)

    [content] = exported(stores, tenant.id).values()
    found = [row["customerId"] for row in rows(content)]
    assert sorted(found) == sorted(f"c{number}" for number in range(20))
    assert found != sorted(found)


def test_who_orders_or_joins_while_it_is_written_is_in_it_as_of_its_instant(stores: Stores, tenant: Tenant) -> None:
    """A row that another order moves to the front of every list comes once, and without that order."""
    shop = fill(stores, tenant)
    given = begin(stores, tenant)
    turns = 0

    def amid(do: Callable[[], Any]) -> Any:
        nonlocal turns
        turns += 1
        shop.now_ms = later = NOW_MS + turns * HOUR_MS
        for name in ("c0", "c6", f"new{turns}"):
            shop.take(an_order(f"{name}-{turns}", name, ordered_at_ms=later, arrived_ms=later, written_ms=later))
        return do()

    run_exports(stores, given, at_ms=NOW_MS, deadline_ms=ONE_PAGE, under=amid)
    [content] = exported(stores, tenant.id).values()

    assert turns >= 6
    assert [(row["customerId"], row["orderCount"]) for row in rows(content)] == [
        (f"c{number}", "1") for number in range(7)
    ]


def test_settings_and_segments_that_change_meanwhile_change_nothing(stores: Stores, tenant: Tenant) -> None:
    fill(stores, tenant)
    expected = begin(stores, tenant)
    run_exports(stores, expected, at_ms=NOW_MS)
    given = begin(stores, tenant)
    calls = 0

    def amid(do: Callable[[], Any]) -> Any:
        nonlocal calls
        calls += 1
        answer = do()
        if calls == 1:
            record = stores.directory.read(tenant.id)
            assert record is not None
            shorter = replace(record.settings, dormant_days=5)
            assert stores.settings(tenant).put(shorter, replacing=record.settings_revision)
        return answer

    run_exports(stores, given, at_ms=NOW_MS, under=amid)
    files = exported(stores, tenant.id)
    assert files[f"{given['job']}.csv"] == files[f"{expected['job']}.csv"]


def test_heavy_customers_are_answered_by_the_ledger(
    stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 5)
    fill(stores, tenant, 3)
    assert all(row.facts.purchases.heavy for row in stores.rows(tenant).all())
    fields = (*SOME, "rfmSegment", "venueSegment", "modelChurnProbability")
    given = begin(stores, tenant, fields=fields)
    run_exports(stores, given, at_ms=NOW_MS)
    heavy = exported(stores, tenant.id)[f"{given['job']}.csv"]

    monkeypatch.undo()
    light = make_tenant(stores, "light")
    fill(stores, light, 3)
    given = begin(stores, light, fields=fields)
    run_exports(stores, given, at_ms=NOW_MS)
    assert heavy == exported(stores, "light")[f"{given['job']}.csv"]


def test_a_step_that_breaks_off_fails_the_export_with_its_sentence(
    stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(stores, tenant, 1)
    given = begin(stores, tenant)
    payload = {"step": "finish", **given, "broken": {"write": {"Error": "StepFailed"}}}
    answer = run_step(EXPORT, STEPS, payload, stores=stores, clock=lambda: NOW_MS, deadline_ms=0)

    found = find_export(given["job"], tenant, stores=stores, now_ms=NOW_MS)
    assert (answer, found.error, found.refused) == ({"error": BROKE_OFF}, BROKE_OFF, False)
    assert begin(stores, tenant)["job"] != given["job"], "it may be asked for again at once"


@pytest.mark.parametrize("format_", [Format.CSV, Format.KLAVIYO])
def test_ten_times_the_customers_take_no_more_memory(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, format_: Format
) -> None:
    """Pieces lie on the disk meanwhile, as they would in S3; `benchmarks/exports.py` measures a million."""
    monkeypatch.setattr(write, "PIECE_BYTES", 8_192)
    monkeypatch.setattr(write, "_PAGE", 50)
    monkeypatch.setattr(formats, "_MOST_BATCH_BYTES", 4_096)
    peaks: list[int] = []
    sizes: list[int] = []
    for how_many in (500, 500, 5_000):
        tenant = make_tenant(stores, f"{format_}-{how_many}-{len(peaks)}")
        given = begin(stores, tenant, format=format_)
        with monkeypatch.context() as patched:
            patched.setattr(Rows, "shard_page", paged(how_many))
            sizes = keep_on_disk(patched, tmp_path / tenant.id)
            tracemalloc.start()
            run_exports(stores, given, at_ms=NOW_MS)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        result = find_export(given["job"], tenant, stores=stores, now_ms=NOW_MS).result
        assert result is not None
        assert result["counts"]["customers"] == how_many
        assert sum(sizes) == result["counts"]["size"]

    _, few, many = peaks  # the first one loads what is loaded once
    assert len(sizes) >= 10, "many pieces"
    assert many < 1.2 * few, peaks


def keep_on_disk(patched: pytest.MonkeyPatch, folder: Path) -> list[int]:
    """Pieces are written to files and read from there; the sizes of the chunks that the join hands on."""
    folder.mkdir()
    sizes: list[int] = []

    def keep_piece(work: Work, shard: int, number: int, content: bytes) -> str:
        name = f"{shard}-{number}-{len(list(folder.iterdir()))}"
        (folder / name).write_bytes(content)
        return name

    def put_export(files: Files, job_id: str, extension: str, chunks: Iterable[bytes], content_type: str) -> None:
        sizes.extend(map(len, chunks))

    patched.setattr(Work, "keep_piece", keep_piece)
    patched.setattr(Work, "piece", lambda work, name: (folder / name).read_bytes())
    patched.setattr(Files, "put_export", put_export)
    return sizes


def paged(how_many: int) -> Callable[..., RowPage]:
    """The customers of a shard that no table holds, page by page."""
    bought = purchases_at(NOW_MS - DAY_MS)

    def row(number: int) -> FactsRow:
        profile = ProfileFacts(email=f"{number}@example.com")
        return FactsRow(1, NOW_MS, FACTS_VERSION, CustomerFacts(f"c{number:07d}", True, bought, profile))

    def shard_page(self: Rows, shard: int, *, limit: int, start: Any = None, unreadable: Any = None) -> RowPage:
        first = int(start["sk"]["S"]) if start else 0
        last = min(first + limit, how_many)
        found = [row(number) for number in range(first, last)]
        return RowPage(found, {"sk": {"S": str(last)}} if last < how_many else None, 0)

    return shard_page
