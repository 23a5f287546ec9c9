"""A product with as many repeat buyers as are answered live: what a page reads is counted, whatever its seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.scoring.affinity import predicted_ms
from regulars.stores.limits import LOOKUP_ENTRIES, QUERY_PAGE_BYTES

from benchmarks.buyers import AT_RISK, BEST, PRODUCT, buyer, load_buyers
from benchmarks.night_run import Usage
from benchmarks.night_server import World, serving
from benchmarks.night_step import stores_at
from testing.api.client import Client, client_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

SHARDS = 4
ENTRY_BYTES = 150


class Shop:
    """A world with one product's buyers, and what the last call used there."""

    def __init__(self, world: World) -> None:
        stores = stores_at(world.endpoint)
        self.world = world
        self.tenant: Tenant = make_tenant(stores, "shop", shards=SHARDS)
        self.api: Client = client_of(Application(stores, buckets=Buckets(1_000_000)), self.tenant)
        load_buyers(world, self.tenant, LOOKUP_ENTRIES)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with serving(tmp_path_factory.mktemp("world")) as world:
        yield Shop(world)


def expected(customers: int = LOOKUP_ENTRIES) -> list[str]:
    """The ids of those at risk, just overdue first, from what they bought."""
    overdue = []
    for one in map(buyer, range(customers)):
        next_at_ms = predicted_ms((one.products or {})[PRODUCT])
        assert next_at_ms is not None
        if next_at_ms < NOW_MS:
            overdue.append((-next_at_ms, one.customer_id))
    return [customer_id for _, customer_id in sorted(overdue)]


def bounded(used: Usage, *, rows: int) -> None:
    """All entries once, by the megabyte; then the rows of the page, and nothing else of a customer."""
    entries = used["Query", "lookups"]
    assert entries.items == LOOKUP_ENTRIES
    assert entries.read_units <= LOOKUP_ENTRIES * ENTRY_BYTES / 4_096 / 2 + entries.requests
    assert entries.requests <= LOOKUP_ENTRIES * ENTRY_BYTES // QUERY_PAGE_BYTES + 2 * SHARDS
    found = used["BatchGetItem", "facts"]
    assert (found.requests, found.items, found.read_units) == (-(-rows // 25), rows, rows)
    assert set(used) <= {
        ("Query", "lookups"),
        ("BatchGetItem", "facts"),
        ("BatchGetItem", "tenants"),
        ("GetObject", "bucket"),
    }


def test_a_page_of_customers_at_risk_reads_all_entries_and_its_own_rows_alone(shop: Shop) -> None:
    overdue = expected()
    assert 20_000 < len(overdue) < 40_000

    first = shop.api.get(AT_RISK, limit=50)
    bounded(shop.world.used(), rows=50)
    second = shop.api.get(AT_RISK, limit=50, cursor=first.json["meta"]["nextCursor"])
    bounded(shop.world.used(), rows=50)

    assert [row["customerId"] for row in first.data + second.data] == overdue[:100]
    assert first.json["meta"]["total"] == len(overdue)


def test_a_page_of_the_best_customers_reads_no_more(shop: Shop) -> None:
    shop.world.used()

    answer = shop.api.get(BEST, limit=100)

    bounded(shop.world.used(), rows=100)
    assert answer.json["meta"]["total"] == LOOKUP_ENTRIES
    scores = [row["affinityScore"] for row in answer.data]
    assert scores == sorted(scores, reverse=True)


def test_one_buyer_more_is_too_many_and_is_told_without_a_row_read(shop: Shop) -> None:
    load_buyers(shop.world, shop.tenant, 1, first=LOOKUP_ENTRIES)

    answer = shop.api.get(AT_RISK)

    assert (answer.status, answer.json["code"]) == (409, "too_many_customers_live")
    used = shop.world.used()
    assert ("BatchGetItem", "facts") not in used
    assert used["Query", "lookups"].items == LOOKUP_ENTRIES + 1
