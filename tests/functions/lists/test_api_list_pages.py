"""Pages of the list and its total: what each reads at most, and that a walk meets everybody once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts, ProfileFacts, PurchaseFacts
from regulars.facts.tenant import Generation, Tenant
from regulars.http.door.app import Application
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores
from regulars.stores.tenant.tenants import Directory, TenantRecord

from testing.api.client import Client
from testing.api.expected_lists import expected, kept_by
from testing.api.lists import some_customers, walk_through
from testing.api.rows import count_reads, put_rows
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS


def test_beyond_the_bound_every_page_stays_within_it_and_the_walk_still_meets_everybody(
    application: Application,
    stores: Stores,
    shop: tuple[Tenant, list[CustomerFacts]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(walk_module, "LIST_ROWS", 40)
    tenant, customers = shop
    api = Client(application, tenant.id)
    shards = tenant.reading.shards
    reads = count_reads(stores)
    for query in (
        {"sort": "-totalSpend"},
        {"sort": "totalSpend", "segment": "Dormant"},
        {"sort": "lastOrderDate", "segment": "Active"},
        {"sort": "-lastOrderDate", "purchaseFrequency": "Weekly"},
        {"sort": "-lastOrderDate", "minSpend": "1000"},
        {"sort": "lastOrderDate", "segment": "VIP"},
        {"sort": "-totalSpend", "purchaseFrequency": "None"},
    ):
        met = []
        for page in walk_through(api, **query, limit=10):
            rows, counted = reads.pop_rows()
            # One row more tells whether there are more, and the first of every shard is read whatever is left, since
            # without it no order is known.
            assert rows + counted <= 40 + 1 + shards, query
            met += [row["contactID"] for row in page.data]
        assert met == expected(customers, query["sort"], kept_by(query)), query


def test_the_total_is_exact_within_the_bound_and_unknown_beyond_it(
    application: Application, shop: tuple[Tenant, list[CustomerFacts]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant, customers = shop
    api = Client(application, tenant.id)
    vips = len(expected(customers, "totalSpend", kept_by({"segment": "VIP"})))

    exact = api.get("/api/customers", limit=5).json["meta"]
    # Too few for all 120; enough for a page of one that looks at some dozens, and for the 24 VIPs beside it.
    monkeypatch.setattr(walk_module, "LIST_ROWS", 100)
    unknown = api.get("/api/customers", limit=5).json["meta"]
    gathered = api.get("/api/customers", limit=1, segment="VIP").json["meta"]

    assert (exact["total"], exact["count"]) == (120, 5)
    assert (unknown["total"], unknown["totalAsOf"]) == (None, None)
    assert gathered["total"] == vips


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"sort": "totalSpend"},
        {"segment": "VIP,Active,New"},
        {"purchaseFrequency": "Weekly,None"},
        {"sort": "lastOrderDate", "segment": "VIP"},
    ],
    ids=str,
)
def test_the_total_is_exact_where_the_candidates_just_fit_the_bound(
    application: Application,
    stores: Stores,
    shop: tuple[Tenant, list[CustomerFacts]],
    monkeypatch: pytest.MonkeyPatch,
    query: dict[str, Any],
) -> None:
    tenant, customers = shop
    api = Client(application, tenant.id)
    reads = count_reads(stores)
    api.get("/api/customers", limit=5, **query)
    # What the page and its total read together: nobody twice.
    candidates = sum(reads.pop_rows())
    assert candidates <= 120
    monkeypatch.setattr(walk_module, "LIST_ROWS", candidates)

    meta = api.get("/api/customers", limit=5, **query).json["meta"]
    monkeypatch.setattr(walk_module, "LIST_ROWS", candidates - 2)
    beyond = api.get("/api/customers", limit=5, **query).json["meta"]

    assert meta["total"] == len(expected(customers, "lastOrderDate", kept_by(query)))
    assert beyond["total"] is None


def test_a_list_takes_at_most_its_pages_and_one_request_a_shard_its_total_apart(
    application: Application, stores: Stores, shop: tuple[Tenant, list[CustomerFacts]]
) -> None:
    tenant, _ = shop
    shards = tenant.reading.shards
    api = Client(application, tenant.id)
    reads = count_reads(stores)

    cursor = api.get("/api/customers", limit=20).json["meta"]["nextCursor"]
    assert reads.sent <= 1 + shards
    assert reads.requests - reads.sent == 2 * shards, "range 1 and range 0 of every shard are counted"
    reads.pop_rows()
    page = api.get("/api/customers", limit=20, cursor=cursor)

    assert page.json["meta"]["total"] == 120
    assert reads.requests == reads.sent <= 1 + shards
    assert reads.rows <= 22 if shards == 1 else reads.rows <= 60


def test_pages_that_weigh_too_much_end_early_and_go_on(
    application: Application, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = make_tenant(stores, "shop")
    long = ProfileFacts(name="x" * 50_000)
    customers = [replace(one, profile=long) for one in some_customers(60)]
    put_rows(stores, tenant, customers)
    monkeypatch.setattr(walk_module, "LIST_BYTES", 1_500_000)
    api = Client(application, tenant.id)
    query = {"sort": "totalSpend", "purchaseFrequency": "One-time,Weekly"}

    pages = list(walk_through(api, **query, limit=1000))

    assert [row["contactID"] for page in pages for row in page.data] == expected(
        customers, "totalSpend", kept_by(query)
    )
    assert len(pages) >= 3, "three megabytes, one a page"
    assert pages[0].json["meta"]["total"] is None


@pytest.mark.parametrize(
    "query",
    [{}, {"purchaseFrequency": "Weekly,One-time,None"}, {"sort": "lastOrderDate", "segment": "VIP"}],
    ids=["walked", "read whole", "gathered"],
)
def test_a_page_of_long_names_in_any_script_ends_before_lambda_would_refuse_it(
    application: Application, stores: Stores, query: dict[str, Any]
) -> None:
    tenant = make_tenant(stores, "shop")
    profile = ProfileFacts(name="\N{FOX FACE}" * 500, email='"' * 500, company="\N{FOX FACE}" * 500)
    vip = PurchaseFacts(1, 600_000, 1_000, NOW_MS, NOW_MS, "\N{FOX FACE}" * 128)
    customers = [CustomerFacts(f"c{number:03d}", True, vip, profile) for number in range(500)]
    put_rows(stores, tenant, customers)
    api = Client(application, tenant.id)

    pages = list(walk_through(api, **query, limit=1000))

    met = [row["contactID"] for page in pages for row in page.data]
    assert met == expected(customers, query.get("sort", "-lastOrderDate"), kept_by(query))
    assert len(pages) == 2
    # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    assert all(len(json.dumps({"body": page.text})) < 6 * 1024 * 1024 for page in pages)


def test_a_walk_goes_on_across_a_reshard(
    application: Application, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = make_tenant(stores, "shop")
    customers = some_customers(60)
    put_rows(stores, tenant, customers)
    resharded = replace(tenant, reading=Generation(2, 4), writing=(Generation(2, 4),))
    put_rows(stores, resharded, customers)
    api = Client(application, tenant.id)
    query = {"sort": "-totalSpend", "segment": "Dormant", "limit": 5}
    first = api.get("/api/customers", **query)
    read = stores.directory.read

    def reading_the_new_generation(self: Directory, tenant_id: str) -> TenantRecord | None:
        record = read(tenant_id)
        return record and record._replace(tenant=resharded)

    monkeypatch.setattr(Directory, "read", reading_the_new_generation)
    rest = api.get("/api/customers", **{**query, "limit": 1000}, cursor=first.json["meta"]["nextCursor"])

    assert [row["contactID"] for page in (first, rest) for row in page.data] == expected(
        customers, "-totalSpend", kept_by(query)
    )


def test_a_walk_whose_gathered_candidates_outgrow_the_bound_goes_on_along_its_own_index(
    application: Application, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = make_tenant(stores, "shop")
    customers = some_customers(80)
    put_rows(stores, tenant, customers)
    api = Client(application, tenant.id)
    query = {"sort": "lastOrderDate", "segment": "VIP", "limit": 3}
    first = api.get("/api/customers", **query)
    monkeypatch.setattr(walk_module, "LIST_ROWS", 10)

    met, cursor = [row["contactID"] for row in first.data], first.json["meta"]["nextCursor"]
    while cursor is not None:
        page = api.get("/api/customers", **query, cursor=cursor)
        met += [row["contactID"] for row in page.data]
        cursor = page.json["meta"]["nextCursor"]
        assert page.json["meta"]["total"] == first.json["meta"]["total"]

    assert met == expected(customers, "lastOrderDate", kept_by(query))
