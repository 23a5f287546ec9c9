"""A customer's orders as the models count them: in days of the tenant's zone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...facts.customer import TimelineEntry
from ...facts.time import local_day


class PurchaseDays(NamedTuple):
    """`x` repeat purchase days, `t_x` the age in days at the last one, `T` the age now, and what x days brought in.

    0 <= t_x <= T always. `repeat_minor` leaves out the first purchase day.
    """

    x: int
    t_x: int
    T: int
    repeat_minor: int


def purchase_days(timeline: Iterable[TimelineEntry], zone: str, now_ms: int) -> PurchaseDays:
    """The days on which somebody with at least one order bought; several orders on one day are one.

    An order that lies in the future counts as of now, whatever damaged its instant.
    """
    first_day = last_day = -1
    days = repeat_minor = first_minor = 0
    for at_ms, spend_minor, _ in timeline:
        if not 0 <= at_ms <= now_ms:
            at_ms = 0 if at_ms < 0 else now_ms
        day = local_day(at_ms, zone)
        if day > last_day:
            days += 1
            last_day = day
            if first_day < 0:
                first_day = day
        if day == first_day:
            first_minor += spend_minor
        repeat_minor += spend_minor
    today = local_day(now_ms, zone)
    return PurchaseDays(days - 1, last_day - first_day, today - first_day, repeat_minor - first_minor)
