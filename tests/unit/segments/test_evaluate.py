"""Rules as compiled say what their tree says; unknown never matches, and the leaf that decides is named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.items.channels import Channel
from regulars.facts.items.communication import Direction
from regulars.facts.items.interaction import InteractionType
from regulars.facts.pins import Pins
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.segments.membership import EXCLUDED, INACTIVE, NO_RULE, PINNED, Verdict, memberships

from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.examples import examples
from testing.people import a_message, an_interaction
from testing.segments import UNITS, asked, customers, plainly, rules

SETTINGS = Settings.defaults(2)


def verdict(criteria: Any, facts: CustomerFacts, now_ms: int = NOW_MS, **fields: Any) -> Verdict:
    return asked(criteria, **fields).evaluate(facts, derive(facts, SETTINGS, now_ms), now_ms)


def holds(criteria: Any, facts: CustomerFacts, now_ms: int = NOW_MS) -> bool:
    one = asked(criteria)
    scores = derive(facts, SETTINGS, now_ms)
    member = one.member(facts, scores, now_ms)
    assert one.evaluate(facts, scores, now_ms).member is member, "both ways to ask agree"
    return member


def leaf(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "operator": operator, **({} if value is None else {"value": value})}


def count(name: str, operator: str, value: Any, measure: str = "count", **more: Any) -> dict[str, Any]:
    return {name: {measure: {"operator": operator, "value": value}, **more}}


@examples(500)
@given(rule=rules, facts=customers())
def test_a_compiled_rule_says_what_a_naive_reading_of_its_tree_says(rule: dict[str, Any], facts: CustomerFacts) -> None:
    facts = replace(facts, pins=Pins())
    expected = plainly(rule, facts, derive(facts, SETTINGS, NOW_MS), NOW_MS)

    assert holds(rule, facts) is (expected is True)


@examples(100)
@given(rule=rules, other=rules, facts=customers())
def test_all_segments_at_once_say_what_each_says_alone(
    rule: dict[str, Any], other: dict[str, Any], facts: CustomerFacts
) -> None:
    one, two = asked(rule, "s"), asked(other, "t")
    three = replace(asked(rule, "u", active=False).segment)
    together = memberships((one.segment, two.segment, three), UNITS, 1)
    scores = derive(facts, SETTINGS, NOW_MS)

    found = together.of(facts, scores, NOW_MS)

    assert found == [each.segment.id for each in (one, two) if each.evaluate(facts, scores, NOW_MS).member]


# Two orders, of 50.00 ten days ago and 100.00 forty days ago; units 2 each.
ANN = facts_of(
    an_order("1", ordered_at_ms=NOW_MS - 10 * DAY_MS, lines=(a_line("tea", amount_minor=5_000, category="Tea"),)),
    an_order("2", ordered_at_ms=NOW_MS - 40 * DAY_MS, lines=(a_line("cup", amount_minor=10_000),)),
)
NOBODY = CustomerFacts("nobody", True)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (leaf("totalSpend", "at_least", 150), True),
        (leaf("totalSpend", "at_least", 150.01), False),
        (leaf("totalSpend", "at_most", 150), True),
        (leaf("totalSpend", "at_most", "149.99"), False),
        (leaf("totalSpend", "more_than", 149.99), True),
        (leaf("totalSpend", "more_than", 150), False),
        (leaf("totalSpend", "less_than", 150.01), True),
        (leaf("totalSpend", "less_than", 150), False),
        (leaf("totalSpend", "between", [150, 200]), True),
        (leaf("totalSpend", "between", [100, 150]), True),
        (leaf("totalSpend", "between", [100, 149.99]), False),
        (leaf("totalSpend", "is", 150), True),
        (leaf("totalSpend", "is_not", 150), False),
        (leaf("orderCount", "one_of", [2, 5]), True),
        (leaf("orderCount", "none_of", [2, 5]), False),
        (leaf("lifecycleSegment", "is", "Active"), True),
        (leaf("lifecycleSegment", "is_not", "Active"), False),
        (leaf("lifecycleSegment", "one_of", ["VIP", "Active"]), True),
        (leaf("lifecycleSegment", "none_of", ["VIP", "New"]), True),
        (leaf("purchaseCadence", "is", "Monthly"), True),
        (leaf("venueSegment", "is", "occasional"), True),
        (leaf("unitsBought", "at_least", 4), True),
        (leaf("unitsBought", "more_than", 4), False),
        (leaf("lastOrderDate", "in_last", 10), True),
        (leaf("lastOrderDate", "in_last", 9), False),
        (leaf("lastOrderDate", "not_in_last", 9), True),
        (leaf("firstOrderDate", "at_least", "2025-09-05T08:30:00Z"), True),
        (leaf("firstOrderDate", "at_least", "2025-09-05T08:30:00.001Z"), False),
        (leaf("firstOrderDate", "at_most", "2025-09-05"), False),
        (leaf("customerId", "is", "ANN"), True),
        (leaf("name", "contains", "N"), True),
        (leaf("name", "not_contains", "bob"), True),
        (leaf("name", "begins_with", "An"), True),
        (leaf("name", "ends_with", "an"), False),
        (leaf("company", "is_set"), False),
        (leaf("company", "is_not_set"), True),
        (leaf("tags", "is_not_set"), True),
        (leaf("tags", "has_any", ["vip"]), False),
        (leaf("tags", "has_none", ["vip"]), True),
        (leaf("doNotContact", "is", False), True),
        (leaf("totalSpend", "is_set"), True),
        (leaf("totalSpend", "is_not_set"), False),
        (leaf("lastOrderDate", "more_than", "2025-10-05T08:30:00Z"), False),
        (leaf("lastOrderDate", "less_than", "2025-10-05T08:30:00.001Z"), True),
        (leaf("lastOrderDate", "between", ["2025-10-05T08:30:00Z", "2025-10-06"]), True),
    ],
    ids=str,
)
def test_each_operator_at_its_boundary(rule: dict[str, Any], expected: bool) -> None:
    assert holds(rule, ANN) is expected


@pytest.mark.parametrize(
    ("operator", "wanted", "expected"),
    [
        ("has_any", ["VIP", "other"], True),
        ("has_any", ["other"], False),
        ("has_all", ["vip", "Wine Club"], True),
        ("has_all", ["vip", "other"], False),
        ("has_none", ["other"], True),
        ("has_none", ["other", "vip"], False),
        ("is_set", None, True),
        ("is_not_set", None, False),
    ],
)
def test_each_operator_of_several_texts(operator: str, wanted: list[str] | None, expected: bool) -> None:
    tagged = replace(ANN, tags=("vip", "wine club"))

    assert holds(leaf("tags", operator, wanted), tagged) is expected
    assert not holds(leaf("tags", operator, wanted), replace(ANN, tags=None)), "not read is not known"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (count("orders", "is", 2), True),
        (count("orders", "is", 1, within="39d"), True),
        (count("orders", "is", 2, within="40d"), True),
        (count("orders", "is", 150, "sum"), True),
        (count("orders", "is", 50, "sum", within="10d"), True),
        (count("orders", "is", 0, "sum", within="9d"), True),
        (count("orders", "is", 4, "quantity"), True),
        (count("orders", "is", 1, where=[leaf("total", "at_least", 100)]), True),
        (count("orders", "is", 0, where=[leaf("total", "more_than", 100)]), True),
        (count("orders", "between", [1, 2], where=leaf("units", "is", 2)), True),
        (count("products", "is", 1, where=[leaf("productId", "is", "tea")]), True),
        (count("products", "is", 0, where=[leaf("productId", "is", "lid")]), True),
        (count("products", "is", 50, "sum", where=[leaf("category", "is", "tea")]), True),
        (count("products", "is", 2, "quantity", where=[leaf("category", "is_not_set")]), True),
        (count("products", "is", 1, within="10d"), True),
        (count("products", "is", 0, within="9d"), True),
        (count("products", "is", 2, where=[leaf("timesBought", "is", 1)]), True),
        (count("interactions", "is", 0), True),
        (count("communications", "less_than", 1, within="90d"), True),
    ],
    ids=str,
)
def test_each_window_and_measure_at_its_boundary(rule: dict[str, Any], expected: bool) -> None:
    assert holds(rule, ANN) is expected


def test_a_window_holds_both_of_its_ends_and_no_millisecond_more() -> None:
    rule = count("orders", "is", 1, within="10d")

    assert holds(rule, ANN)
    assert not holds(rule, ANN, NOW_MS + 1)
    assert holds(count("orders", "is", 2, within="30d"), ANN, NOW_MS - 10 * DAY_MS), "at the order itself"
    assert not holds(count("orders", "is", 2), ANN, NOW_MS - 10 * DAY_MS - 1), "it lies ahead"


def test_unknown_matches_nothing_also_under_not_and_a_count_of_nothing_is_zero() -> None:
    unknown = leaf("averageOrderValue", "at_least", 1)
    for rule in (
        unknown,
        {"combinator": "and", "not": True, "rules": [unknown]},
        {"combinator": "or", "not": True, "rules": [unknown, leaf("orderCount", "at_least", 1)]},
        leaf("averageOrderValue", "is_not", 1),
    ):
        assert not holds(rule, NOBODY)
    assert holds({"combinator": "and", "not": True, "rules": [unknown, leaf("orderCount", "at_least", 1)]}, NOBODY), (
        "what is false decides without it"
    )
    assert holds(count("orders", "is", 0), NOBODY)
    assert holds({"combinator": "and", "not": True, "rules": [count("orders", "at_least", 1)]}, NOBODY)


@pytest.mark.parametrize(
    ("combinator", "leaves", "member", "decided_by"),
    [
        ("and", [2, 2], True, "criteria.rules[1]"),
        ("and", [2, 9, 9], False, "criteria.rules[1]"),
        ("or", [9, 2, 2], True, "criteria.rules[1]"),
        ("or", [9, 9], False, "criteria.rules[1]"),
    ],
)
def test_the_leaf_that_ends_the_question_is_named(
    combinator: str, leaves: list[int], member: bool, decided_by: str
) -> None:
    rule = {"combinator": combinator, "rules": [leaf("orderCount", "at_least", number) for number in leaves]}

    assert verdict(rule, ANN) == Verdict(member, decided_by)
    nested = {
        "combinator": "and",
        "rules": [leaf("orderCount", "is_set"), {"combinator": "and", "not": True, "rules": [rule]}],
    }
    assert verdict(nested, ANN) == Verdict(not member, decided_by.replace("criteria", "criteria.rules[1].rules[0]"))


def test_the_first_unknown_leaf_decides_where_nothing_else_does() -> None:
    rule = {"combinator": "and", "rules": [leaf("orderCount", "is", 0), leaf("lastOrderDaysAgo", "at_least", 1)]}

    assert verdict(rule, NOBODY) == Verdict(False, "criteria.rules[1]")


def test_pins_stand_above_the_rule_and_inactive_above_all() -> None:
    everybody, nobody = leaf("orderCount", "at_least", 0), leaf("orderCount", "less_than", 0)
    kept_in, kept_out = (replace(ANN, pins=pins) for pins in (Pins(("s",), ()), Pins((), ("s",))))

    assert verdict(nobody, kept_in) == Verdict(True, PINNED)
    assert verdict(everybody, kept_out) == Verdict(False, EXCLUDED)
    assert verdict(None, kept_in) == Verdict(True, PINNED)
    assert verdict(None, ANN) == Verdict(False, NO_RULE)
    assert verdict(everybody, kept_in, active=False) == Verdict(False, INACTIVE)


def kind(value: str) -> list[dict[str, Any]]:
    return [leaf("type", "is", value)]


def test_interactions_and_messages_are_counted_by_what_they_were() -> None:
    day = NOW_MS - 30 * DAY_MS
    facts = fold(
        CustomerRecord(
            "ann",
            (
                an_order("1"),
                an_interaction(day, InteractionType.VISIT),
                an_interaction(day - DAY_MS, InteractionType.VISIT),
                an_interaction(day, InteractionType.PURCHASE, order_id="1"),
                an_interaction(day, InteractionType.PAYMENT_FAILED),
                an_interaction(day - 300 * DAY_MS, InteractionType.REVIEW, rating=1),
                an_interaction(day, InteractionType.NPS, score=1),
                a_message(day, opened=day + 5),
                a_message(day - DAY_MS, channel=Channel.SMS),
                a_message(day + 7, direction=Direction.INBOUND, channel=Channel.CHAT),
            ),
        )
    )
    assert holds(count("interactions", "is", 4), facts), (
        "two visits, a failed payment, a review; the purchase is order 1"
    )
    assert holds(count("interactions", "is", 2, where=kind("visit")), facts)
    assert holds(count("interactions", "is", 1, where=kind("visit"), within="30d"), facts)
    assert holds(count("interactions", "is", 1, where=kind("payment_failed"), within="30d"), facts)
    assert holds(count("interactions", "is", 0, where=kind("review"), within="90d"), facts)
    assert holds(count("interactions", "is", 1, where=kind("review")), facts)
    assert holds(count("communications", "is", 3, within="90d"), facts)
    assert holds(count("communications", "is", 2, within="30d"), facts)
    assert holds(count("communications", "is", 1, within="90d", where=[leaf("opened", "is", True)]), facts)
    assert holds(count("communications", "is", 1, within="90d", where=[leaf("direction", "is", "inbound")]), facts)
    assert holds(count("communications", "is", 1, within="90d", where=[leaf("channel", "is", "sms")]), facts)
