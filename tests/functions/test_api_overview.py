"""GET /api/v1/analytics/overview: every number is what the call beside it lists; live, of last night, of nobody."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.http.door.app import Application
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.customers import a_customer
from testing.api.rows import believe_rows, put_rows
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.machines.night import create_night_machine, run_night

PATH = "/api/v1/analytics/overview"


def many_customers(how_many: int) -> list[CustomerFacts]:
    """Customers on and around every threshold."""
    chance = Random(4)
    days = [0, 1, 13, 14, 29, 30, 31, 32, 60, 61, 76, 77, 89, 90, 91, 92, 200, 400]
    return [
        a_customer(
            f"c{number:03d}",
            *((chance.choice(days), chance.choice([1, 999, 400_000])) for _ in range(chance.choice([1, 1, 2, 3]))),
        )
        for number in range(how_many)
    ]


def listed(api: Client, link: str) -> list[dict[str, Any]]:
    """Every customer whom the call names."""
    asked = urlsplit(link)
    rows: list[dict[str, Any]] = api.get(asked.path, limit=1_000, **dict(parse_qsl(asked.query))).json["data"]
    return rows


def weekly(customer_id: str, *, last_days_ago: float) -> CustomerFacts:
    """A customer who bought tea six times, every seven days, for 10.00."""
    orders = (
        an_order(
            f"{customer_id}-{number}",
            customer_id,
            ordered_at_ms=NOW_MS - int((last_days_ago + 7 * number) * DAY_MS),
            lines=(a_line("tea"),),
        )
        for number in range(6)
    )
    facts: CustomerFacts = facts_of(*orders, customer_id=customer_id)
    return facts


def test_each_number_counts_whom_its_call_lists(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, [*many_customers(150), CustomerFacts("lead", True, PurchaseFacts())])

    found = api.get(PATH).data

    figures, today = found["figures"], found["today"]
    for name in ("customers", "active", "vip", "atRisk"):
        assert figures[name]["value"] == len(listed(api, figures[name]["link"])) > 0
        assert figures[name]["value"] == figures[name]["line"][-1]
        assert figures[name]["change"] == figures[name]["value"] - figures[name]["before"]
    for name in ("slipping", "newAndGood"):
        assert today[name]["customers"] == len(listed(api, today[name]["link"])) > 0
        assert today[name]["sentence"].startswith(f"{today[name]['customers']} customer")
    assert sum(cell["customers"] for cell in found["rfm"]) == figures["customers"]["value"]
    assert found["noOrders"] == 1
    by_segment = {one["segment"]: one["line"][-1] for one in found["segments"]}
    summary = api.get("/api/customers/summary").data
    assert by_segment == {one["segment"]: one["customers"] for one in summary["segments"]}
    assert figures["repeatRate"]["value"] == summary["repeatPurchaseRate"] == figures["repeatRate"]["line"][-1]


def test_the_slipping_who_spent_most_come_first(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, [a_customer("a", (80, 500)), a_customer("vip", (85, 700_000)), a_customer("b", (90, 900))])

    slipping = api.get(PATH).data["today"]["slipping"]

    assert [row["contactID"] for row in listed(api, slipping["link"])] == ["vip", "b", "a"]
    assert slipping == {
        "sentence": "3 customers ordered last between 77 and 90 days ago: after that they count as gone.",
        "customers": 3,
        "vips": 1,
        "money": 7014,
        "moneyBasis": "averageOrderValue",
        "link": "/api/customers?minDaysSinceLastOrder=77&maxDaysSinceLastOrder=90&sort=-totalSpend",
        "asOf": "2025-10-15T08:30:00.000Z",
    }


@pytest.mark.parametrize(("currency", "exponent", "least"), [("USD", 2, "0.01"), ("JPY", 0, "1"), ("KWD", 3, "0.001")])
def test_a_newcomer_who_has_spent_nothing_is_neither_counted_nor_listed(
    application: Application, stores: Stores, currency: str, exponent: int, least: str
) -> None:
    tenant, api = make_tenant(stores, "shop", currency=currency, exponent=exponent), Client(application, "shop")
    put_rows(stores, tenant, [a_customer("gift", (1, 0)), a_customer("penny", (1, 1)), a_customer("old", (9, 500))])

    good = api.get(PATH).data["today"]["newAndGood"]

    assert (good["customers"], good["of"]) == (1, 2)
    assert good["link"] == f"/api/customers?purchaseFrequency=One-time&maxDaysSinceLastOrder=1&minSpend={least}"
    assert [row["contactID"] for row in listed(api, good["link"])] == ["penny"]


def test_figures_compare_with_the_instant_thirty_days_ago(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, [a_customer("ann", (100, 600_000)), a_customer("bob", (30, 2_000), (29, 1_000))])

    figures = api.get(PATH).data["figures"]

    assert (figures["customers"]["before"], figures["customers"]["change"]) == (2, 0)
    assert (figures["revenue"]["value"], figures["revenue"]["before"]) == (10, 20)
    assert (figures["revenue"]["line"][-1], figures["revenue"]["line"][-2]) == (10, 30)
    assert (figures["repeatRate"]["before"], figures["repeatRate"]["value"]) == (0, 0.5)
    assert api.get(PATH).data["figuresFrom"] == "2025-07-07"
    assert len(figures["vip"]["line"]) == 101


def test_lines_are_of_a_year_and_segments_of_two(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, [a_customer("ann", (1_000, 100), (900, 100), (340, 100))])

    found = api.get(PATH).data

    assert {len(found["figures"][name]["line"]) for name in ("customers", "revenue", "repeatRate")} == {365}
    assert {len(one["line"]) for one in found["segments"]} == {730}
    assert (found["figuresFrom"], found["segmentsFrom"]) == ("2024-10-16", "2023-10-17")
    assert found["transitions"] == [
        {"from": "Active", "to": "Dormant", "count": 1},
        {"from": "Dormant", "to": "Active", "count": 1},
    ], "those before the year are not among them"


def test_everybody_is_read_once_from_the_index(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, many_customers(40))

    with requests_of(stores.dynamodb) as made:
        api.get(PATH)

    who_asks, fit, night, with_orders, without, backtest = made
    assert (who_asks, fit, night, backtest) == ("BatchGetItem", "GetItem", "Query", "GetItem")
    assert (with_orders, without) == ("Query", "Query"), "no row, no product, no order"


def test_of_nobody_there_are_zeros_and_sentences(api: Client) -> None:
    found = api.get(PATH).data

    assert found["figures"]["customers"] == {
        "value": 0,
        "before": 0,
        "change": 0,
        "line": [],
        "link": "/api/customers?minDaysSinceLastOrder=0",
    }
    assert (found["figures"]["repeatRate"]["value"], found["figuresFrom"], found["rfm"]) == (None, None, [])
    assert (found["today"]["newAndGood"]["customers"], found["today"]["due"]["customers"]) == (0, None)
    assert found["today"]["due"]["sentence"].startswith("No night has looked for reorders yet")
    assert found["models"]["basis"] is None


def test_who_is_due_this_week_is_counted_by_the_night(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    believe_rows(monkeypatch)
    create_night_machine(stores)
    people = [weekly("today", last_days_ago=6.5), weekly("week", last_days_ago=0.1), weekly("late", last_days_ago=8)]
    put_rows(stores, tenant, people)
    run_night(stores, tenant, "night-1", at_ms=NOW_MS)

    due = api.get(PATH).data["today"]["due"]

    assert (due["customers"], due["pairs"], due["asOf"]) == (2, 2, "2025-10-15T08:30:00.000Z")
    assert {row["customerId"] for row in listed(api, due["link"])} == {"today", "week"}
    paid = (people[0].products or {})["tea"].spent_minor // 6
    assert (due["money"], due["moneyBasis"]) == (2 * paid / 100, "averagePurchase")


def test_beyond_the_bound_the_overview_is_that_of_last_night(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, many_customers(12))
    believe_rows(monkeypatch)
    create_night_machine(stores)
    monkeypatch.setattr(walk_module, "LIST_ROWS", 10)
    before = api.get(PATH)
    assert (before.status, before.json["code"]) == (409, "too_many_customers_live")
    monkeypatch.setattr(walk_module, "LIST_ROWS", 12)
    run_night(stores, tenant, "night-1", at_ms=NOW_MS)
    live = api.get(PATH).data
    monkeypatch.setattr(walk_module, "LIST_ROWS", 10)

    left = api.get(PATH).data

    assert left == live


def test_a_parameter_that_it_has_not_is_refused(api: Client) -> None:
    assert list(api.get(PATH, days=3).errors) == ["days"]


def test_the_same_answer_is_not_sent_again(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, many_customers(3))
    first = api.get(PATH)

    again = api.send("GET", PATH, headers={"if-none-match": first.headers["ETag"]})

    assert again.status == 304
