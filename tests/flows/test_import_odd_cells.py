"""Cells and lines that nobody expects: each costs its own order at most, and every import ends."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from regulars.importing.job import runs as runs_module
from regulars.stores.tenant.job_record import JobState

from testing.machines.imports import ImportMachine

GOOD_LINE = b'{"orderId": "1", "customerId": "ann", "orderedAt": "2025-01-02", "status": "paid", "total": 5}\n'
HEADER = b"order_id,customer_id,ordered_at,status,product_id,quantity,unit_price\n"
GOOD_ROW = b"1,ann,2025-01-02,paid,tea,2,1.50\n"


def line(**fields: Any) -> bytes:
    order = {"orderId": "2", "customerId": "bob", "orderedAt": "2025-01-02", "status": "paid", "total": 5} | fields
    return json.dumps(order).encode()


def outcome(machine: ImportMachine, content: bytes, **options: Any) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Orders by outcome and the first refusals of an import that has ended well."""
    record = machine.take_in(content, **options)
    assert record.state is JobState.DONE, record.error
    assert record.result is not None
    return record.result["orders"], record.result["refusals"]


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (line().replace(b": 5}", b": 1e99999999999999999999}"), "holds a number that is too large"),
        (line(orderId="\ud800"), "holds half a surrogate pair, which is no character"),
        (line(status="\ud800"), "holds half a surrogate pair, which is no character"),
        (line(**{"\udc00": 1}), "holds half a surrogate pair, which is no character"),
        (b"[" * 100_000, "is nested too deeply"),
        (b"[1]", "is not a JSON object"),
        (b"{", "is not a JSON object on one line"),
    ],
)
def test_a_json_line_that_cannot_be_read_is_a_refused_row_and_counts_as_no_order(
    machine: ImportMachine, odd: bytes, reason: str
) -> None:
    record = machine.take_in(GOOD_LINE + odd)

    assert record.result is not None
    assert record.result["orders"] == {"created": 1}
    assert (record.result["rows"], record.result["rowsRefused"], record.result["ordersRead"]) == (2, 1, 1)
    assert record.result["refusals"] == [{"line": 2, "column": None, "reason": reason}]


@pytest.mark.parametrize(
    ("odd", "column", "reason"),
    [
        (line(status="\x07"), "status", "must have at most 128 characters, all of them printable"),
        (line(status="x" * 500_000), "status", "must have at most 128 characters, all of them printable"),
        (line(status=""), "status", "is blank: fill it in, or say what a blank one means with --status '=paid'"),
        (line(status=" "), "status", "is blank: fill it in, or say what a blank one means with --status '=paid'"),
        (line(**{"lines[7]": 1}), "lines[7]", "is not a field of an order; the nearest is lines"),
        (line(**{"x" * 600_000: 1}), "x" * 99 + "…", "is not a field of an order"),
        (line(orderId=None), "orderId", "must be text"),
        (line(orderId=""), "orderId", "must have 1 to 128 characters"),
        (b"{}", "orderId", "is required; orderedAt: is required; status: is required"),
    ],
)
def test_a_json_line_that_cannot_be_taken_costs_its_own_order(
    machine: ImportMachine, odd: bytes, column: str, reason: str
) -> None:
    orders, refusals = outcome(machine, GOOD_LINE + odd)

    assert orders == {"created": 1, "refused": 1}
    assert refusals == [{"line": 2, "column": column, "reason": reason}]


def test_ids_of_json_lines_are_taken_as_they_are(machine: ImportMachine) -> None:
    orders, _ = outcome(machine, line(orderId="=x") + b"\n" + line(orderId="'=x") + b"\n" + line(orderId="true"))

    assert orders == {"created": 3}


def test_a_line_whose_id_is_no_id_takes_no_other_order_with_it(machine: ImportMachine) -> None:
    orders, refusals = outcome(machine, line(orderId="True") + b"\n" + line(orderId=True))

    assert orders == {"created": 1, "refused": 1}
    assert refusals == [{"line": 2, "column": "orderId", "reason": "must be text"}]


def test_a_row_that_leaves_a_quote_open_does_not_swallow_the_next_row_of_its_order(machine: ImportMachine) -> None:
    rows = b'qs1,ann,2025-01-02,paid,"a"f,"1,2\nqs1,ann,2025-01-02,paid,cup,1,9\n'

    orders, refusals = outcome(machine, HEADER + GOOD_ROW + rows)

    assert orders == {"created": 1, "refused": 1}
    assert refusals == [{"line": 3, "column": None, "reason": "has a quote inside a quoted cell: double it"}]


def test_a_long_status_cell_costs_its_own_order(machine: ImportMachine) -> None:
    row = b"2,bob,2025-01-02," + b"x" * 500_000 + b",tea,1,1\n"

    orders, refusals = outcome(machine, HEADER + GOOD_ROW + row)

    assert orders == {"created": 1, "refused": 1}
    assert refusals[0]["column"] == "status"


