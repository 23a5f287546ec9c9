"""The clock of a file: what it holds counts as known when it was exported, whenever it is imported."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.http.door.app import Application
from regulars.importing.job.sentences import ASKED, ASKED_NEXT
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.importing_shop import ImportingShop
from testing.api.orders import order_of
from testing.aws.requests import requests_of
from testing.builders import NOW_MS
from testing.machines.imports import now_ms

MONDAY_MS = now_ms() // DAY_MS * DAY_MS - 3 * DAY_MS
PLACED = rfc3339(MONDAY_MS - DAY_MS)
EXPORTED = rfc3339(MONDAY_MS + 12 * HOUR_MS)
HEADER = "Order ID,Customer ID,Date,Total,Refunded Amount\n"


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, application: Application) -> ImportingShop:
    return ImportingShop(stores, tenant, application)


def told_at(ms: int, *, refunded: int = 0, order_id: str = "o1") -> dict[str, Any]:
    """Order `o1` of 40.00 as the feed told it at an instant."""
    refund = {"refundedAmount": refunded} if refunded else {}
    return order_of(order_id, 0, "40.00", orderedAt=PLACED, updatedAt=rfc3339(ms), **refund)


def filed(*, refunded: int = 0, order_id: str = "o1") -> bytes:
    return f"{HEADER}{order_id},ann,{PLACED},40.00,{refunded or ''}\n".encode()


def spend(shop: ImportingShop) -> str:
    return shop.listed()["ann"][1]


def test_a_delayed_webhook_of_an_older_state_does_not_undo_an_imported_refund(shop: ImportingShop) -> None:
    shop.post(told_at(MONDAY_MS + 8 * HOUR_MS))
    shop.file(filed(refunded=10), exportedAt=EXPORTED)
    assert spend(shop) == "30.00"

    assert shop.post(told_at(MONDAY_MS + 9 * HOUR_MS)) == ["stale"]

    assert spend(shop) == "30.00"
    assert shop.api.get("/api/orders/o1").data["updatedAt"] == EXPORTED


def test_a_file_of_monday_that_is_imported_on_wednesday_does_not_undo_the_webhook_of_tuesday(
    shop: ImportingShop,
) -> None:
    shop.post(told_at(MONDAY_MS + 36 * HOUR_MS, refunded=10))

    told = shop.file(filed(), exportedAt=EXPORTED)

    assert told["counts"]["orders"] == {
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "stale": 1,
        "refused": 0,
        "erased": 0,
    }
    assert spend(shop) == "30.00"


def test_without_a_clock_of_its_own_a_feed_is_compared_by_when_it_came(shop: ImportingShop) -> None:
    untimed = {name: value for name, value in told_at(0, refunded=10).items() if name != "updatedAt"}
    shop.post(untimed)

    assert shop.file(filed(), exportedAt=EXPORTED)["counts"]["orders"]["stale"] == 1
    assert spend(shop) == "30.00"


def test_what_was_deleted_after_the_export_does_not_come_back_with_the_file(shop: ImportingShop) -> None:
    shop.post(told_at(MONDAY_MS))
    shop.api.delete("/api/orders/o1")
    shop.flow()

    assert shop.file(filed(), exportedAt=EXPORTED)["counts"]["orders"]["stale"] == 1
    assert shop.listed() == {}
    assert shop.file(filed(), exportedAt=rfc3339(now_ms()))["counts"]["orders"]["created"] == 1


def _webhooks(shop: ImportingShop) -> None:
    shop.post(told_at(MONDAY_MS + 36 * HOUR_MS, refunded=10), told_at(MONDAY_MS, order_id="o2"))


def _late_webhooks(shop: ImportingShop) -> None:
    shop.post(told_at(MONDAY_MS), told_at(MONDAY_MS - HOUR_MS, refunded=5, order_id="o2"))


def _file(shop: ImportingShop) -> None:
    content = filed(refunded=20) + filed(refunded=15, order_id="o2").removeprefix(HEADER.encode())
    shop.file(content, exportedAt=EXPORTED)


@pytest.mark.parametrize("steps", list(permutations((_webhooks, _late_webhooks, _file))))
def test_a_file_and_webhooks_end_the_same_in_whatever_order_they_come(
    shop: ImportingShop, steps: tuple[Callable[[ImportingShop], None], ...]
) -> None:
    for step in steps:
        step(shop)

    known = {id_: shop.api.get(f"/api/orders/{id_}").data["refundedAmount"] for id_ in ("o1", "o2")}
    assert known == {"o1": 10, "o2": 15}
    assert spend(shop) == "55.00"


def test_an_order_that_was_placed_after_the_export_is_refused_since_the_instant_is_wrong(shop: ImportingShop) -> None:
    told = shop.file(filed(), exportedAt=rfc3339(MONDAY_MS - DAY_MS - 1))

    assert told["counts"]["orders"]["refused"] == 1
    assert told["refusals"][0]["column"] == "Date"
    assert told["refusals"][0]["reason"].endswith("lies after exportedAt, when the file was exported")


def test_an_order_of_nobody_after_the_export_is_set_aside_and_costs_no_other(shop: ImportingShop) -> None:
    content = filed() + f"o2,,{rfc3339(MONDAY_MS + 13 * HOUR_MS)},5.00,\n".encode()

    told = shop.file(content, exportedAt=EXPORTED)

    assert (told["state"], told["counts"]["orders"]["created"]) == ("done", 1)
    assert told["withoutCustomer"] == {"orders": 1, "amount": 5.0}


def announce(api: Client, **options: Any) -> dict[str, str]:
    """What is wrong with a new import; nothing where it was announced."""
    answer = api.post("/api/imports", {"fileName": "orders.csv", **options})
    assert answer.status in (201, 400)
    return answer.errors if answer.status == 400 else {}


@pytest.mark.parametrize("says", [{"version": 1}, {"updatedAt": "2025-10-15T08:00:00Z"}])
def test_whose_orders_come_in_live_is_asked_when_the_file_was_exported(api: Client, says: dict[str, Any]) -> None:
    assert announce(api) == {}

    api.post("/api/orders", {"orders": [order_of("o1", 1, "40.00", **says)]})

    assert announce(api) == {"exportedAt": ASKED}
    assert announce(api, exportedAt="2025-10-14") == {}
    assert announce(api, dryRun=True) == {}
    api.now_ms += 30 * DAY_MS
    assert announce(api) == {"exportedAt": ASKED}
    api.now_ms += DAY_MS
    assert announce(api) == {}, "31 days later"


def test_orders_that_do_not_compare_are_no_feed_and_events_are(api: Client) -> None:
    api.post("/api/orders", {"orders": [order_of("o1", 1, "40.00")]})
    api.post("/api/orders", {"orders": [order_of("o2", 1, "40.00", version="x")]})
    api.post("/api/orders/events", {"type": "track", "event": "Product Viewed"})
    assert announce(api) == {}

    event = {"order_id": "e1", "total": 5, "products": []}
    said = {"event": "Order Completed", "userId": "ann", "timestamp": "2025-10-15T08:00:00Z", "properties": event}
    assert api.post("/api/orders/events", said).data[0]["result"] == "created"

    assert announce(api) == {"exportedAt": ASKED}


def test_a_feed_costs_one_write_a_day(api: Client, stores: Stores) -> None:
    written = []
    for day in (0, 0, 0, 1, 1):
        api.now_ms = NOW_MS + day * DAY_MS
        with requests_of(stores.dynamodb) as made:
            api.post("/api/orders", {"orders": [order_of("o1", 1, "40.00", version=1)]})
        written.append(made.count("UpdateItem"))

    assert written == [1, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("2025-10-15T08:30:00.001Z", "lies in the future"),
        ("2025-10-15T10:30:01", "lies in the future"),
        ("yesterday", "must be an instant such as"),
        ("2025-02-30", "is no date or time that exists"),
        (1_760_517_000, "must be an instant such as"),
        ("1969-12-31", "must not lie before 1970"),
    ],
)
def test_an_export_of_the_future_or_one_that_cannot_be_read_is_refused(api: Client, said: Any, fault: str) -> None:
    errors = announce(api, exportedAt=said, timezone="Europe/Berlin")

    assert list(errors) == ["exportedAt"]
    assert errors["exportedAt"].startswith(fault)


def test_an_export_is_shown_as_it_was_read_in_the_zone_of_the_file(api: Client) -> None:
    asked = {"fileName": "orders.csv", "exportedAt": "2025-10-15 10:30", "timezone": "Europe/Berlin"}

    assert api.post("/api/imports", asked).data["options"]["exportedAt"] == "2025-10-15T08:30:00.000Z"


def test_a_dry_run_says_the_newest_instant_and_that_the_import_will_ask(shop: ImportingShop) -> None:
    assert ASKED_NEXT not in shop.file(filed(), dryRun=True)["advice"]
    shop.post(told_at(MONDAY_MS))

    told = shop.file(filed(), dryRun=True)

    assert told["newestAt"] == PLACED
    assert ASKED_NEXT in told["advice"]
    assert ASKED_NEXT not in shop.file(filed(), dryRun=True, exportedAt=EXPORTED)["advice"]
