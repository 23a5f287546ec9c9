"""A customer's affinities over HTTP: source 000's shape, every filter, paging, explain."""

from __future__ import annotations

import json
from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.bought import bought, ids
from testing.api.client import Client, path_of
from testing.api.orders import line_of, order_with, post
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

AFFINITY_FIELDS = [
    "customerId",
    "customerName",
    "productId",
    "productName",
    "affinityScore",
    "purchaseCount",
    "totalQuantityPurchased",
    "totalSpent",
    "averageQuantity",
    "averageOrderValue",
    "firstPurchaseDate",
    "lastPurchaseDate",
    "purchaseFrequencyDays",
    "daysSinceLastPurchase",
    "nextPredictedPurchaseDate",
    "customerSegment",
    "engagementLevel",
    "lastCalculated",
]
AFFINITIES = path_of("product-affinity", "customer", "ann", "affinities")
RECOMMENDATIONS = path_of("product-affinity", "customer", "ann", "recommendations")


def test_an_affinity_has_the_fields_types_and_shape_of_source_000(api: Client) -> None:
    post(
        api,
        order_with("1", 40, line_of("ghee", quantity="4.5"), customer={"name": "Ann Lee"}),
        order_with("2", 25, line_of("ghee", productName="Ghee", category="Fats", quantity=5), line_of("ghee")),
        order_with("3", 9, line_of("ghee", unitPrice="3.34"), status="partially_refunded", refundedAmount="1.00"),
    )

    answer = api.get(AFFINITIES)

    assert answer.json == {
        "success": True,
        "data": [
            {
                "customerId": "ann",
                "customerName": "Ann Lee",
                "productId": "ghee",
                "productName": "Ghee",
                "affinityScore": 55,
                "purchaseCount": 3,
                "totalQuantityPurchased": 11.5,
                "totalSpent": 107.34,
                "averageQuantity": 3.83,
                "averageOrderValue": 35.78,
                "firstPurchaseDate": rfc3339(NOW_MS - 40 * DAY_MS),
                "lastPurchaseDate": rfc3339(NOW_MS - 9 * DAY_MS),
                "purchaseFrequencyDays": 16,
                "daysSinceLastPurchase": 9,
                "nextPredictedPurchaseDate": rfc3339(NOW_MS + 7 * DAY_MS),
                "customerSegment": "occasional",
                "engagementLevel": "high",
                "lastCalculated": rfc3339(NOW_MS),
                "category": "Fats",
            }
        ],
        "count": 1,
        "nextCursor": None,
    }
    assert list(answer.data[0])[: len(AFFINITY_FIELDS)] == AFFINITY_FIELDS


def test_what_nobody_knows_is_null(api: Client) -> None:
    post(api, *bought("tea", 37))

    row = api.get(AFFINITIES).data[0]

    assert (row["productName"], row["category"], row["nextPredictedPurchaseDate"]) == (None, None, None)
    assert (row["purchaseFrequencyDays"], row["affinityScore"], row["customerName"]) == (0, 30, "ann")


def test_a_whole_quantity_is_a_whole_number_and_averages_are_half_up_to_two_decimals(
    application: Application, stores: Stores
) -> None:
    for tenant_id, currency, exponent, prices, spent, average in (
        ("dollar", "USD", 2, ("0.01", "0"), 0.01, 0.01),
        ("yen", "JPY", 0, ("1", "1", "0"), 2, 0.67),
        ("dinar", "KWD", 3, ("0.010", "0.019"), 0.029, 0.01),
        ("riyal", "KWD", 3, ("0.010", "0.020"), 0.03, 0.02),
    ):
        make_tenant(stores, tenant_id, currency=currency, exponent=exponent)
        api = Client(application, tenant_id)
        post(api, *(order_with(f"{at}", at, line_of("tea", unitPrice=price)) for at, price in enumerate(prices)))
        row = api.get(AFFINITIES).data[0]
        assert (row["totalSpent"], row["averageOrderValue"]) == (spent, average), tenant_id
        assert json.dumps(row["totalQuantityPurchased"]) == str(len(prices))


def test_affinities_come_by_score_then_last_purchase_then_product_id(api: Client) -> None:
    post(
        api,
        *bought("b-old", 20),
        *bought("a-old", 20),
        *bought("newer", 19),
        *bought("thrice", 15, 60, 90),
        *bought("today", 0),
    )

    answer = api.get(AFFINITIES)

    assert ids(answer) == ["thrice", "today", "newer", "a-old", "b-old"]
    scores = [row["affinityScore"] for row in answer.data]
    assert scores == sorted(scores, reverse=True)
    assert scores[2] == scores[3] == scores[4]


def test_names_and_categories_are_the_newest_counted_orders_that_have_them(api: Client) -> None:
    post(
        api,
        order_with("1", 9, line_of("tea", productName="Tea", category="Drinks")),
        order_with("2", 8, line_of("tea", productName="Green tea")),
        order_with("3", 7, line_of("tea")),
        order_with("4", 6, line_of("tea", productName="Never sold", category="None"), status="cancelled"),
    )

    row = api.get(AFFINITIES).data[0]

    assert (row["productName"], row["category"], row["purchaseCount"]) == ("Green tea", "Drinks", 3)
    api.delete("/api/orders/2")
    assert api.get(AFFINITIES).data[0]["productName"] == "Tea"


