"""Compares what the ledger holds after an import with what happened in the made-up shop."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from regulars.facts.order import Order
from regulars.facts.tenant import Tenant
from regulars.facts.time import to_ms

from testing.exports.shop import Truth
from testing.machines.imports import ImportMachine


class Known(NamedTuple):
    """An order as truth and ledger can both say it. Money in cents, quantities in thousandths."""

    customer_id: str
    status: str
    total_minor: int | None
    refunded_minor: int
    lines: tuple[tuple[str, int, int], ...]
    ordered_at_ms: int
    reference: str | None


def expected(truths: Mapping[str, Truth], tenant: Tenant) -> dict[str, Known]:
    """By order id."""
    return {order_id: _expected(truth, tenant) for order_id, truth in truths.items()}


def held(machine: ImportMachine, truths: Mapping[str, Truth]) -> dict[str, Known]:
    """All orders of the customers whom the truths name."""
    return {order.order_id: _held(order) for order in _orders(machine, truths)}


def names_held(machine: ImportMachine, truths: Mapping[str, Truth]) -> set[str | None]:
    """The names that those orders give their customers."""
    return {order.contact.name if order.contact else None for order in _orders(machine, truths)}


def only_order(machine: ImportMachine, truths: Mapping[str, Truth]) -> Order:
    """The one order that is there."""
    [order] = _orders(machine, truths)
    return order


def _orders(machine: ImportMachine, truths: Mapping[str, Truth]) -> list[Order]:
    ledger = machine.stores.ledger(machine.tenant)
    customers = {known.customer_id for known in expected(truths, machine.tenant).values()}
    return [order for customer_id in sorted(customers) for order in ledger.read_customer(customer_id).orders]


def _expected(truth: Truth, tenant: Tenant) -> Known:
    return Known(
        tenant.guest_id(truth.customer) if truth.guest else truth.customer,
        truth.status.value,
        _minor(truth.total),
        _minor(truth.refunded),
        tuple((product, quantity * 1_000, _minor(amount)) for product, quantity, amount in truth.lines),
        to_ms(truth.at),
        truth.reference,
    )


def _held(order: Order) -> Known:
    lines = sorted((line.product_id, line.quantity_milli, line.amount_minor) for line in order.lines)
    return Known(
        order.customer_id,
        order.status.value,
        order.total_minor,
        order.refunded_minor,
        tuple(lines),
        order.ordered_at_ms,
        order.reference,
    )


def _minor(amount: Decimal) -> int:
    return int(amount * 100)
