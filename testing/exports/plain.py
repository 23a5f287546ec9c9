"""A file of our own names, as somebody writes it who has read what an order is: one row a line, or one an order."""

from __future__ import annotations

from collections.abc import Sequence

from testing.exports.shop import Sale, Truth, guest_address, truth_of
from testing.exports.table import Table

_ORDER = ("order_id", "email", "phone", "ordered_at", "status", "total", "refunded_amount")
_LINE = ("product_id", "product_name", "quantity", "unit_price")


def table(sales: Sequence[Sale]) -> Table:
    rows = []
    for sale in sales:
        lines = [(item.sku or item.name, item.name, str(item.quantity), str(item.price)) for item in sale.items]
        rows += [(*_order(sale), *line) for line in lines]
    return Table((*_ORDER, *_LINE), tuple(rows))


def orders_table(sales: Sequence[Sale]) -> Table:
    return Table(_ORDER, tuple(_order(sale) for sale in sales))


def truths(sales: Sequence[Sale], *, lines: bool = True) -> dict[str, Truth]:
    return {
        str(sale.number): truth_of(
            sale, lines=[(item.sku or item.name, item.quantity, item.gross) for item in sale.items] if lines else []
        )
        for sale in sales
    }


def _order(sale: Sale) -> tuple[str, ...]:
    address = guest_address(sale.person)
    who = (address, "") if "@" in address else ("", address)
    refunded = str(sale.refunded) if sale.refunded else ""
    return (str(sale.number), *who, sale.at.isoformat(), sale.status.value, str(sale.total), refunded)