def test_a_write_is_visible_in_the_next_read_and_a_deletion_takes_it_back(api: Client) -> None:
    post(api, *bought("tea", 3, 2))
    assert api.get(AFFINITIES).data[0]["purchaseCount"] == 2

    post(api, *bought("tea", 1))
    assert api.get(AFFINITIES).data[0]["purchaseCount"] == 3

    for days in (1, 2, 3):
        api.delete(f"/api/orders/tea-{days}")
    assert api.get(AFFINITIES).status == 404


def some_of_everything(api: Client) -> None:
    post(
        api,
        *bought("new", 5, category="Tea"),
        *bought("occasional", 20, 27, 34, category="TEA"),
        *bought("regular", *range(50, 85, 7), category="Straße"),
        *bought("frequent", *range(100, 150, 5), category="Coffee"),
        *bought("champion", *range(200, 220), quantity=5),
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"new", "occasional", "regular", "frequent", "champion"}),
        ({"segment": "new"}, {"new"}),
        ({"segment": "occasional"}, {"occasional"}),
        ({"segment": "regular,champion"}, {"regular", "champion"}),
        ({"segment": "frequent"}, {"frequent"}),
        ({"engagementLevel": "very_high"}, {"new"}),
        ({"engagementLevel": "high"}, {"occasional"}),
        ({"engagementLevel": "medium,low"}, {"regular", "frequent"}),
        ({"engagementLevel": "at_risk"}, {"champion"}),
        ({"category": "tea"}, {"new", "occasional"}),
        ({"category": "  tEA "}, {"new", "occasional"}),
        ({"category": "STRASSE"}, {"regular"}),
        ({"category": "Cups"}, set()),
        ({"category": "tea", "segment": "new,frequent"}, {"new"}),
        ({"engagementLevel": "high", "segment": "champion"}, set()),
        ({"minScore": 0}, {"new", "occasional", "regular", "frequent", "champion"}),
        ({"minScore": 55}, {"occasional", "regular", "frequent", "champion"}),
        ({"minScore": 60}, {"frequent", "champion"}),
        ({"minScore": 61}, {"champion"}),
        ({"minScore": 76}, set()),
    ],
)
def test_every_filter_keeps_exactly_what_it_names_and_all_combine(
    api: Client, query: dict[str, Any], expected: set[str]
) -> None:
    some_of_everything(api)

    answer = api.get(AFFINITIES, **query)

    assert set(ids(answer)) == expected
    assert answer.json["count"] == len(expected)


