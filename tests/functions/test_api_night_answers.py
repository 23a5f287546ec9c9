"""What the last night is asked for over HTTP: who is due; when all of its answers come, and to whom."""

from __future__ import annotations

import pytest
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door import paging
from regulars.http.door.app import Application
from regulars.products import due as due_module
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client, path_of
from testing.api.night_shop import NIGHT_MS
from testing.api.night_shop import NightShop as Shop
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order, facts_of

DUE = "/product-affinity/due"
DEMAND = path_of("product-affinity", "product", "tea", "demand")
FORECAST = "/product-affinity/forecast"
MS = 1 / DAY_MS


@pytest.fixture
def shop(stores: Stores, tenant: Tenant) -> Shop:
    return Shop(stores, tenant)


def who(answer: Answered) -> list[str]:
    return [row["customerId"] for row in answer.data]


def test_who_is_due_is_named_with_their_product_as_it_is_called(api: Client, shop: Shop) -> None:
    shop.bought("ann", *(10 * nth + 7 for nth in range(10)))
    shop.called("tea", "Green tea", "Tea")
    shop.night()

    answer = api.get(DUE)

    assert answer.json == {
        "success": True,
        "data": [
            {
                "customerId": "ann",
                "customerName": "Name of ann",
                "productId": "tea",
                "productName": "Green tea",
                "affinityScore": 85,
                "purchaseCount": 10,
                "daysSinceLastPurchase": 7,
                "purchaseFrequencyDays": 10,
                "nextPredictedPurchaseDate": rfc3339(NOW_MS + 3 * DAY_MS),
                "customerSegment": "frequent",
                "engagementLevel": "very_high",
                "category": "Tea",
            }
        ],
        "meta": {
            "count": 1,
            "total": None,
            "totalAsOf": None,
            "nextCursor": None,
            "asOf": rfc3339(NIGHT_MS),
            "checkedAt": rfc3339(NOW_MS),
        },
    }


def test_due_is_from_this_instant_until_so_many_days_later_both_included(api: Client, shop: Shop) -> None:
    for name, days in {"passed": -MS, "now": 0, "seventh": 7, "behind": 7 + MS, "last": 30, "beyond": 32}.items():
        shop.bought(name, 200 - days, 100 - days)
    shop.night()

    assert who(api.get(DUE, minScore=0)) == ["now", "seventh"]
    assert who(api.get(DUE, minScore=0, days=8)) == ["now", "seventh", "behind"]
    assert who(api.get(DUE, minScore=0, days=31)) == ["now", "seventh", "behind", "last"]


def test_due_are_those_of_a_score_and_of_a_product(api: Client, shop: Shop) -> None:
    shop.bought_all("ann", {"tea": (12, 7, 2), "cup": (14, 8, 2)}, quantity_milli=40_000)
    shop.bought("bob", 12, 7, 2, quantity_milli=1_000)
    shop.night()

    assert who(api.get(DUE)) == ["ann", "bob", "ann"], "by instant, then product, then customer"
    assert who(api.get(DUE, minScore=61)) == ["ann", "ann"]
    assert [row["affinityScore"] for row in api.get(DUE).data] == [75, 60, 75]
    assert who(api.get(DUE, productId="cup")) == ["ann"]
    assert who(api.get(DUE, productId="pot")) == []


def test_who_is_no_longer_due_does_not_leave_and_who_became_so_is_found_by_the_next_night(
    api: Client, shop: Shop
) -> None:
    for one in ("stays", "bought", "refunded", "emptied"):
        shop.bought(one, 40, 25, 10)
    shop.night()
    assert who(api.get(DUE, minScore=0)) == ["bought", "emptied", "refunded", "stays"]

    shop.bought("bought", 40, 25, 10, 0)
    shop.bought("refunded", 40)
    shop.bought("emptied")
    shop.bought("new", 40, 25, 10)

    assert who(api.get(DUE, minScore=0)) == ["stays"]
    shop.night(NOW_MS)
    assert who(api.get(DUE, minScore=0)) == ["new", "stays"]


@pytest.mark.parametrize("shards", [1, 4])
def test_pages_of_any_size_make_the_whole_list_whatever_one_page_may_read(
    application: Application, stores: Stores, monkeypatch: pytest.MonkeyPatch, shards: int
) -> None:
    shop = Shop(stores, make_tenant(stores, "wide", shards=shards))
    api = Client(application, "wide")
    for number in range(12):
        shop.bought_all(f"c{number:02}", {"tea": (40, 25, 10), "cup": (39, 24, 9.5 - number / 100)})
    shop.night()
    whole = [(row["customerId"], row["productId"]) for page in api.walk(DUE, minScore=0) for row in page.data]
    assert len(set(whole)) == len(whole) == 24

    bounds = [
        (due_module, "_MOST_PAIRS", 3),
        (due_module, "_MOST_SHARDS", 1),
        (due_module, "_MOST_PURCHASES", 1),
        (paging, "ANSWER_BYTES", 4_000),
    ]
    for module, bound, most in bounds:
        monkeypatch.setattr(module, bound, most)
        for limit in (1, 5, 12, 24, 50):
            pages = list(api.walk(DUE, minScore=0, limit=limit))
            assert [(row["customerId"], row["productId"]) for page in pages for row in page.data] == whole
            assert max(len(page.data) for page in pages) <= limit


