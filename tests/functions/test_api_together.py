"""What is bought together and what to offer a customer, over HTTP: of last night, shares to four decimals."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS, rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.baskets import NIGHT_MS, BasketShop
from testing.api.client import Answered, Client, path_of
from testing.api.orders import line_of, order_with
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.machines.night import run_night

TOGETHER = path_of("product-affinity", "product", "tea", "bought-together")


def cross_sell_of(customer_id: str) -> str:
    return path_of("product-affinity", "customer", customer_id, "cross-sell")


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, api: Client) -> BasketShop:
    return BasketShop(stores, tenant, api)


def tea_and_cups(shop: BasketShop) -> None:
    """Six bought tea and cups, a seventh tea alone, thirteen others something else."""
    for nth in range(6):
        shop.sell(f"both{nth}", "tea", "cup")
    shop.sell("ann", "tea")
    for nth in range(13):
        shop.sell(f"other{nth}", "pot")


def ids(answer: Answered) -> list[str]:
    return [row["productId"] for row in answer.data]


def test_bought_together_shows_support_confidence_and_lift_of_last_night(api: Client, shop: BasketShop) -> None:
    tea_and_cups(shop)
    shop.night()

    answer = api.get(TOGETHER)

    assert answer.json == {
        "success": True,
        "data": [
            {
                "productId": "cup",
                "productName": "Cup",
                "supportCustomers": 6,
                "confidence": 0.8571,
                "lift": 2.8571,
            }
        ],
        "meta": {"count": 1, "total": 1, "totalAsOf": None, "nextCursor": None, "asOf": rfc3339(NIGHT_MS)},
    }
    [cup] = api.get(TOGETHER.replace("tea", "cup")).data
    assert (cup["productId"], cup["confidence"], cup["lift"]) == ("tea", 1, 2.8571)


def test_cross_sell_names_what_a_product_of_their_goes_with(api: Client, shop: BasketShop) -> None:
    tea_and_cups(shop)
    shop.night()

    answer = api.get(cross_sell_of("ann"))

    assert answer.json == {
        "success": True,
        "data": [
            {
                "productId": "cup",
                "productName": "Cup",
                "supportCustomers": 6,
                "confidence": 0.8571,
                "lift": 2.8571,
                "because": {"productId": "tea", "productName": "Tea"},
            }
        ],
        "meta": {"count": 1, "total": 1, "totalAsOf": None, "nextCursor": None, "asOf": rfc3339(NIGHT_MS)},
    }


@pytest.mark.parametrize("path", [TOGETHER, cross_sell_of("ann")])
def test_explain_shows_the_counts_that_confidence_and_lift_are_made_of(
    api: Client, shop: BasketShop, path: str
) -> None:
    tea_and_cups(shop)
    shop.night()

    [row] = api.get(path, explain="true").data

    assert row["explanation"] == {"supportCustomers": 6, "buyers": 7, "companionBuyers": 6, "allBuyers": 20}
    assert "explanation" not in api.get(path).data[0]


def test_what_they_have_bought_since_the_night_is_offered_no_more(api: Client, shop: BasketShop) -> None:
    tea_and_cups(shop)
    shop.night()
    assert ids(api.get(cross_sell_of("ann"))) == ["cup"]

    api.post("/api/orders", {"orders": [order_with("later", 0, line_of("cup"))]})

    assert api.get(cross_sell_of("ann")).data == []
    api.delete("/api/orders/later")
    assert ids(api.get(cross_sell_of("ann"))) == ["cup"]


def test_an_offer_of_several_products_comes_once_at_its_best(api: Client, shop: BasketShop) -> None:
    """Whoever bought jam bought bread, and so did half of those who bought tea."""
    for nth in range(6):
        shop.sell(f"jam{nth}", "jam tea bread")
    for nth in range(6):
        shop.sell(f"tea{nth}", "tea")
    for nth in range(30):
        shop.sell(f"other{nth}", "pot")
    shop.sell("ann", "tea jam", "tea", "tea")
    shop.night()

    [row] = api.get(cross_sell_of("ann")).data

    assert (row["productId"], row["because"]["productId"]) == ("bread", "jam")


def test_equally_good_reasons_give_the_product_that_they_bought_most_then_last_then_by_id(
    api: Client, shop: BasketShop
) -> None:
    for nth in range(6):
        shop.sell(f"all{nth}", "jam tea bread")
    for nth in range(30):
        shop.sell(f"other{nth}", "pot")
    baskets = {
        "by-count": ["tea", "jam", "tea", "jam", "jam"],
        "by-count-2": ["tea", "jam", "tea"],
        "by-last": ["jam", "tea"],
        "by-id": ["tea jam"],
    }
    for customer_id, basket in baskets.items():
        shop.sell(customer_id, *basket)
    shop.night()

    reasons = {one: api.get(cross_sell_of(one)).data[0]["because"]["productId"] for one in baskets}

    assert reasons == {"by-count": "jam", "by-count-2": "tea", "by-last": "tea", "by-id": "jam"}


@pytest.mark.parametrize(("others", "offered"), [(19, ["cup"]), (20, [])])
def test_only_their_twenty_most_bought_products_give_reasons(
    api: Client, shop: BasketShop, others: int, offered: list[str]
) -> None:
    """Tea was bought once, and each of the others twice."""
    tea_and_cups(shop)
    more = " ".join(f"p{nth}" for nth in range(others))
    shop.sell("bob", more, more, "tea")
    shop.night()

    assert ids(api.get(cross_sell_of("bob"))) == offered


@pytest.mark.parametrize(("limit", "shown"), [(None, 10), (1, 1), (12, 12), (13, 13), (1_000, 13)])
@pytest.mark.parametrize("path", [TOGETHER, cross_sell_of("ann")])
def test_limit_keeps_the_best_and_the_total_says_how_many_there_are(
    api: Client, shop: BasketShop, path: str, limit: int | None, shown: int
) -> None:
    products = [f"p{nth:02}" for nth in range(13)]
    for nth in range(5):
        shop.sell(f"both{nth}", " ".join(["tea", *products]))
    shop.sell("ann", "tea")
    shop.sell("bob", "pot")
    shop.night()

    answer = api.get(path, **({} if limit is None else {"limit": limit}))

    assert ids(answer) == products[:shown]
    assert (answer.json["meta"]["count"], answer.json["meta"]["total"]) == (shown, 13)


def test_unknown_customers_are_404_and_known_ones_without_purchases_have_an_empty_list(
    api: Client, shop: BasketShop
) -> None:
    tea_and_cups(shop)
    api.post("/api/orders", {"orders": [order_with("1", 1, line_of("tea"), customerId="new", status="pending")]})
    assert api.get(cross_sell_of("nobody")).status == 404, "before the first night too"
    shop.night()

    assert api.get(cross_sell_of("nobody")).status == 404
    for path in (cross_sell_of("new"), cross_sell_of("other1"), TOGETHER.replace("tea", "nothing")):
        answer = api.get(path)
        assert (answer.status, answer.data, answer.json["meta"]["total"]) == (200, [], 0)
        assert answer.json["meta"]["asOf"] == rfc3339(NIGHT_MS)


def test_before_the_first_night_there_is_no_answer_and_after_it_the_newest_one(api: Client, shop: BasketShop) -> None:
    tea_and_cups(shop)
    for path in (TOGETHER, cross_sell_of("ann")):
        answer = api.get(path)
        assert (answer.status, answer.json["code"]) == (409, "no_night_yet")

    shop.night()
    shop.sell("late", "cup tea")
    assert api.get(TOGETHER).data[0]["supportCustomers"] == 6
    shop.night("night-20251016", at_ms=NIGHT_MS + 24 * HOUR_MS)

    answer = api.get(TOGETHER)
    assert (answer.data[0]["supportCustomers"], answer.json["meta"]["asOf"]) == (7, rfc3339(NIGHT_MS + 24 * HOUR_MS))


@pytest.mark.parametrize("path", [TOGETHER, cross_sell_of("ann")])
def test_bad_parameters_are_refused_with_their_name(api: Client, path: str) -> None:
    assert api.get(path, limit=0).errors == {"limit": "must be a whole number from 1 to 1000"}
    assert api.get(path, limit=1_001).errors == {"limit": "must be a whole number from 1 to 1000"}
    assert api.get(path, explain="yes").errors == {"explain": "must be true or false"}
    assert set(api.get(path, cursor="x").errors) == {"cursor"}


@pytest.mark.parametrize("path", [TOGETHER, cross_sell_of("ann")])
def test_a_viewer_of_the_tenant_may_read_and_nobody_else(
    application: Application, tenant: Tenant, shop: BasketShop, path: str
) -> None:
    tea_and_cups(shop)
    shop.night()
    viewer = Client(application, tenant.id, role="viewer")

    assert viewer.get(path, tenantId=tenant.id).status == 200
    assert viewer.get(path, tenantId="other").status == 403
    assert viewer.send("GET", path, claims={}).status == 403
    assert viewer.post(path, {}).status == 405


def test_tenants_do_not_see_each_others_pairs(
    application: Application, stores: Stores, api: Client, shop: BasketShop
) -> None:
    tea_and_cups(shop)
    shop.night()
    other = Client(application, make_tenant(stores, "other").id)

    assert other.get(TOGETHER).status == 409
    run_night(stores, make_tenant(stores, "third"), "night-20251015", at_ms=NIGHT_MS)
    assert Client(application, "third").get(TOGETHER).data == []
    assert ids(api.get(TOGETHER)) == ["cup"]


def test_a_product_that_no_order_names_has_the_name_null(api: Client, shop: BasketShop) -> None:
    for nth in range(5):
        shop.sell(f"both{nth}", "tea cup", named=False)
    shop.sell("bob", "pot")
    shop.night()

    assert [(row["productId"], row["productName"]) for row in api.get(TOGETHER).data] == [("cup", None)]


def test_ids_of_any_characters_are_found(api: Client, shop: BasketShop) -> None:
    fox: Any = "é/#\N{FOX FACE}"
    for nth in range(5):
        shop.sell(f"both{nth}", f"{fox} tea")
    shop.sell("bob", "pot")
    shop.night()

    assert ids(api.get(path_of("product-affinity", "product", fox, "bought-together"))) == ["tea"]


def test_an_answer_takes_the_nights_record_its_object_and_what_products_are_called(
    stores: Stores, api: Client, shop: BasketShop
) -> None:
    tea_and_cups(shop)
    shop.night()

    with requests_of(stores.s3) as objects, requests_of(stores.dynamodb) as items:
        api.get(TOGETHER)

    assert objects == ["GetObject", "GetObject"]
    assert items == ["BatchGetItem", "Query"]
