"""An order as an entry of a journey."""

from __future__ import annotations

from .items.item import Told
from .money import major_units, plain
from .order import Order
from .tenant import Tenant


def order_told(order: Order, tenant: Tenant) -> Told:
    """Amounts in major units of the tenant's currency."""
    exponent = tenant.exponent
    return Told(
        f"Order {order.reference or order.order_id}",
        {
            "status": order.status,
            "currency": tenant.currency,
            "total": major_units(order.gross_minor, exponent),
            "refundedAmount": major_units(order.refunded_minor, exponent),
            "netSpend": major_units(order.spend_minor, exponent),
            "units": plain(order.units_milli, 1_000),
            "lines": len(order.lines),
            "reference": order.reference,
            "channel": order.channel,
        },
    )
