"""`parse_order`: what a caller wrote becomes an `Order`, or the list of what is wrong with it; so with a refund."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from ..errors import FieldError, OrderRefused
from ..facts.addresses import guest_address, guest_addresses
from ..facts.money import MAX_MINOR, converted, line_amount, to_decimal
from ..facts.order import Contact, Lane, Order, OrderLine, OrderStatus, Original
from ..facts.tenant import Tenant
from ..facts.time import HOUR_MS, instant_ms
from ..scoring.settings import Settings
from .faults import MOST_NAMED, validated
from .messages import digest_of
from .refund import Refund, RefundLine
from .schema import GivenContact, GivenLine, GivenOrder, GivenRefund

_ONE = Decimal(1)
# From the first place of the earth to the last.
_MOST_ZONES_DIFFER_MS = 26 * HOUR_MS
GUEST_FIELDS = "customer.email or customer.phone"


def parse_order(
    raw: Mapping[str, Any],
    *,
    tenant: Tenant,
    settings: Settings,
    arrived_ms: int,
    now_ms: int,
    lane: Lane = Lane.LIVE,
    import_id: str | None = None,
    stored: Collection[str] = (),
) -> Order:
    """The order that `raw` (the shape of docs/api.md) describes. Raises `OrderRefused` with at most 20 faults named.

    `arrived_ms` decides what lies in the future, so that a retried import parses the same; `now_ms` is the writer's
    clock. Ids and texts among `stored` are taken as they are: they are in the ledger already.
    """
    given = validated(GivenOrder, raw, stored)
    faults: list[FieldError] = []
    placed_ms = _placed(given, settings.timezone, arrived_ms, faults)
    updated_at_ms = (
        None if given.updatedAt is None else _instant("updatedAt", given.updatedAt, settings.timezone, faults)
    )
    latest_ms = arrived_ms + HOUR_MS
    if updated_at_ms is not None and updated_at_ms > latest_ms >= placed_ms:
        # Every later state of the order would be stale until that day.
        faults.append(FieldError("updatedAt", _future(updated_at_ms - arrived_ms)))
    amounts = _amounts(given, tenant, faults)
    customer_id = given.customerId or _guest(raw.get("customerId"), given.customer, tenant, settings, faults)
    if faults:
        raise OrderRefused(faults[:MOST_NAMED], given.orderId)
    ahead = placed_ms > arrived_ms
    return Order(
        order_id=given.orderId,
        customer_id=customer_id,
        ordered_at_ms=arrived_ms if ahead else placed_ms,
        status=amounts.status,
        lines=amounts.lines,
        arrived_ms=arrived_ms,
        written_ms=now_ms,
        lane=lane,
        total_minor=amounts.total_minor,
        refunded_minor=amounts.refunded_minor,
        reference=given.reference,
        channel=given.channel,
        contact=_contact(given.customer),
        original=_original(given, tenant, placed_ms if ahead else None),
        version=given.version,
        updated_at_ms=updated_at_ms,
        import_id=import_id,
    )


def parse_refund(raw: Mapping[str, Any]) -> Refund:
    """The refund that `raw` (`GivenRefund`) describes. Raises `OrderRefused` with at most 20 faults named."""
    given = validated(GivenRefund, raw)
    lines = tuple(
        RefundLine(at, int(line.quantity.scaleb(3)), line.unitPrice, line.productId)
        for at, line in enumerate(given.lines or ())
        if line.quantity
    )
    faults = [
        FieldError(f"lines[{line.at}].unitPrice", "is required where no product id says of what")
        for line in lines
        if line.unit_price is None and line.product_id is None
    ]
    if given.lines and not lines and given.amount is None:
        # Without any line it would be a refund of all that is left.
        faults.append(FieldError("lines", "must hold a quantity above 0"))
    if faults:
        raise OrderRefused(faults[:MOST_NAMED], given.orderId)
    return Refund(given.orderId, digest_of(given.messageId), given.amount, lines, given.currency)


class _Amounts(NamedTuple):
    """What the order is about, in the tenant's currency, and the status that its refund makes of the given one."""

    lines: tuple[OrderLine, ...]
    total_minor: int | None
    refunded_minor: int
    status: OrderStatus


def _amounts(given: GivenOrder, tenant: Tenant, faults: list[FieldError]) -> _Amounts:
    rate = _rate(given, tenant, faults)
    lines = tuple(_line(line, tenant.exponent, rate) for line in given.lines if line.quantity)
    total_minor = None if given.total is None else converted(given.total, rate, tenant.exponent)
    refunded_minor = 0 if given.refundedAmount is None else converted(given.refundedAmount, rate, tenant.exponent)
    if total_minor is None and not lines:
        least = "a quantity above 0" if given.lines else "at least one line"
        faults.append(FieldError("lines", f"must hold {least} where no total is given"))
    gross_minor = sum(line.amount_minor for line in lines) if total_minor is None else total_minor
    if max(gross_minor, *(line.amount_minor for line in lines), 0) > MAX_MINOR:
        faults.append(FieldError("total" if given.total is not None else "lines", "is too large an amount"))
    status = _status(given.status, gross_minor, refunded_minor, tenant, faults)
    return _Amounts(lines, total_minor, refunded_minor, status)


