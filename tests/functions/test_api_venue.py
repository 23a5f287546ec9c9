"""Venue intelligence over HTTP: source 002's shapes and names, live counts, explanations, and who may ask."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.orders import line_of, order_with, post
from testing.api.venue import RFM_FIELDS, a_shop, of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

PROFILE_FIELDS = [
    "customerId",
    "venueId",
    "firstSeen",
    "lastSeen",
    "totalSpent",
    "totalTickets",
    "averageOrderValue",
    "purchaseFrequency",
    "daysSinceLastPurchase",
    "segment",
    "predictedLifetimeValue",
    "churnProbability",
    "models",
    "attributes",
]
SEGMENTS = path_of("customers", "venue", "acme", "segments")
ROUTES = [SEGMENTS, of("ann"), *(of("ann", what) for what in ("insights", "journey", "rfm", "clv"))]


def models(basis: str, **known: Any) -> dict[str, Any]:
    """What is said before the first night."""
    names = ("warning", "churnProbability", "pAlive", "expectedOrders", "expectedOrderValue", "clv")
    horizons = {"horizonDays": 90, "clvHorizonDays": 365}
    return {"basis": basis, "corrected": False, **dict.fromkeys(names), **horizons, **known}


def test_a_profile_has_the_fields_and_numbers_of_source_002(api: Client) -> None:
    a_shop(api)

    data = api.get(of("ann")).data

    assert data == {
        "customerId": "ann",
        "venueId": "acme",
        "firstSeen": rfc3339(NOW_MS - 400 * DAY_MS),
        "lastSeen": rfc3339(NOW_MS - 100 * DAY_MS),
        "totalSpent": 1050.0,
        "totalTickets": 7.5,
        "averageOrderValue": 350.0,
        "purchaseFrequency": 3 * 365.25 / 400,
        "daysSinceLastPurchase": 100,
        "segment": "at_risk",
        "predictedLifetimeValue": 2876.34,  # 3 * 1 050 * 365.25 / 400
        "churnProbability": 0.42,
        "models": models("rules", churnProbability=0.42),
        "attributes": {
            "preferences": {"eventTypes": ["Concerts", "Theatre"]},
            "behavior": {"purchaseTime": "morning"},
        },
    }
    assert list(data) == PROFILE_FIELDS


def test_the_part_of_the_day_is_of_the_tenants_zone(api: Client) -> None:
    a_shop(api)

    api.put("/api/settings", {"timezone": "Pacific/Auckland"}, if_match='"0"')

    assert api.get(of("ann")).data["attributes"]["behavior"] == {"purchaseTime": "evening"}


def test_without_a_counted_order_they_are_new_numbers_are_0_and_the_rest_is_unknown(api: Client) -> None:
    post(api, order_with("1", 1, line_of("tea"), status="pending"))

    assert api.get(of("ann")).data == {
        "customerId": "ann",
        "venueId": "acme",
        "firstSeen": None,
        "lastSeen": None,
        "totalSpent": 0.0,
        "totalTickets": 0,
        "averageOrderValue": 0.0,
        "purchaseFrequency": 0.0,
        "daysSinceLastPurchase": None,
        "segment": "new",
        "predictedLifetimeValue": 0.0,
        "churnProbability": None,
        "models": models("not_eligible"),
        "attributes": {"preferences": {"eventTypes": []}, "behavior": {"purchaseTime": None}},
    }
    assert api.get(of("ann", "insights")).data == []
    rfm = api.get(of("ann", "rfm")).data
    assert [rfm[name] for name in RFM_FIELDS] == ["ann", None, 0, 0.0, None, None, None, None]
    clv = api.get(of("ann", "clv")).data
    assert (clv["simple"], clv["model"], clv["basis"]) == (0.0, None, "not_eligible")
    explained = api.get(of("ann"), explain="true").data["explanation"]
    assert (explained["segment"]["rule"], explained["churnProbability"]) == ("totalTickets", None)


def test_a_write_is_visible_in_the_next_read_and_a_refund_takes_it_back(api: Client) -> None:
    post(api, *(order_with(f"{day}", day, line_of("tea", unitPrice="300.00")) for day in range(1, 6)))
    assert (api.get(of("ann")).data["segment"], api.get(of("ann")).data["totalSpent"]) == ("vip", 1500.0)

    post(api, *(order_with(f"{day}", day, line_of("tea"), status="refunded") for day in (1, 2, 3)))

    data = api.get(of("ann")).data
    assert (data["segment"], data["totalSpent"], data["purchaseFrequency"]) == ("occasional", 600.0, 2.0)


def test_money_has_the_currencys_decimals(application: Application, stores: Stores) -> None:
    for tenant_id, currency, exponent, price, average, predicted in (
        ("yen", "JPY", 0, "100", 100, 300),
        ("dinar", "KWD", 3, "100.005", 100.005, 300.015),
    ):
        make_tenant(stores, tenant_id, currency=currency, exponent=exponent)
        api = Client(application, tenant_id)
        post(api, order_with("1", 1, line_of("tea", unitPrice=price)))
        data = api.get(of("ann", venue=tenant_id)).data
        assert (data["averageOrderValue"], data["predictedLifetimeValue"]) == (average, predicted)


def test_a_profile_explains_its_segment_churn_and_value(api: Client) -> None:
    a_shop(api)
    per_year = 3 * 365.25 / 400

    explanation = api.get(of("ann"), explain="true").data["explanation"]

    assert explanation["segment"] == {
        "value": "at_risk",
        "rule": "daysSinceLastPurchase",
        "threshold": 90,
        "inputs": {
            "totalTickets": 7.5,
            "daysSinceLastPurchase": 100,
            "totalSpent": 1050.0,
            "purchaseFrequency": per_year,
        },
        "thresholds": {
            "vipSpend": 1000.0,
            "vipFrequency": 4,
            "regularFrequency": 2,
            "atRiskDays": 90,
            "dormantDays": 180,
            "lostDays": 365,
        },
    }
    assert explanation["purchaseFrequency"] == {
        "value": per_year,
        "orderCount": 3,
        "years": pytest.approx(400 / 365.25),
        "countedYears": pytest.approx(400 / 365.25),
    }
    assert explanation["churnProbability"] == {
        "value": 0.42,
        "byDays": {"factor": 0.6, "value": 100, "moreThan": 90},
        "byFrequency": {"factor": 0.7, "value": per_year, "moreThan": 2},
    }
    assert explanation["predictedLifetimeValue"] == {
        "averageOrderValue": 350.0,
        "purchaseFrequency": per_year,
        "years": 3,
    }
    assert "explanation" not in api.get(of("ann"), explain="false").data


def test_a_vips_threshold_is_money_and_the_last_steps_hold_whatever_there_is(api: Client) -> None:
    post(api, *(order_with(f"{day}", day, line_of("tea", unitPrice="300.00")) for day in range(5)))
    vip = api.get(of("ann"), explain="true").data["explanation"]
    post(api, order_with("b", 1, line_of("tea"), customerId="bob"))
    once = api.get(of("bob"), explain="true").data["explanation"]

    assert (vip["segment"]["rule"], vip["segment"]["threshold"]) == ("totalSpent", 1000.0)
    assert (once["segment"]["rule"], once["segment"]["threshold"]) == ("otherwise", None)
    assert once["churnProbability"]["byDays"] == {"factor": 0.1, "value": 1, "moreThan": None}
    assert once["churnProbability"]["byFrequency"] == {"factor": 1.0, "value": 1.0, "moreThan": None}


def test_insights_carry_what_was_compared_and_the_sources_actions(api: Client) -> None:
    post(api, order_with("1", 181, line_of("gig", unitPrice="1000.01")))

    answer = api.get(of("ann", "insights"))

    assert answer.data == [
        {
            "type": "CHURN_RISK",
            "title": "High Churn Risk",
            "impact": "high",
            "suggestedActions": ["Send personalized retention offer", "Reach out with exclusive event previews"],
            "metric": "churnProbability",
            "value": 0.8,
            "threshold": 0.6,
        },
        {
            "type": "LOW_ENGAGEMENT",
            "title": "Inactive Customer",
            "impact": "medium",
            "suggestedActions": ["Send re-engagement campaign"],
            "metric": "daysSinceLastPurchase",
            "value": 181,
            "threshold": 90,
        },
        {
            "type": "HIGH_VALUE",
            "title": "VIP Customer",
            "impact": "high",
            "suggestedActions": ["Provide VIP treatment"],
            "metric": "totalSpent",
            "value": 1000.01,
            "threshold": 1000.0,
        },
    ]
    meta = {"count": 3, "total": 3, "totalAsOf": None, "nextCursor": None, "asOf": rfc3339(NOW_MS)}
    assert answer.json["meta"] == meta


@pytest.mark.parametrize("path", ROUTES)
def test_viewers_of_the_tenant_may_read_and_nobody_else(
    application: Application, stores: Stores, api: Client, path: str
) -> None:
    a_shop(api)
    make_tenant(stores, "other")
    viewer, stranger = Client(application, "acme", role="viewer"), Client(application, "other")

    assert viewer.get(path).status == 200
    assert viewer.get(path, venueId="acme").status == 200
    assert viewer.get(path, venueId="other").status == 403
    assert viewer.send("GET", path, claims={}).status == 403
    foreign = stranger.get(path)
    assert (foreign.status, foreign.json["detail"]) == (403, "The token belongs to another tenant.")
    assert viewer.post(path, {}).status == 405


@pytest.mark.parametrize("what", ["", "insights", "journey", "rfm", "clv"])
def test_an_unknown_customer_and_another_tenants_are_404(
    application: Application, stores: Stores, api: Client, what: str
) -> None:
    a_shop(api)
    make_tenant(stores, "other")

    unknown = api.get(of("nobody", *filter(None, [what])))
    foreign = Client(application, "other").get(of("ann", *filter(None, [what]), venue="other"))

    assert (unknown.status, unknown.json["detail"]) == (404, "There is no customer nobody.")
    assert foreign.status == 404


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize(("query", "field"), [("explan=true", "explan"), ("asOf=2025-01-01", "asOf")])
def test_a_parameter_that_is_not_known_is_refused_by_name(api: Client, path: str, query: str, field: str) -> None:
    answer = api.send("GET", path, query=query)

    assert (answer.status, list(answer.errors)) == (400, [field])


@pytest.mark.parametrize("path", [SEGMENTS, of("ann"), of("ann", "rfm"), of("ann", "clv")])
def test_explain_is_true_or_false(api: Client, path: str) -> None:
    assert api.get(path, explain="yes").errors == {"explain": "must be true or false"}


@pytest.mark.parametrize(
    "customer_id", ["#1001", "a/b", "acme/ann", "50%", "a%2Fb", "a b", "Ünï;x=1&y", "insights", "a/insights/b", "/x"]
)
def test_an_id_may_hold_any_printable_character(api: Client, customer_id: str) -> None:
    post(api, order_with("1", 1, line_of("tea"), customerId=customer_id))

    for what in ("", "rfm", "clv"):
        assert api.get(of(customer_id, *filter(None, [what]))).data["customerId"] == customer_id
    assert api.get(of(customer_id, "insights")).data == []
    assert [step["id"] for step in api.get(of(customer_id, "journey"), kinds="order").data] == ["1"]


@pytest.mark.parametrize("venue", ["other", "ACME", "acme%", "acm", "acme "])
def test_a_path_that_names_another_venue_is_403(api: Client, venue: str) -> None:
    a_shop(api)

    for path in (
        of("ann", venue=venue),
        of("ann", "rfm", venue=venue),
        path_of("customers", "venue", venue, "segments"),
    ):
        assert api.get(path).status == 403


def test_a_slash_in_the_venues_place_begins_the_customers_id(api: Client) -> None:
    a_shop(api)

    assert api.get(of("x", venue="acme/ann")).json["detail"] == "There is no customer ann/x."
    assert api.get(of("x", venue="other/ann")).status == 403


@pytest.mark.parametrize("customer_id", ["segments", "search", "a/insights", "a/journey", "a/rfm", "a/clv"])
def test_an_id_that_would_be_taken_for_a_route_is_refused_on_write(api: Client, customer_id: str) -> None:
    answer = api.post("/api/orders", {"orders": [order_with("1", 1, line_of("tea"), customerId=customer_id)]})

    assert answer.data[0]["result"] == "refused"
