"""What the last night is asked for over HTTP: who is due, the demand of a product by day, the forecast by week."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door import paging
from regulars.http.door.app import Application
from regulars.population import purchase_model as purchase_model_module
from regulars.products import demand as demand_module
from regulars.products import due as due_module
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client, path_of
from testing.api.night_shop import NIGHT_MS
from testing.api.night_shop import NightShop as Shop
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order, facts_of

DUE = "/product-affinity/due"
DEMAND = path_of("product-affinity", "product", "tea", "demand")
FORECAST = "/product-affinity/forecast"
MS = 1 / DAY_MS


@pytest.fixture
def shop(stores: Stores, tenant: Tenant) -> Shop:
    return Shop(stores, tenant)


def who(answer: Answered) -> list[str]:
    return [row["customerId"] for row in answer.data]


def walk(api: Client, **query: Any) -> Iterator[Answered]:
    cursor = None
    for _ in range(100):
        page = api.get(DUE, **query, **({"cursor": cursor} if cursor else {}))
        assert page.status == 200, page.text
        yield page
        cursor = page.json["meta"]["nextCursor"]
        if cursor is None:
            return
    raise AssertionError("the walk does not end")


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
    whole = [(row["customerId"], row["productId"]) for page in walk(api, minScore=0) for row in page.data]
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
            pages = list(walk(api, minScore=0, limit=limit))
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


def test_the_demand_of_a_product_by_day_with_what_is_overdue_apart(api: Client, shop: Shop) -> None:
    shop.bought("ann", 25, 15, 5, quantity_milli=2_500)
    shop.bought("bob", 24, 14, 4, quantity_milli=1_001)
    shop.bought("late", 40, 30, 20)
    shop.bought("once", 3)
    shop.bought("cat", 9, 6, product_id="cup")
    shop.called("tea", "Green tea", "Tea")
    shop.night()

    answer = api.get(DEMAND, days=16)

    # Five weeks are known: of the last four 2 purchases and 3.626 units a week, a seventh a day; the first day lacks
    # half an hour, which is all that the last one has.
    usual = {"expected": {"purchases": 0.29, "units": 0.52}}
    nothing: dict[str, Any] = {**usual, "inRhythm": {"purchases": 0, "units": 0}}
    some: dict[int, dict[str, Any]] = {
        0: {"expected": {"purchases": 0.28, "units": 0.51}, "inRhythm": {"purchases": 0, "units": 0}},
        5: {**usual, "inRhythm": {"purchases": 1, "units": 2.5}},
        6: {**usual, "inRhythm": {"purchases": 1, "units": 1}},
        15: {**usual, "inRhythm": {"purchases": 1, "units": 2.5}},
        16: {"expected": {"purchases": 0.01, "units": 0.01}, "inRhythm": {"purchases": 0, "units": 0}},
    }
    assert answer.json == {
        "success": True,
        "data": {
            "productId": "tea",
            "productName": "Green tea",
            "category": "Tea",
            "asOf": rfc3339(NIGHT_MS),
            "overdue": 1,
            "meanOfWeeks": 4,
            "wape": None,
            "expected": {"purchases": 4.57, "units": 8.29},
            "inRhythm": {"purchases": 3, "units": 6},
            "days": [{"date": f"2025-10-{15 + day}", **some.get(day, nothing)} for day in range(17)],
        },
    }
    assert [len(api.get(DEMAND, **asked).data["days"]) for asked in ({}, {"days": 1}, {"days": 90})] == [31, 2, 91]


def test_days_are_those_of_the_zone_that_the_night_was_planned_in(api: Client, shop: Shop) -> None:
    shop.bought("ann", 25, 15, 5)
    api.put("/api/settings", {"timezone": "Pacific/Auckland"}, if_match='"0"')
    shop.night()
    api.put("/api/settings", {"timezone": "UTC"}, if_match='"1"')

    found = [day["date"] for day in api.get(DEMAND).data["days"] if day["inRhythm"]["purchases"]]

    assert found == ["2025-10-20", "2025-10-30", "2025-11-09"], "half past eight in UTC is half past nine there"


def test_every_product_is_found_however_many_objects_a_night_left(
    api: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demand_module, "_PRODUCTS_AN_OBJECT", 2)
    products = [f"product {number}" for number in range(9)]
    for number, product_id in enumerate(products):
        shop.bought(f"c{number}", 12, 2, product_id=product_id)
    shop.night()

    for product_id in products:
        assert api.get(path_of("product-affinity", "product", product_id, "demand")).data["inRhythm"]["purchases"] == 3
    unknown = api.get(path_of("product-affinity", "product", "never", "demand")).data
    assert (unknown["inRhythm"]["purchases"], unknown["overdue"], unknown["productName"]) == (0, 0, None)


def test_the_forecast_by_week_adds_up_all_products_and_their_revenue(api: Client, shop: Shop) -> None:
    shop.bought_all("ann", {"tea": (20, 10), "cup": (30, 15)}, amount_minor=1_001)
    shop.bought("late", 40, 30, 20)
    shop.night()

    answer = api.get(FORECAST, days=16)

    # In the last four full weeks: ann's purchases 20, 15 and 10 days ago, and one of 100.00.
    weekly, weekly_revenue = 1, (3 * 10.01 + 100) / 4
    first_day, last_days = 1 - 0.5 / 24, 2 + 0.5 / 24

    def usual(days: float) -> dict[str, Any]:
        return {
            "purchases": pytest.approx(weekly * days / 7, abs=0.05),
            "revenue": pytest.approx(weekly_revenue * days / 7, abs=0.005),
            "wape": None,
            "knownPairs": None,
        }

    assert answer.json == {
        "success": True,
        "data": {
            "asOf": rfc3339(NIGHT_MS),
            "currency": "USD",
            "overdue": 1,
            "meanOfWeeks": 4,
            "seasonal": False,
            **usual(16),
            "inRhythm": {"purchases": 4, "revenue": 40.04},
            "revenueWape": None,
            "weeks": [
                {
                    "from": "2025-10-15",
                    "to": "2025-10-22",
                    **usual(6 + first_day),
                    "inRhythm": {"purchases": 2, "revenue": 20.02},
                },
                {"from": "2025-10-22", "to": "2025-10-29", **usual(7), "inRhythm": {"purchases": 1, "revenue": 10.01}},
                {
                    "from": "2025-10-29",
                    "to": "2025-11-01",
                    **usual(last_days),
                    "inRhythm": {"purchases": 1, "revenue": 10.01},
                },
            ],
            "models": None,
        },
    }
    by_default = api.get(FORECAST).data["weeks"]
    assert (len(by_default), by_default[-1]["to"]) == (13, "2026-01-14")
    assert sum(week["inRhythm"]["purchases"] for week in api.get(FORECAST, days=365).data["weeks"]) == 37 + 25


def test_revenue_is_rounded_half_up_to_the_minor_unit_once_a_week(api: Client, shop: Shop) -> None:
    """Averages of half a cent: one is a cent, two are a cent, three are two."""
    for number, expected in enumerate([0.01, 0.01, 0.02]):
        orders = [
            an_order(
                f"{number}-{days}",
                ordered_at_ms=NOW_MS - days * DAY_MS,
                lines=(a_line(amount_minor=int(days == 2)),),
            )
            for days in (12, 2)
        ]
        shop.put(f"c{number}", *orders)
        shop.night(NIGHT_MS + number)

        assert api.get(FORECAST, days=9).data["inRhythm"]["revenue"] == expected


@pytest.mark.parametrize("path", [DUE, DEMAND, FORECAST])
def test_before_the_first_night_it_says_what_to_do(api: Client, shop: Shop, path: str) -> None:
    answer = api.get(path)

    assert (answer.status, answer.json["code"]) == (409, "no_night_yet")
    assert "POST /product-affinity/recalculate" in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "query", "field", "message"),
    [
        (DUE, "days=0", "days", "from 1 to 31"),
        (DUE, "days=32", "days", "from 1 to 31"),
        (DUE, "minScore=101", "minScore", "from 0 to 100"),
        (DUE, "productId=", "productId", "must have 1 to 128 characters"),
        (DUE, "limit=1001", "limit", "from 1 to 1000"),
        (DUE, "cursor=abc", "cursor", "is not one of this query"),
        (DUE, "asOf=2025-01-01", "asOf", "is not a parameter"),
        (DEMAND, "days=0", "days", "from 1 to 90"),
        (DEMAND, "days=91", "days", "from 1 to 90"),
        (DEMAND, "limit=5", "limit", "is not a parameter"),
        (FORECAST, "days=0", "days", "from 1 to 365"),
        (FORECAST, "days=366", "days", "from 1 to 365"),
        (FORECAST, "productId=tea", "productId", "is not a parameter"),
    ],
)
def test_a_parameter_that_would_be_ignored_or_misread_is_refused_by_name(
    api: Client, path: str, query: str, field: str, message: str
) -> None:
    answer = api.send("GET", path, query=query)

    assert answer.status == 400
    assert message in answer.errors[field]


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


@pytest.mark.parametrize(("days", "weeks"), [(27, 0), (28, 4), (55, 4), (56, 8)])
def test_a_mean_is_of_four_full_weeks_or_of_eight(api: Client, shop: Shop, days: int, weeks: int) -> None:
    """The night is half an hour into its day: an order of so many days before it was at half past eight."""
    shop.bought("ann", *range(1, days + 1))
    shop.night()

    demand, forecast = api.get(DEMAND, days=7).data, api.get(FORECAST, days=7).data

    assert demand["meanOfWeeks"] == forecast["meanOfWeeks"] == weeks
    expected = {"purchases": 7, "units": 14} if weeks else {"purchases": None, "units": None}
    assert demand["expected"] == expected
    assert (forecast["purchases"], forecast["revenue"]) == ((7, 700) if weeks else (None, None))
    assert forecast["wape"] == demand["wape"] == (0 if weeks == 8 else None)


def test_known_pairs_make_a_part_of_the_forecast_and_new_ones_the_rest(
    api: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pair that buys every week, and each week somebody who buys once."""
    monkeypatch.setattr(purchase_model_module, "LEAST_OUTCOMES", 1)
    shop.bought("ann", *range(3, 200, 7))
    for week in range(10):
        shop.bought(f"new{week}", 7 * week + 2, product_id=f"p{week}")
    shop.night()

    month, days = api.get(FORECAST, days=28).data, api.get(FORECAST, days=14).data

    assert month["purchases"] == 8
    assert 3 < month["knownPairs"] < 6
    assert days["knownPairs"] == pytest.approx(month["knownPairs"] / 2, abs=0.06)
    assert sum(week["knownPairs"] for week in month["weeks"]) == pytest.approx(month["knownPairs"], abs=0.3)


def test_known_pairs_are_never_more_than_all_purchases(
    api: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a pair that bought every other day, and since four weeks no more."""
    monkeypatch.setattr(purchase_model_module, "LEAST_OUTCOMES", 1)
    shop.bought("ann", *range(28, 120, 2))
    shop.night()

    found = api.get(FORECAST, days=28).data

    assert 0 <= found["knownPairs"] <= found["purchases"]