def _placed(given: GivenOrder, zone: str, arrived_ms: int, faults: list[FieldError]) -> int:
    """When the order was placed: up to an hour ahead of its arrival, for clocks that do not agree."""
    placed_ms = _instant("orderedAt", given.orderedAt, zone, faults)
    if placed_ms > arrived_ms + HOUR_MS:
        faults.append(FieldError("orderedAt", _future(placed_ms - arrived_ms)))
    return placed_ms


def _future(ahead_ms: int) -> str:
    """What is wrong with an instant that lies ahead: a time zone that is not set explains a day, no more."""
    return "lies in the future" + (" (local times? set the time zone)" if ahead_ms <= _MOST_ZONES_DIFFER_MS else "")


def _instant(field: str, given: datetime, zone: str, faults: list[FieldError]) -> int:
    try:
        return instant_ms(given, zone)
    except ValueError as fault:
        faults.append(FieldError(field, str(fault)))
        return 0


def _rate(given: GivenOrder, tenant: Tenant, faults: list[FieldError]) -> Decimal:
    if given.currency in (None, tenant.currency):
        if given.exchangeRate not in (None, _ONE):
            faults.append(FieldError("exchangeRate", f"must be left out for {tenant.currency}, the tenant's currency"))
        return _ONE
    if given.exchangeRate is None:
        faults.append(
            FieldError("currency", f"is not {tenant.currency}, the tenant's currency: give an exchangeRate as well")
        )
        return _ONE
    return given.exchangeRate


def _line(given: GivenLine, exponent: int, rate: Decimal) -> OrderLine:
    quantity_milli = int(given.quantity.scaleb(3))
    return OrderLine(
        product_id=given.productId,
        quantity_milli=quantity_milli,
        unit_price=given.unitPrice,
        amount_minor=line_amount(quantity_milli, given.unitPrice, exponent, rate),
        product_name=given.productName,
        category=given.category,
    )


def _status(
    given: OrderStatus, gross_minor: int, refunded_minor: int, tenant: Tenant, faults: list[FieldError]
) -> OrderStatus:
    """The status that the refund makes of the given one (docs/scoring.md, Conventions, Refunds)."""
    if refunded_minor > gross_minor:
        gross = to_decimal(gross_minor, tenant.exponent)
        faults.append(FieldError("refundedAmount", f"is more than the order's total of {gross}"))
    if given is OrderStatus.PARTIALLY_REFUNDED and refunded_minor == 0:
        faults.append(FieldError("refundedAmount", "must be given, and more than 0, for a partially refunded order"))
    if given is OrderStatus.REFUNDED and 0 < refunded_minor < gross_minor:
        gross = to_decimal(gross_minor, tenant.exponent)
        sentence = (
            f"is less than the order's total of {gross}, which the status refunded says was paid back: give the status "
            "partially_refunded, or leave the amount out"
        )
        faults.append(FieldError("refundedAmount", sentence))
    if given in (OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED) and refunded_minor > 0:
        return OrderStatus.REFUNDED if refunded_minor >= gross_minor else OrderStatus.PARTIALLY_REFUNDED
    return given


def _guest(
    named: Any, contact: GivenContact | None, tenant: Tenant, settings: Settings, faults: list[FieldError]
) -> str:
    """The guest's id; `named` is what stands in the place of a customer's id and names nobody."""
    email, phone = (contact.email, contact.phone) if contact else (None, None)
    address = guest_address(email, phone, settings.shared_contacts)
    if address is None and guest_addresses(email, phone):
        faults.append(FieldError("customerId", "is required: what else is given is one of the sharedContacts"))
        return ""
    if address is None:
        nobody = "" if named in (None, "") else f"is {named}, which names no customer: an id "
        faults.append(FieldError("customerId", f"{nobody}is required, or for a guest {GUEST_FIELDS}"))
        return ""
    return tenant.guest_id(address)


def _contact(given: GivenContact | None) -> Contact | None:
    if given is None:
        return None
    contact = Contact(
        name=given.name,
        first_name=given.firstName,
        last_name=given.lastName,
        email=given.email,
        phone=given.phone,
        company=given.company,
        account_name=given.accountName,
        account_code=given.accountCode,
    )
    return None if contact == Contact() else contact


def _original(given: GivenOrder, tenant: Tenant, ordered_at_ms: int | None) -> Original | None:
    foreign = given.currency not in (None, tenant.currency)
    if not foreign and ordered_at_ms is None:
        return None
    return Original(
        ordered_at_ms=ordered_at_ms,
        currency=given.currency if foreign else None,
        exchange_rate=given.exchangeRate if foreign else None,
        total=given.total if foreign else None,
        refunded=given.refundedAmount if foreign else None,
    )
