"""Settings: read, previewed, changed under If-Match; and answers that follow at once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.lists import some_customers
from testing.api.rfm_shop import fill, small_rows
from testing.api.rows import put_rows
from testing.settings import DEFAULTS


def test_the_defaults_are_those_of_the_documentation(api: Client) -> None:
    answer = api.get("/api/settings")

    assert (answer.data, answer.headers["ETag"]) == (DEFAULTS, '"0"')


def test_a_change_takes_the_keys_given_and_null_puts_one_back(api: Client) -> None:
    first = api.put("/api/settings", {"vipSpend": "2500.50", "newDays": 14}, if_match='"0"')
    second = api.put("/api/settings", {"vipSpend": None}, if_match=first.headers["ETag"])

    assert first.data == DEFAULTS | {"vipSpend": 2500.5, "newDays": 14}
    assert second.data == DEFAULTS | {"newDays": 14}
    assert api.get("/api/settings").data == second.data
    assert (first.headers["ETag"], second.headers["ETag"]) == ('"1"', '"2"')


def test_a_change_inside_a_group_leaves_the_rest_of_it_and_null_puts_the_group_back(api: Client) -> None:
    first = api.put("/api/settings", {"rfm": {"orders": [8, 6, 4, 2]}, "venue": {"lostDays": 400}}, if_match="*")
    second = api.put("/api/settings", {"rfm": None, "venue": {"lostDays": None}}, if_match="*")

    assert first.data == DEFAULTS | {
        "rfm": DEFAULTS["rfm"] | {"orders": [8, 6, 4, 2]},
        "venue": DEFAULTS["venue"] | {"lostDays": 400},
    }
    assert second.data == DEFAULTS


def test_a_change_without_if_match_or_with_an_old_one_changes_nothing(api: Client) -> None:
    api.put("/api/settings", {"newDays": 14}, if_match='"0"')

    assert api.put("/api/settings", {"newDays": 15}).status == 428
    assert api.put("/api/settings", {"newDays": 15}, if_match='"0"').status == 412
    assert api.get("/api/settings").data["newDays"] == 14
    assert api.put("/api/settings", {"newDays": 15}, if_match='"7", "1"').data["newDays"] == 15
    assert api.put("/api/settings", {"newDays": 16}, if_match="*").data["newDays"] == 16


@pytest.mark.parametrize("if_match", [' \t"9" ,W/"8",  "0" ', '"","0"', '"\xe9!","0"'])
def test_a_change_may_name_several_etags_with_spaces_between_them(api: Client, if_match: str) -> None:
    assert api.put("/api/settings", {"newDays": 14}, if_match=if_match).status == 200


@pytest.mark.parametrize("if_match", ["0", "", '"0', '"0" "1"', "*, *", '"0",'])
def test_an_if_match_that_is_no_etag_is_refused_by_name(api: Client, if_match: str) -> None:
    answer = api.put("/api/settings", {"newDays": 14}, if_match=if_match)

    assert (answer.status, list(answer.errors)) == (400, ["If-Match"])
    assert api.get("/api/settings").data == DEFAULTS


def test_a_weak_etag_matches_nothing(api: Client) -> None:
    assert api.put("/api/settings", {"newDays": 14}, if_match='W/"0"').status == 412


def test_a_repeated_change_under_one_key_gives_the_first_answer(api: Client) -> None:
    first = api.put("/api/settings", {"newDays": 14}, if_match='"0"', idempotency_key="k")
    again = api.put("/api/settings", {"newDays": 14}, if_match='"0"', idempotency_key="k")

    assert (again.status, again.text, again.headers["ETag"]) == (200, first.text, '"1"')


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"vipSpent": 1}, "vipSpent"),
        ({"rfm": 1}, "rfm"),
        ({"rfm": {"orders": [2, 4, 7, 10]}}, "rfm.orders"),
        ({"venue": {"dormantDay": 1}}, "venue.dormantDay"),
        ({"venue": {"lostDays": 180}}, "venue.lostDays"),
        ({"clvHorizonDays": 0}, "clvHorizonDays"),
        ({"churnHorizonDays": 3_651}, "churnHorizonDays"),
        ({"discountRate": -0.1}, "discountRate"),
        ({"highChurnRisk": 80}, "highChurnRisk"),
        ({"vipSpend": -1}, "vipSpend"),
        ({"vipSpend": "10.001"}, "vipSpend"),
        ({"vipSpend": True}, "vipSpend"),
        ({"dormantDays": 1.5}, "dormantDays"),
        ({"newDays": "30"}, "newDays"),
        ({"frequencyDays": [30, 7, 90]}, "frequencyDays"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"recommendationDays": -1}, "recommendationDays"),
        ({"recommendationMinScore": 101}, "recommendationMinScore"),
        ({"atRiskMinPurchases": 2}, "atRiskMinPurchases"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(api: Client, change: dict[str, Any], field: str) -> None:
    for answer in (api.put("/api/settings", change, if_match='"0"'), api.post("/api/settings/preview", change)):
        assert (answer.status, list(answer.errors)) == (400, [field])
    assert api.get("/api/settings").data == DEFAULTS


def test_a_preview_counts_exactly_who_then_moves(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, some_customers(120))
    change = {"vipSpend": 900, "dormantDays": 59, "frequencyDays": [6, 30, 90]}
    before = segments(api)

    preview = api.post("/api/settings/preview", change).data
    assert segments(api) == before, "a preview saves nothing"
    api.put("/api/settings", change, if_match='"0"')
    after = segments(api)

    moved: dict[tuple[str, str], set[str]] = {}
    for customer, segment in before.items():
        if after[customer] != segment:
            moved.setdefault((segment, after[customer]), set()).add(customer)
    assert preview["customers"] == 120
    assert preview["moved"] == sum(map(len, moved.values()))
    assert {(move["from"], move["to"]): move["count"] for move in preview["moves"]} == {
        pair: len(who) for pair, who in moved.items()
    }
    for move in preview["moves"]:
        examples = {example["contactID"] for example in move["examples"]}
        assert len(examples) == min(10, move["count"])
        assert examples <= moved[move["from"], move["to"]]
    assert {move["from"] for move in preview["frequencyMoves"]} == {"Weekly"}


def test_a_preview_counts_who_moves_between_rfm_groups_wherever_timelines_lie(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_rows(monkeypatch)
    fill(stores, tenant, api, 40)
    change = {"rfm": {"recencyDays": [29, 61, 89, 181], "orders": [9, 6, 3, 2], "spend": [5000, 2500, 1000, 499.98]}}
    before = rfm_groups(api)

    preview = api.post("/api/settings/preview", change).data
    api.put("/api/settings", change, if_match="*")

    after = rfm_groups(api)
    moved = {id_: (before[id_], after[id_]) for id_ in before if before[id_] != after[id_]}
    assert len(moved) > 3
    assert preview["rfmMoved"] == len(moved)
    assert {(move["from"], move["to"]): move["count"] for move in preview["rfmMoves"]} == Counter(moved.values())
    for move in preview["rfmMoves"]:
        assert all(moved[one["contactID"]] == (move["from"], move["to"]) for one in move["examples"])
    assert (preview["moved"], preview["frequencyMoved"], preview["venueMoved"]) == (0, 0, 0)


def test_a_preview_counts_who_moves_between_venue_segments(stores: Stores, tenant: Tenant, api: Client) -> None:
    put_rows(stores, tenant, some_customers(60))
    change = {"venue": {"atRiskDays": 30, "dormantDays": 60, "lostDays": 200}}
    counts = "/customers/venue/acme/segments"
    before = {one["segment"]: one["count"] for one in api.get(counts).data}

    preview = api.post("/api/settings/preview", change).data
    api.put("/api/settings", change, if_match="*")

    after = {one["segment"]: one["count"] for one in api.get(counts).data}
    changes = Counter(after)
    changes.subtract(before)
    told: Counter[str] = Counter()
    for move in preview["venueMoves"]:
        told.update({move["to"]: move["count"]})
        told.subtract({move["from"]: move["count"]})
    assert preview["venueMoved"] == sum(move["count"] for move in preview["venueMoves"]) > 5
    assert {name: n for name, n in told.items() if n} == {name: n for name, n in changes.items() if n}
    assert (preview["moved"], preview["rfmMoved"]) == (0, 0)


def test_a_preview_just_within_the_bound_is_made_and_one_beyond_it_is_a_conflict(
    stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenant, some_customers(30))
    monkeypatch.setattr(walk_module, "LIST_ROWS", 30)
    assert api.post("/api/settings/preview", {"vipSpend": 1}).data["customers"] == 30
    monkeypatch.setattr(walk_module, "LIST_ROWS", 28)

    answer = api.post("/api/settings/preview", {"vipSpend": 1})

    assert (answer.status, answer.json["code"]) == (409, "too_many_customers_live")


def test_viewers_read_settings_and_try_them_out_and_only_admins_change_them(
    application: Application, tenant: Tenant
) -> None:
    viewer = Client(application, tenant.id, role="viewer")

    assert viewer.get("/api/settings").status == 200
    assert viewer.post("/api/settings/preview", {"vipSpend": 1}).data["customers"] == 0
    assert viewer.get("/api/settings/suggested").data["change"] == {}
    assert viewer.post("/api/settings/preview", {"vipSpend": -1}).errors.keys() == {"vipSpend"}
    for role in ("viewer", "editor"):
        assert Client(application, tenant.id, role=role).put("/api/settings", {}, if_match='"0"').status == 403


def rfm_groups(api: Client) -> dict[str, str]:
    rows = api.get("/api/customers/rfm", limit=1000).json["scores"]
    return {row["customerId"]: row["rfmSegment"] for row in rows}


def segments(api: Client) -> dict[str, str]:
    rows = api.get("/api/customers", limit=1000).data
    return {row["contactID"]: row["metrics"]["segment"] for row in rows}
