"""What happened in a shop, whatever system writes it down, and what the ledger must hold of it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, auto
from typing import NamedTuple
from zoneinfo import ZoneInfo

from regulars.facts.order import OrderStatus

ZONE = ZoneInfo("America/New_York")
ZERO = Decimal("0.00")


class Payment(Enum):
    PAID = auto()
    PARTLY = auto()
    OPEN = auto()
    AUTHORIZED = auto()
    EXPIRED = auto()
    VOIDED = auto()


@dataclass(frozen=True, slots=True)
class Item:
    """`price` is a unit's before any discount, `discount` that of the whole line."""

    name: str
    sku: str
    product_id: int
    quantity: int
    price: Decimal
    discount: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Person:
    """`account` 0 is a guest."""

    first: str
    last: str
    email: str = ""
    phone: str = ""
    billing_phone: str = ""
    shipping_phone: str = ""
    account: int = 0
    zip: str = "10001"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class Sale:
    """`discount` is the order's own, beside those of its lines; taxes are on top of the prices, or within them."""

    number: int
    id: int
    person: Person
    at: datetime
    items: tuple[Item, ...]
    payment: Payment = Payment.PAID
    fulfilled: bool = True
    shipping: Decimal = ZERO
    discount: Decimal = ZERO
    tax_rate: Decimal = ZERO
    taxes_included: bool = False
    tip: Decimal = ZERO
    refunded: Decimal = ZERO
    cancelled_at: datetime | None = None
    note: str = ""

    @property
    def discounts(self) -> Decimal:
        return self.discount + sum((item.discount for item in self.items), ZERO)

    @property
    def subtotal(self) -> Decimal:
        """After discounts."""
        return sum((item.gross for item in self.items), ZERO) - self.discounts

    @property
    def taxes(self) -> Decimal:
        return tax_within(self.subtotal + self.shipping, self)

    @property
    def total(self) -> Decimal:
        """Before refunds."""
        return self.subtotal + self.shipping + self.tip + (ZERO if self.taxes_included else self.taxes)

    @property
    def status(self) -> OrderStatus:
        if self.cancelled_at or self.payment in (Payment.EXPIRED, Payment.VOIDED):
            return OrderStatus.CANCELLED
        if self.payment in (Payment.OPEN, Payment.AUTHORIZED):
            return OrderStatus.PENDING
        if self.refunded:
            return OrderStatus.REFUNDED if self.refunded >= self.total else OrderStatus.PARTIALLY_REFUNDED
        return OrderStatus.PAID


class Truth(NamedTuple):
    """What the ledger must hold of an order. `customer` is an id, or for a guest the address that makes theirs.

    `lines` are product, quantity and amount, sorted. Money in the shop's currency.
    """

    customer: str
    guest: bool
    status: OrderStatus
    total: Decimal
    refunded: Decimal
    lines: tuple[tuple[str, int, Decimal], ...]
    at: datetime
    reference: str | None


def truth_of(
    sale: Sale,
    *,
    lines: Sequence[tuple[str, int, Decimal]],
    accounts: bool = False,
    at: datetime | None = None,
    reference: str | None = None,
) -> Truth:
    """`accounts`: the export knows who has one."""
    account = str(sale.person.account) if accounts and sale.person.account else ""
    return Truth(
        customer=account or guest_address(sale.person),
        guest=not account,
        status=sale.status,
        total=sale.total,
        refunded=sale.refunded,
        lines=tuple(sorted(lines)),
        at=at or sale.at,
        reference=reference,
    )


def guest_address(person: Person) -> str:
    """E-mail, else the first phone number there is."""
    phone = person.phone or person.billing_phone or person.shipping_phone
    return person.email.lower() or "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def tax_within(amount: Decimal, sale: Sale) -> Decimal:
    """The tax of an amount: within it, or on top of it."""
    rate = sale.tax_rate
    return cents(amount * rate / (1 + rate) if sale.taxes_included else amount * rate)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
