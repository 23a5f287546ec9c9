"""A status and an amount that both say what was paid back: where they differ, a shop's habit decides, or the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ...command_line import option
from ...facts.money import line_amount, to_decimal, to_minor
from ...facts.order import OrderStatus
from ..cells.status import fold_status
from ..file.reading import Reading
from .assemble import Assembled
from .faults import RowFault, shown


def one_statement(
    order: Assembled, reading: Reading, explained: Mapping[str, str], exponent: int
) -> Assembled | RowFault:
    """The order with one statement of what was paid back. `explained` are the caller's statuses, folded.

    Refunded, with an amount below the total: what the caller says of that status stands before the amount; where a
    shop calls orders refunded of which a part was paid back, the amount stands; else the order is refused with both
    ways out.
    """
    raw = order.raw
    gross_minor, refunded_minor = _gross(raw, exponent), _minor(raw.get("refundedAmount"), exponent)
    if gross_minor is None or not refunded_minor:
        return order
    gross, refunded = to_decimal(gross_minor, exponent), to_decimal(refunded_minor, exponent)
    preset = reading.preset
    if raw["status"] != OrderStatus.REFUNDED or not 0 < refunded_minor < gross_minor:
        return order
    said = order.cells["status"].text if "status" in order.cells else OrderStatus.REFUNDED.value
    ours = explained.get(fold_status(said))
    if ours == OrderStatus.REFUNDED or (ours is None and preset is not None and preset.refunded_in_full):
        return replace(order, raw={name: value for name, value in raw.items() if name != "refundedAmount"})
    if preset is not None and preset.refunded_in_part:
        return replace(order, raw={**raw, "status": OrderStatus.PARTIALLY_REFUNDED.value})
    ways_out = (OrderStatus.PARTIALLY_REFUNDED, OrderStatus.REFUNDED)
    amount, status = (option("status", f"{said}={way}") for way in ways_out)
    column = reading.columns.name("refundedAmount")
    return order.cells["status"].fault(
        reading.columns.name("status"),
        f"says that the whole order was paid back, and {shown(column)} that {refunded} of {gross} were: "
        f"{amount} goes by the amount, {status} by the status",
    )


def _gross(raw: Mapping[str, Any], exponent: int) -> int | None:
    """What the order cost, in minor units of the file's currency; None where that cannot be told."""
    if "total" in raw:
        return _minor(raw["total"], exponent)
    if not raw["lines"] or not all({"quantity", "unitPrice"} <= line.keys() for line in raw["lines"]):
        return None
    return sum(
        line_amount(int(Decimal(line["quantity"]).scaleb(3)), Decimal(line["unitPrice"]), exponent)
        for line in raw["lines"]
    )


def _minor(amount: str | None, exponent: int) -> int | None:
    return None if amount is None else to_minor(Decimal(amount), exponent)
