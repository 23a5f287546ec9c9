"""A customer's recommendations over HTTP: source 000's shape, what is due within a week, the settings that decide."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.time import DAY_MS, rfc3339

from testing.api.bought import bought, ids
from testing.api.client import Client, path_of
from testing.api.orders import post
from testing.builders import NOW_MS

RECOMMENDATION_FIELDS = [
    "productId",
    "productName",
    "affinityScore",
    "purchaseCount",
    "nextPredictedPurchaseDate",
    "daysSinceLastPurchase",
    "customerSegment",
    "engagementLevel",
]
RECOMMENDATIONS = path_of("product-affinity", "customer", "ann", "recommendations")


def weekly(product_id: str, next_in_days: float, times: int = 5, **line: Any) -> list[dict[str, Any]]:
    """Bought each week, next in so many days: score 65 and more for five times in the last week."""
    return bought(product_id, *(7 * week + 7 - next_in_days for week in range(times)), **line)


def test_a_recommendation_has_the_fields_and_shape_of_source_000(api: Client) -> None:
    post(api, *weekly("oil", 3, productName="Aceite de coco"))

    answer = api.get(RECOMMENDATIONS)

    assert answer.json == {
        "success": True,
        "message": "Predictive recommendations based on purchase patterns",
        "data": [
            {
                "productId": "oil",
                "productName": "Aceite de coco",
                "affinityScore": 70,
                "purchaseCount": 5,
                "nextPredictedPurchaseDate": rfc3339(NOW_MS + 3 * DAY_MS),
                "daysSinceLastPurchase": 4,
                "customerSegment": "regular",
                "engagementLevel": "very_high",
            }
        ],
        "count": 1,
    }
    assert list(answer.data[0]) == RECOMMENDATION_FIELDS


def test_recommendations_are_what_is_due_within_a_week_soonest_first_then_by_score(api: Client) -> None:
    millisecond = 1 / DAY_MS
    post(
        api,
        *weekly("overdue", -1),
        *weekly("just-overdue", -millisecond),
        *weekly("now", 0),
        *weekly("b-soon", 2),
        *weekly("a-soon", 2),
        *weekly("closer", 2, times=10),
        *weekly("in-a-week", 7),
        *bought("in-eight-days", *(2 + 10 * times for times in range(5))),
        *bought("too-rarely", 5, 12),
        *bought("once", 1),
    )

    plain, overdue = api.get(RECOMMENDATIONS), api.get(RECOMMENDATIONS, includeOverdue="true")

    assert ids(plain) == ["now", "closer", "a-soon", "b-soon", "in-a-week"]
    assert ids(overdue) == ["overdue", "just-overdue", *ids(plain)]
    assert ids(api.get(RECOMMENDATIONS, limit=2)) == ["now", "closer"]
    assert ids(api.get(RECOMMENDATIONS, includeOverdue="false")) == ids(plain)


def test_ten_recommendations_come_unless_asked_otherwise(api: Client) -> None:
    post(api, *(order for number in range(12) for order in weekly(f"p{number:02}", 1 + number / 4)))

    answer = api.get(RECOMMENDATIONS)

    assert (ids(answer), answer.json["count"]) == ([f"p{number:02}" for number in range(10)], 10)
    assert api.get(RECOMMENDATIONS, limit=1000).json["count"] == 12


def test_days_and_minimum_score_are_the_tenants_settings_and_hold_at_once(api: Client) -> None:
    post(api, *weekly("seventy", 3), *bought("later", *(2 + 10 * times for times in range(5))), *bought("low", 5, 12))
    assert ids(api.get(RECOMMENDATIONS)) == ["seventy"]

    api.put("/api/settings", {"recommendationDays": 8}, if_match='"0"')
    assert ids(api.get(RECOMMENDATIONS)) == ["seventy", "later"]
    api.put("/api/settings", {"recommendationMinScore": 71}, if_match='"1"')
    assert ids(api.get(RECOMMENDATIONS)) == []
    api.put("/api/settings", {"recommendationMinScore": 55, "recommendationDays": None}, if_match='"2"')
    assert ids(api.get(RECOMMENDATIONS)) == ["low", "seventy"]


@pytest.mark.parametrize("customer_id", ["#1001", "a/b", "50%", "a%2Fb", "a b", "Ünï;x=1&y", "a|b"])
def test_an_id_may_hold_any_printable_character(api: Client, customer_id: str) -> None:
    post(api, *(order | {"customerId": customer_id} for order in weekly("#1/2 %", 3)))

    for what in ("affinities", "recommendations"):
        rows = api.get(path_of("product-affinity", "customer", customer_id, what)).data
        assert [row["productId"] for row in rows] == ["#1/2 %"]
    assert (
        api.get(path_of("product-affinity", "customer", customer_id, "affinities")).data[0]["customerId"] == customer_id
    )
