"""GET /api/v1/analytics/backtest: live within the bound, else as the command left it, and an answer for every shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from regulars.audience.backtest import backtest_people, everybody, with_until
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339, to_ms
from regulars.http.door.app import Application
from regulars.lists import walk as walk_module
from regulars.population.products_past import ProductsPast
from regulars.scoring.prediction.backtest import backtest, cut_ms, known_at, look_back
from regulars.scoring.prediction.cells import Cells
from regulars.scoring.prediction.fit import Basis, fit
from regulars.scoring.prediction.next_product import hit_rates, hits
from regulars.scoring.prediction.retrospect import Backtested, Question, Retrospect
from regulars.scoring.prediction.sample import key_of
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.habits import a_customer, a_shop
from testing.api.rfm_shop import fill, small_rows
from testing.api.rows import put_rows
from testing.builders import NOW_MS
from testing.shops import shop_of

PATH = "/api/v1/analytics/backtest"
SETTINGS = Settings.defaults(2)
NOTHING = {"predicted", "actual", "slope", "brier", "auc", "cut", "until"}


def half_up(number: float, decimals: int) -> float:
    """As numbers are rounded where they leave (docs/scoring.md, Conventions)."""
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return float(exact)


def test_every_figure_is_that_of_the_pure_functions_on_the_same_orders(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    shop = a_shop(400)
    put_rows(stores, tenant, shop)
    newest_ms = max(one.purchases.last_at_ms or 0 for one in shop)
    at_ms = cut_ms(newest_ms, "UTC", 60)
    cells = Cells(at_ms)
    known = [one for one in shop if known_at(one.purchases, at_ms)]
    for one in known:
        purchases = known_at(one.purchases, at_ms)
        assert purchases is not None
        cells.add(replace(one, purchases=purchases), None, SETTINGS)
    fitted = fit(cells, None)
    by_hash = sorted(known, key=lambda one: tenant.customer_hash(one.customer_id))
    looked = [look_back(one.purchases, fitted, SETTINGS, at_ms, 60) for one in by_hash]
    expected = backtest([one for one in looked if one is not None])
    rates = hit_rates(found for one in known if (found := hits(one.products or {}, at_ms, 20)))

    found = api.get(PATH, holdoutDays=60, productDays=20).data

    whole = expected.probabilities
    assert (found["basis"], found["fittedCustomers"], found["customers"]) == (fitted.basis, len(known), len(known))
    assert fitted.basis is Basis.PRIOR
    assert [found[name] for name in ("predicted", "actual", "brier", "auc", "slope")] == pytest.approx(
        [whole.predicted, whole.actual, whole.brier, whole.auc, whole.slope], abs=5e-5
    )
    deciles = [(one["customers"], one["predicted"], one["actual"]) for one in found["deciles"]]
    assert deciles == [(band.customers, half_up(band.predicted, 4), half_up(band.actual, 4)) for band in whole.bands]
    assert len(deciles) == 10
    assert expected.expected_orders is not None
    assert found["orders"] == {"expected": half_up(expected.expected_orders, 1), "placed": expected.orders}
    assert [found["naive"][name] for name in ("rate", "rateBrier", "recencyBrier", "recencyAuc")] == pytest.approx(
        list(expected.naive), abs=5e-5
    )
    assert found["naive"]["hindsightRateBrier"] == pytest.approx(whole.base_brier, abs=5e-5)
    assert rates.customers > 30
    assert list(found["products"].values())[:4] == pytest.approx(list(rates), abs=5e-5)
    tested = ProductsPast.of(at_ms, 20, "UTC")
    for number, one in enumerate(shop):
        tested.learn(one, number)
    expected_products = tested.tested(20)
    assert found["products"]["probable"] == pytest.approx(expected_products.probable, abs=5e-5)
    assert found["products"]["buyers"]["customers"] == expected_products.buyers > 30
    assert found["purchases"] == {
        "expected": half_up(expected_products.by_weeks or 0.0, 1),
        "came": expected_products.came,
        "inRhythm": {"expected": expected_products.rhythm, "came": expected_products.rhythm_came},
    }
    assert (found["asOf"], found["cut"], found["until"]) == (rfc3339(NOW_MS), rfc3339(at_ms), rfc3339(newest_ms))
    assert (found["holdoutDays"], found["productDays"], found["stored"]) == (60, 20, False)
    assert found["verdict"] in ("probabilities", "ranking", "nothing")
    assert str(len(known)) in found["sentence"]


def test_a_shop_of_some_size_is_tested_with_its_correction_and_without(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    shop = a_shop(800)
    put_rows(stores, tenant, shop)

    found = api.get(PATH, holdoutDays=60).data

    at_ms = cut_ms(max(one.purchases.last_at_ms or 0 for one in shop), "UTC", 60)
    past = Retrospect(Question(NOW_MS, 60, 30), SETTINGS, at_ms)
    hashed = {one.customer_id: tenant.customer_hash(one.customer_id) for one in shop}
    known = [one for one in shop if past.learn(one, key_of(hashed[one.customer_id]))]
    fitted = past.fit()
    assert fitted.correction is not None
    assert (fitted.correction.horizon_days, fitted.correction.window_days) == (60, 60)
    known.sort(key=lambda one: hashed[one.customer_id])
    looked = [look_back(one.purchases, fitted, SETTINGS, at_ms, 60) for one in known]
    expected = backtest([one for one in looked if one is not None])
    assert expected.uncorrected is not None
    assert found["corrected"] is True
    figures = ("predicted", "brier", "auc", "slope")
    for shown, whole in ((found, expected.probabilities), (found["uncorrected"], expected.uncorrected)):
        assert [shown[name] for name in figures] == pytest.approx([getattr(whole, name) for name in figures], abs=5e-5)
    assert found["brier"] != found["uncorrected"]["brier"]
    assert found["closest"] in ("corrected", "model", "recency", "rate")
    assert "the model without its correction gets" in found["sentence"]


def test_orders_after_the_cut_change_what_came_and_not_what_was_predicted(
    stores: Stores, tenant: Tenant, api: Client
) -> None:
    until_ms = NOW_MS - 90 * DAY_MS
    at_ms = cut_ms(until_ms, "UTC", 90)
    shop = a_shop(200, seed=2)
    put_rows(stores, tenant, shop)
    before = api.get(PATH, until=rfc3339(until_ms)).data

    silent = [only(one, lambda order_ms: order_ms <= at_ms) for one in shop]
    for facts in silent:
        row = stores.rows(tenant).get(facts.customer_id)
        assert row is not None
        assert stores.rows(tenant).put(FactsRow(row.revision + 1, NOW_MS, FACTS_VERSION, facts), replacing=row.revision)
    after = api.get(PATH, until=rfc3339(until_ms)).data

    assert before["actual"] > 0 == after["actual"]
    assert before["predicted"] == after["predicted"] > 0
    assert [one["predicted"] for one in before["deciles"]] == [one["predicted"] for one in after["deciles"]]
    assert before["orders"]["expected"] == after["orders"]["expected"]
    assert before["products"]["customers"] == after["products"]["customers"] > 0
    assert before["products"]["recommended"] > 0 == after["products"]["recommended"]


def only(facts: CustomerFacts, kept: Any) -> CustomerFacts:
    """The customer without the orders that are not kept."""
    products = {}
    for id_, product in (facts.products or {}).items():
        if bought := tuple(one for one in product.purchases if kept(one.at_ms)):
            products[id_] = replace(product, purchases=bought)
    timeline = tuple(entry for entry in facts.purchases.timeline if kept(entry.at_ms))
    if not timeline:
        return CustomerFacts(facts.customer_id)
    purchases = replace(
        facts.purchases,
        order_count=len(timeline),
        spend_minor=sum(entry.spend_minor for entry in timeline),
        units_milli=sum(entry.units_milli for entry in timeline),
        last_at_ms=timeline[-1].at_ms,
        timeline=timeline,
    )
    return replace(facts, purchases=purchases, products=products)


def test_everybody_is_tested_wherever_their_orders_lie(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_rows(monkeypatch)
    shop = fill(stores, tenant, api, 40)

    found = api.get(PATH, holdoutDays=100).data

    at_ms = cut_ms(NOW_MS, "UTC", 100)
    assert found["customers"] == sum(known_at(one.purchases, at_ms) is not None for one in shop.values())
    assert stores.rows(tenant).rows_of(["heavy0"])["heavy0"].facts.purchases.heavy
    until_ms = at_ms + 100 * DAY_MS
    days = {
        (id_, entry.at_ms // DAY_MS)
        for id_, one in shop.items()
        for entry in one.purchases.timeline
        if known_at(one.purchases, at_ms) and at_ms < entry.at_ms <= until_ms
    }
    assert found["orders"]["placed"] == len(days)


def test_without_orders_it_says_so(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, [CustomerFacts("ann", True)])

    for query in ({}, {"until": "2025-10-01"}):
        found = api.get(PATH, **query).data
        assert found["sentence"] == "There is nothing to test: no order has been counted yet."
        assert (found["verdict"], found["customers"], found["deciles"]) == ("too_few", 0, [])
        assert {found[name] for name in NOTHING} == {None}
        assert (found["basis"], found["warning"]) == ("rules", "insufficient_history")
        nobody = {"customers": 0, "mostFrequent": None, "probable": None}
        assert found["products"] == nobody | {"recommended": None, "last": None, "buyers": nobody}
        assert found["purchases"] == {"expected": None, "came": 0, "inRhythm": {"expected": 0, "came": 0}}


@pytest.mark.parametrize(
    ("shop", "customers"),
    [
        pytest.param([a_customer("ann", 1)], 0, id="one order"),
        pytest.param([a_customer("ann", 300, 100, 1)], 1, id="one customer"),
        pytest.param([a_customer(f"c{number}", 5) for number in range(60)], 0, id="all on one day"),
        pytest.param([a_customer(f"c{number}", 91, 1) for number in range(60)], 60, id="all on the same two days"),
        pytest.param([a_customer(f"c{number}", 400 - number) for number in range(60)], 0, id="cut before the first"),
        pytest.param([a_customer("ann", 100, -500), a_customer("bob", 2)], 1, id="an order in the future"),
        pytest.param(
            [a_customer("whale", *range(400)), *(a_customer(f"c{n}", 200) for n in range(40))], 41, id="whale"
        ),
    ],
)
def test_a_shop_that_tells_little_has_an_answer_that_says_so(
    stores: Stores, tenant: Tenant, api: Client, shop: list[CustomerFacts], customers: int
) -> None:
    put_rows(stores, tenant, shop)

    answer = api.get(PATH)

    assert "NaN" not in answer.text
    assert (answer.data["verdict"], answer.data["customers"]) == ("too_few", customers)
    start = "Too few to say: of" if customers else "There is nothing to test: nobody had ordered 90 days before the end"
    assert answer.data["sentence"].startswith(start)


def test_the_end_is_the_newest_order_or_what_was_asked_for(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, [a_customer("ann", 40, 20), a_customer("bob", 30)])

    assert api.get(PATH, holdoutDays=10).data["until"] == rfc3339(NOW_MS - 20 * DAY_MS)
    assert api.get(PATH, holdoutDays=10).data["cut"] == "2025-09-15T23:59:59.999Z"
    assert api.get(PATH, holdoutDays=10, until="2025-09-20").data["cut"] == "2025-09-10T23:59:59.999Z"
    assert api.get(PATH, holdoutDays=10, until=rfc3339(NOW_MS)).data["customers"] == 2


def test_products_are_tried_for_thirty_days_or_for_as_many_as_are_held_out(api: Client) -> None:
    assert api.get(PATH).data["productDays"] == 30
    assert api.get(PATH, holdoutDays=29).data["productDays"] == 29
    assert api.get(PATH, holdoutDays=31, productDays=31).data["productDays"] == 31


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"holdoutDays": 0}, ["holdoutDays"]),
        ({"holdoutDays": 366}, ["holdoutDays"]),
        ({"holdoutDays": "ninety"}, ["holdoutDays"]),
        ({"until": "yesterday"}, ["until"]),
        ({"until": rfc3339(NOW_MS + 1)}, ["until"]),
        ({"productDays": 0}, ["productDays"]),
        ({"productDays": 91}, ["productDays"]),
        ({"until": "2099-01-01", "holdoutDays": 7, "productDays": 8}, ["until", "productDays"]),
        ({"days": 7}, ["days"]),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_name(api: Client, query: dict[str, Any], named: list[str]) -> None:
    answer = api.get(PATH, **query)

    assert (answer.status, list(answer.errors)) == (400, named)


@pytest.mark.parametrize("days", [1, 365])
def backtest_peoplee_day_and_a_year_may_be_held_out(api: Client, days: int) -> None:
    assert api.get(PATH, holdoutDays=days).data["holdoutDays"] == days


def leave(stores: Stores, tenant: Tenant, question: Question, as_of_ms: int) -> Backtested:
    """What the command does."""
    shop = shop_of(stores, tenant.id, as_of_ms)
    people = everybody(shop.rows.all(), shop.ledger)
    found = backtest_people(shop, with_until(shop, question), people, clock=lambda: as_of_ms)
    stores.backtests(tenant).put(found)
    return found


def test_beyond_the_bound_it_is_what_the_command_left_and_says_when(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, a_shop(60))
    live = api.get(PATH).data
    leave(stores, tenant, Question(None, 90, 30), NOW_MS - DAY_MS)
    monkeypatch.setattr(walk_module, "LIST_ROWS", 30)

    found = api.get(PATH).data

    assert (found["stored"], found["asOf"]) == (True, rfc3339(NOW_MS - DAY_MS))
    assert {**found, "stored": False, "asOf": live["asOf"], "until": live["until"]} == live
    assert api.get(PATH, until=found["until"]).data == found
    assert api.get(PATH, until=found["until"][:10]).data == found


@pytest.mark.parametrize("query", [{"holdoutDays": 60}, {"productDays": 7}, {"until": "2025-01-01"}])
def test_beyond_the_bound_what_no_command_tested_is_a_conflict_that_names_the_command(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch, query: dict[str, Any]
) -> None:
    put_rows(stores, tenant, a_shop(60))
    monkeypatch.setattr(walk_module, "LIST_ROWS", 30)
    before = api.get(PATH)
    leave(stores, tenant, Question(None, 90, 30), NOW_MS)

    answer = api.get(PATH, **query)

    assert (before.status, answer.status, answer.json["code"]) == (409, 409, "too_many_customers_live")
    assert "`regulars backtest --tenant acme --holdout-days 90 --product-days 30`" in before.json["detail"]
    assert api.get(PATH).status == 200


def test_within_the_bound_it_is_live_whatever_was_left(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, a_shop(60))
    leave(stores, tenant, Question(None, 90, 30), NOW_MS - DAY_MS)

    assert (api.get(PATH).data["stored"], api.get(PATH).data["asOf"]) == (False, rfc3339(NOW_MS))


def test_days_are_those_of_the_tenants_zone(stores: Stores, tenant: Tenant, api: Client) -> None:
    # 12:30 UTC on 30 June is the first of July in Auckland, and summer time ended there in between.
    days_ago = (NOW_MS - to_ms(datetime(2025, 6, 30, 12, 30, tzinfo=UTC))) / DAY_MS
    put_rows(stores, tenant, [a_customer("ann", 400, days_ago)])
    api.put("/api/settings", {"timezone": "Pacific/Auckland"}, if_match="*")

    assert api.get(PATH, until="2025-07-01").data["until"] == "2025-06-30T12:00:00.000Z"
    assert api.get(PATH, until="2025-07-01").data["cut"] == "2025-04-02T10:59:59.999Z"
    assert api.get(PATH).data["cut"] == "2025-04-02T10:59:59.999Z"


def test_two_long_histories_can_be_waited_for(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_rows(monkeypatch)
    fill(stores, tenant, api, 0, heavy=2)

    assert api.get(PATH).data["customers"] == 2


def test_three_long_histories_are_too_much_to_wait_for(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_rows(monkeypatch)
    fill(stores, tenant, api, 0, heavy=3)

    assert api.get(PATH).json["code"] == "too_many_customers_live"
    assert leave(stores, tenant, Question(None, 90, 30), NOW_MS).found.probabilities.customers == 3
    assert api.get(PATH).data["customers"] == 3


def test_a_viewer_may_read_it_and_another_tenant_or_nobody_may_not(application: Application, api: Client) -> None:
    viewer = Client(application, "acme", role="viewer")

    assert viewer.get(PATH).status == 200
    assert viewer.get(PATH, tenantId="acme").status == 200
    assert viewer.get(PATH, tenantId="other").status == 403
    assert Client(application, "nowhere").get(PATH).status == 403
    assert viewer.send("GET", PATH, claims={}).status == 403