def test_pages_of_any_size_make_the_whole_list_in_its_order(api: Client) -> None:
    post(api, *(order for number in range(12) for order in bought(f"p{number:02}", number // 3, 50)))
    whole = ids(api.get(AFFINITIES))
    assert len(whole) == 12

    for limit in (1, 5, 6, 11, 12, 13):
        pages = [ids(page) for page in api.walk(AFFINITIES, limit=limit)]
        assert [product_id for page in pages for product_id in page] == whole
        assert max(map(len, pages)) == min(limit, 12)
        assert all(pages), "no page is empty"


def test_a_cursor_keeps_the_clock_of_its_walk(api: Client) -> None:
    post(api, *bought("a", 7), *bought("b", 6), *bought("c", 5))
    first = api.get(AFFINITIES, limit=2)
    assert ids(first) == ["c", "b"]

    api.now_ms = NOW_MS + 100 * DAY_MS
    second = api.get(AFFINITIES, limit=2, cursor=first.json["nextCursor"])

    assert ids(second) == ["a"]
    row = second.data[0]
    assert (row["daysSinceLastPurchase"], row["lastCalculated"]) == (7, rfc3339(NOW_MS))
    assert api.get(AFFINITIES).data[0]["lastCalculated"] == rfc3339(api.now_ms)


def test_an_order_that_comes_in_during_a_walk_counts_no_days(api: Client) -> None:
    post(api, *bought("a", 9), *bought("b", 8))
    first = api.get(AFFINITIES, limit=1)
    api.now_ms = NOW_MS + 5 * DAY_MS
    post(api, *bought("a", -4))

    again = api.get(AFFINITIES, limit=1, cursor=first.json["nextCursor"])

    assert [row["daysSinceLastPurchase"] for row in again.data] in ([], [0])


def test_a_cursor_serves_its_own_customer_query_and_tenant_only(
    application: Application, stores: Stores, api: Client
) -> None:
    post(api, *bought("a", 1), *bought("b", 2), *bought("c", 3, category="Tea"))
    cursor = api.get(AFFINITIES, limit=1).json["nextCursor"]
    make_tenant(stores, "other")

    assert api.get(AFFINITIES, limit=2, cursor=cursor, explain="true").status == 200
    for change in ({"minScore": 1}, {"category": "tea"}, {"segment": "new"}, {"engagementLevel": "low"}):
        assert api.get(AFFINITIES, cursor=cursor, **change).errors == {
            "cursor": "is not one of this query: begin again without it"
        }
    assert api.get(AFFINITIES.replace("ann", "bob"), cursor=cursor).status == 400
    assert Client(application, "other").get(AFFINITIES, cursor=cursor).status == 400


def test_a_page_of_long_names_ends_before_lambda_would_refuse_it_and_the_next_goes_on(api: Client) -> None:
    fox = "\N{FOX FACE}"
    lines = [line_of(f"{number:03}" + fox * 125, productName=fox * 500, category=fox * 128) for number in range(900)]
    for at in range(0, 900, 100):
        post(api, order_with(str(at), 1, *lines[at : at + 100]))

    pages = list(api.walk(AFFINITIES, limit=1000, explain="true"))

    assert len(pages) > 1
    assert sorted(product_id for page in pages for product_id in ids(page)) == [line["productId"] for line in lines]
    for page in pages:
        # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
        assert len(json.dumps({"body": page.text})) < 6 * 1024 * 1024


def test_a_thousand_plain_affinities_are_one_page(api: Client) -> None:
    post(api, *(order_with(str(at), 1, *(line_of(f"p{at}-{n}") for n in range(100))) for at in range(10)))

    answer = api.get(AFFINITIES, limit=1000, explain="true")

    assert (answer.json["count"], answer.json["nextCursor"]) == (1000, None)


def test_explain_shows_the_points_of_each_part_its_input_and_the_band_that_held(api: Client) -> None:
    post(api, *bought("tea", 8, 39, quantity="9.999"))

    row = api.get(AFFINITIES, explain="true").data[0]

    assert row["explanation"] == {
        "frequency": {"points": 10, "most": 40, "value": 2, "unit": "purchases", "from": 1, "to": 2},
        "recency": {"points": 25, "most": 30, "value": 8, "unit": "days since the last purchase", "from": 8, "to": 30},
        "quantity": {"points": 5, "most": 20, "value": 19.998, "unit": "units", "from": 1, "to": 19},
        "consistency": {"points": 7, "most": 10, "value": 31, "unit": "days between purchases", "from": 31, "to": 60},
    }
    assert sum(part["points"] for part in row["explanation"].values()) == row["affinityScore"]
    assert "explanation" not in api.get(AFFINITIES).data[0]
    assert "explanation" not in api.get(AFFINITIES, explain="false").data[0]


def test_the_parts_of_every_explanation_sum_to_the_score(api: Client) -> None:
    some_of_everything(api)

    for row in api.get(AFFINITIES, explain="true").data:
        assert sum(part["points"] for part in row["explanation"].values()) == row["affinityScore"]


@pytest.mark.parametrize("what", ["affinities", "recommendations"])
def test_an_unknown_customer_is_404_and_a_known_one_without_purchases_has_none(api: Client, what: str) -> None:
    post(api, order_with("1", 1, line_of("tea"), status="pending"))
    post(api, order_with("2", 1, customerId="bob", total="5.00"))

    for customer_id in ("ann", "bob"):
        answer = api.get(path_of("product-affinity", "customer", customer_id, what))
        assert (answer.status, answer.data, answer.json["count"]) == (200, [], 0)
    unknown = api.get(path_of("product-affinity", "customer", "nobody", what))
    assert (unknown.status, unknown.json["detail"]) == (404, "There is no customer nobody.")


@pytest.mark.parametrize("path", [AFFINITIES, RECOMMENDATIONS])
def test_viewers_may_read_and_nobody_without_the_tenants_token(
    application: Application, api: Client, tenant: Tenant, path: str
) -> None:
    post(api, *bought("tea", 1))
    viewer = Client(application, tenant.id, role="viewer")

    assert viewer.get(path).status == 200
    assert viewer.get(path, userId=tenant.id, tenantId=tenant.id).status == 200
    assert viewer.get(path, userId="other").status == 403
    assert viewer.get(path, tenantId="other").status == 403
    assert viewer.send("GET", path, claims={}).status == 403
    assert viewer.post(path, {}).status == 405


def test_tenants_do_not_see_each_others_pairs(application: Application, stores: Stores, api: Client) -> None:
    post(api, *bought("tea", 1))
    make_tenant(stores, "other")

    assert Client(application, "other").get(AFFINITIES).status == 404


def test_affinities_take_a_batch_get_of_the_tenant_one_of_the_tombstone_and_one_query(
    stores: Stores, api: Client
) -> None:
    post(api, *bought("tea", *range(1, 30)))
    calls: list[str] = []
    stores.dynamodb.meta.events.register(
        "before-call.dynamodb", lambda model, **_: calls.append(model.name), unique_id="count"
    )

    api.get(AFFINITIES)
    api.get(RECOMMENDATIONS)

    assert calls == ["BatchGetItem", "BatchGetItem", "Query"] * 2
