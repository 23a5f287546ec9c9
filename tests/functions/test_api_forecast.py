"""The demand of a product and the forecast of all, as last night left them."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.population import purchase_model as purchase_model_module
from regulars.products import demand as demand_module
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.night_shop import NIGHT_MS
from testing.api.night_shop import NightShop as Shop
from testing.builders import NOW_MS, a_line, an_order

DEMAND = path_of("product-affinity", "product", "tea", "demand")
FORECAST = "/product-affinity/forecast"


@pytest.fixture
def shop(stores: Stores, tenant: Tenant) -> Shop:
    return Shop(stores, tenant)


def test_the_demand_of_a_product_by_day_with_what_is_overdue_apart(api: Client, shop: Shop) -> None:
    shop.bought("ann", 25, 15, 5, quantity_milli=2_500)
    shop.bought("bob", 24, 14, 4, quantity_milli=1_001)
    shop.bought("late", 40, 30, 20)
    shop.bought("once", 3)
    shop.bought("cat", 9, 6, product_id="cup")
    shop.called("tea", "Green tea", "Tea")
    shop.night()

    answer = api.get(DEMAND, days=16)

    # Five weeks are known: of the last four 2 purchases and 3.626 units a week, a seventh a day; the first day lacks
    # half an hour, which is all that the last one has.
    usual = {"expected": {"purchases": 0.29, "units": 0.52}}
    nothing: dict[str, Any] = {**usual, "inRhythm": {"purchases": 0, "units": 0}}
    some: dict[int, dict[str, Any]] = {
        0: {"expected": {"purchases": 0.28, "units": 0.51}, "inRhythm": {"purchases": 0, "units": 0}},
        5: {**usual, "inRhythm": {"purchases": 1, "units": 2.5}},
        6: {**usual, "inRhythm": {"purchases": 1, "units": 1}},
        15: {**usual, "inRhythm": {"purchases": 1, "units": 2.5}},
        16: {"expected": {"purchases": 0.01, "units": 0.01}, "inRhythm": {"purchases": 0, "units": 0}},
    }
    assert answer.json == {
        "success": True,
        "data": {
            "productId": "tea",
            "productName": "Green tea",
            "category": "Tea",
            "asOf": rfc3339(NIGHT_MS),
            "overdue": 1,
            "meanOfWeeks": 4,
            "wape": None,
            "expected": {"purchases": 4.57, "units": 8.29},
            "inRhythm": {"purchases": 3, "units": 6},
            "days": [{"date": f"2025-10-{15 + day}", **some.get(day, nothing)} for day in range(17)],
        },
    }
    assert [len(api.get(DEMAND, **asked).data["days"]) for asked in ({}, {"days": 1}, {"days": 90})] == [31, 2, 91]


def test_days_are_those_of_the_zone_that_the_night_was_planned_in(api: Client, shop: Shop) -> None:
    shop.bought("ann", 25, 15, 5)
    api.put("/api/settings", {"timezone": "Pacific/Auckland"}, if_match='"0"')
    shop.night()
    api.put("/api/settings", {"timezone": "UTC"}, if_match='"1"')

    found = [day["date"] for day in api.get(DEMAND).data["days"] if day["inRhythm"]["purchases"]]

    assert found == ["2025-10-20", "2025-10-30", "2025-11-09"], "half past eight in UTC is half past nine there"


def test_every_product_is_found_however_many_objects_a_night_left(
    api: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demand_module, "_PRODUCTS_AN_OBJECT", 2)
    products = [f"product {number}" for number in range(9)]
    for number, product_id in enumerate(products):
        shop.bought(f"c{number}", 12, 2, product_id=product_id)
    shop.night()

    for product_id in products:
        assert api.get(path_of("product-affinity", "product", product_id, "demand")).data["inRhythm"]["purchases"] == 3
    unknown = api.get(path_of("product-affinity", "product", "never", "demand")).data
    assert (unknown["inRhythm"]["purchases"], unknown["overdue"], unknown["productName"]) == (0, 0, None)


def test_the_forecast_by_week_adds_up_all_products_and_their_revenue(api: Client, shop: Shop) -> None:
    shop.bought_all("ann", {"tea": (20, 10), "cup": (30, 15)}, amount_minor=1_001)
    shop.bought("late", 40, 30, 20)
    shop.night()

    answer = api.get(FORECAST, days=16)

    # In the last four full weeks: ann's purchases 20, 15 and 10 days ago, and one of 100.00.
    weekly, weekly_revenue = 1, (3 * 10.01 + 100) / 4
    first_day, last_days = 1 - 0.5 / 24, 2 + 0.5 / 24

    def usual(days: float) -> dict[str, Any]:
        return {
            "purchases": pytest.approx(weekly * days / 7, abs=0.05),
            "revenue": pytest.approx(weekly_revenue * days / 7, abs=0.005),
            "wape": None,
            "knownPairs": None,
        }

    assert answer.json == {
        "success": True,
        "data": {
            "asOf": rfc3339(NIGHT_MS),
            "currency": "USD",
            "overdue": 1,
            "meanOfWeeks": 4,
            "seasonal": False,
            **usual(16),
            "inRhythm": {"purchases": 4, "revenue": 40.04},
            "revenueWape": None,
            "weeks": [
                {
                    "from": "2025-10-15",
                    "to": "2025-10-22",
                    **usual(6 + first_day),
                    "inRhythm": {"purchases": 2, "revenue": 20.02},
                },
                {"from": "2025-10-22", "to": "2025-10-29", **usual(7), "inRhythm": {"purchases": 1, "revenue": 10.01}},
                {
                    "from": "2025-10-29",
                    "to": "2025-11-01",
                    **usual(last_days),
                    "inRhythm": {"purchases": 1, "revenue": 10.01},
                },
            ],
            "models": None,
        },
    }
    by_default = api.get(FORECAST).data["weeks"]
    assert (len(by_default), by_default[-1]["to"]) == (13, "2026-01-14")
    assert sum(week["inRhythm"]["purchases"] for week in api.get(FORECAST, days=365).data["weeks"]) == 37 + 25


def test_revenue_is_rounded_half_up_to_the_minor_unit_once_a_week(api: Client, shop: Shop) -> None:
    """Averages of half a cent: one is a cent, two are a cent, three are two."""
    for number, expected in enumerate([0.01, 0.01, 0.02]):
        orders = [
            an_order(
                f"{number}-{days}",
                ordered_at_ms=NOW_MS - days * DAY_MS,
                lines=(a_line(amount_minor=int(days == 2)),),
            )
            for days in (12, 2)
        ]
        shop.put(f"c{number}", *orders)
        shop.night(NIGHT_MS + number)

        assert api.get(FORECAST, days=9).data["inRhythm"]["revenue"] == expected


@pytest.mark.parametrize(("days", "weeks"), [(27, 0), (28, 4), (55, 4), (56, 8)])
def test_a_mean_is_of_four_full_weeks_or_of_eight(api: Client, shop: Shop, days: int, weeks: int) -> None:
    """The night is half an hour into its day: an order of so many days before it was at half past eight."""
    shop.bought("ann", *range(1, days + 1))
    shop.night()

    demand, forecast = api.get(DEMAND, days=7).data, api.get(FORECAST, days=7).data

    assert demand["meanOfWeeks"] == forecast["meanOfWeeks"] == weeks
    expected = {"purchases": 7, "units": 14} if weeks else {"purchases": None, "units": None}
    assert demand["expected"] == expected
    assert (forecast["purchases"], forecast["revenue"]) == ((7, 700) if weeks else (None, None))
    assert forecast["wape"] == demand["wape"] == (0 if weeks == 8 else None)


def test_known_pairs_make_a_part_of_the_forecast_and_new_ones_the_rest(
    api: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pair that buys every week, and each week somebody who buys once."""
    monkeypatch.setattr(purchase_model_module, "LEAST_OUTCOMES", 1)
    shop.bought("ann", *range(3, 200, 7))
    for week in range(10):
        shop.bought(f"new{week}", 7 * week + 2, product_id=f"p{week}")
    shop.night()

    month, days = api.get(FORECAST, days=28).data, api.get(FORECAST, days=14).data

    assert month["purchases"] == 8
    assert 3 < month["knownPairs"] < 6
    assert days["knownPairs"] == pytest.approx(month["knownPairs"] / 2, abs=0.06)
    assert sum(week["knownPairs"] for week in month["weeks"]) == pytest.approx(month["knownPairs"], abs=0.3)


def test_known_pairs_are_never_more_than_all_purchases(
    api: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a pair that bought every other day, and since four weeks no more."""
    monkeypatch.setattr(purchase_model_module, "LEAST_OUTCOMES", 1)
    shop.bought("ann", *range(28, 120, 2))
    shop.night()

    found = api.get(FORECAST, days=28).data

    assert 0 <= found["knownPairs"] <= found["purchases"]
