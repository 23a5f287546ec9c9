"""Whatever bytes come: rows become orders or are refused, or the file is; nothing else, and no row gets lost."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.importing.job import runs as runs_module

from testing.examples import examples
from testing.files.oddities import CELLS, GOOD_FILES, GOOD_ROWS, OPTIONS, accounted
from testing.files.read import read_file

CODECS = st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be"])


def packed(content: bytes, compressed: bool) -> bytes:
    return gzip.compress(content, 1) if compressed else content


@pytest.mark.parametrize("good", GOOD_FILES)
def test_undamaged_files_are_read(good: bytes) -> None:
    read = accounted(read_file(good))

    assert (read.refusal, read.refused) == (None, [])
    assert len(read.orders) >= 1


@pytest.mark.parametrize("good", GOOD_ROWS)
def test_rows_without_oddities_are_read(good: dict[str, str]) -> None:
    read = accounted(read_file(",".join(good).encode() + b"\n" + ",".join(good.values()).encode()))

    assert (read.refusal, read.refused) == (None, [])
    assert read.report["reconciliation"] in (None, {"agree": 1, "disagree": 0, "first": []})


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"{", b"order_id,"]))
def test_any_bytes_are_rows_or_refused(content: bytes, start: bytes) -> None:
    accounted(read_file(start + content))


@given(st.text(max_size=300), CODECS, st.booleans(), OPTIONS)
def test_any_text_is_rows_or_refused(text: str, codec: str, compressed: bool, options: dict[str, Any]) -> None:
    accounted(read_file(packed(text.encode(codec), compressed), **options))


@st.composite
def odd_rows(draw: st.DrawFn) -> list[list[str]]:
    """A header and rows under it in which some cells are odd; sometimes a row has too few or too many."""
    good = draw(st.sampled_from(GOOD_ROWS))
    changes = st.dictionaries(st.sampled_from(sorted(good)), CELLS, max_size=3)
    rows = [list({**good, **changed}.values()) for changed in draw(st.lists(changes, min_size=1, max_size=5))]
    for row in rows:
        width = draw(st.sampled_from([len(good)] * 9 + [len(good) - 1, len(good) + 1]))
        row[width:] = ["more"] * (width - len(row))
    return [list(good), *rows]


@examples(300)
@given(odd_rows(), CODECS, st.sampled_from(",;\t|"), st.booleans(), OPTIONS)
def test_odd_cells_cost_their_own_order_at_most(
    rows: list[list[str]], codec: str, separator: str, compressed: bool, options: dict[str, Any]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    if compressed and "Fulfillment Status" in rows[0]:
        options = {**options, "countPending": "fulfilled"}

    read = accounted(read_file(packed(text.getvalue().encode(codec), compressed), **options))

    if read.refusal is None:
        assert read.manifest.rows == sum(any(row) for row in rows[1:])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | CELLS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=3,
)
FIELDS = st.sampled_from(
    ["orderId", "customerId", "orderedAt", "status", "total", "lines", "customer", "version", "currency", "x"]
)


@given(st.lists(st.dictionaries(FIELDS, JSON, max_size=3), min_size=1, max_size=4), st.booleans(), CODECS)
def test_odd_json_costs_its_own_line_at_most(lines: list[dict[str, Any]], escaped: bool, codec: str) -> None:
    good = {"orderId": "1", "customerId": "ann", "orderedAt": "2025-01-02", "status": "paid", "total": 5.5}
    text = "".join(json.dumps({**good, **line}, ensure_ascii=escaped) + "\n" for line in lines)

    read = accounted(read_file(text.encode(codec)))

    assert read.refusal is None
    assert read.manifest.rows == len(lines)


MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, 10**6), st.sampled_from(["flip", "insert", "delete", "cut"]), st.binary(min_size=1, max_size=3)
    ),
    min_size=1,
    max_size=6,
)


@examples(200)
@given(st.sampled_from(range(len(GOOD_FILES))), MUTATIONS, st.booleans(), st.booleans())
def test_a_good_file_that_was_damaged_on_its_way_loses_no_row_silently(
    good: int, mutations: list[tuple[int, str, bytes]], before: bool, compressed: bool
) -> None:
    content = packed(GOOD_FILES[good], compressed and before)
    for at, kind, others in mutations:
        at %= len(content) + 1
        end = {"flip": at + len(others), "insert": at, "delete": at + 1, "cut": at + 200}[kind]
        content = content[:at] + (others if kind in ("flip", "insert") else b"") + content[end:]

    accounted(read_file(packed(content, compressed and not before)))


@pytest.mark.parametrize("good", GOOD_FILES)
def test_the_same_orders_come_out_of_many_small_parts_as_out_of_one(
    monkeypatch: pytest.MonkeyPatch, good: bytes
) -> None:
    whole = read_file(good)
    monkeypatch.setattr(runs_module, "_RUN_BYTES", 900)
    monkeypatch.setattr(runs_module, "_PART_BYTES", 100)
    cut = accounted(read_file(good))

    assert cut.by_id == whole.by_id
    assert cut.report == whole.report
    assert cut.manifest.parts > 3 or len(whole.orders) == 1
