"""Every door keeps every rule of texts, ids and numbers: the API, events, JSON lines, own files, each export.

A door is a function in `DOORS` that takes one order in the words of the API; exports come from `PRESETS` by themselves,
so that whoever adds one finds it here. A rule is a test over all of them. `speaks` are the fields that a door has a
word for.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from regulars.errors import OrderRefused
from regulars.facts.order import Order, OrderStatus
from regulars.importing.file.names import plain
from regulars.importing.presets import PRESETS
from regulars.importing.presets.preset import Preset
from regulars.orders.event_state import state_over
from regulars.orders.order_event import OrderEvent
from regulars.orders.track_events import read_event
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_tenant
from testing.files.read import FileRead, read_file
from testing.orders.parsing import parsed

ANN = "ann@example.com"
FAMILY = "mug \U0001f469\u200d\U0001f469\u200d\U0001f467 \u200f\u05d0\u200f"
SAID: dict[str, Any] = {
    "orderId": "1001", "orderedAt": "2025-10-14", "email": ANN, "name": "Ann", "currency": "USD",
    "productId": "tea", "productName": "Tea", "quantity": "1", "price": "20.00",
}  # fmt: skip
ALL = frozenset(SAID) | {"customerId"}


class Door(NamedTuple):
    name: str
    speaks: frozenset[str]
    take: Callable[[list[dict[str, Any]]], Order | None]
    """The order of these rows, one a line; None where it is refused."""

    def of(self, *rows: dict[str, Any]) -> Order | None:
        """Of Ann, by an address where the door has a word for it, else by an id."""
        said = SAID if "email" in self.speaks else SAID | {"customerId": "ann"}
        return self.take([said | row for row in rows])


def _api_order(rows: list[dict[str, Any]]) -> dict[str, Any]:
    first = rows[0]
    lines = [
        {"productId": row["productId"], "productName": row["productName"], "quantity": row["quantity"],
         "unitPrice": row["price"]}
        for row in rows
    ]  # fmt: skip
    return {
        **{name: first[name] for name in ("orderId", "orderedAt", "currency", "customerId") if name in first},
        "status": "paid",
        "lines": lines,
        "customer": {"email": first["email"], "name": first["name"]},
    }


def api(rows: list[dict[str, Any]]) -> Order | None:
    try:
        return parsed(**({"customerId": ...} | _api_order(rows)))
    except OrderRefused:
        return None


def events(rows: list[dict[str, Any]]) -> Order | None:
    first = rows[0]
    products = [
        {"product_id": row["productId"], "name": row["productName"], "price": row["price"], "quantity": row["quantity"]}
        for row in rows
    ]
    raw = {
        "event": "Order Completed",
        "timestamp": first["orderedAt"],
        "userId": first.get("customerId"),
        "context": {"traits": {"email": first["email"], "name": first["name"]}},
        "properties": {"order_id": first["orderId"], "currency": first["currency"], "products": products},
    }
    try:
        event = read_event(raw)
        assert isinstance(event, OrderEvent)
        return state_over(None, event, tenant=a_tenant(), settings=Settings.defaults(2), now_ms=NOW_MS).write
    except OrderRefused:
        return None


def json_lines(rows: list[dict[str, Any]]) -> Order | None:
    return _only(read_file(json.dumps(_api_order(rows)).encode()))


OWN = {
    "orderId": ("order_id",), "orderedAt": ("ordered_at",), "customerId": ("customer_id",), "currency": ("currency",),
    "customer.email": ("email",), "customer.name": ("name",), "productId": ("product_id",),
    "productName": ("product_name",), "quantity": ("quantity",), "unitPrice": ("unit_price",),
}  # fmt: skip


def own_file(rows: list[dict[str, Any]]) -> Order | None:
    return _only(read_file(_csv(Preset("", "", (), OWN), rows)))


def export(preset: Preset) -> Callable[[list[dict[str, Any]]], Order | None]:
    return lambda rows: _only(read_file(_csv(preset, rows), preset=preset.name))


def _only(read: FileRead) -> Order | None:
    assert read.refusal is None, read.refusal
    assert len(read.orders) + bool(read.refused) == 1
    return read.orders[0] if read.orders else None


def _csv(preset: Preset, rows: list[dict[str, Any]]) -> bytes:
    """A file as the preset describes it; columns that it has no word for are blank."""
    packed = [f"{preset.packed_lines}{number}" for number, _ in enumerate(rows, 1)] if preset.packed_lines else []
    names = [name for names in preset.columns.values() for name in names]
    # Columns of one name in several writings are not in one file.
    header = list({plain(name): name for name in reversed([*preset.marks, *names, *packed])}.values())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    order = _of_the_order(preset, rows)
    if packed:
        order |= {name: _packed(row) for name, row in zip(packed, rows, strict=True)}
    if packed or preset.summary_rows:
        writer.writerow(_cells(header, order))
    for row in [] if packed else rows:
        writer.writerow(_cells(header, order | _of_a_line(preset, row)))
    return out.getvalue().encode()


def _packed(row: dict[str, Any]) -> str:
    said = {"name": row["productName"], "sku": row["productId"], "quantity": row["quantity"], "total": row["price"]}
    return "|".join(f"{key}:{text}" for key, text in said.items())


def _cells(header: list[str], cells: Mapping[str, str]) -> list[str]:
    return [cells.get(name, "") for name in header]


def _of_the_order(preset: Preset, rows: list[dict[str, Any]]) -> dict[str, str]:
    first = rows[0]
    words = [text for text, status in preset.statuses.items() if status is OrderStatus.PAID and text]
    total = sum(float(row["price"]) for row in rows if float(row["quantity"]))
    by_field = {
        "orderId": first["orderId"],
        "reference": first["orderId"],
        "paidAt": first["orderedAt"],
        "status": words[0] if words else "",
        "currency": first["currency"],
        "customerId": first.get("customerId", ""),
        "customer.email": first["email"],
        "customer.name": first["name"],
        "total": first["price"] if len(rows) == 1 else f"{total:.2f}",
    }
    cells = {preset.columns[field][0]: text for field, text in by_field.items() if field in preset.columns}
    return cells | dict(zip(preset.columns["orderedAt"], (first["orderedAt"], "08:30"), strict=False))


def _of_a_line(preset: Preset, row: dict[str, Any]) -> dict[str, str]:
    by_field = {
        "productId": row["productId"],
        "productName": row["productName"],
        "quantity": row["quantity"],
        "unitPrice": row["price"],
        "lineTotal": row["price"],
        "event": "Payment",
    }
    return {preset.columns[field][0]: text for field, text in by_field.items() if field in preset.columns}


_FIELDS = {"email": "customer.email", "name": "customer.name"}


def _speaks(preset: Preset) -> frozenset[str]:
    said = {name for name in ALL if _FIELDS.get(name, name) in preset.columns}
    if preset.packed_lines:
        said |= {"productId", "productName", "quantity"}
    return frozenset(said | {"price"})


def _doors() -> Iterator[Door]:
    yield Door("API", ALL, api)
    yield Door("events", ALL, events)
    yield Door("JSON lines", ALL, json_lines)
    yield Door("own files", ALL, own_file)
    for preset in PRESETS:
        if not preset.refusal:
            yield Door(f"{preset.title}: {preset.marks[0]}", _speaks(preset), export(preset))


DOORS = list(_doors())


def doors(*fields: str) -> pytest.MarkDecorator:
    """Every door that has words for these fields."""
    spoken = [door for door in DOORS if door.speaks >= set(fields)]
    return pytest.mark.parametrize("door", spoken, ids=[door.name for door in spoken])


def taken(door: Door, *rows: dict[str, Any]) -> Order:
    order = door.of(*rows)
    assert order is not None
    return order


@doors()
def test_a_door_takes_the_order(door: Door) -> None:
    order = taken(door, {})

    assert (order.order_id, order.status, order.spend_minor) == ("1001", OrderStatus.PAID, 2_000)


@doors("customerId", "email")
@pytest.mark.parametrize(
    "nobody", ["0", "undefined", "NULL", "(not set)", "Guest", "00000000-0000-0000-0000-000000000000"]
)
def test_who_names_nobody_is_a_guest_by_the_address(door: Door, nobody: str) -> None:
    assert taken(door, {"customerId": nobody}).customer_id == a_tenant().guest_id(ANN)


@doors("customerId")
@pytest.mark.parametrize("nobody", ["0", "undefined", "Guest"])
def test_who_names_nobody_and_no_address_is_refused(door: Door, nobody: str) -> None:
    assert door.of({"customerId": nobody, "email": ""}) is None


@doors("customerId")
def test_a_customers_id_is_the_customer_whatever_the_address(door: Door) -> None:
    assert taken(door, {"customerId": "c-1"}).customer_id == "c-1"


@doors("email")
def test_a_lost_character_in_an_address_is_refused(door: Door) -> None:
    assert door.of({"email": "ann\ufffd@example.com"}) is None


TEXTS = ("orderId", "customerId", "name", "productId", "productName")
SPOKEN = [(door, field) for door in DOORS for field in TEXTS if field in door.speaks]


@pytest.mark.parametrize(("door", "field"), SPOKEN, ids=[f"{door.name}: {field}" for door, field in SPOKEN])
def test_a_lost_character_in_an_id_or_a_name_is_refused(door: Door, field: str) -> None:
    assert door.of({field: "T\ufffd"}) is None


@doors("orderId")
@pytest.mark.parametrize("order_id", ["undefined", "a?b", "a%25b"])
def test_an_order_id_that_is_none_or_unsafe_in_a_path_is_refused(door: Door, order_id: str) -> None:
    assert door.of({"orderId": order_id}) is None


@doors("orderId")
def test_a_no_break_space_in_an_id_is_a_space(door: Door) -> None:
    assert taken(door, {"orderId": "A\u00a01"}).order_id == "A 1"


@doors("name")
def test_joiners_and_marks_of_a_customers_name_stay_and_what_nobody_sees_goes(door: Door) -> None:
    order = taken(door, {"name": f"{FAMILY}\u00ad\u200b"})

    assert order.contact is not None
    assert order.contact.name == FAMILY


@doors("productName")
def test_joiners_and_marks_of_a_products_name_stay_and_what_nobody_sees_goes(door: Door) -> None:
    [line] = taken(door, {"productName": f"{FAMILY}\u00ad\u200b"}).lines

    assert (line.product_id, line.product_name) == ("tea", FAMILY)


@doors("currency")
def test_a_currency_may_be_in_small_letters(door: Door) -> None:
    assert taken(door, {"currency": "usd"}).spend_minor == 2_000


@doors("price")
@pytest.mark.parametrize(("price", "minor"), [("19.989999999999998", 1_999), ("-0", 0), ("-0.00", 0)])
def test_noise_of_floats_is_rounded_off_and_minus_zero_is_zero(door: Door, price: str, minor: int) -> None:
    order = taken(door, {"price": price})

    assert order.gross_minor == minor
    assert not any(line.unit_price.is_signed() for line in order.lines)


@doors("quantity")
def test_a_line_of_quantity_zero_is_no_line(door: Door) -> None:
    nothing = {"productId": "pot", "productName": "Pot", "quantity": "0", "price": "0.00"}

    assert [line.product_id for line in taken(door, {}, nothing).lines] == ["tea"]
