"""Where the members of a rule lie in the list indexes: never too small, and as narrow as its conditions say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from regulars.facts.customer import CustomerFacts
from regulars.facts.pins import Pins
from regulars.facts.time import DAY_MS
from regulars.scoring.derive import derive
from regulars.scoring.reach import ANY, MOST, NONE, Values
from regulars.scoring.settings import Settings
from regulars.segments.reach import reach_of

from testing.builders import NOW_MS
from testing.examples import examples
from testing.segments import asked, customers, rules

SETTINGS = Settings.defaults(2)


def leaf(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "operator": operator, **({} if value is None else {"value": value})}


@examples(500)
@given(rule=rules, facts=customers())
def test_a_member_lies_in_the_reach_of_their_segments_rule(rule: dict[str, Any], facts: CustomerFacts) -> None:
    one = asked(rule)
    facts = replace(facts, pins=Pins())
    if not one.member(facts, derive(facts, SETTINGS, NOW_MS), NOW_MS):
        return

    reach = reach_of(one, SETTINGS, NOW_MS, pinned=False)

    purchases = facts.purchases
    if purchases.last_at_ms is None:
        assert reach.without_orders
    else:
        assert reach.by_last_order.low <= purchases.last_at_ms <= reach.by_last_order.high
        assert reach.by_spend.low <= purchases.spend_minor <= reach.by_spend.high
    assert not reach.last_order_decides
    assert not reach.spend_decides


@pytest.mark.parametrize(
    ("rule", "by_last_order", "by_spend", "without_orders"),
    [
        (leaf("totalSpend", "at_least", 100), ANY, Values(10_000), False),
        (leaf("totalSpend", "between", [1, 2]), ANY, Values(100, 200), False),
        (leaf("lastOrderDaysAgo", "more_than", 90), Values(0, NOW_MS - 90 * DAY_MS), ANY, False),
        (leaf("lastOrderDate", "in_last", 30), Values(NOW_MS - 30 * DAY_MS), ANY, False),
        (leaf("lifecycleSegment", "is", "Dormant"), Values(0, NOW_MS - 91 * DAY_MS), Values(0, 500_000), False),
        (leaf("orderCount", "is", 1), ANY, ANY, False),
        (leaf("orderCount", "is", 0), ANY, ANY, True),
        (
            {"orders": {"count": {"operator": "at_least", "value": 1}, "within": "7d"}},
            Values(NOW_MS - 7 * DAY_MS),
            ANY,
            False,
        ),
        ({"orders": {"count": {"operator": "at_least", "value": 0}, "within": "7d"}}, ANY, ANY, True),
        (
            {"combinator": "and", "rules": [leaf("totalSpend", "at_least", 100), leaf("lastOrderDate", "in_last", 30)]},
            Values(NOW_MS - 30 * DAY_MS),
            Values(10_000),
            False,
        ),
        (
            {"combinator": "or", "rules": [leaf("totalSpend", "at_least", 100), leaf("orderCount", "is", 0)]},
            ANY,
            ANY,
            True,
        ),
        ({"combinator": "and", "not": True, "rules": [leaf("totalSpend", "at_least", 100)]}, ANY, ANY, True),
        (
            {"combinator": "and", "rules": [leaf("totalSpend", "at_least", 9), leaf("totalSpend", "at_most", 8)]},
            NONE,
            NONE,
            False,
        ),
    ],
    ids=str,
)
def test_conditions_that_must_hold_narrow_the_reach(
    rule: dict[str, Any], by_last_order: Values, by_spend: Values, without_orders: bool
) -> None:
    found = reach_of(asked(rule), SETTINGS, NOW_MS, pinned=False)

    assert (found.by_last_order, found.by_spend, found.without_orders) == (by_last_order, by_spend, without_orders)


def test_whoever_is_pinned_may_lie_anywhere_and_an_inactive_segment_has_nobody() -> None:
    rule = leaf("totalSpend", "at_least", 100)

    anywhere = reach_of(asked(rule), SETTINGS, NOW_MS, pinned=True)
    assert (anywhere.by_last_order, anywhere.by_spend, anywhere.without_orders) == (ANY, Values(0, MOST), True)
    for nobody in (asked(rule, active=False), asked(None)):
        assert reach_of(nobody, SETTINGS, NOW_MS, pinned=False).by_spend.empty