def test_a_walk_keeps_to_its_night_and_its_clock_though_another_night_comes_in_between(api: Client, shop: Shop) -> None:
    for one in ("a", "b", "c"):
        shop.bought(one, 40, 25, 10)
    shop.night()
    first = api.get(DUE, minScore=0, limit=1)
    shop.bought("aa", 40, 25, 10)
    shop.night(NOW_MS)
    api.now_ms = NOW_MS + 6 * DAY_MS

    second = api.get(DUE, minScore=0, limit=5, cursor=first.json["meta"]["nextCursor"])

    assert who(first) + who(second) == ["a", "b", "c"]
    assert second.json["meta"]["asOf"] == rfc3339(NIGHT_MS)
    assert second.json["meta"]["checkedAt"] == rfc3339(NOW_MS)
    assert second.data[0]["daysSinceLastPurchase"] == 10


def test_a_walk_whose_night_is_gone_begins_again(api: Client, stores: Stores, tenant: Tenant, shop: Shop) -> None:
    for one in ("a", "b"):
        shop.bought(one, 40, 25, 10)
    shop.night()
    cursor = api.get(DUE, minScore=0, limit=1).json["meta"]["nextCursor"]
    forget_answers(stores, tenant)

    answer = api.get(DUE, minScore=0, limit=1, cursor=cursor)

    assert (answer.status, answer.json["code"]) == (409, "start_again")
    assert api.get(DUE).json["code"] == "no_night_yet"


def forget_answers(stores: Stores, tenant: Tenant) -> None:
    """What S3 does when they are 35 days old."""
    bucket = stores.names.imports_bucket
    for found in stores.s3.list_objects_v2(Bucket=bucket, Prefix=f"answers/{tenant.id}/")["Contents"]:
        stores.s3.delete_object(Bucket=bucket, Key=found["Key"])


def test_a_cursor_serves_its_own_query_and_tenant_only(
    application: Application, stores: Stores, api: Client, shop: Shop
) -> None:
    for one in ("a", "b"):
        shop.bought(one, 40, 25, 10)
    shop.night()
    cursor = api.get(DUE, minScore=0, limit=1).json["meta"]["nextCursor"]
    make_tenant(stores, "other")

    for change in ({"minScore": 1}, {"minScore": 0, "days": 8}, {"minScore": 0, "productId": "tea"}):
        assert api.get(DUE, cursor=cursor, **change).errors["cursor"]
    assert Client(application, "other").get(DUE, minScore=0, cursor=cursor).status == 400


def test_a_heavy_customer_is_checked_against_their_ledger(
    api: Client, stores: Stores, tenant: Tenant, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 10)
    orders = [an_order(str(nth), ordered_at_ms=NOW_MS - (40 - 15 * nth) * DAY_MS) for nth in range(3)]
    ledger = stores.ledger(tenant)
    assert ledger.insert([ledger.item(order, replacing=None) for order in orders])
    assert stores.rows(tenant).put(FactsRow(1, NOW_MS, FACTS_VERSION, facts_of(*orders)), replacing=0)
    shop.night()

    assert who(api.get(DUE, minScore=0)) == ["ann"]


@pytest.mark.parametrize("path", [DUE, DEMAND, FORECAST])
def test_before_the_first_night_it_says_what_to_do(api: Client, shop: Shop, path: str) -> None:
    answer = api.get(path)

    assert (answer.status, answer.json["code"]) == (409, "no_night_yet")
    assert "POST /product-affinity/recalculate" in answer.json["detail"]


@pytest.mark.parametrize("path", [DUE, DEMAND, FORECAST])
def test_viewers_may_read_and_nobody_without_the_tenants_token(
    application: Application, stores: Stores, tenant: Tenant, shop: Shop, path: str
) -> None:
    shop.bought("ann", 12, 7, 2)
    shop.night()
    other = make_tenant(stores, "other")
    viewer = Client(application, tenant.id, role="viewer")

    assert viewer.get(path, tenantId=tenant.id).status == 200
    assert viewer.get(path, tenantId="other").status == 403
    assert viewer.send("GET", path, claims={}).status == 403
    assert viewer.post(path, {}).status == 405
    assert Client(application, other.id).get(path).json["code"] == "no_night_yet"


@pytest.mark.parametrize("product_id", ["#1001", "a/b", "50%", "a%2Fb", "Ünï;x=1&y", "a|b", "a  b"])
def test_a_products_id_may_hold_any_printable_character(api: Client, shop: Shop, product_id: str) -> None:
    shop.bought("ann", 12, 7, 2, product_id=product_id)
    shop.night()

    assert api.get(path_of("product-affinity", "product", product_id, "demand")).data["inRhythm"]["purchases"] == 6
    assert who(api.get(DUE, productId=product_id)) == ["ann"]
