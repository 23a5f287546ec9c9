"""Cells that hold several values, as WebToffee's order export for WooCommerce packs them.

`name:Tea|product_id:12|sku:T1|quantity:2|total:20.00|sub_total:22.00` is a line, followed by `tax`, `tax_data` and
whatever a shop keeps with it; `amount:5.00|reason:Broken|date:2025-12-06 10:37:33` a refund, further ones behind `;`.
Nothing in there is escaped, names and reasons are free text.
"""

from __future__ import annotations

import re

_KEY = re.compile(r"(?:^|\|)(name|product_id|sku|quantity|total|sub_total):")
_FREE_TEXT = ("name", "sku")
_REFUND = re.compile(r"(?:^|;)amount:([^|;]*)(?=\||;|$)")


def unpack(cell: str) -> dict[str, str]:
    """The values of a line by their keys, as written.

    A name or SKU ends where the next of the line's own keys begins, so that it may hold `|` and `:`. Of a key that
    comes twice the first stands. Raises ValueError, with the end of a sentence, for another cell.
    """
    marks: dict[str, re.Match[str]] = {}
    for mark in _KEY.finditer(cell):
        marks.setdefault(mark[1], mark)
    starts = list(marks.values())
    if not starts or starts[0].start() != 0:
        raise ValueError("is no line such as name:Tea|sku:T1|quantity:2|total:20.00")
    ends = [mark.start() for mark in starts[1:]] + [len(cell)]
    values: dict[str, str] = {}
    for mark, end in zip(starts, ends, strict=True):
        _add(values, mark[1], cell[mark.end() : end])
    return values


def refunds_of(cell: str) -> list[str]:
    """The amount of each refund, as written. Raises ValueError, with the end of a sentence, for another cell."""
    if not cell.startswith("amount:"):
        raise ValueError("is no list of refunds such as amount:5.00|reason:Broken|date:2025-12-06 10:37:33")
    return [amount.strip() for amount in _REFUND.findall(cell)]


def _add(values: dict[str, str], key: str, text: str) -> None:
    """One of the line's own keys, and what a shop has put behind it; that never replaces anything."""
    if key in _FREE_TEXT:
        values[key] = text.strip()
        return
    value, *notes = text.split("|")
    values[key] = value.strip()
    for note in notes:
        name, colon, rest = note.partition(":")
        if colon:
            values.setdefault(name.strip(), rest.strip())
