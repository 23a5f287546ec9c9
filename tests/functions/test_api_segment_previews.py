"""What a rule would do: members, examples, overlap, its past, and rules that the shop's own data suggest."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import line_of, order_with, post
from testing.api.own_segments import SEGMENTS, TWICE, act, made, members, two_customers
from testing.api.projected import project


@pytest.fixture
def shop(api: Client, stores: Stores, tenant: Tenant) -> Client:
    return two_customers(api, stores, tenant)


def test_a_preview_of_an_inactive_segment_says_who_would_be_in_it(shop: Client) -> None:
    big = made(shop, active=False)

    assert act(shop, "preview", segmentId=big).data["members"] == 1
    assert act(shop, "preview", segmentId=big, criteria=TWICE).data["members"] == 0
    assert act(shop, "preview", segmentId=made(shop, "By hand", criteria=None)).data["members"] == 0


def test_a_preview_asks_no_more_than_a_stored_rule_may(shop: Client) -> None:
    leaves = [{"field": "orderCount", "operator": "at_least", "value": 1}] * 50
    many = made(shop, "Many", criteria={"combinator": "and", "rules": leaves})
    rule = {"combinator": "or", "rules": [{"field": "customSegment", "operator": "is", "value": many}] * 11}

    refused = act(shop, "preview", criteria=rule)

    assert refused.errors == {
        "criteria": "This rule asks 561 conditions with the segments that it names; at most 500"
    }  # fmt: skip


def test_a_preview_counts_shows_and_compares(shop: Client) -> None:
    big = made(shop)

    found = act(
        shop, "preview", criteria={"orders": {"count": {"operator": "at_least", "value": 1}}}, compareWith=[big]
    ).data

    assert (found["customers"], found["members"], found["share"], found["matchesEverybody"]) == (2, 2, 1, True)
    assert found["message"] == "The rule matches every customer: it tells nobody apart."
    assert found["examples"] == [{"contactID": "ann", "name": "ann"}, {"contactID": "bob", "name": "bob"}]
    assert found["overlap"] == [{"segmentId": big, "name": "Big spenders", "members": 1, "both": 1}]
    assert (found["noPast"], found["backtest"]) == ([], None)


def test_a_backtest_says_who_would_have_been_in_and_who_ordered_anyway(shop: Client) -> None:
    rule = {"orders": {"count": {"operator": "at_least", "value": 1}, "within": "30d"}}

    found = act(shop, "preview", criteria=rule, backtest={"daysAgo": 35, "withinDays": 30}).data["backtest"]

    assert (found["customers"], found["members"], found["ordered"], found["orderedShare"]) == (2, 2, 1, 0.5)
    assert found["peopleNeeded"] == 8712
    assert found["sentence"] == (
        "35 days ago 2 would have been in it; 50 % of them ordered within 30 days anyway; to see 3 points more by a "
        "campaign you need 8712 people, half of them held out."
    )


def test_whoever_is_put_in_or_kept_out_today_was_neither_in_the_past(
    shop: Client, stores: Stores, tenant: Tenant
) -> None:
    nobody = made(shop, "Nobody", criteria={"field": "totalSpend", "operator": "at_least", "value": 1_000_000})
    everybody = made(shop, "Everybody", criteria={"field": "orderCount", "operator": "at_least", "value": 1})
    act(shop, "add_member", segmentId=nobody, customerId="ann")
    act(shop, "exclude", segmentId=everybody, customerId="ann")
    project(stores, tenant, "ann")

    def previewed(segment_id: str) -> tuple[int, int]:
        rule = {"field": "customSegment", "operator": "one_of", "value": [segment_id]}
        found = act(shop, "preview", criteria=rule, backtest={"daysAgo": 35, "withinDays": 30}).data
        return found["members"], found["backtest"]["members"]

    assert previewed(nobody) == (1, 0)
    assert previewed(everybody) == (1, 2)


def test_a_rule_over_what_is_known_of_today_alone_has_no_past(shop: Client) -> None:
    rule = {
        "combinator": "or",
        "rules": [
            {"field": "totalSpend", "operator": "at_least", "value": 1},
            {"field": "tags", "operator": "has_any", "value": ["vip"]},
            {"field": "emailOptIn", "operator": "is", "value": True},
            {"field": "company", "operator": "is_set"},
        ],
    }

    refused = act(shop, "preview", criteria=rule, backtest={})
    tried = act(shop, "preview", criteria=rule).data

    paths = ["criteria.rules[1]", "criteria.rules[2]", "criteria.rules[3]"]
    assert (refused.status, list(refused.errors)) == (400, paths)
    assert "tags" in refused.errors["criteria.rules[1]"]
    assert [one["field"] for one in tried["noPast"]] == paths


def test_suggested_segments_are_rules_that_can_be_made(shop: Client, stores: Stores, tenant: Tenant) -> None:
    post(shop, *(order_with(f"r{day}", day, line_of("mug"), customerId="cy") for day in (41, 30, 19, 8)))
    for number in range(5):
        post(
            shop, *(order_with(f"{number}-{day}", day, line_of("lid"), customerId=f"c{number}") for day in (40, 30, 20))
        )
        project(stores, tenant, f"c{number}")
    project(stores, tenant, "cy")

    found = {one["key"]: one for one in shop.get(f"{SEGMENTS}/suggested").json["data"]}

    assert set(found) == {
        "slippingVips", "secondOrderDue", "bigBasketOnce", "championsOfAProduct", "reorderOverdue", "couponOnly",
    }  # fmt: skip
    overdue = found["reorderOverdue"]
    assert (overdue["members"], overdue["share"]) == (5, 0.625)
    assert (found["couponOnly"]["criteria"], found["couponOnly"]["members"]) == (None, None)
    made_of_it = made(shop, overdue["name"], criteria=overdue["criteria"])
    assert sorted(members(shop, made_of_it)) == [f"c{number}" for number in range(5)]
