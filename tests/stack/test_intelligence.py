"""RFM, venue intelligence, predictions and their backtest for the demo shop, through the real stack."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from laptop.demo_shop import write_orders
from testing.deployed.shop import asked, listed, recalculated
from testing.deployed.stack import Stack

SHOP = "roasters"
BISTRO = "C1202"
"""A café that orders every other week."""


class Shop:
    """The demo shop, and what was predicted of the café before and after the night."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        stack.operator("tenant", "create", SHOP)
        file = folder / "orders.jsonl"
        write_orders(file, today=datetime.datetime.now(datetime.UTC).date())
        stack.operator("import", str(file), "--tenant", SHOP)
        self.predicted_before = models_of(stack, BISTRO)
        self.night = recalculated(stack, SHOP)
        assert (self.night["state"], self.night["errors"], self.night["drift"]) == ("done", 0, 0), self.night


@pytest.fixture(scope="module")
def shop(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(stack, tmp_path_factory.mktemp("shop"))


def models_of(stack: Stack, customer: str) -> dict[str, Any]:
    models: dict[str, Any] = asked(stack, SHOP, f"/customers/venue/{SHOP}/{customer}")["data"]["models"]
    return models


def data(stack: Stack, path: str) -> Any:
    return asked(stack, SHOP, path)["data"]


def test_predictions_rest_on_the_rules_before_the_first_night_and_on_a_fit_after_it(stack: Stack, shop: Shop) -> None:
    after = models_of(stack, BISTRO)

    assert (shop.predicted_before["basis"], shop.predicted_before["expectedOrders"]) == ("rules", None)
    assert (after["basis"], after["warning"]) == ("prior", None)
    assert 0 < after["churnProbability"] < 0.2 < after["pAlive"] < 1
    assert after["expectedOrders"] > 3
    assert after["clv"] > after["expectedOrderValue"] > 0


def test_a_value_explains_the_fit_it_rests_on(stack: Stack, shop: Shop) -> None:
    fit = data(stack, f"/customers/venue/{SHOP}/{BISTRO}/clv?explain=true")["explanation"]["model"]["fit"]

    assert (fit["basis"], fit["fittedAt"], fit["customers"]) == ("prior", shop.night["asOf"], 327)
    assert fit["orders"].keys() >= {"r", "alpha", "a", "b"}


def test_who_has_never_had_an_order_that_counts_gets_no_number(stack: Stack, shop: Shop) -> None:
    nobody = [name for name, row in listed(stack, SHOP).items() if row["metrics"]["orderCount"] == 0]

    assert [models_of(stack, name)["basis"] for name in nobody] == ["not_eligible"] * 3


def test_every_venue_route_answers_for_the_cafe(stack: Stack, shop: Shop) -> None:
    venue = f"/customers/venue/{SHOP}"
    segments = data(stack, f"{venue}/segments")
    profile = data(stack, f"{venue}/{BISTRO}")
    steps = asked(stack, SHOP, f"{venue}/{BISTRO}/journey?limit=1000")
    rfm = data(stack, f"{venue}/{BISTRO}/rfm")

    assert sum(segment["count"] for segment in segments) == len(listed(stack, SHOP)) == 330
    assert (profile["segment"], profile["totalSpent"]) == ("vip", rfm["monetary"])
    assert [insight["type"] for insight in data(stack, f"{venue}/{BISTRO}/insights")] == ["HIGH_VALUE"]
    assert steps["meta"]["count"] == steps["meta"]["total"]
    # Their orders name an e-mail address, whose guest they claim.
    assert {step["kind"] for step in steps["data"]} == {"order", "milestone", "segment", "merged"}
    assert data(stack, f"{venue}/{BISTRO}/clv")["model"] == profile["models"]["clv"]


def test_a_surname_finds_everybody_who_has_it_page_by_page(stack: Stack, shop: Shop) -> None:
    path, names, cursor = f"/customers/venue/{SHOP}/search?q=KHAN&limit=3", [], ""
    while cursor is not None:
        page = asked(stack, SHOP, path + cursor)
        names += [row["name"] for row in page["data"]]
        cursor = page["meta"]["nextCursor"] and f"&cursor={page['meta']['nextCursor']}"

    assert sorted(names) == sorted(row["name"] for row in listed(stack, SHOP).values() if row["name"].endswith(" Khan"))
    assert len(names) == 7


def test_rfm_counts_each_customer_once_and_its_groups_filter_the_list(stack: Stack, shop: Shop) -> None:
    shown = asked(stack, SHOP, "/api/customers/rfm?limit=1000")
    computed = stack.call("POST", "/api/customers/rfm", token=stack.token(SHOP), body={"customerId": BISTRO}).json()
    best = asked(stack, SHOP, "/api/customers?rfmGroup=Champions&limit=1000")["data"]

    assert sum(shown["distribution"].values()) == shown["total"] == 327
    assert shown["unscored"] == 3
    [listed_score] = [score for score in shown["scores"] if score["customerId"] == BISTRO]
    assert computed["data"]["rfmScore"] == listed_score["rfmScore"] == "555"
    assert {row["contactID"] for row in best} == {
        score["customerId"] for score in shown["scores"] if score["rfmSegment"] == "Champions"
    }
    assert len(best) == shown["distribution"]["Champions"]


def test_analytics_tell_of_one_customer_and_of_all(stack: Stack, shop: Shop) -> None:
    [customer] = data(stack, f"/api/customers/analytics?customerId={BISTRO}")
    steps = data(stack, "/api/v1/analytics/funnel")["steps"]
    cohorts = data(stack, "/api/v1/analytics/cohorts?months=120")["cohorts"]

    assert customer["totalOrders"] == listed(stack, SHOP)[BISTRO]["metrics"]["orderCount"]
    assert steps[0]["customers"] == sum(cohort["customers"] for cohort in cohorts) == 327


def test_a_backtest_says_whether_to_rely_on_them_to_the_api_and_to_the_command(stack: Stack, shop: Shop) -> None:
    over_http = data(stack, "/api/v1/analytics/backtest?holdoutDays=90")
    by_command = json.loads(stack.operator("backtest", "--tenant", SHOP, "--json"))

    assert over_http["verdict"] in ("probabilities", "ranking")
    assert over_http["auc"] > 0.8
    assert sum(decile["customers"] for decile in over_http["deciles"]) == over_http["customers"]
    assert by_command["verdict"] == over_http["verdict"]
