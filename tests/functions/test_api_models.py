"""What the models expect over HTTP: beside the rules and never in their place, with what they rest on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door.app import Application
from regulars.http.predictions.answers import models
from regulars.people.customer import Customer
from regulars.scoring.derive import derive
from regulars.scoring.prediction.bgnbd import BgNbd
from regulars.scoring.prediction.correction import Correction
from regulars.scoring.prediction.fit import Basis, Fit, FitWarning
from regulars.scoring.prediction.gamma_gamma import GammaGamma
from regulars.scoring.prediction.prediction import Prediction, prediction
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.venue import of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.machines.night import create_night_machine, run_night

FITTED_MS = NOW_MS - DAY_MS
FIT = Fit(
    Basis.MODEL,
    FITTED_MS,
    customers=900,
    orders=BgNbd(r=0.25, alpha=31.0, a=0.8, b=2.4),
    orders_log_likelihood=-1234.5,
    value=GammaGamma(p=6.25, q=3.75, v=1_550.0),
    value_log_likelihood=-456.75,
    value_basis=Basis.MODEL,
    at_bound=("b",),
)
CORRECTION = Correction(90, 80, 700, 210, -0.5, 0.75, (0.25, -0.125, 0.0625), (0.0, 1.0, 5.0), (2.0, 4.0, 9.0))
DAYS_AGO = (200, 150, 150, 40)


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, api: Client) -> Tenant:
    """Ann has bought on three days, bob once, cyd's order does not count; and a night has fitted."""
    orders = [
        {
            "orderId": f"{who}-{nth}",
            "customerId": who,
            "orderedAt": rfc3339(NOW_MS - days * DAY_MS),
            "status": status,
            "lines": [{"productId": "tea", "quantity": 1, "unitPrice": "20.00"}],
        }
        for who, placed, status in (
            ("ann", DAYS_AGO, "paid"),
            ("bob", (30,), "paid"),
            ("cyd", (30,), "pending"),
        )
        for nth, days in enumerate(placed)
    ]
    assert api.post("/api/orders", {"orders": orders}).status == 200
    stores.fits(tenant).put(FIT)
    return tenant


def expected_of(*days_ago: int) -> Any:
    line = (a_line(amount_minor=2_000),)
    orders = (an_order(str(nth), ordered_at_ms=NOW_MS - d * DAY_MS, lines=line) for nth, d in enumerate(days_ago))
    return prediction(facts_of(*orders).purchases, FIT, Settings.defaults(2), NOW_MS)


@pytest.mark.parametrize(("customer_id", "days_ago"), [("ann", DAYS_AGO), ("bob", (30,))])
def test_a_profile_shows_what_the_models_expect_beside_the_rules_churn(
    api: Client, shop: Tenant, customer_id: str, days_ago: tuple[int, ...]
) -> None:
    found = expected_of(*days_ago)

    data = api.get(of(customer_id)).data

    models = data["models"]
    assert (models["basis"], models["warning"]) == ("model", None)
    assert (models["horizonDays"], models["clvHorizonDays"]) == (90, 365)
    for name, value in (
        ("churnProbability", found.churn_probability),
        ("pAlive", found.p_alive),
        ("expectedOrders", found.expected_orders),
    ):
        assert models[name] == pytest.approx(value, abs=5e-7)
    assert models["expectedOrderValue"] == found.expected_order_value_minor / 100
    assert models["clv"] == found.clv_minor / 100 > 0
    assert data["churnProbability"] in (0.1, 0.2, 0.14, 0.07)
    if customer_id == "bob":
        assert models["pAlive"] == 1
        assert models["churnProbability"] > 0.5, "never one minus the probability of being alive"


