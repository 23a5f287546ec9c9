"""Segments that a shop's customers suggest: each number is one of the shop's own."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.catalogue import Catalogue
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.settings import Settings
from regulars.segments.parse import parse_rule
from regulars.segments.suggested import SuggestedSegment, Suggestion, suggestions

from testing.builders import NOW_MS, a_line, a_tenant, an_order, facts_of
from testing.segments import UNITS

SETTINGS = Settings.defaults(2)


def buyer(customer_id: str, *days_ago: int, spend_minor: int = 10_000, product: str = "tea") -> CustomerFacts:
    found: CustomerFacts = facts_of(
        *(
            an_order(
                f"{customer_id}-{days}",
                customer_id,
                ordered_at_ms=NOW_MS - days * DAY_MS,
                lines=(a_line(product),),
                total_minor=spend_minor,
            )
            for days in days_ago
        ),
        customer_id=customer_id,
    )
    return found


def suggested(people: list[CustomerFacts], catalogue: Catalogue | None = None) -> dict[SuggestedSegment, Suggestion]:
    found = suggestions(people, SETTINGS, a_tenant(), catalogue or Catalogue(), NOW_MS)
    for one in found:
        if one.criteria is not None:
            parse_rule(one.criteria, UNITS)
    return {one.key: one for one in found}


# Twenty customers came back after 1, 2 ... 20 days; their gaps are the only ones.
CAME_BACK = [buyer(f"c{days}", 100, 100 - days) for days in range(1, 21)]


def test_the_second_order_is_due_between_the_median_and_nine_tenths_of_the_shops_own_gaps() -> None:
    found = suggested(CAME_BACK)[SuggestedSegment.SECOND_ORDER_DUE]

    assert found.of == 20
    assert found.criteria == {
        "combinator": "and",
        "rules": [
            {"field": "orderCount", "operator": "is", "value": 1},
            {"field": "lastOrderDaysAgo", "operator": "between", "value": [10, 18]},
        ],
    }


def test_vips_slip_once_they_wait_longer_than_nine_of_ten_of_their_gaps() -> None:
    vips = [buyer(f"v{days}", 100, 100 - days, spend_minor=300_000) for days in range(1, 21)]

    found = suggested([*vips, buyer("other", 90, 1)])[SuggestedSegment.SLIPPING_VIPS]

    assert found.criteria is not None
    assert found.criteria["rules"][1] == {"field": "lastOrderDaysAgo", "operator": "more_than", "value": 18}


def test_a_big_basket_is_one_in_ten_of_the_shops_orders() -> None:
    people = [buyer(f"b{number}", 5, spend_minor=100 * number) for number in range(1, 21)]

    found = suggested(people)[SuggestedSegment.BIG_BASKET_ONCE]

    assert found.criteria is not None
    assert found.criteria["rules"][1] == {"field": "totalSpend", "operator": "at_least", "value": 18}
    assert found.reason == "One order in ten comes to 18.00 USD or more."


def test_champions_are_of_the_product_that_most_bought_most_often() -> None:
    often = [buyer(f"o{number}", *range(1, 11), product="cup") for number in range(5)]
    some = [buyer(f"s{number}", *range(1, 6), product="tea") for number in range(9)]

    found = suggested([*often, *some])[SuggestedSegment.CHAMPIONS_OF_A_PRODUCT]

    [rule] = found.criteria["rules"] if found.criteria else [None]
    assert rule == {
        "products": {
            "count": {"operator": "at_least", "value": 10},
            "where": [{"field": "productId", "operator": "is", "value": "cup"}],
        }
    }
    assert (found.name, found.of) == ("Champions of cup", 5)


def test_champions_are_named_by_what_the_product_is_called_cut_to_the_length_of_a_segments_name() -> None:
    often = [buyer(f"o{number}", *range(1, 11), product="cup") for number in range(5)]
    long = "A cup " * 30
    found = suggested(often, Catalogue.of({"names": {"cup": [0, "A cup"]}, "categories": {}}))
    cut = suggested(often, Catalogue.of({"names": {"cup": [0, long]}, "categories": {}}))

    champions = found[SuggestedSegment.CHAMPIONS_OF_A_PRODUCT]
    assert champions.name == "Champions of A cup"
    assert champions.reason == "5 customers have bought A cup 10 times or more, as of no other product."
    assert cut[SuggestedSegment.CHAMPIONS_OF_A_PRODUCT].name == f"Champions of {long[:79]}…"


def test_a_reorder_is_overdue_by_the_customers_own_rhythm() -> None:
    found = suggested([buyer(f"r{number}", 40, 30, 20) for number in range(5)])[SuggestedSegment.REORDER_OVERDUE]

    assert found.criteria is not None
    assert found.criteria["rules"][0]["products"]["where"] == [
        {"field": "timesBought", "operator": "at_least", "value": 3},
        {"field": "daysOverdue", "operator": "at_most", "value": 30},
    ]


@pytest.mark.parametrize(
    "people", [[], CAME_BACK[:19], [CustomerFacts("nobody", True)]], ids=["none", "few", "no orders"]
)
def test_what_too_little_suggests_is_left_out_and_says_why(people: list[CustomerFacts]) -> None:
    found = suggested(people)

    left_out: dict[Any, str] = {key: one.reason for key, one in found.items() if one.criteria is None}
    assert left_out.keys() >= {SuggestedSegment.SLIPPING_VIPS, SuggestedSegment.SECOND_ORDER_DUE}
    assert all(reason.startswith("Too little") for key, reason in left_out.items() if key != "couponOnly")


def test_what_no_rule_can_ask_is_said() -> None:
    assert "coupon" in suggested([])[SuggestedSegment.COUPON_ONLY].reason
