"""Which of the rows that an import refused name somebody: never a row of somebody else, whose number is equal."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...facts.addresses import guest_addresses

# As the report of an import names the columns of a field that is read from several, the first that says something.
_BETWEEN = " else "
# A cell may hold whatever was left of a line.
_MOST_CELL = 16 * 1024**2


class Named(NamedTuple):
    """Ids and orders of a person, their e-mail addresses and their phone numbers, as `bare` and as guests have them."""

    customer_ids: frozenset[str]
    order_ids: frozenset[str]
    addresses: frozenset[str]


def rows_naming(content: bytes, mapping: Mapping[str, str], named: Named) -> Iterator[dict[str, str]]:
    """The refused rows of a file that name them, by column.

    An e-mail address names them wherever it stands; ids, orders and phone numbers do in the columns that `mapping`
    (field to columns, of the import's report) says hold them: elsewhere the same number is a quantity, or a line's.
    """
    csv.field_size_limit(_MOST_CELL)
    text = content.decode("utf-8-sig")
    first = text[: text.find("\n")] if "\n" in text else text
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count))
    header = next(rows, [])
    field_of = {bare(one): field for field, told in mapping.items() for one in (told, *told.split(_BETWEEN))}
    fields = [field_of.get(bare(column), "") for column in header]
    for row in rows:
        if any(_names(named, field, cell) for field, cell in zip(fields, row, strict=False)) or _in_json(named, row):
            yield dict(zip(header, row, strict=False))


def bare(text: str) -> str:
    """A cell as it is compared: no case, no space, and no guard against formulas."""
    return "".join(text.casefold().split()).removeprefix("'")


def _names(named: Named, field: str, cell: str) -> bool:
    plain = bare(cell)
    match field:
        case "customerId":
            return plain in named.customer_ids
        case "orderId":
            return plain in named.order_ids
        case "customer.phone":
            return not named.addresses.isdisjoint(guest_addresses(None, plain))
    return "@" in plain and plain in named.addresses


def _in_json(named: Named, row: list[str]) -> bool:
    """Whether a refused line of JSON, which is one cell, names them by the fields of an order."""
    if not row or not row[0].lstrip("'").startswith("{"):
        return False
    try:
        order = json.loads(row[0].lstrip("'"))
    except ValueError:
        return False
    return any(_names(named, field, text) for field, text in _leaves("", order))


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, one in value.items():
                yield from _leaves(f"{path}.{name}" if path else str(name), one)
        case list():
            for one in value:
                yield from _leaves(path, one)
        case str() | int():
            yield path, str(value)