def test_the_lifetime_value_has_both_the_simple_and_the_models(api: Client, shop: Tenant) -> None:
    data = api.get(of("ann", "clv"), explain="true").data

    assert data["model"] == expected_of(*DAYS_AGO).clv_minor / 100
    assert (data["basis"], data["warning"], data["horizonDays"]) == ("model", None, 365)
    assert data["simple"] > 0
    explained = data["explanation"]["model"]
    assert explained["inputs"] == {
        "repeatPurchaseDays": 2,
        "ageAtLastPurchase": 160,
        "age": 200,
        "meanDayValue": 26.67,
    }
    assert explained["discountRate"] == 0.1
    assert explained["fit"] == {
        "basis": "model",
        "warning": None,
        "fittedAt": rfc3339(FITTED_MS),
        "customers": 900,
        "orders": {"r": 0.25, "alpha": 31.0, "a": 0.8, "b": 2.4, "logLikelihood": -1234.5},
        "value": {"p": 6.25, "q": 3.75, "v": 15.5, "logLikelihood": -456.75, "basis": "model"},
        "correction": None,
        "atBound": ["b"],
        "coarse": False,
        "fewCameBack": False,
    }
    assert api.get(of("ann"), explain="true").data["explanation"]["models"] == explained


def test_what_the_tenant_s_own_past_corrects_is_explained_with_and_without_it(
    api: Client, stores: Stores, shop: Tenant
) -> None:
    before = api.get(of("ann")).data
    stores.fits(shop).put(replace(FIT, correction=CORRECTION))

    after = api.get(of("ann"), explain="true").data

    models, explained = after["models"], after["explanation"]["models"]
    assert (before["models"]["corrected"], models["corrected"], models["basis"]) == (False, True, "model")
    moved = ("churnProbability", "expectedOrders", "clv")
    assert explained["uncorrected"] == {name: before["models"][name] for name in moved}
    assert all(models[name] != before["models"][name] for name in moved)
    share = (1 - models["churnProbability"]) / (1 - before["models"]["churnProbability"])
    assert models["expectedOrders"] == pytest.approx(share * before["models"]["expectedOrders"], rel=1e-4)
    assert models["clv"] == pytest.approx(share * before["models"]["clv"], rel=1e-3)
    assert models["pAlive"] == before["models"]["pAlive"]
    assert after["churnProbability"] == before["churnProbability"], "source 002's own stays"
    assert explained["fit"]["correction"] == {
        "horizonDays": 90,
        "windowDays": 80,
        "customers": 700,
        "ordered": 210,
        "intercept": -0.5,
        "logOdds": 0.75,
        "repeatPurchaseDays": {"low": 0.0, "high": 2.0, "weight": 0.25},
        "daysSinceLast": {"low": 1.0, "high": 4.0, "weight": -0.125},
        "orderValue": {"low": 5.0, "high": 9.0, "weight": 0.0625},
    }


@pytest.mark.parametrize("correction", [None, CORRECTION])
def test_a_season_moves_the_next_horizon_and_is_explained(
    api: Client, stores: Stores, shop: Tenant, correction: Correction | None
) -> None:
    stores.fits(shop).put(replace(FIT, correction=correction))
    before = api.get(of("ann"), explain="true").data

    api.put("/api/settings", {"seasonFactor": 2.5}, if_match='"0"')

    after = api.get(of("ann"), explain="true").data
    odds = [(1 - one["models"]["churnProbability"]) / one["models"]["churnProbability"] for one in (before, after)]
    assert odds[1] / odds[0] == pytest.approx(2.5, rel=1e-4)
    assert after["models"]["expectedOrders"] > before["models"]["expectedOrders"]
    assert [after["models"][name] for name in ("pAlive", "clv")] == [
        before["models"][name] for name in ("pAlive", "clv")
    ]
    assert after["churnProbability"] == before["churnProbability"]
    explained = [one["explanation"]["models"] for one in (before, after)]
    assert [one["seasonFactor"] for one in explained] == [1, 2.5]
    assert explained[0]["uncorrected"] == explained[1]["uncorrected"]


def test_the_horizons_are_settings_and_hold_in_the_next_answer(api: Client, shop: Tenant) -> None:
    before = api.get(of("ann")).data["models"]

    api.put("/api/settings", {"churnHorizonDays": 30, "clvHorizonDays": 30, "discountRate": 0.5}, if_match='"0"')

    after = api.get(of("ann")).data["models"]
    assert (after["horizonDays"], after["clvHorizonDays"]) == (30, 30)
    assert after["churnProbability"] > before["churnProbability"]
    assert after["expectedOrders"] < before["expectedOrders"]
    assert after["clv"] < before["clv"]
    assert after["pAlive"] == before["pAlive"]


