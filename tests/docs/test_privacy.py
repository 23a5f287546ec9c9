"""The page on privacy names every place where data of people lies, and what remains of it until when."""

from __future__ import annotations

from pathlib import Path

import pytest
from regulars.stores.places import COPIES, PREFIXES, TABLES, Copy, Prefix

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text()


def test_every_table_and_every_prefix_is_named() -> None:
    missing = [table.name for table in TABLES if f"`{table.name}`" not in PAGE]
    missing += [prefix.name for prefix in PREFIXES if f"`{prefix.name}/`" not in PAGE]

    assert missing == []


@pytest.mark.parametrize("prefix", [prefix for prefix in PREFIXES if (prefix.days or 0) > 2], ids=lambda one: one.name)
def test_files_are_kept_as_long_as_the_page_says(prefix: Prefix) -> None:
    [row] = [line for line in PAGE.splitlines() if f"`{prefix.name}/`" in line and line.startswith("|")]

    assert row.endswith(f"| {prefix.days} days |")


@pytest.mark.parametrize("copy", COPIES, ids=lambda one: one.name)
def test_every_copy_that_outlives_an_erasure_has_its_row_and_its_end(copy: Copy) -> None:
    names = {"idempotent answers": "answers to repeated calls", "streams": "streams of the tables"}
    ends = {"idempotent answers": "2 days until AWS deletes", "streams": "24 hours"}
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| {names.get(copy.name, copy.name)} |")]

    assert [row for row in rows if row.endswith(f"{ends.get(copy.name, f'{copy.days} days')} |")]
