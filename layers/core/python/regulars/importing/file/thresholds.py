"""Whether amounts that tell customers apart fit a file's own: they are numbers, and a number fits no two currencies."""

from __future__ import annotations

from collections.abc import Iterator

from ...facts.money import decimal_text, divide_half_up
from ...facts.tenant import Tenant
from ...scoring.settings import Settings
from ..job.totals import Totals

# So few average orders make a VIP: nearly everybody is one, or soon will be.
_FEW_ORDERS = 4


def threshold_advice(totals: Totals, settings: Settings, tenant: Tenant) -> Iterator[str]:
    """What is said where a few orders as they are in the file make anybody a VIP."""
    orders, minor = totals.counted
    if not orders or minor * _FEW_ORDERS < settings.vip_spend_minor * orders:
        return
    average, vip = (
        f"{decimal_text(amount, tenant.exponent)} {tenant.currency}"
        for amount in (divide_half_up(minor, orders), settings.vip_spend_minor)
    )
    yield (
        f"The average order is {average}, and above {vip} a customer is a VIP: that amount, and those of "
        f"RFM and of the venue, are in {tenant.currency}; {CHANGES_THEM}."
    )


CHANGES_THEM = "PUT /api/settings changes them (vipSpend, rfm.spend, venue.vipSpend)"
