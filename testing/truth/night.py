"""What a tenant's summary must be: counted from orders the slow way, without anything that the product computes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from regulars.facts.order import Order, OrderStatus

DAY_MS = 86_400_000
SEGMENTS = ("VIP", "Active", "New", "Dormant")
# (at, spend) of counted orders, ascending.
Bought = Sequence[tuple[int, int]]


def summary_of(orders: Iterable[Order], now_ms: int) -> dict[str, Any]:
    """In the shape of what is stored, without zeros and in any order."""
    by_customer: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        by_customer[order.customer_id].append(order)
    sums = {segment: [0, 0, 0] for segment in SEGMENTS}
    time_in = {segment: [0, 0, 0, 0] for segment in SEGMENTS}
    frequencies, moves, pairs, levels = Counter[str](), Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    venues, groups = Counter[str](), Counter[str]()
    never = repeat = 0
    for theirs in by_customer.values():
        counted = sorted((one for one in theirs if one.status is OrderStatus.PAID), key=lambda one: one.ordered_at_ms)
        bought = [(one.ordered_at_ms, _spend(one)) for one in counted]
        if not bought:
            never += 1
            continue
        repeat += len(bought) > 1
        venues[_venue(bought, now_ms)] += 1
        groups[_rfm_group(bought, now_ms)] += 1
        for index, added in enumerate((1, len(bought), sum(spend for _, spend in bought))):
            sums[segment_at(bought, now_ms)][index] += added
        frequencies[_frequency(bought)] += 1
        stays = _stays(bought, now_ms)
        moves.update((before, after) for (before, _), (after, _) in pairwise(stays))
        for (segment, from_ms), following in zip(stays, [*stays[1:], None], strict=True):
            completed = following is not None
            lasted = (following[1] if following else now_ms) - from_ms
            time_in[segment][0 if completed else 2] += 1
            time_in[segment][1 if completed else 3] += lasted
        for times in _times_by_product(counted).values():
            pairs[_pair(len(times))] += 1
            levels[_level((now_ms - times[-1]) // DAY_MS)] += 1
    return {
        "as_of": now_ms,
        "no_orders": never,
        "repeat_buyers": repeat,
        "by_segment": sums,
        "by": {
            "purchaseFrequency": dict(frequencies),
            "rfmSegment": dict(groups),
            "venueSegment": dict(venues),
        },
        "transitions": {f"{before} to {after}": count for (before, after), count in moves.items()},
        "time_in": time_in,
        "pairs": dict(pairs),
        "levels": dict(levels),
    }


def comparable(stored: dict[str, Any]) -> dict[str, Any]:
    """A stored summary in the same shape."""
    kept = {name: value for name, value in stored.items() if name != "counts"}
    return kept | {"transitions": {f"{before} to {after}": count for before, after, count in stored["transitions"]}}


def segment_at(bought: Bought, at_ms: int) -> str:
    """docs/scoring.md, Lifecycle segment with the default thresholds, of what was bought by then."""
    known = [(when, spend) for when, spend in bought if when <= at_ms]
    if sum(spend for _, spend in known) > 500_000:
        return "VIP"
    if (at_ms - known[-1][0]) // DAY_MS > 90:
        return "Dormant"
    return "New" if (at_ms - known[0][0]) // DAY_MS <= 30 else "Active"


def _stays(bought: Bought, now_ms: int) -> list[tuple[str, int]]:
    """Segments with the instants they were entered at, found by asking at every instant at which one may change."""
    asked = {bought[0][0] + 31 * DAY_MS}
    for when, _ in bought:
        asked |= {when, when + 91 * DAY_MS}
    stays: list[tuple[str, int]] = []
    for at_ms in sorted(at_ms for at_ms in asked if at_ms <= now_ms):
        segment = segment_at(bought, at_ms)
        if not stays or stays[-1][0] != segment:
            stays.append((segment, at_ms))
    return stays


def _frequency(bought: Bought) -> str:
    if len(bought) == 1:
        return "One-time"
    days = (bought[-1][0] - bought[0][0]) / DAY_MS / (len(bought) - 1)
    return "Weekly" if days <= 7 else "Monthly" if days <= 30 else "Quarterly" if days <= 90 else "Occasional"


def _venue(bought: Bought, now_ms: int) -> str:
    """docs/scoring.md, Venue with the default thresholds; every order here has units."""
    days = (now_ms - bought[-1][0]) // DAY_MS
    for more_than, name in ((365, "lost"), (180, "dormant"), (90, "at_risk")):
        if days > more_than:
            return name
    a_year = len(bought) / max(1, (now_ms - bought[0][0]) / (365.25 * DAY_MS))
    if sum(spend for _, spend in bought) > 100_000 and a_year > 4:
        return "vip"
    return "regular" if a_year > 2 else "occasional"


def _rfm_group(bought: Bought, now_ms: int) -> str:
    """docs/scoring.md, RFM with the default bands over the last 365 days: the table's rows, the first that holds."""
    recent = [(when, spend) for when, spend in bought if when >= now_ms - 365 * DAY_MS]
    if not recent:
        return "Lost"
    days = (now_ms - recent[-1][0]) // DAY_MS
    spent = sum(spend for _, spend in recent)
    r = 5 - sum(days > most for most in (30, 60, 90, 180))
    f = 1 + sum(len(recent) >= least for least in (2, 4, 7, 10))
    m = 1 + sum(spent >= least for least in (50_000, 100_000, 250_000, 500_000))
    table = (
        ("Champions", r == 5 and f >= 4 and m >= 4),
        ("VIP", r >= 3 and m == 5),
        ("Loyal Customers", (r == 5 and f == 5) or (r in (3, 4) and (f == 5 or (f == 4 and m == 4)))),
        ("Potential Loyalists", r >= 3 and ((f == 4 and m <= 3) or (f in (2, 3) and m == 4))),
        ("Recent Customers", r == 5 and f in (2, 3)),
        ("Promising", r in (3, 4) and f in (2, 3)),
        ("New Customers", r >= 3 and f == 1),
        ("Hibernating", r == 2 and f <= 2 and m <= 3),
        ("Lost", r == 1 and f <= 2 and m == 1),
    )
    return next((group for group, holds in table if holds), "At Risk")


def _times_by_product(orders: Sequence[Order]) -> dict[str, list[int]]:
    times: dict[str, list[int]] = defaultdict(list)
    for order in orders:
        for product in {line.product_id for line in order.lines}:
            times[product].append(order.ordered_at_ms)
    return times


def _pair(purchases: int) -> str:
    bands = [(20, "champion"), (10, "frequent"), (5, "regular"), (3, "occasional"), (1, "new")]
    return next(name for least, name in bands if purchases >= least)


def _level(days: int) -> str:
    bands = [(7, "very_high"), (30, "high"), (90, "medium"), (180, "low")]
    return next((name for most, name in bands if days <= most), "at_risk")


def _spend(order: Order) -> int:
    return sum(line.amount_minor for line in order.lines)