def test_a_date_that_the_zone_moves_out_of_the_calendar_costs_its_own_order(machine: ImportMachine) -> None:
    rows = b"2,bob,2025-01-02,paid,tea,1,1\n2,bob,0001-01-01,paid,cup,1,1\n"

    orders, refusals = outcome(machine, HEADER + GOOD_ROW + rows, timezone="Asia/Tokyo")

    assert orders == {"created": 1, "refused": 1}
    assert refusals == [{"line": 4, "column": "ordered_at", "reason": "0001-01-01 must not lie before 1970"}]


def test_one_id_on_too_many_rows_refuses_the_file(machine: ImportMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "_MOST_ROWS_OF_AN_ORDER", 50)

    record = machine.take_in(HEADER + GOOD_ROW * 51)

    assert record.error == "Line 52: more than 50 rows have the order id 1: is that the column of order ids?"


@pytest.mark.parametrize("order_id", [b"1", "\u0661\u0662".encode(), b"\xc2\xa0"])
def test_more_of_one_id_than_memory_holds_refuses_the_file(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch, order_id: bytes
) -> None:
    monkeypatch.setattr(runs_module, "_MOST_BUCKET_BYTES", 2_000)
    monkeypatch.setattr(runs_module, "_RUN_BYTES", 1_000)

    record = machine.take_in(HEADER + GOOD_ROW.replace(b"1", order_id, 1) * 60)

    assert record.error is not None
    assert record.error.endswith(
        " of rows with one order id, or with ids without any letter from A to Z or digit: "
        "is that the column of order ids?"
    )


def part_sizes(machine: ImportMachine, content: bytes, name: str = "orders.csv") -> list[int]:
    """The bytes of each part that a file is split into."""
    record = machine.create(fileName=name)
    machine.upload(record, content)
    machine.begin(record)
    parts = machine.step(record, "split")["parts"]
    place = machine.stores.files(machine.tenant).workplace(record.import_id, 1)
    runs = [cuts for _, cuts in place.get_json("split.json")["runs"]]
    return [sum(cuts[part + 1] - cuts[part] for cuts in runs) for part in range(len(parts))]


def test_rows_without_an_id_are_spread_over_the_parts(machine: ImportMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "_PART_BYTES", 1_000)

    sizes = part_sizes(machine, HEADER + GOOD_ROW.replace(b"1,", b",", 1) * 400)

    assert len(sizes) > 10
    assert max(sizes) < 1_200


def test_a_larger_file_has_more_parts_and_not_larger_ones(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "_PART_BYTES", 2_000)
    monkeypatch.setattr(runs_module, "_RUN_BYTES", 5_000)

    small, large = (
        part_sizes(machine, HEADER + b"".join(GOOD_ROW.replace(b"1", b"%d" % id_, 1) for id_ in range(orders)))
        for orders in (300, 3_000)
    )

    assert len(large) > 8 * len(small)
    assert max(large) < 3_000
    assert min(large[:-1]) >= 2_000


def test_a_gzip_has_the_parts_of_its_content(machine: ImportMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_module, "_PART_BYTES", 1_000)
    content = HEADER + GOOD_ROW.replace(b"1,", b",", 1) * 400

    assert part_sizes(machine, gzip.compress(content)) == part_sizes(machine, content)


# U+00A0 and U+2003 as UTF-8, and U+00A0 as Windows-1252, which the file then is.
@pytest.mark.parametrize(
    ("spaced", "name"), [(b"\xc2\xa0%d\xe2\x80\x83", "é".encode()), (b"\xa0%d\xa0", b"\xe9"), (b" %d\t", b"e")]
)
def test_every_spelling_of_an_id_comes_to_the_same_order(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch, spaced: bytes, name: bytes
) -> None:
    monkeypatch.setattr(runs_module, "_PART_BYTES", 300)
    monkeypatch.setattr(runs_module, "_RUN_BYTES", 1_000)
    rows = [
        spelling % number + b",ann,2025-01-02,paid,%s,2,1.50\n" % product
        for spelling, product in ((b"%d", b"tea"), (spaced, name), (b"=%d", b"tea"), (b"'=%d", name))
        for number in range(40)
    ]

    orders, _ = outcome(machine, HEADER + b"".join(rows))

    assert orders == {"created": 80}


def test_json_ids_that_are_escaped_or_not_come_to_the_same_order(
    machine: ImportMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "_PART_BYTES", 300)
    escaped = [line(orderId=f"é{number}", total=1) for number in range(30)]
    raw = [one.replace(b"\\u00e9", "é".encode()).replace(b'"total": 1', b'"total": 2') for one in escaped]

    record = machine.take_in(b"\n".join([*escaped, *raw]))

    assert record.result is not None
    assert record.result["orders"] == {"created": 30}
    assert record.result["statuses"][0]["amount"] == "60.00"


@pytest.mark.parametrize(
    ("content", "ignored"),
    [
        (HEADER[:-1] + b"," + b"n" * 900_000 + b"\n" + GOOD_ROW[:-1] + b",\n", ["n" * 99 + "…"]),
        (
            HEADER[:-1]
            + b"".join(b",n%d" % number for number in range(25_000))
            + b"\n"
            + GOOD_ROW[:-1]
            + b"," * 25_000,
            [*(f"n{number}" for number in range(100)), "and 24,900 more"],
        ),
    ],
)
def test_long_and_many_column_names_are_told_in_part(
    machine: ImportMachine, content: bytes, ignored: list[str]
) -> None:
    record = machine.take_in(content)

    assert record.state is JobState.DONE
    assert record.result is not None
    assert record.result["ignoredColumns"] == ignored


