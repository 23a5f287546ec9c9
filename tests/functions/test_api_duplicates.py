"""Duplicates over HTTP: pairs with one e-mail address or phone number, each once, and only as the rows stand."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.order import Contact
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.http.door.app import Application
from regulars.lists import duplicates as duplicates_module
from regulars.projection.lookups import lookup_entries
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order, facts_of

DUPLICATES = "/api/customers/profiles/duplicates"
EMAIL, PHONE = "ann@example.com", "+64 9 123 4567"


class Shop:
    """Puts rows, and the lookups that belong to them."""

    def __init__(self, stores: Stores, tenant: Tenant) -> None:
        self.stores, self.tenant = stores, tenant
        self.revision = 0

    def called(self, customer_id: str, *, days: int = 1, lookups: bool = True, **contact: str) -> None:
        order = an_order(customer_id, customer_id, ordered_at_ms=NOW_MS - days * DAY_MS, contact=Contact(**contact))
        self.put(facts_of(order, customer_id=customer_id), lookups=lookups)

    def put(self, known: CustomerFacts, *, lookups: bool = True) -> None:
        facts = self.stores.rows(self.tenant)
        before = facts.revisions_of([known.customer_id])[known.customer_id]
        row = FactsRow(before + 1, NOW_MS, FACTS_VERSION, known)
        assert facts.put(row, replacing=before)
        for entry in lookup_entries(row) if lookups else ():
            self.stores.lookups(self.tenant).put(entry)


@pytest.fixture(params=[1, 4], ids=lambda shards: f"{shards} shards")
def shop(stores: Stores, request: pytest.FixtureRequest) -> Shop:
    return Shop(stores, make_tenant(stores, f"shop-{request.param}", shards=request.param))


@pytest.fixture
def api(application: Application, shop: Shop) -> Client:
    return Client(application, shop.tenant.id)


def pairs(api: Client, **query: Any) -> dict[tuple[str, str], list[str]]:
    """Every pair of a whole walk with its reasons; each must come once."""
    found = [pair for page in api.walk(DUPLICATES, **query) for pair in page.data]
    told = {tuple(one["customerId"] for one in pair["customers"]): pair["why"] for pair in found}
    assert len(told) == len(found), "a pair came twice"
    return told


def test_a_pair_is_answered_with_both_customers_and_why(shop: Shop, api: Client) -> None:
    shop.called("b", days=3, email=EMAIL, name="Ann")
    shop.called("a", email=" ANN@Example.com", phone=PHONE, name="Ann Lee")
    shop.called("c", email="cy@example.com")

    answer = api.get(DUPLICATES)

    assert answer.json["meta"] == {
        "count": 1,
        "total": 1,
        "totalAsOf": None,
        "nextCursor": None,
        "asOf": answer.json["meta"]["asOf"],
    }
    [pair] = answer.data
    assert pair["why"] == ["email"]
    assert pair["customers"] == [
        {
            "customerId": "a",
            "name": "Ann Lee",
            "email": " ANN@Example.com",
            "phone": PHONE,
            "orderCount": 1,
            "totalSpent": 100.0,
            "lastOrderDate": "2025-10-14T08:30:00.000Z",
        },
        {
            "customerId": "b",
            "name": "Ann",
            "email": EMAIL,
            "phone": None,
            "orderCount": 1,
            "totalSpent": 100.0,
            "lastOrderDate": "2025-10-12T08:30:00.000Z",
        },
    ]


def test_numbers_are_compared_by_their_digits_and_both_reasons_are_told(shop: Shop, api: Client) -> None:
    shop.called("a", email=EMAIL, phone="0064 (9) 123-4567")
    shop.called("b", email=EMAIL, phone="00 64 9 1234567")
    shop.called("c", phone="006491234567")

    assert pairs(api) == {("a", "b"): ["email", "phone"], ("a", "c"): ["phone"], ("b", "c"): ["phone"]}


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_a_walk_gives_each_pair_once_whatever_the_page(shop: Shop, api: Client, limit: int) -> None:
    for number, who in enumerate("abcde"):
        shop.called(who, days=number + 1, email=EMAIL)
    shop.called("f", phone=PHONE)
    shop.called("g", phone=PHONE)

    expected = {pair: ["email"] for pair in combinations("abcde", 2)} | {("f", "g"): ["phone"]}

    assert pairs(api, limit=limit) == expected


def test_a_walk_passes_over_many_who_are_like_nobody(shop: Shop, api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates_module, "LOOKED_AT", 3)
    for number in range(10):
        shop.called(f"c{number}", days=number + 1, email=f"c{number}@example.com")
    shop.called("d1", days=5, phone=PHONE)
    shop.called("d2", days=50, phone=PHONE)

    pages = list(api.walk(DUPLICATES))

    assert len(pages) >= 4
    assert pairs(api) == {("d1", "d2"): ["phone"]}


def test_long_addresses_are_compared_whole(shop: Shop, api: Client) -> None:
    long = "a" * 40
    shop.called("a", email=f"{long}1@example.com")
    shop.called("b", email=f"{long}2@example.com")
    shop.called("c", email=f"{long}1@example.com")

    assert pairs(api) == {("a", "c"): ["email"]}


@pytest.mark.parametrize(
    "contact", [{"name": "12345678"}, {"company": "ann"}, {"email": "none"}, {"phone": "00 00 00"}, {"phone": "123"}]
)
def test_what_identifies_nobody_makes_no_pair(shop: Shop, api: Client, contact: dict[str, Any]) -> None:
    shop.called("a", **contact)
    shop.called("b", **contact)
    shop.called("12345678", name="By the id")

    assert pairs(api) == {}


def test_an_address_of_nobody_in_particular_makes_no_pair(shop: Shop, api: Client) -> None:
    shop.called("a", email="Till@example.com")
    shop.called("b", email="till@example.com", phone=PHONE)
    shop.called("c", phone=PHONE)
    assert set(pairs(api)) == {("a", "b"), ("b", "c")}

    api.put("/api/settings", {"sharedContacts": ["till@example.com"]}, if_match='"0"')

    assert set(pairs(api)) == {("b", "c")}


def test_an_entry_that_no_row_bears_out_makes_no_pair(shop: Shop, api: Client) -> None:
    """Renamed, gone and merged customers are theirs no more at once, however far behind the lookups are."""
    for who in ("a", "b", "c"):
        shop.called(who, email=EMAIL)
    shop.called("b", lookups=False, email="new@example.com")
    shop.put(CustomerFacts("c"), lookups=False)

    assert pairs(api) == {}


def test_a_guest_who_was_claimed_is_no_duplicate_of_their_customer(shop: Shop, api: Client) -> None:
    shop.called("a", email=EMAIL)
    shop.put(CustomerFacts(shop.tenant.guest_id(EMAIL)))

    assert pairs(api) == {}


def test_a_page_reads_a_bounded_number_of_entries(shop: Shop, api: Client, stores: Stores) -> None:
    for number in range(60):
        shop.called(f"c{number:02}", email=EMAIL)

    with requests_of(stores.dynamodb) as made:
        page = api.get(DUPLICATES, limit=10)

    assert len(page.data) == 10
    assert page.json["meta"]["nextCursor"]
    shards = shop.tenant.reading.shards
    assert made.count("Query") <= 1 + 2 * shards + shards
    assert len(pairs(api, limit=1_000)) < 60 * 59 // 2, "of one customer fifty pairs at most"


def test_settings_that_changed_during_a_walk_begin_it_again(shop: Shop, api: Client) -> None:
    for who in ("a", "b", "c"):
        shop.called(who, email=EMAIL)
    cursor = api.get(DUPLICATES, limit=1).json["meta"]["nextCursor"]
    api.put("/api/settings", {"sharedContacts": ["x@example.com"]}, if_match='"0"')

    answer = api.get(DUPLICATES, limit=1, cursor=cursor)

    assert (answer.status, answer.json["code"]) == (409, "start_again")


@pytest.mark.parametrize(("name", "value"), [("limit", "0"), ("limit", "1001"), ("cursor", "x"), ("email", "a@b")])
def test_a_parameter_that_cannot_be_is_refused_by_name(api: Client, name: str, value: str) -> None:
    answer = api.get(DUPLICATES, **{name: value})

    assert (answer.status, list(answer.errors)) == (400, [name])
