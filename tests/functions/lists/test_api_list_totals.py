"""Totals of lists that are too long to be counted while somebody waits: last night's, with their instant, or null."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS, rfc3339
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.customers import a_customer
from testing.api.lists import some_customers, walk_through
from testing.api.rows import believe_rows, put_rows
from testing.aws.kept import made_once
from testing.builders import NOW_MS
from testing.machines.night import create_night_machine, run_night

NIGHT_MS = NOW_MS - HOUR_MS
NEVER = CustomerFacts("never", True, PurchaseFacts())


@pytest.fixture
def many(stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """More customers than may be counted, of every segment, and a night; since then one more has bought."""

    def make() -> None:
        put_rows(stores, tenant, [*some_customers(60), NEVER])
        create_night_machine(stores)
        run_night(stores, tenant, "night-1", at_ms=NIGHT_MS)
        put_rows(stores, tenant, [a_customer("since", (1, 1))])

    believe_rows(monkeypatch)
    made_once(__name__, make)
    for name in ("walk.LIST_ROWS", "listing.LIST_ROWS"):
        monkeypatch.setattr(f"regulars.lists.{name}", 5)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sort": "totalSpend"},
        {"segment": "VIP"},
        {"segment": "New"},
        {"segment": "Active,Dormant"},
        {"purchaseFrequency": "None"},
        {"purchaseFrequency": "One-time"},
        {"purchaseFrequency": "Weekly,Monthly,Quarterly"},
    ],
)
@pytest.mark.usefixtures("many")
def test_a_total_is_last_nights_where_its_summary_knows_it(
    api: Client, monkeypatch: pytest.MonkeyPatch, query: dict[str, Any]
) -> None:
    api.now_ms = NIGHT_MS
    last = api.get("/api/customers", limit=1, **query).json["meta"]
    pages = list(walk_through(api, limit=50, **query))
    told = [(page.json["meta"]["total"], page.json["meta"]["totalAsOf"]) for page in pages]
    ids = {row["contactID"] for page in pages for row in page.data} - {"since"}

    if last["totalAsOf"] is not None:
        assert (last["total"], last["totalAsOf"]) == (len(ids), rfc3339(NIGHT_MS))
        assert set(told) == {(len(ids), rfc3339(NIGHT_MS))}
    else:
        assert last["total"] - len(ids) in (0, 1), "few enough to be counted"
        assert len(ids) <= 5


@pytest.mark.usefixtures("many")
def test_without_a_filter_all_are_counted_those_without_an_order_too(api: Client) -> None:
    meta = api.get("/api/customers").json["meta"]

    assert (meta["total"], meta["totalAsOf"], meta["asOf"]) == (61, rfc3339(NIGHT_MS), rfc3339(NOW_MS))


@pytest.mark.parametrize(
    "query",
    [
        {"segment": "Active,Dormant,New", "purchaseFrequency": "Weekly,Monthly,Quarterly,Occasional"},
        {"segment": "Active,Dormant,New", "minSpend": 1},
        {"purchaseFrequency": "Weekly,Monthly,Quarterly,Occasional", "maxDaysSinceLastOrder": 3000},
        {"minSpend": 1},
        {"maxSpend": 4000},
        {"minDaysSinceLastOrder": 1},
        {"rfmGroup": "Champions,Lost,At Risk,Hibernating,New Customers"},
    ],
)
@pytest.mark.usefixtures("many")
def test_a_total_that_no_summary_knows_is_null(api: Client, query: dict[str, Any]) -> None:
    meta = api.get("/api/customers", **query).json["meta"]

    assert (meta["total"], meta["totalAsOf"]) == (None, None)


def test_before_the_first_night_a_total_is_null(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, some_customers(20))
    monkeypatch.setattr(walk_module, "LIST_ROWS", 5)

    meta = api.get("/api/customers", limit=3).json["meta"]

    assert (meta["total"], meta["totalAsOf"]) == (None, None)
    assert meta["nextCursor"]


def test_a_total_that_can_be_counted_is_of_this_instant(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, some_customers(20))
    believe_rows(monkeypatch)
    create_night_machine(stores)
    run_night(stores, tenant, "night-1", at_ms=NIGHT_MS)
    put_rows(stores, tenant, [a_customer("since", (1, 1))])

    meta = api.get("/api/customers").json["meta"]

    assert (meta["total"], meta["totalAsOf"]) == (21, None)
