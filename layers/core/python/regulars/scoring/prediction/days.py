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
    again = repeat_minor = 0
    for at_ms, spend_minor, _ in timeline:
        day = local_day(at_ms if 0 <= at_ms <= now_ms else min(max(at_ms, 0), now_ms), zone)
        if first_day < 0:
            first_day = last_day = day
        elif day > last_day:
            again += 1
            last_day = day
        if day > first_day:
            repeat_minor += spend_minor
    return PurchaseDays(again, last_day - first_day, local_day(now_ms, zone) - first_day, repeat_minor)