def test_a_long_sentence_about_a_file_is_told_in_part(machine: ImportMachine) -> None:
    names = b",".join(b"%02d" % number + b"n" * 900 for number in range(40))
    record = machine.take_in(b"order_id," + names + b"\n1,2\n")

    assert record.state is JobState.FAILED
    assert record.error is not None
    assert record.error.startswith("Line 1: there is no column for orderedAt")
    assert len(record.error) == 1_000


def test_texts_of_unknown_statuses_that_begin_alike_are_told_as_one(machine: ImportMachine) -> None:
    rows = [b"%d,ann,2025-01-02,%s%d,tea,1,1\n" % (number, b"s" * 110, number) for number in range(30)]

    record = machine.take_in(HEADER + b"".join(rows))

    assert record.result is not None
    assert record.result["unknownStatuses"] == {"s" * 99 + "…": 30}


def test_a_result_that_the_record_cannot_hold_is_left_out_and_the_attempt_ends(machine: ImportMachine) -> None:
    record = machine.create()
    machine.upload(record, b"")
    machine.begin(record)

    imports = machine.stores.imports(machine.tenant)
    imports.finish(record.import_id, 1, finished_ms=1, error=None, refused=False, result={"a": "é" * 300_000})

    assert (machine.read(record).state, machine.read(record).result) == (JobState.DONE, {})


CELLS = st.sampled_from([
    "", "1", "ann", "2025-01-02", "paid", "cancelled", "C1", "-1", "1.5", '"', '""', '"a"f', '"a"b\rc', "\r", "'=1",
    "é", "\x07", "\u2028", "1e99", "nan", "x" * 200, ",", ";", '"1,2',
])  # fmt: skip
DATES = st.sampled_from(["2025-01-02", "0001-01-01", "9999-12-31T23:59:59-12:00", "9999-12-31", "1969-01-01", ""])
# Written as they stand: no encoder of JSON would.
VALUES = st.sampled_from([
    "1e99999999999999999999", "0e999999999", "0e-999999999", "1e-99999", "9" * 5_000, "-1", "0.5", "NaN", "true",
    "null", '""', '"\\ud800"', '"\\u0000"', '"1e999999999"', "[]", "[1]", "[[]]", "{}", '{"a": {}}', "[" * 2_000,
]) | st.text(max_size=5).map(json.dumps)  # fmt: skip
NAMES = st.sampled_from([
    "orderId", "customerId", "orderedAt", "updatedAt", "status", "total", "refundedAmount", "currency", "exchangeRate",
    "version", "reference", "lines", "lines[7]", "lines[0].x", "customer", "\\ud800",
])  # fmt: skip
USUAL = {"orderId": '"1"', "customerId": '"ann"', "orderedAt": '"2025-01-02"', "status": '"paid"', "total": "5"}
LINES = st.fixed_dictionaries(
    {"productId": CELLS.map(json.dumps), "quantity": st.just("2") | VALUES, "unitPrice": st.just('"9"') | VALUES}
).map(lambda fields: f"[{as_json(fields)}]")


def as_json(fields: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in fields.items()) + "}"


JSON_LINES = st.builds(
    lambda id_, lines, odd, date: as_json(
        USUAL | {"orderId": str(id_), "orderedAt": f'"{date}"', "lines": lines} | odd
    ).encode(),
    st.integers(1, 20),
    LINES | st.just("[]"),
    st.dictionaries(NAMES, VALUES, max_size=1),
    st.just("2025-01-02") | DATES,
)
ROWS = st.builds(
    lambda order_id, date, cells: ",".join([order_id, "ann", date, *cells]).encode(),
    st.sampled_from(["1", "2", ""]),
    DATES,
    st.tuples(st.just("paid"), st.just("tea") | CELLS, st.just("2"), st.just("9") | CELLS),
)
ODD_ROWS = st.lists(CELLS, max_size=8).map(lambda cells: ",".join(cells).encode()) | st.binary(max_size=20)
FILES = st.one_of(
    st.lists(JSON_LINES | st.binary(max_size=20).map(lambda odd: b"{" + odd), min_size=1, max_size=8).map(b"\n".join),
    st.lists(ROWS, min_size=1, max_size=8).map(lambda rows: HEADER + b"\n".join(rows)),
    st.lists(ROWS | ODD_ROWS, min_size=1, max_size=8).map(lambda rows: HEADER + b"\n".join(rows)),
    st.binary(max_size=60),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=FILES, zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/Los_Angeles"]))
def test_whatever_lies_in_a_file_its_import_ends_with_a_report(
    machine: ImportMachine, content: bytes, zone: str
) -> None:
    record = machine.take_in(content, dryRun=True, timezone=zone)

    assert record.state is JobState.DONE or record.refused
    assert record.result is not None
