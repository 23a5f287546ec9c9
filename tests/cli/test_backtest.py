"""`regulars backtest`: the API's answer as a table; a tenant too large for it is tested by the command itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from regulars.cli import backtest
from regulars.cli.http import Answered
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.lists import walk as walk_module
from regulars.stores.kept import Kept
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.habits import a_customer, a_shop
from testing.api.rfm_shop import fill, small_rows
from testing.api.rows import put_rows
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.commands.fake_api import FakeApi
from testing.commands.runs import Run
from testing.machines.night import create_night_machine, run_night

PATH = "/api/v1/analytics/backtest"


@pytest.fixture
def stores(stores: Stores) -> Stores:
    """Those of a deployment whose users are another issuer's: the tests' tokens are of no user pool."""
    return Stores(replace(stores.names, user_pool_id=""))


@pytest.fixture
def shop(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """Tenant `shop`, whose API the command calls without a network, at `NOW_MS`."""
    tenant = make_tenant(stores, "shop")
    application = Application(stores, buckets=Buckets(1_000_000), kept=Kept(for_ms=0))

    class Api:
        def __init__(self, _connection: object, tenant_id: str) -> None:
            self._client = Client(application, tenant_id)

        def call(self, method: str, path: str) -> Any:
            parts = urlsplit(path)
            answer = self._client.send(method, parts.path, query=parts.query)
            if answer.status != 200:
                raise Answered(answer.status, answer.json["detail"])
            return answer.json

    monkeypatch.setattr(backtest, "Api", Api)
    monkeypatch.setattr(backtest, "time", SimpleNamespace(time_ns=lambda: (NOW_MS - DAY_MS) * 1_000_000))
    return tenant


@pytest.fixture
def too_large(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setattr(walk_module, "LIST_ROWS", 30)


def shown_by(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


ALONE = {"predicted": 0.46, "slope": 0.874, "brier": 0.2181, "auc": 0.734}


@pytest.mark.parametrize(
    ("alone", "brier", "auc", "slope", "rests"),
    [
        (None, "0.218; ", "0.733; ", "0.861 ", "3 370 buyers; no order in the 90 days before the cut"),
        (
            ALONE,
            "0.218; without correction 0.218, ",
            "0.733; without correction 0.734, ",
            "0.861; without correction 0.874 ",
            "3 370 buyers; corrected by its own last window; no order in the 90 days before the cut",
        ),
    ],
)
def test_a_merchant_reads_a_table_the_figures_and_what_they_mean(
    api: FakeApi,
    regulars: Run,
    capsys: pytest.CaptureFixture[str],
    alone: dict[str, float] | None,
    brier: str,
    auc: str,
    slope: str,
    rests: str,
) -> None:
    figures = {
        "customers": 3_370, "predicted": 0.4586, "actual": 0.57, "slope": 0.861, "brier": 0.218, "auc": 0.733,
        "deciles": [{"customers": 337, "predicted": 0.1641, "actual": 0.3234}],
        "orders": {"expected": 3_326.5, "placed": 4_483},
        "naive": {"rate": 0.4775, "rateBrier": 0.2537, "hindsightRateBrier": 0.2451, "recencyBrier": 0.2404,
                  "recencyAuc": 0.6834},
        "products": {"customers": 782, "recommended": 0.1944, "mostFrequent": 0.2992, "last": 0.2698,
                     "probable": 0.3069, "buyers": {"customers": 973, "probable": 0.443, "mostFrequent": None}},
        "purchases": {"expected": 27_618.2, "came": 41_000, "inRhythm": {"expected": 9_594, "came": 9_398}},
        "purchasesSentence": "More came.",
        "basis": "model", "warning": "no_recent_orders", "fittedCustomers": 3_370, "atBound": ["a", "b"],
        "coarse": True, "cut": "2011-09-10T23:59:59.999Z", "holdoutDays": 90, "stored": False,
        "sentence": "Rely on it.", "productsSentence": "Some bought.",
        "corrected": alone is not None, "uncorrected": alone,
    }  # fmt: skip
    api.say(f"GET {PATH}?holdoutDays=90&productDays=30", {"data": figures})

    assert regulars("backtest", "--tenant", "acme") == 0

    assert capsys.readouterr().out.splitlines() == [
        "acme: fitted on orders up to 2011-09-10T23:59:59.999Z, tested on the 90 days after it",
        "  group    customers  expected to order  ordered",
        "  1              337             16.4 %   32.3 %",
        "  all          3 370             45.9 %   57.0 %",
        "  orders         3 326 expected, 4 483 placed",
        f"  Brier score    {brier}one rate for all 0.254, days since the last order 0.240 (lower is better)",
        f"  ranking (AUC)  {auc}days since the last order 0.683 (0.5 is guessing, 1 perfect)",
        f"  slope          {slope}(1 is right, below 1 too sure)",
        "  next product   19.4 % of 782; most frequent 29.9 %, last 27.0 %, by probability 30.7 %",
        "  of all buyers  44.3 % of 973 by probability; most frequent -",
        "  purchases      27 618 expected by recent weeks, 41 000 came; pairs in rhythm 9 594 and 9 398",
        f"  rests on       model, fitted on {rests}; parameters at the edge of their range: a, b; by weeks",
        "",
        "Rely on it.",
        "Some bought.",
        "More came.",
    ]


def test_what_is_unknown_is_a_dash_and_of_nobody_only_the_sentences_are_said(
    stores: Stores, shop: Tenant, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("backtest", "--tenant", "shop") == 0
    assert capsys.readouterr().out.splitlines() == [
        "There is nothing to test: no order has been counted yet.",
        "Nobody had a product that they were expected to buy within 30 days after the cut.",
        "Fewer than four full weeks of orders before the cut: no forecast would have been made.",
    ]

    put_rows(stores, shop, [a_customer("ann", 300, 1)])
    assert regulars("backtest", "--tenant", "shop") == 0
    said = capsys.readouterr().out.splitlines()
    assert "  orders         no number expected, 1 placed" in said
    assert "  next product   - of 0; most frequent -, last -, by probability -" in said
    assert "  rests on       fixed rules; fewer than 30 buyers, or less than 30 days of orders" in said


def test_the_days_and_the_end_are_asked_for_as_given(api: FakeApi, regulars: Run) -> None:
    asked = f"GET {PATH}?holdoutDays=7&productDays=7&until=2011-09-10T00%3A00%3A00%2B02%3A00"
    api.say(asked, {"detail": "until must not lie in the future"}, status=400)

    assert regulars("backtest", "--tenant", "acme", "--holdout-days", "7", "--until", "2011-09-10T00:00:00+02:00") == 1

    assert [call for call, *_ in api.asked] == [asked]


@pytest.mark.parametrize("wrong", [["--holdout-days", "0"], ["--holdout-days", "366"], ["--product-days", "0"]])
def test_days_outside_their_range_are_refused_before_anything_is_asked(
    api: FakeApi, regulars: Run, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("backtest", "--tenant", "acme", *wrong) == 1
    assert wrong[0] in capsys.readouterr().err
    assert api.asked == []


def test_a_tenant_that_is_too_large_is_tested_here_and_the_api_answers_the_same_as_live(
    stores: Stores,
    shop: Tenant,
    regulars: Run,
    capsys: pytest.CaptureFixture[str],
    too_large: Callable[[], None],
) -> None:
    put_rows(stores, shop, a_shop(60))
    assert regulars("backtest", "--tenant", "shop", "--json") == 0
    live = shown_by(capsys)
    assert stores.backtests(shop).read() is None
    too_large()

    assert regulars("backtest", "--tenant", "shop", "--json") == 0

    found = shown_by(capsys)
    assert (found["stored"], found["asOf"]) == (True, rfc3339(NOW_MS - DAY_MS))
    assert found["customers"] > 30
    assert {**found, "stored": False, "asOf": live["asOf"]} == live


def test_it_is_tested_anew_each_time_and_says_so(
    stores: Stores,
    shop: Tenant,
    regulars: Run,
    capsys: pytest.CaptureFixture[str],
    too_large: Callable[[], None],
) -> None:
    put_rows(stores, shop, a_shop(60))
    too_large()
    assert regulars("backtest", "--tenant", "shop", "--holdout-days", "20") == 0
    first = stores.backtests(shop).read()
    put_rows(stores, shop, [a_customer("new", 300)])

    assert regulars("backtest", "--tenant", "shop", "--holdout-days", "20") == 0

    second = stores.backtests(shop).read()
    assert first is not None
    assert second is not None
    assert second.found.probabilities.customers == first.found.probabilities.customers + 1
    said = capsys.readouterr()
    assert said.out.endswith(f"GET {PATH} now answers with this, as of {rfc3339(NOW_MS - DAY_MS)}.\n")
    assert said.err == "Reading customers\nFitting and comparing\n" * 2


def test_on_a_terminal_the_bar_is_of_as_many_as_last_night_counted(
    stores: Stores,
    shop: Tenant,
    regulars: Run,
    capsys: pytest.CaptureFixture[str],
    too_large: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_rows(stores, shop, [*(a_customer(f"c{number:02}", 100) for number in range(39)), CustomerFacts("never", True)])
    create_night_machine(stores)
    run_night(stores, shop, "night-1", at_ms=NOW_MS)
    monkeypatch.setattr(backtest, "_SHOWN_EVERY", 20)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    too_large()

    assert regulars("backtest", "--tenant", "shop") == 0

    said = capsys.readouterr().err
    assert "[------------------------] 0 of 40 customers" in said
    assert "[############------------] 20 of 40 customers" in said


def test_a_test_until_a_day_in_the_tenants_zone_and_heavy_customers_are_the_same_as_live(
    stores: Stores,
    shop: Tenant,
    regulars: Run,
    capsys: pytest.CaptureFixture[str],
    too_large: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small_rows(monkeypatch)
    fill(stores, shop, Client(Application(stores, buckets=Buckets(1_000_000), kept=Kept(for_ms=0)), "shop"), 40)
    asked = ["--tenant", "shop", "--until", "2025-08-01", "--holdout-days", "60", "--product-days", "20", "--json"]
    assert regulars("backtest", *asked) == 0
    live = shown_by(capsys)
    too_large()

    assert regulars("backtest", *asked) == 0

    found = shown_by(capsys)
    assert found["until"] == "2025-08-01T00:00:00.000Z"
    assert {**found, "stored": False, "asOf": live["asOf"]} == live


def test_an_unknown_tenant_ends_with_its_sentence(
    shop: Tenant, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("backtest", "--tenant", "nowhere") == 1
    assert "tenant" in capsys.readouterr().err
