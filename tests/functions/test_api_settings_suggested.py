"""GET /api/settings/suggested: each setting with its reason and what it moves; its change is what a PUT takes."""

from __future__ import annotations

import pytest
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.tenant import Tenant
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.customers import a_customer
from testing.api.rows import put_rows

PATH = "/api/settings/suggested"


def fill(stores: Stores, tenant: Tenant) -> None:
    """A hundred customers who spent 1.00 to 100.00 in all, half of it a week ago and half today."""
    customers = [a_customer(f"c{number:03}", (7, 50 * number), (0, 50 * number)) for number in range(1, 101)]
    put_rows(stores, tenant, [*customers, CustomerFacts("lead", True, PurchaseFacts())])


def test_every_suggestion_says_why_and_whom_it_would_move(stores: Stores, tenant: Tenant, api: Client) -> None:
    fill(stores, tenant)

    found = api.get(PATH).data

    by_name = {one["setting"]: one for one in found["suggestions"]}
    assert by_name["vipSpend"] == {
        "setting": "vipSpend",
        "current": 5000,
        "suggested": 95,
        "basis": "share",
        "reason": "5 % of 100 customers with an order have spent more than 95.00 USD.",
        "customers": 100,
        "moved": 5,
        "movedShare": 0.0495,
    }
    assert by_name["dormantDays"]["suggested"] == 7
    assert by_name["newDays"]["reason"] == (
        "Half of the 100 customers who came back did so within 7 days of their first order."
    )
    assert (by_name["rfm.orders"]["suggested"], by_name["rfm.orders"]["basis"]) == (None, "allAlike")
    assert by_name["rfm.spend"]["suggested"] == [81, 61, 41, 21]
    assert "(1: 20 %, 2: 20 %, 3: 20 %, 4: 20 %, 5: 20 %)" in by_name["rfm.spend"]["reason"]
    assert by_name["frequencyDays"]["suggested"] == [7, 8, 9]
    assert found["asOf"] == "2025-10-15T08:30:00.000Z"


def test_its_change_is_accepted_and_does_what_its_preview_says(stores: Stores, tenant: Tenant, api: Client) -> None:
    fill(stores, tenant)
    found = api.get(PATH).data

    assert found["change"] == {
        "vipSpend": 95,
        "dormantDays": 7,
        "newDays": 7,
        "frequencyDays": [7, 8, 9],
        "engagementSpend": [85, 68, 52, 35, 18],
        "rfm": {"spend": [81, 61, 41, 21]},
    }
    assert api.post("/api/settings/preview", found["change"]).data == found["preview"]
    assert api.put("/api/settings", found["change"], if_match='"0"').status == 200
    vips = api.get("/api/customers", segment="VIP", sort="totalSpend").json
    assert [one["contactID"] for one in vips["data"]] == ["c096", "c097", "c098", "c099", "c100"]
    after = api.get(PATH).data
    assert (after["change"], after["preview"]["moved"]) == ({}, 0)
    assert {one["moved"] for one in after["suggestions"]} == {0}


def test_of_nobody_nothing_is_suggested_but_the_usual_days(api: Client) -> None:
    found = api.get(PATH).data

    assert [one["suggested"] for one in found["suggestions"]] == [None, 90, 30, [7, 30, 90], None, None, None, None]
    assert {one["movedShare"] for one in found["suggestions"]} == {None}
    assert found["suggestions"][0]["reason"] == (
        "Fewer than 20 customers have ordered (0): too few to say what is usual."
    )
    assert found["change"] == {}


def test_beyond_the_bound_there_are_too_many_customers(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, [a_customer(f"c{number}", (1, 1)) for number in range(12)])
    monkeypatch.setattr(walk_module, "LIST_ROWS", 12)
    assert api.get(PATH).data["preview"]["customers"] == 12
    monkeypatch.setattr(walk_module, "LIST_ROWS", 10)

    answer = api.get(PATH)

    assert (answer.status, answer.json["code"]) == (409, "too_many_customers_live")
    assert answer.json["detail"] == "There are more customers than suggestions may read while somebody waits."


def test_a_parameter_is_refused(api: Client) -> None:
    assert api.get(PATH, days=3).errors == {"days": "is not a parameter of this call; it has none"}
