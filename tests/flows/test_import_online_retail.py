"""The two real files, through split and load, against the figures their readme states. Skips where they are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from regulars.http.imports.answers import show_import
from regulars.importing.file.reading import Reading
from regulars.importing.job.work import open_work
from regulars.importing.order.groups import read_groups, read_order

from testing.machines.imports import ImportMachine, now_ms

DATA = Path(__file__).parents[3] / "shared" / "data"
ONLINE_RETAIL = DATA / "online_retail_with_customer.csv.gz"
CDNOW = DATA / "cdnow_sample.csv.gz"


def dry_run(machine: ImportMachine, path: Path) -> Any:
    if not path.exists():
        pytest.skip(f"{path.name} is not in ../shared/data")
    record = machine.take_in(path.read_bytes(), fileName=path.name, dryRun=True)
    return show_import(record, now_ms=now_ms())


def test_online_retail_has_its_orders_customers_and_spend_and_no_line_is_lost(machine: ImportMachine) -> None:
    shown = dry_run(machine, ONLINE_RETAIL)

    assert shown["statuses"] == [{"status": "paid", "counted": True, "orders": 18_536, "amount": 8_911_407.9}]
    assert shown["counts"]["customers"] == 4_339
    assert shown["counts"]["rows"] == 406_829
    assert shown["counts"]["rowsRefused"] == 8_905
    assert shown["counts"]["orders"]["refused"] == 22_190 - 18_536
    assert {refusal["column"] for refusal in shown["refusals"]} == {"quantity"}


def test_the_lines_of_order_542806_lie_apart_and_come_together(machine: ImportMachine) -> None:
    if not ONLINE_RETAIL.exists():
        pytest.skip("online_retail_with_customer.csv.gz is not in ../shared/data")
    record = machine.create(fileName=ONLINE_RETAIL.name, dryRun=True)
    machine.upload(record, ONLINE_RETAIL.read_bytes())
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    work = open_work(machine.stores, {"tenant": "acme", "job": record.import_id, "attempt": 1})
    manifest = work.manifest()
    assert manifest is not None
    assert manifest.columns is not None

    found = [
        group for part in range(len(parts)) for group in read_groups(work, manifest, part) if ",542806," in group[0]
    ]

    assert len(found) == 1
    lines = [int(text.split(",")[0]) for text in found[0]]
    assert lines == sorted(lines)
    assert lines[-1] - lines[0] >= len(lines)
    order = read_order(found[0], manifest.dialect, Reading(manifest.columns, "UTC", "GBP"), {})
    assert not isinstance(order, list)
    assert len(order.raw["lines"]) == len(lines)


def test_cdnow_is_taken_as_it_lies(machine: ImportMachine) -> None:
    shown = dry_run(machine, CDNOW)

    assert shown["statuses"] == [{"status": "paid", "counted": True, "orders": 6_919, "amount": 244_091.94}]
    assert shown["counts"]["customers"] == 2_357
    assert shown["counts"]["rowsRefused"] == 0
    assert shown["recognised"]["ignoredColumns"] == ["cds"]
