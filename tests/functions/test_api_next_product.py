"""A customer's products by the probability of a purchase: their orders of now, under what last night has learnt."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.http.door.app import Application
from regulars.products import probable
from regulars.scoring.next_purchase import Repeats, pair_rate, product_rate, shop_rate
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client, path_of
from testing.api.night_shop import NIGHT_MS, NightShop
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

RECOMMENDATIONS = path_of("product-affinity", "customer", "ann", "recommendations")


@pytest.fixture
def shop(stores: Stores, tenant: Tenant) -> NightShop:
    return NightShop(stores, tenant)


def by_probability(api: Client, **query: object) -> Answered:
    return api.get(RECOMMENDATIONS, order="probability", **query)


def products_of(answer: Answered) -> list[str]:
    assert answer.status == 200, answer.text
    return [row["productId"] for row in answer.data]


def test_everything_they_bought_comes_the_most_probable_first_whatever_its_score(api: Client, shop: NightShop) -> None:
    shop.bought_all("ann", {"tea": (90, 60, 30), "cup": (200,)})
    shop.bought("bob", 80, 30)
    shop.night()

    answer = by_probability(api)

    # Of the night: tea 3 repeats in 89 + 79 whole days, and 199 days of a cup that nobody bought again.
    of_shop = shop_rate(Repeats(3, 367))
    tea = pair_rate(3, NOW_MS - 90 * DAY_MS, product_rate(Repeats(3, 168), of_shop), NOW_MS)
    cup = pair_rate(1, NOW_MS - 200 * DAY_MS, product_rate(Repeats(0, 199), of_shop), NOW_MS)
    assert answer.json == {
        "success": True,
        "message": "Products by the probability of a purchase",
        "data": [
            {
                "productId": "tea",
                "productName": None,
                "affinityScore": 55,
                "purchaseCount": 3,
                "nextPredictedPurchaseDate": rfc3339(NOW_MS),
                "daysSinceLastPurchase": 30,
                "customerSegment": "occasional",
                "engagementLevel": "high",
                "probability": pytest.approx(tea.probability(30), abs=5e-5),
                "expectedDate": rfc3339(tea.expected_ms(NOW_MS - 30 * DAY_MS, NOW_MS) or 0),
                "probabilityDays": 30,
            },
            {
                "productId": "cup",
                "productName": None,
                "affinityScore": 20,
                "purchaseCount": 1,
                "nextPredictedPurchaseDate": None,
                "daysSinceLastPurchase": 200,
                "customerSegment": "new",
                "engagementLevel": "at_risk",
                "probability": pytest.approx(cup.probability(30), abs=5e-5),
                "expectedDate": rfc3339(cup.expected_ms(NOW_MS - 200 * DAY_MS, NOW_MS) or 0),
                "probabilityDays": 30,
            },
        ],
        "count": 2,
        "corrected": False,
        "asOf": rfc3339(NIGHT_MS),
    }


def test_the_sources_rule_stays_what_is_answered_unasked(api: Client, shop: NightShop) -> None:
    shop.bought_all("ann", {"tea": (20, 14, 8, 3), "cup": (200,)}, quantity_milli=40_000)
    shop.night()

    unasked = api.get(RECOMMENDATIONS)

    assert products_of(unasked) == ["tea"]
    assert "probability" not in unasked.data[0]
    assert "asOf" not in unasked.json
    assert unasked.json == api.get(RECOMMENDATIONS, order="date").json


def test_a_purchase_since_the_night_counts_at_once_though_its_product_is_new(api: Client, shop: NightShop) -> None:
    shop.bought("ann", 90, 60)
    shop.night()

    shop.bought_all("ann", {"tea": (90, 60), "new": (0.1,)})

    assert set(products_of(by_probability(api))) == {"tea", "new"}


def test_of_a_shop_of_many_products_each_is_found_in_its_object(
    api: Client, shop: NightShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probable, "_PRODUCTS_AN_OBJECT", 2)
    shop.bought_all("ann", {f"p{number}": (60.0 + number, 30.0) for number in range(9)})
    shop.night()
    spread = by_probability(api)
    monkeypatch.setattr(probable, "_PRODUCTS_AN_OBJECT", 20_000)
    shop.night(NIGHT_MS + HOUR_MS)

    assert len(products_of(spread)) == 9
    assert by_probability(api).data == spread.data
    assert products_of(by_probability(api, limit=2)) == products_of(spread)[:2]


def test_before_the_first_night_it_says_what_to_do(api: Client, shop: NightShop) -> None:
    shop.bought("ann", 20, 10)

    answer = by_probability(api)

    assert (answer.status, answer.json["code"]) == (409, "no_night_yet")
    assert "POST /product-affinity/recalculate" in answer.json["detail"]


def test_a_customer_who_does_not_exist_is_not_found(api: Client, shop: NightShop) -> None:
    shop.bought("bob", 20, 10)
    shop.night()

    assert by_probability(api).status == 404


def test_nothing_is_told_of_another_tenants_customers(
    application: Application, api: Client, stores: Stores, shop: NightShop
) -> None:
    shop.bought("ann", 20, 10)
    shop.night()
    other = Client(application, make_tenant(stores, "other").id)

    assert by_probability(other).status == 404
