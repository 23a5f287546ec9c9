"""Which products there are, over HTTP: of last night, by purchases."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import rfc3339
from regulars.products.most_bought import ANSWER
from regulars.stores.opened import Stores

from testing.api.baskets import NIGHT_MS, BasketShop
from testing.api.client import Client
from testing.aws.tenants import make_tenant

PATH = "/product-affinity/products"


@pytest.fixture
def tenant(stores: Stores) -> Tenant:
    return make_tenant(stores, "acme")


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, api: Client) -> BasketShop:
    shop = BasketShop(stores, tenant, api)
    shop.sell("ann", "tea", "tea", "tea cups", named=True)
    shop.sell("bob", "tea cups", "café-x", named=True)
    return shop


def test_products_stand_in_the_order_of_their_purchases_as_of_last_night(api: Client, shop: BasketShop) -> None:
    shop.night()

    found = api.get(PATH)

    assert [(one["rank"], one["productId"]) for one in found.data] == [(1, "tea"), (2, "cups"), (3, "café-x")]
    assert found.data[0] == {"productId": "tea", "productName": "Tea", "category": None, "rank": 1, "purchases": 4}
    assert [one["purchases"] for one in found.data] == [4, 2, 1]
    assert (found.json["meta"]["total"], found.json["meta"]["asOf"]) == (3, rfc3339(NIGHT_MS))
    assert [one["productId"] for one in api.get(PATH, limit=1).data] == ["tea"]


@pytest.mark.parametrize(("q", "ranks"), [("CUP", [2]), ("cafe", [3]), ("tea cups", []), ("x caf", [3]), ("e", [1, 3])])
def test_words_are_looked_for_in_ids_and_names_and_ranks_stay(
    api: Client, shop: BasketShop, q: str, ranks: list[int]
) -> None:
    shop.night()

    assert [one["rank"] for one in api.get(PATH, q=q).data] == ranks


def test_places_that_an_older_night_left_have_no_purchases(
    api: Client, shop: BasketShop, stores: Stores, tenant: Tenant
) -> None:
    shop.night()
    last = stores.night_records(tenant).last()
    assert last is not None
    stores.files(tenant).answers(last.job_id).put_packed(ANSWER, ["tea", "cups"])

    assert [(one["rank"], one["productId"], one["purchases"]) for one in api.get(PATH).data] == [
        (1, "tea", None),
        (2, "cups", None),
    ]


def test_before_the_first_night_nothing_is_known(api: Client, shop: BasketShop) -> None:
    refused = api.get(PATH)

    assert (refused.status, refused.json["code"]) == (409, "no_night_yet")


@pytest.mark.parametrize(
    ("query", "field"), [({"limit": 0}, "limit"), ({"limit": 1_001}, "limit"), ({"q": " "}, "q"), ({"page": 1}, "page")]
)
def test_what_cannot_be_asked_is_refused_by_its_name(
    api: Client, tenant: Tenant, query: dict[str, object], field: str
) -> None:
    assert list(api.get(PATH, **query).errors) == [field]
