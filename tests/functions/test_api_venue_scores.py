"""A customer's RFM and lifetime value as source 002 shows them, over HTTP."""

from __future__ import annotations

import pytest
from regulars.facts.time import rfc3339

from testing.api.client import Client
from testing.api.orders import line_of, order_with, post
from testing.api.venue import RFM_FIELDS, a_shop, of
from testing.builders import NOW_MS


def test_rfm_here_scores_units_and_all_history(api: Client) -> None:
    post(
        api,
        order_with("1", 900, line_of("tea", quantity=9, unitPrice="277.70")),
        order_with("2", 31, line_of("tea", quantity="0.5", unitPrice="1.40")),
    )

    data = api.get(of("ann", "rfm"), explain="true").data
    explanation = data.pop("explanation")

    assert data == {
        "customerId": "ann",
        "venueId": "acme",
        "recency": 31,
        "frequency": 9.5,
        "monetary": 2500.0,
        "recencyScore": 4,
        "frequencyScore": 4,
        "monetaryScore": 4,
        "segment": "Loyal Customers",
        "rfmScore": "444",
        "lastCalculatedAt": rfc3339(NOW_MS),
    }
    assert [name for name in data if name in RFM_FIELDS] == RFM_FIELDS
    assert explanation == {
        "recency": {"score": 4, "value": 31, "unit": "days since the last order", "upTo": [30, 60, 90, 180]},
        "frequency": {"score": 4, "value": 9.5, "unit": "units", "from": [10, 7, 4, 2]},
        "monetary": {"score": 4, "value": 2500.0, "unit": "spend", "from": [5000.0, 2500.0, 1000.0, 500.0]},
    }


@pytest.mark.parametrize(
    ("quantity", "score"),
    [("0.5", 1), ("1.999", 1), ("2", 2), ("3.999", 2), ("4", 3), ("7", 4), ("9.999", 4), ("10", 5)],
)
def test_whole_units_are_what_frequency_scores(api: Client, quantity: str, score: int) -> None:
    post(api, order_with("1", 1, line_of("tea", quantity=quantity)))

    assert api.get(of("ann", "rfm")).data["frequencyScore"] == score


def test_an_order_without_lines_is_scored_by_its_spend(api: Client) -> None:
    post(api, order_with("1", 1, total="6000.00"))

    data = api.get(of("ann", "rfm")).data

    assert (data["frequency"], data["rfmScore"], data["segment"]) == (0, "515", "VIP")
    assert api.get(of("ann")).data["segment"] == "new"


def test_the_simple_lifetime_value_stands_beside_the_models_horizon(api: Client) -> None:
    a_shop(api)

    data = api.get(of("ann", "clv"), explain="true").data

    assert data == {
        "customerId": "ann",
        "venueId": "acme",
        "simple": 2876.34,
        "model": None,
        "basis": "rules",
        "warning": None,
        "horizonDays": 365,
        "explanation": {
            "simple": {"averageOrderValue": 350.0, "purchaseFrequency": 3 * 365.25 / 400, "years": 3},
            "model": None,
        },
    }
    assert data["simple"] == api.get(of("ann")).data["predictedLifetimeValue"]
