"""The file that `throughput` measures, and that its steps take in every row of it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from regulars.importing.job import runs as runs_module

from benchmarks.order_file import write_order_file
from benchmarks.throughput import PARTS_AT_ONCE
from benchmarks.throughput_step import load_dry, load_some, read_csv, split
from infra.capacity import LAPTOP


def test_the_file_is_the_same_each_time_and_has_about_twenty_lines_an_order(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"

    rows = write_order_file(first, 300_000)
    write_order_file(second, 300_000)

    lines = Counter(row["order_id"] for row in csv.DictReader(first.read_text().splitlines()))
    assert first.read_bytes() == second.read_bytes()
    assert lines.total() == rows
    assert 18 < rows / len(lines) < 22


def test_every_row_is_split_and_loaded_and_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "_PART_BYTES", 50_000)
    monkeypatch.setattr(runs_module, "_RUN_BYTES", 100_000)
    rows = write_order_file(tmp_path / "orders.csv", 300_000)

    read = read_csv(tmp_path, "orders.csv")()
    cut = split(tmp_path, "orders.csv")()
    dry = load_dry(tmp_path, "orders.csv")()
    some = load_some(tmp_path, "orders.csv")()

    assert read["rows"] == cut["rows"] == dry["rows"] == rows
    assert (cut["runs"], cut["parts"]) == (4, dry["parts"])
    assert (dry["refused"], dry["requests"]) == (0, 0)
    assert 1 < some["parts"] <= 4 < dry["parts"]
    assert 0 < some["rows"] < rows
    assert some["requests"] > some["parts"]


def test_as_many_parts_are_projected_at_once_as_the_machine_loads() -> None:
    assert LAPTOP.parts == PARTS_AT_ONCE
