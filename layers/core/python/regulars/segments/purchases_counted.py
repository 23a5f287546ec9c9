"""Orders and purchases of products, as rules count them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from ..facts.customer import CustomerFacts, TimelineEntry
from ..facts.product import ProductFacts
from ..facts.time import DAY_MS, days_since
from ..scoring.affinity import predicted_ms
from ..scoring.explain import Kind
from .collection import LONGEST_DAYS, Amount, Collection, Measure, Passes, field_of

_AT = itemgetter(0)


def _orders_unread(facts: CustomerFacts) -> bool:
    return len(facts.purchases.timeline) != facts.purchases.order_count


def _orders(passes: Passes | None, measure: Measure, within_days: int | None) -> Amount:
    place = list(Measure).index(measure)

    def amount(facts: CustomerFacts, now_ms: int) -> int | None:
        purchases = facts.purchases
        timeline = purchases.timeline
        if len(timeline) != purchases.order_count:
            return None
        if not timeline:
            return 0
        last = len(timeline) if timeline[-1].at_ms <= now_ms else bisect_right(timeline, now_ms, key=_AT)
        first = 0 if within_days is None else bisect_left(timeline, (now_ms - within_days * DAY_MS,))
        found: Sequence[TimelineEntry] = timeline[first:last]
        if passes is not None:
            found = [entry for entry in found if passes(entry, now_ms)]
        return len(found) if place == 0 else sum(map(itemgetter(place), found))

    return amount


def _products_unread(facts: CustomerFacts) -> bool:
    return facts.products is None or facts.purchases.heavy


def _products(passes: Passes | None, measure: Measure, within_days: int | None) -> Amount:
    # Of a purchase: instant, units, spent.
    place = {Measure.COUNT: 0, Measure.QUANTITY: 1, Measure.SUM: 2}[measure]

    def amount(facts: CustomerFacts, now_ms: int) -> int | None:
        if facts.products is None or facts.purchases.heavy:
            return None
        from_ms = None if within_days is None else now_ms - within_days * DAY_MS
        total = 0
        for product in facts.products.values():
            purchases = product.purchases
            if from_ms is not None and purchases[-1].at_ms < from_ms:
                continue
            if passes is not None and not passes(product, now_ms):
                continue
            last = len(purchases) if purchases[-1].at_ms <= now_ms else bisect_right(purchases, now_ms, key=_AT)
            first = 0 if from_ms is None else bisect_left(purchases, (from_ms,))
            if place == 0:
                total += max(0, last - first)
            else:
                total += sum(purchase[place] for purchase in purchases[first:last])
        return total

    return amount


def _days_overdue(product: ProductFacts, now_ms: int) -> int | None:
    at_ms = predicted_ms(product)
    return None if at_ms is None or now_ms <= at_ms else days_since(at_ms, now_ms)


def _overdue_turns(product: ProductFacts, settings: Any, now_ms: int, wanted: Sequence[int]) -> Iterator[int]:
    at_ms = predicted_ms(product)
    if at_ms is not None:
        yield at_ms + 1
        yield from (at_ms + (days + more) * DAY_MS for days in wanted for more in (0, 1))


_OF_ORDERS = (
    field_of("total", Kind.MONEY, "currency", lambda order, now_ms: order.spend_minor, "What the order came to, net."),
    field_of("units", Kind.QUANTITY, "units", lambda order, now_ms: order.units_milli, "Units of all its lines."),
)
_OF_PRODUCTS = (
    field_of("productId", Kind.TEXT, None, lambda product, now_ms: product.product_id, "The product's id."),
    field_of("category", Kind.TEXT, None, lambda product, now_ms: product.category, "As it was last named."),
    field_of("timesBought", Kind.INTEGER, "orders", lambda product, now_ms: product.count, "Orders with it, ever."),
    field_of(
        "daysOverdue",
        Kind.INTEGER,
        "days",
        _days_overdue,
        "Whole days since it was to be bought again by its mean gap; null before, and without a gap.",
        _overdue_turns,
    ),
)

ORDERS = Collection(
    "orders",
    "Counted orders: their number, what was spent, units.",
    tuple(Measure),
    _OF_ORDERS,
    LONGEST_DAYS,
    True,
    _orders,
    lambda facts: (entry.at_ms for entry in facts.purchases.timeline),
    lambda facts: facts.purchases.timeline,
    _orders_unread,
    True,
)
PRODUCTS = Collection(
    "products",
    "Purchases of products, one for each product of an order: their number, what was spent, units.",
    tuple(Measure),
    _OF_PRODUCTS,
    LONGEST_DAYS,
    True,
    _products,
    lambda facts: (one.at_ms for product in (facts.products or {}).values() for one in product.purchases),
    lambda facts: (facts.products or {}).values(),
    _products_unread,
    True,
)
