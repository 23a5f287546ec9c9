"""A customer's journey over HTTP: one timeline, newest first, paged, filtered by kind and instant."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door import paging
from regulars.http.door.json_text import sent_bytes

from testing.api.client import Answered, Client, path_of
from testing.api.orders import line_of, order_with, post
from testing.builders import NOW_MS

JOURNEY = path_of("customers", "venue", "acme", "ann", "journey")


def ago(days: float) -> str:
    return rfc3339(NOW_MS - int(days * DAY_MS))


def told(answer: Answered) -> list[tuple[str, str, str]]:
    return [(step["at"], step["kind"], step["title"]) for step in answer.data]


def steps(api: Client, **query: Any) -> list[dict[str, Any]]:
    return [step for page in api.walk(JOURNEY, **query) for step in page.data]


def regular(api: Client, *days_ago: float, **changes: Any) -> None:
    post(api, *(order_with(f"o{days}", days, line_of("tea"), **changes) for days in days_ago))


def test_orders_segments_and_milestones_are_one_timeline_newest_first(api: Client) -> None:
    regular(api, 200, 50)

    answer = api.get(JOURNEY)

    assert told(answer) == [
        (ago(50), "segment", "Entered Active"),
        (ago(50), "milestone", "Second order"),
        (ago(50), "order", "Order o50"),
        (ago(109), "segment", "Entered Dormant"),
        (ago(169), "segment", "Entered Active"),
        (ago(200), "segment", "Entered New"),
        (ago(200), "milestone", "First order"),
        (ago(200), "order", "Order o200"),
    ]
    meta = {"count": 8, "total": 8, "totalAsOf": None, "nextCursor": None, "asOf": rfc3339(NOW_MS)}
    assert answer.json["meta"] == meta


def test_each_kind_tells_what_it_is_about(api: Client) -> None:
    post(
        api,
        order_with(
            "1001",
            40,
            line_of("tea", quantity="1.5"),
            line_of("cup"),
            reference="INV-7",
            channel="web",
            status="partially_refunded",
            refundedAmount="5.00",
        ),
    )

    active, new, milestone, order = api.get(JOURNEY).data

    assert order == {
        "at": ago(40),
        "kind": "order",
        "id": "1001",
        "title": "Order INV-7",
        "data": {
            "status": "partially_refunded",
            "currency": "USD",
            "total": 25.0,
            "refundedAmount": 5.0,
            "netSpend": 20.0,
            "units": 2.5,
            "lines": 2,
            "reference": "INV-7",
            "channel": "web",
        },
    }
    assert milestone == {
        "at": ago(40),
        "kind": "milestone",
        "id": "first_order",
        "title": "First order",
        "data": {"number": 1, "orderId": "1001"},
    }
    assert new["data"] == {"segment": "New", "previous": None}
    assert (active["data"], active["at"]) == ({"segment": "Active", "previous": "New"}, ago(9))
    assert new["id"] != active["id"]


def test_the_first_second_and_tenth_order_are_milestones(api: Client) -> None:
    regular(api, *range(12, 0, -1))

    found = steps(api, kinds="milestone")

    assert [(step["title"], step["data"]) for step in found] == [
        ("Tenth order", {"number": 10, "orderId": "o3"}),
        ("Second order", {"number": 2, "orderId": "o11"}),
        ("First order", {"number": 1, "orderId": "o12"}),
    ]


def test_the_tenth_of_nine_is_none(api: Client) -> None:
    regular(api, *range(9, 0, -1))

    assert [step["id"] for step in steps(api, kinds="milestone")] == ["second_order", "first_order"]


def test_an_order_that_does_not_count_is_told_but_makes_no_milestone_and_no_segment(api: Client) -> None:
    regular(api, 9, status="cancelled")
    regular(api, 5, status="pending")
    assert [(step["kind"], step["data"]["status"]) for step in steps(api)] == [
        ("order", "pending"),
        ("order", "cancelled"),
    ]

    regular(api, 3)

    first = next(step for step in steps(api) if step["kind"] == "milestone")
    assert (first["id"], first["data"]["orderId"]) == ("first_order", "o3")


def test_a_deleted_order_was_never_there(api: Client) -> None:
    regular(api, 9, 5)
    api.delete("/api/orders/o9")

    assert [(step["kind"], step["id"].split("@")[0]) for step in steps(api)] == [
        ("segment", "New"),
        ("milestone", "first_order"),
        ("order", "o5"),
    ]


def test_segments_are_those_of_todays_settings_and_none_lies_ahead(api: Client) -> None:
    regular(api, 31)
    assert [step["title"] for step in steps(api, kinds="segment")] == ["Entered Active", "Entered New"]

    api.put("/api/settings", {"newDays": 31}, if_match='"0"')
    assert [step["title"] for step in steps(api, kinds="segment")] == ["Entered New"]
    api.put("/api/settings", {"vipSpend": 9}, if_match='"1"')
    assert [step["title"] for step in steps(api, kinds="segment")] == ["Entered VIP"]


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({}, {"order", "segment", "milestone"}),
        ({"kinds": "order"}, {"order"}),
        ({"kinds": "segment,milestone"}, {"segment", "milestone"}),
    ],
)
def test_kinds_are_kept_as_asked(api: Client, query: dict[str, str], kinds: set[str]) -> None:
    regular(api, 200, 50)

    found = steps(api, **query)

    assert {step["kind"] for step in found} == kinds
    assert found == [step for step in steps(api) if step["kind"] in kinds]


def test_from_is_inclusive_and_to_exclusive(api: Client) -> None:
    regular(api, 30, 20, 10)

    def orders(**query: str) -> list[str]:
        return [step["id"] for step in steps(api, kinds="order", **query)]

    assert orders(**{"from": ago(20)}) == ["o10", "o20"]
    assert orders(to=ago(20)) == ["o30"]
    assert orders(**{"from": ago(20), "to": ago(10)}) == ["o20"]
    assert orders(**{"from": rfc3339(NOW_MS - 20 * DAY_MS + 1)}) == ["o10"]


def test_pages_of_any_size_make_the_whole_journey_in_its_order(api: Client) -> None:
    post(api, *(order_with(f"same{number}", 40, line_of("tea")) for number in range(3)))
    regular(api, 300, 150, 140, 20, 10)
    whole = api.get(JOURNEY).data
    total = len(whole)
    assert total > 12

    for limit in (1, 2, 5, total - 1, total, total + 1):
        pages = list(api.walk(JOURNEY, limit=limit))
        assert [step for page in pages for step in page.data] == whole
        assert {page.json["meta"]["total"] for page in pages} == {total}
        assert all(page.data for page in pages), "no page is empty"


def test_fifty_steps_come_unless_asked_otherwise(api: Client) -> None:
    regular(api, *range(60, 0, -1))

    assert api.get(JOURNEY).json["meta"]["count"] == 50


def test_a_page_ends_before_lambdas_limit(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    regular(api, *range(9, 0, -1))
    whole = api.get(JOURNEY).data
    monkeypatch.setattr(paging, "ANSWER_BYTES", 1_000)

    pages = list(api.walk(JOURNEY))

    assert [step for page in pages for step in page.data] == whole
    assert all(sum(map(sent_bytes, page.data)) <= 1_000 for page in pages)
    assert max(len(page.data) for page in pages) > 1, "a page holds as many as fit"


def test_a_cursor_keeps_the_clock_of_its_walk_and_serves_no_other_query(api: Client) -> None:
    regular(api, 80, 10)
    first = api.get(JOURNEY, limit=3)
    cursor = first.json["meta"]["nextCursor"]
    api.now_ms = NOW_MS + 200 * DAY_MS

    rest = api.get(JOURNEY, limit=50, cursor=cursor)

    assert rest.json["meta"]["asOf"] == rfc3339(NOW_MS)
    assert rest.json["meta"]["total"] == first.json["meta"]["total"]
    for other in ({"kinds": "order"}, {"from": ago(90)}, {"to": ago(1)}):
        assert "is not one of this query" in api.get(JOURNEY, cursor=cursor, **other).errors["cursor"]
    regular(api, 1, customerId="bob")
    bobs = api.get(path_of("customers", "venue", "acme", "bob", "journey"), cursor=cursor)
    assert "cursor" in bobs.errors


def test_settings_that_change_during_a_walk_end_it(api: Client) -> None:
    regular(api, 80, 10)
    cursor = api.get(JOURNEY, limit=2).json["meta"]["nextCursor"]
    api.put("/api/settings", {"newDays": 5}, if_match='"0"')

    answer = api.get(JOURNEY, limit=2, cursor=cursor)

    assert (answer.status, answer.json["code"]) == (409, "start_again")


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("kinds=call", "kinds", "allowed are order, milestone, segment"),
        ("kinds=Order", "kinds", "has no value 'Order'"),
        ("kind=order", "kind", "the nearest is kinds"),
        ("from=yesterday", "from", "must be an instant"),
        ("to=2025-02-30", "to", "is no date or time that exists"),
        ("limit=0", "limit", "from 1 to 1000"),
        ("limit=1001", "limit", "from 1 to 1000"),
        ("cursor=abc", "cursor", "is not one of this query"),
        ("explain=true", "explain", "is not a parameter"),
    ],
)
def test_a_parameter_that_would_be_ignored_or_misread_is_refused_by_name(
    api: Client, query: str, field: str, message: str
) -> None:
    answer = api.send("GET", JOURNEY, query=query)

    assert answer.status == 400
    assert message in answer.errors[field]
