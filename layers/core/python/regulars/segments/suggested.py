"""Segments that a shop's own customers suggest, each a rule that can be edited, with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple

from ..facts.catalogue import Catalogue
from ..facts.customer import CustomerFacts
from ..facts.money import decimal_text, plain
from ..facts.tenant import Tenant
from ..facts.text import counted, shortened
from ..facts.time import DAY_MS
from ..scoring.affinity import FREQUENCY
from ..scoring.lifecycle import LifecycleSegment, lifecycle
from ..scoring.settings import Settings

# Below so many cases nothing is suggested.
FEWEST = 20
FEWEST_OF_A_PRODUCT = 5
# Just overdue: who waited longer has often found another shop.
_OVERDUE_DAYS = 30
# A name of a segment has at most 100 characters.
_LONGEST_CALLED = 80
# Purchases from which source 000 speaks of occasional, regular, frequent buyers and champions.
_TIMES = sorted((band.low for band in FREQUENCY[1:]), reverse=True)


class SuggestedSegment(StrEnum):
    SLIPPING_VIPS = "slippingVips"
    SECOND_ORDER_DUE = "secondOrderDue"
    BIG_BASKET_ONCE = "bigBasketOnce"
    CHAMPIONS_OF_A_PRODUCT = "championsOfAProduct"
    REORDER_OVERDUE = "reorderOverdue"
    COUPON_ONLY = "couponOnly"


class Suggestion(NamedTuple):
    """`criteria` None: it is left out, and `reason` says why. `of` are the cases that it rests on."""

    key: SuggestedSegment
    name: str
    reason: str
    criteria: dict[str, Any] | None
    of: int = 0


def suggestions(
    people: Sequence[CustomerFacts], settings: Settings, tenant: Tenant, catalogue: Catalogue, now_ms: int
) -> list[Suggestion]:
    """All of them, from customers with timelines and products. Quantiles are by nearest rank."""
    return [
        _slipping_vips(people, settings, now_ms),
        _second_order_due(people),
        _big_basket_once(people, tenant),
        _champions(people, catalogue),
        _reorder_overdue(people, settings),
        Suggestion(
            SuggestedSegment.COUPON_ONLY,
            "Coupon only",
            "Orders do not say here whether a coupon was used, so no rule can ask it.",
            None,
        ),
    ]


def _slipping_vips(people: Iterable[CustomerFacts], settings: Settings, now_ms: int) -> Suggestion:
    key, name = SuggestedSegment.SLIPPING_VIPS, "Slipping VIPs"
    vips = [one for one in people if lifecycle(one.purchases, settings, now_ms).value is LifecycleSegment.VIP]
    gaps = sorted(later.at_ms - earlier.at_ms for one in vips for earlier, later in pairwise(one.purchases.timeline))
    if len(gaps) < FEWEST:
        return _too_few(key, name, f"VIPs have ordered again {counted(len(gaps), 'time')}", len(gaps))
    days = max(1, _days_up(_quantile(gaps, 90)))
    rule = _all(_leaf("lifecycleSegment", "is", "VIP"), _leaf("lastOrderDaysAgo", "more_than", days))
    return Suggestion(
        key, name, f"Nine of ten times a VIP orders again within {counted(days, 'day')}.", rule, len(gaps)
    )


def _second_order_due(people: Iterable[CustomerFacts]) -> Suggestion:
    key, name = SuggestedSegment.SECOND_ORDER_DUE, "Second order due"
    firsts = sorted(
        one.purchases.timeline[1].at_ms - one.purchases.timeline[0].at_ms
        for one in people
        if len(one.purchases.timeline) > 1
    )
    if len(firsts) < FEWEST:
        return _too_few(key, name, f"{counted(len(firsts), 'customer')} ordered twice", len(firsts))
    low, high = (_quantile(firsts, percent) // DAY_MS for percent in (50, 90))
    rule = _all(_leaf("orderCount", "is", 1), _leaf("lastOrderDaysAgo", "between", [low, max(low, high)]))
    reason = f"Half of those who came back had ordered again by day {low}, nine of ten by day {high}."
    return Suggestion(key, name, reason, rule, len(firsts))


def _big_basket_once(people: Iterable[CustomerFacts], tenant: Tenant) -> Suggestion:
    key, name = SuggestedSegment.BIG_BASKET_ONCE, "Big basket once"
    baskets = sorted(entry.spend_minor for one in people for entry in one.purchases.timeline)
    if len(baskets) < FEWEST:
        return _too_few(key, name, f"{counted(len(baskets), 'order')} in all", len(baskets))
    amount_minor = _quantile(baskets, 90)
    amount = plain(amount_minor, 10**tenant.exponent)
    rule = _all(_leaf("orderCount", "is", 1), _leaf("totalSpend", "at_least", amount))
    said = f"{decimal_text(amount_minor, tenant.exponent)} {tenant.currency}"
    return Suggestion(key, name, f"One order in ten comes to {said} or more.", rule, len(baskets))


def _champions(people: Sequence[CustomerFacts], catalogue: Catalogue) -> Suggestion:
    """Of the product that most customers have bought most often, by its name where an order has said it."""
    key, name = SuggestedSegment.CHAMPIONS_OF_A_PRODUCT, "Champions of a product"
    for times in _TIMES:
        buyers = Counter(
            product.product_id for one in people for product in (one.products or {}).values() if product.count >= times
        )
        if buyers and max(buyers.values()) >= FEWEST_OF_A_PRODUCT:
            product_id, count = min(buyers.items(), key=lambda found: (-found[1], found[0]))
            where = [_leaf("productId", "is", product_id)]
            rule = _all({"products": {"count": {"operator": "at_least", "value": times}, "where": where}})
            called = catalogue.called(product_id).name or product_id
            reason = f"{count} customers have bought {called} {times} times or more, as of no other product."
            return Suggestion(key, f"Champions of {shortened(called, _LONGEST_CALLED)}", reason, rule, count)
    fewest = _TIMES[-1]
    reason = f"no product was bought {fewest} times by {FEWEST_OF_A_PRODUCT} customers"
    return _too_few(key, name, reason, 0)


def _reorder_overdue(people: Iterable[CustomerFacts], settings: Settings) -> Suggestion:
    key, name = SuggestedSegment.REORDER_OVERDUE, "Reorder overdue"
    times = settings.at_risk_min_purchases
    pairs = sum(product.count >= times for one in people for product in (one.products or {}).values())
    if pairs < FEWEST_OF_A_PRODUCT:
        return _too_few(key, name, f"{counted(pairs, 'time')} a customer buys a product again and again", pairs)
    where = [_leaf("timesBought", "at_least", times), _leaf("daysOverdue", "at_most", _OVERDUE_DAYS)]
    rule = _all({"products": {"count": {"operator": "at_least", "value": 1}, "where": where}})
    reason = f"A product that they bought {times} times or more should have been bought again in the last "
    return Suggestion(key, name, f"{reason}{_OVERDUE_DAYS} days, by their own rhythm.", rule, pairs)


def _too_few(key: SuggestedSegment, name: str, found: str, of: int) -> Suggestion:
    return Suggestion(key, name, f"Too little to go by: {found}.", None, of)


def _all(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"combinator": "and", "rules": list(rules)}


def _leaf(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


def _quantile(ascending: Sequence[int], percent: int) -> int:
    """The smallest value that at least so many percent of them do not exceed."""
    return ascending[-(-percent * len(ascending) // 100) - 1]


def _days_up(span_ms: int) -> int:
    return -(-span_ms // DAY_MS)
