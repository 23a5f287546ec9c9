"""What a night must find of the days to come: counted from orders the slow way, in UTC, with floats and day by day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from fractions import Fraction
from math import floor
from typing import NamedTuple

from regulars.facts.order import Order, OrderStatus

DAY_MS = 86_400_000


class Pair(NamedTuple):
    """A customer and a product with a gap: its next instant, its gap, and its averages."""

    customer_id: str
    product_id: str
    next_at_ms: int
    gap_days: int
    units: Fraction
    spent: Fraction


def pairs_of(orders: Iterable[Order]) -> list[Pair]:
    bought: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for order in orders:
        if order.status is OrderStatus.PAID:
            for product_id in {line.product_id for line in order.lines}:
                lines = [line for line in order.lines if line.product_id == product_id]
                units, spent = sum(line.quantity_milli for line in lines), sum(line.amount_minor for line in lines)
                bought[order.customer_id, product_id].append((order.ordered_at_ms, units, spent))
    found = []
    for (customer_id, product_id), purchases in bought.items():
        at = sorted(at_ms for at_ms, _, _ in purchases)
        count = len(at)
        gap_days = floor(Fraction(at[-1] - at[0], (count - 1) * DAY_MS) + Fraction(1, 2)) if count > 1 else 0
        if gap_days:
            mean_units = Fraction(sum(one for _, one, _ in purchases), count)
            mean_spent = Fraction(sum(one for _, _, one in purchases), count)
            due_at_ms = at[-1] + gap_days * DAY_MS
            found.append(Pair(customer_id, product_id, due_at_ms, gap_days, mean_units, mean_spent))
    return found


def due_of(pairs: Iterable[Pair], now_ms: int, days: int) -> list[tuple[int, str, str]]:
    return sorted(
        (pair.next_at_ms, pair.product_id, pair.customer_id)
        for pair in pairs
        if 0 <= pair.next_at_ms - now_ms <= days * DAY_MS
    )


class Expected(NamedTuple):
    """By UTC day: purchases, units in thousandths, spent in minor units; and how many pairs are overdue."""

    purchases: Counter[date]
    units: dict[date, Fraction]
    spent: dict[date, Fraction]
    overdue: int


def expected_of(pairs: Iterable[Pair], now_ms: int, days: int) -> Expected:
    found = Expected(Counter(), defaultdict(Fraction), defaultdict(Fraction), 0)
    for pair in pairs:
        if pair.next_at_ms < now_ms:
            found = found._replace(overdue=found.overdue + 1)
            continue
        at_ms = pair.next_at_ms
        while at_ms <= now_ms + days * DAY_MS:
            day = datetime.fromtimestamp(at_ms / 1_000, UTC).date()
            found.purchases[day] += 1
            found.units[day] += pair.units
            found.spent[day] += pair.spent
            at_ms += pair.gap_days * DAY_MS
    return found
