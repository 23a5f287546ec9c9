"""A refund that comes as a message: added to what has been refunded of its order, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from ..dataclass import dataclass
from ..errors import FieldError, OrderRefused
from ..facts.money import converted, line_amount, to_decimal
from ..facts.order import COUNTED, Lane, Order, OrderStatus
from ..facts.tenant import Tenant
from .messages import counting
from .supersede import Decision, Outcome

_ONE = Decimal(1)


class RefundLine(NamedTuple):
    """So much of a product: at `unit_price`, else at the price of the order's own lines of it. `at`: which line."""

    at: int
    quantity_milli: int
    unit_price: Decimal | None = None
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """`amount`, else the sum of `lines`, in the order's own currency; else all that is left.

    `message` is the digest of the message's id.
    """

    order_id: str
    message: bytes
    amount: Decimal | None = None
    lines: tuple[RefundLine, ...] = ()
    currency: str | None = None


class _Sum(NamedTuple):
    """An amount in minor units of the tenant's currency, and the same as it was given, in the order's own."""

    minor: int
    given: Decimal


def refund(stored: Order | None, given: Refund, *, tenant: Tenant, now_ms: int) -> Decision:
    """The stored order with the refund added. Raises `OrderRefused` where there is no such order, or too little left.

    A message that was counted before changes nothing, whatever has become of the order since.
    """
    if stored is None or stored.deleted:
        raise OrderRefused([FieldError("orderId", "is no order that is known here: it has to come first")])
    if given.message in stored.messages:
        return Decision(Outcome.UNCHANGED, None)
    require_currency(stored, given.currency, tenant)
    refunded = _refunded(stored, given, tenant)
    after = refunded_to(stored, refunded.minor, refunded.given)
    if after.status in COUNTED and refunded.minor >= after.gross_minor:
        # A free order has nothing to give back, and yet somebody says that it was.
        after = replace(after, status=OrderStatus.REFUNDED)
    outcome = Outcome.UNCHANGED if after == stored else Outcome.UPDATED
    arrived_ms = max(now_ms, stored.arrived_ms)
    after = replace(counting(after, given.message), arrived_ms=arrived_ms, written_ms=now_ms, lane=Lane.LIVE)
    return Decision(outcome, after)


def refunded_to(order: Order, refunded_minor: int, refunded: Decimal | None) -> Order:
    """The order with so much refunded in all, and the status that follows (docs/scoring.md, Conventions, Refunds).

    `refunded` is the same in the order's own currency, kept where that is not the tenant's.
    """
    status = order.status
    if refunded_minor > 0 and status in COUNTED:
        status = OrderStatus.REFUNDED if refunded_minor >= order.gross_minor else OrderStatus.PARTIALLY_REFUNDED
    original = order.original
    if original is not None and original.currency is not None:
        original = replace(original, refunded=refunded)
    return replace(order, status=status, refunded_minor=refunded_minor, original=original)


def currency_of(order: Order, tenant: Tenant) -> str:
    """The currency that the order was given in."""
    foreign = order.original.currency if order.original else None
    return foreign or tenant.currency


def require_currency(order: Order, currency: str | None, tenant: Tenant) -> None:
    """Raises `OrderRefused` for another currency than the order's."""
    own = currency_of(order, tenant)
    if currency not in (None, own):
        raise OrderRefused([FieldError("currency", f"is {currency}, but the order is in {own}")])


def _refunded(stored: Order, given: Refund, tenant: Tenant) -> _Sum:
    """What has been refunded in all, with this refund."""
    whole, before = _whole(stored, tenant), _before(stored, tenant)
    added = _added(stored, given, tenant)
    if added is None or before.given + added.given == whole.given:
        return whole
    if before.given + added.given > whole.given:
        left = f"{whole.given - before.given} {currency_of(stored, tenant)}"
        raise OrderRefused([FieldError("amount", f"is more than what is left of the order, {left}")])
    # Amounts that are converted one by one may pass the order's by their rounding.
    return _Sum(min(before.minor + added.minor, whole.minor), before.given + added.given)


def _added(stored: Order, given: Refund, tenant: Tenant) -> _Sum | None:
    """This refund alone; None: all that is left, which all of the order's lines are too, with its shipping and tax."""
    rate = _rate(stored)
    if given.amount is not None:
        minor, amount = converted(given.amount, rate, tenant.exponent), given.amount
    elif given.lines:
        priced = list(_priced(stored, given.lines))
        minor = sum(line_amount(*line, tenant.exponent, rate) for line in priced)
        amount = sum((Decimal(milli).scaleb(-3) * price for milli, price in priced), Decimal(0))
        if minor == sum(line.amount_minor for line in stored.lines):
            return None
    else:
        return None
    return _Sum(minor, amount if _foreign(stored) else to_decimal(minor, tenant.exponent))


def _priced(stored: Order, lines: Sequence[RefundLine]) -> Iterator[tuple[int, Decimal]]:
    """Thousandths and unit price of all that the lines give back; each unit of the order is given back once.

    Raises `OrderRefused` for a product of which the order holds less.
    """
    left = [line.quantity_milli for line in stored.lines]
    for line in lines:
        if line.unit_price is not None:
            yield line.quantity_milli, line.unit_price
            continue
        wanted = line.quantity_milli
        for at, ordered in enumerate(stored.lines):
            taken = min(wanted, left[at]) if ordered.product_id == line.product_id else 0
            if taken:
                yield taken, ordered.unit_price
                left[at] -= taken
                wanted -= taken
        if wanted:
            held = sum(one.quantity_milli for one in stored.lines if one.product_id == line.product_id)
            name, fault = "quantity", f"is more than the {Decimal(held).scaleb(-3).normalize():f} that the order holds"
            if not held:
                name, fault = "productId", "is no product of the order: give its price as well, or only a total"
            raise OrderRefused([FieldError(f"lines[{line.at}].{name}", fault)], stored.order_id)


def _whole(stored: Order, tenant: Tenant) -> _Sum:
    original = stored.original
    if original is None or original.currency is None:
        return _Sum(stored.gross_minor, to_decimal(stored.gross_minor, tenant.exponent))
    if original.total is not None:
        return _Sum(stored.gross_minor, original.total)
    lines = (Decimal(line.quantity_milli).scaleb(-3) * line.unit_price for line in stored.lines)
    return _Sum(stored.gross_minor, sum(lines, Decimal(0)))


def _before(stored: Order, tenant: Tenant) -> _Sum:
    original = stored.original
    if original is None or original.currency is None:
        return _Sum(stored.refunded_minor, to_decimal(stored.refunded_minor, tenant.exponent))
    return _Sum(stored.refunded_minor, original.refunded or Decimal(0))


def _rate(stored: Order) -> Decimal:
    rate = stored.original.exchange_rate if stored.original else None
    return rate or _ONE


def _foreign(stored: Order) -> bool:
    return stored.original is not None and stored.original.currency is not None