def test_who_never_ordered_is_not_eligible_under_any_fit(api: Client, shop: Tenant) -> None:
    models = api.get(of("cyd")).data["models"]

    assert models["basis"] == "not_eligible"
    numbers = ("churnProbability", "pAlive", "expectedOrders", "expectedOrderValue", "clv")
    assert [models[name] for name in numbers] == [None] * 5
    assert api.get(of("cyd", "clv"), explain="true").data["explanation"]["model"]["inputs"] is None


def test_without_history_the_rules_hold_and_say_why(stores: Stores, shop: Tenant, api: Client) -> None:
    stores.fits(shop).put(Fit(Basis.RULES, FITTED_MS, customers=2, warning=FitWarning.INSUFFICIENT_HISTORY))

    found = api.get(of("bob")).data

    assert (found["models"]["basis"], found["models"]["warning"]) == ("rules", "insufficient_history")
    assert found["models"]["churnProbability"] == found["churnProbability"]
    assert (found["models"]["pAlive"], found["models"]["clv"]) == (None, None)


def test_the_summary_shows_the_models_and_tenants_do_not_see_each_others(
    stores: Stores, shop: Tenant, api: Client, application: Application
) -> None:
    shown = api.get("/api/customers/summary").data["models"]

    assert shown == api.get(of("ann", "clv"), explain="true").data["explanation"]["model"]["fit"]
    other = Client(application, make_tenant(stores, "other").id)
    assert other.get("/api/customers/summary").data["models"] is None


def test_the_forecast_adds_up_what_the_models_expect_by_segment(stores: Stores, shop: Tenant, api: Client) -> None:
    for who, days_ago in (("ann", DAYS_AGO), ("bob", (30,))):
        line = (a_line(amount_minor=2_000),)
        orders = [
            an_order(f"{who}-{n}", who, ordered_at_ms=NOW_MS - d * DAY_MS, lines=line) for n, d in enumerate(days_ago)
        ]
        facts = stores.rows(shop)
        assert facts.put(FactsRow(NOW_MS, NOW_MS, FACTS_VERSION, facts_of(*orders, customer_id=who)), replacing=0)
    create_night_machine(stores)
    run_night(stores, shop, "night-1", at_ms=NOW_MS)

    models = api.get("/product-affinity/forecast").data["models"]

    assert (models["basis"], models["fittedAt"]) == ("model", rfc3339(FITTED_MS))
    by_segment = {one["segment"]: one for one in models["segments"]}
    ann, bob = expected_of(*DAYS_AGO), expected_of(30)
    assert by_segment["Active"]["customers"] == 1
    assert by_segment["Active"]["expectedOrders"] == pytest.approx(ann.expected_orders, abs=0.005)
    assert by_segment["New"]["clv"] == bob.clv_minor / 100
    assert by_segment["VIP"] == {"segment": "VIP", "customers": 0, "expectedOrders": 0.0, "clv": 0.0}


def predicted(prediction: Prediction) -> Customer:
    facts = CustomerFacts("ann", True)
    return Customer(facts, derive(facts, Settings.defaults(2), NOW_MS).replaced(prediction=prediction))


@pytest.mark.parametrize(("exact", "shown"), [(0.0078125, 0.007813), (0.9999994, 0.999999), (0.9999996, 1.0), (0.0, 0)])
def test_numbers_of_the_models_are_shown_half_up_to_six_decimals(exact: float, shown: float) -> None:
    found = models(predicted(Prediction(Basis.MODEL, None, 90, 365, exact, exact, exact, None, None)), 2)

    assert found is not None
    assert (found["churnProbability"], found["pAlive"], found["expectedOrders"]) == (shown,) * 3


@pytest.mark.parametrize(("exponent", "shown"), [(0, 123_456), (2, 1_234.56), (3, 123.456)])
def test_values_of_the_models_have_the_decimals_of_the_currency(exponent: int, shown: float) -> None:
    found = models(predicted(Prediction(Basis.MODEL, None, 90, 365, 0.5, 0.5, 1.0, 123_456, 123_456)), exponent)

    assert found is not None
    assert (found["expectedOrderValue"], found["clv"]) == (shown, shown)
    assert isinstance(found["clv"], int) == (exponent == 0)
