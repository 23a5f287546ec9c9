"""A shop that imports a file and then sends live orders has one customer per person, whatever comes first and again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.projection.lookups import lookup_entries
from regulars.stores.opened import Stores

from testing.api.client import path_of
from testing.api.importing_shop import ImportingShop
from testing.api.orders import order_of

FILE = Path(__file__).parents[2].joinpath("examples", "shopify.csv").read_bytes()


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, application: Application) -> ImportingShop:
    return ImportingShop(stores, tenant, application)


def live(order_id: str, customer_id: str, email: str | None, *, total: str = "32.00", **changes: Any) -> dict[str, Any]:
    """An order of the live feed, which knows the shop's own customer id."""
    contact = {"customer": {"email": email}} if email else {}
    ordered_at = {"orderedAt": "2025-12-03T15:37:33Z"}
    return order_of(order_id, 0, total, customerId=customer_id, **contact, **ordered_at, **changes)


def as_posted(said: Any) -> Any:
    """An order as it is answered, as a caller would write it."""
    if isinstance(said, dict):
        return {name: as_posted(one) for name, one in said.items() if one is not None and name != "amount"}
    return [as_posted(one) for one in said] if isinstance(said, list) else said


def test_an_order_of_the_file_that_comes_again_with_the_customers_id_is_not_refused(
    shop: ImportingShop,
) -> None:
    shop.file(FILE)
    [filed] = shop.api.get(path_of("api", "customers", shop.guest("ann@example.com"), "orders")).data
    taken = ("orderId", "orderedAt", "status", "total", "lines", "customer", "reference", "channel")
    again = {name: as_posted(filed[name]) for name in taken if filed[name]} | {"customerId": "shop-ann"}

    assert set(shop.post(again) + shop.post(again | {"reference": "#1001b"})) <= {"unchanged", "updated"}

    guest = shop.api.get(path_of("api", "customers", shop.guest("ann@example.com")))
    assert (guest.status, guest.json["mergedInto"]) == (308, "shop-ann")
    assert shop.api.get(path_of("api", "orders", filed["orderId"])).data["customerId"] == "shop-ann"
    assert shop.listed()["shop-ann"] == (1, "32.00")


ANN_LATER = ("5501000000999", "shop-ann", "ann@example.com")


def _file(shop: ImportingShop) -> None:
    assert shop.file(FILE)["counts"]["orders"]["refused"] == 0


def _feed(shop: ImportingShop) -> None:
    assert "refused" not in shop.post(live(*ANN_LATER), live("5501000000998", "shop-bob", "bob@example.com"))


_IN_ANY_ORDER = ((_file, _feed), (_feed, _file), (_file, _feed, _file, _feed), (_feed, _file, _feed, _file))


@pytest.mark.parametrize(
    "steps", _IN_ANY_ORDER, ids=lambda steps: " then".join(step.__name__.replace("_", " ") for step in steps)
)
def test_a_file_and_a_feed_make_one_customer_of_each_person_in_whatever_order(
    shop: ImportingShop, steps: tuple[Callable[[ImportingShop], None], ...]
) -> None:
    for step in steps:
        step(shop)

    listed = shop.listed()

    guests = {one for one in listed if one.startswith("guest-")}
    assert set(listed) - guests == {"shop-ann", "shop-bob"}
    assert {shop.guest(f"{who}@example.com") for who in ("ann", "bob")}.isdisjoint(listed)
    assert listed["shop-ann"] == (2, "64.00")
    assert listed["shop-bob"] == (2, "62.00")
    summary = shop.api.get("/api/customers/summary").data
    assert summary["customers"] == len(listed)


def test_what_still_comes_from_the_file_under_the_address_counts_for_the_customer(shop: ImportingShop) -> None:
    shop.post(live(*ANN_LATER))

    shop.file(FILE)
    assert shop.listed()["shop-ann"] == (2, "64.00")
    shop.api.post("/api/customers/profiles/unmerge", {"customerId": shop.guest("ann@example.com")})
    shop.flow()

    assert shop.listed()["shop-ann"] == (1, "32.00")
    assert shop.listed()[shop.guest("ann@example.com")] == (1, "32.00")
    _feed(shop)
    assert shop.listed()["shop-ann"] == (1, "32.00"), "no order claims them again"


def test_an_import_whose_orders_name_both_claims_too_and_empties_the_guests_row(shop: ImportingShop) -> None:
    shop.file(b"Order ID,Email,Date,Total\no1,x@example.com,2025-12-03,10.00\n")
    assert shop.listed() == {shop.guest("x@example.com"): (1, "10.00")}

    shop.file(b"Order ID,Customer ID,Email,Date,Total\no2,ann,x@example.com,2025-12-04,5.00\n")

    assert shop.listed() == {"ann": (2, "15.00")}


def test_an_address_of_nobody_in_particular_makes_nobody_a_guest_and_claims_nobody(shop: ImportingShop) -> None:
    etag = shop.api.get("/api/settings").headers["ETag"]
    shop.api.put("/api/settings", {"sharedContacts": [" TILL@example.com"]}, if_match=etag)

    told = shop.file(
        b"Order ID,Email,Date,Total\no1,till@example.com,2025-12-03,10.00\no2,Till@Example.com,2025-12-03,2.50\n"
        b"o3,x@example.com,2025-12-03,4.00\n"
    )
    refused = shop.api.post("/api/orders", {"orders": [live("o4", "", "till@example.com")]}).data[0]

    assert told["counts"]["orders"]["refused"] == 0
    assert told["withoutCustomer"] == {"orders": 2, "amount": 12.5}
    assert shop.listed() == {shop.guest("x@example.com"): (1, "4.00")}
    assert (refused["result"], refused["errors"][0]["field"]) == ("refused", "orders[0].customerId")
    assert "sharedContacts" in refused["errors"][0]["message"]
    shop.post(live("o5", "ann", "till@example.com"), live("o6", "bob", "till@example.com"))
    assert set(shop.listed()) == {shop.guest("x@example.com"), "ann", "bob"}


def test_of_two_customers_who_name_one_address_the_first_has_its_guest_and_both_are_listed_as_a_pair(
    shop: ImportingShop,
) -> None:
    shop.post(live("o1", "ann", "x@example.com"))
    shop.post(live("o2", "bob", "X@Example.com"))
    shop.file(b"Order ID,Email,Date,Total\no3,x@example.com,2025-12-03,10.00\n")
    for row in shop.stores.rows(shop.tenant).all():
        for entry in lookup_entries(row):
            shop.stores.lookups(shop.tenant).put(entry)

    assert shop.listed() == {"ann": (2, "42.00"), "bob": (1, "32.00")}
    [pair] = shop.api.get("/api/customers/profiles/duplicates").data
    assert ([one["customerId"] for one in pair["customers"]], pair["why"]) == (["ann", "bob"], ["email"])
