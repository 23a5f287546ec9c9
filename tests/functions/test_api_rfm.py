"""/api/customers/rfm: scores and distribution against a fold of everybody, within the bound of a page and beyond it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.http.door.app import Application
from regulars.lists import rfm as rfm_module
from regulars.lists import walk as walk_module
from regulars.lists.histories import everybody
from regulars.population.deciles import Deciles, rfm_deciles
from regulars.population.rfm_counts import RfmCounts
from regulars.scoring.derive import derive
from regulars.scoring.rfm import RfmGroup, rfm
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.tenant.night_records import LastNight

from testing.api.client import Answered, Client
from testing.api.orders import order_of, post
from testing.api.rfm_shop import fill, small_rows
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

SETTINGS = Settings.defaults(2)
NIGHT_MS = NOW_MS - 8 * HOUR_MS
ZEROS: dict[str, int] = dict.fromkeys(RfmGroup, 0)
CUSTOMERS = 60


@pytest.fixture
def known(stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, CustomerFacts]:
    small_rows(monkeypatch)
    return fill(stores, tenant, api, CUSTOMERS)


def groups(known: Mapping[str, CustomerFacts], days: int, now_ms: int = NOW_MS) -> dict[str, str]:
    """By customer; the unscored are left out."""
    found = {id_: rfm(facts.purchases, SETTINGS, now_ms, days) for id_, facts in known.items()}
    return {id_: one.value for id_, one in found.items() if one}


def by_last_order(known: Mapping[str, CustomerFacts]) -> list[str]:
    scored = [facts for facts in known.values() if facts.purchases.order_count]
    ordered = sorted(scored, key=lambda one: (one.purchases.last_at_ms or 0, one.customer_id), reverse=True)
    return [one.customer_id for one in ordered]


def leave_a_night(stores: Stores, tenant: Tenant, known: Mapping[str, CustomerFacts]) -> Deciles:
    deciles, counts = Deciles(NIGHT_MS), RfmCounts(NIGHT_MS)
    for facts in known.values():
        scores = derive(facts, SETTINGS, NIGHT_MS)
        deciles.add(facts, scores, SETTINGS)
        counts.add(facts, scores, SETTINGS)
    values = {"cut_points": deciles.cut_points().as_json(), "rfm_counts": counts.as_json()}
    stores.night_records(tenant).put(LastNight("2025-10-15", "night-1", NIGHT_MS, values), {})
    return deciles


@pytest.mark.parametrize("days", [365, 0, 60])
def test_everybody_who_ordered_is_scored_and_counted_wherever_their_timeline_lies(
    api: Client, known: dict[str, CustomerFacts], days: int
) -> None:
    answer = api.get("/api/customers/rfm", days=days, limit=1000).json

    expected = groups(known, days)
    assert {row["customerId"]: row["rfmSegment"] for row in answer["scores"]} == expected
    assert [row["customerId"] for row in answer["scores"]] == by_last_order(known)
    assert answer["distribution"] == ZEROS | Counter(expected.values())
    assert answer["unscored"] == len(known) - len(expected) > 0
    assert (answer["total"], answer["count"], answer["nextCursor"]) == (len(expected), len(expected), None)
    assert (answer["asOf"], answer["distributionAsOf"], answer["distributionReason"]) == (*[rfc3339(NOW_MS)] * 2, None)


def test_a_year_is_what_is_asked_for_where_nobody_says_otherwise(api: Client, known: dict[str, CustomerFacts]) -> None:
    silent, year = (api.get("/api/customers/rfm", **given).json for given in ({}, {"days": 365}))

    assert silent == year
    assert (silent["limit"], silent["offset"], silent["scale"], silent["cutPoints"]) == (50, 0, 5, None)
    assert len(silent["scores"]) == 50


def test_a_score_shows_its_inputs_and_is_explained_by_them(api: Client) -> None:
    post(api, order_of("1", 400, "300.00"), order_of("2", 45, "1200.00"), order_of("3", 40, "800.50"))

    row = api.send("POST", "/api/customers/rfm", query={"explain": "true"}, body={"customerId": "ann"}).data

    explanation = row.pop("explanation")
    assert row == {
        "customerId": "ann",
        "days": 365,
        "recency": 40,
        "frequency": 2,
        "monetary": 2000.5,
        "recencyScore": 4,
        "frequencyScore": 2,
        "monetaryScore": 3,
        "rfmScore": "423",
        "rfmSegment": "Promising",
        "windowEmpty": False,
        "lastCalculatedAt": rfc3339(NOW_MS),
    }
    bands = {"recencyDays": [30, 60, 90, 180], "orders": [10, 7, 4, 2], "spend": [5000, 2500, 1000, 500]}
    assert explanation == {
        "recency": {"score": 4, "value": 40, "unit": "days since the last order", "upTo": bands["recencyDays"]},
        "frequency": {"score": 2, "value": 2, "unit": "orders in the window", "from": bands["orders"]},
        "monetary": {"score": 3, "value": 2000.5, "unit": "spend in the window", "from": bands["spend"]},
        "windowDays": 365,
        "windowEmpty": False,
        "bands": bands,
    }


def test_what_is_computed_now_knows_the_order_that_was_just_placed(api: Client) -> None:
    post(api, order_of("1", 2))
    before = api.post("/api/customers/rfm", {"customerId": "ann", "days": 0}).data["frequency"]
    post(api, order_of("2", 1))

    assert (before, api.post("/api/customers/rfm", {"customerId": "ann", "days": 0}).data["frequency"]) == (1, 2)
    [row] = api.get("/api/customers/rfm", customerId="ann", days=0).json["scores"]
    assert row["frequency"] == 2


def test_orders_but_none_in_the_window_are_lost_and_said_to_be_so(api: Client) -> None:
    post(api, order_of("1", 20, "9000.00"))

    row = api.post("/api/customers/rfm", {"customerId": "ann", "days": 19}).data

    assert (row["rfmScore"], row["rfmSegment"], row["windowEmpty"], row["recency"]) == ("111", "Lost", True, 20)


def test_who_never_ordered_has_no_score_and_is_counted_apart(stores: Stores, tenant: Tenant, api: Client) -> None:
    post(api, order_of("1", 2, status="pending"))

    row = api.send("POST", "/api/customers/rfm", query={"explain": "true"}, body={"customerId": "ann"}).data
    listed = api.get("/api/customers/rfm", customerId="ann").json

    scores = ("recencyScore", "frequencyScore", "monetaryScore", "rfmScore", "rfmSegment", "recency", "windowEmpty")
    assert {row[name] for name in scores} == {None}
    assert (listed["scores"], listed["total"]) == ([], 0)


def test_filters_leave_the_distribution_as_it_is(api: Client, known: dict[str, CustomerFacts]) -> None:
    everything = api.get("/api/customers/rfm").json["distribution"]

    lost = api.get("/api/customers/rfm", segment="Lost,At Risk", limit=1000).json
    one = api.get("/api/customers/rfm", customerId="heavy1").json
    not_his = api.get("/api/customers/rfm", customerId="heavy1", segment="Lost").json

    assert {row["customerId"] for row in lost["scores"]} == {
        id_ for id_, group in groups(known, 365).items() if group in ("Lost", "At Risk")
    }
    assert lost["total"] == len(lost["scores"])
    assert [row["customerId"] for row in one["scores"]] == ["heavy1"]
    assert (not_his["scores"], not_his["total"]) == ([], 0)
    assert everything == lost["distribution"] == one["distribution"] == not_his["distribution"]


def test_pages_by_offset_and_by_cursor_are_the_same_walk(api: Client, known: dict[str, CustomerFacts]) -> None:
    everybody = by_last_order(known)

    by_offset: list[str] = []
    while len(by_offset) < len(everybody):
        page = api.get("/api/customers/rfm", limit=17, offset=len(by_offset)).json
        assert (page["total"], page["offset"], page["limit"]) == (len(everybody), len(by_offset), 17)
        by_offset += [row["customerId"] for row in page["scores"]]
    by_cursor: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = api.get("/api/customers/rfm", limit=17, **cursor).json
        by_cursor += [row["customerId"] for row in page["scores"]]
        if page["nextCursor"] is None:
            break
        cursor = {"cursor": page["nextCursor"]}

    assert by_offset == by_cursor == everybody
    past = api.get("/api/customers/rfm", offset=10_000).json
    assert (past["scores"], past["total"], past["nextCursor"]) == ([], len(everybody), None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"segment": "champions"}, "segment"),
        ({"days": -1}, "days"),
        ({"days": 36_501}, "days"),
        ({"days": "year"}, "days"),
        ({"scale": 7}, "scale"),
        ({"scale": 10, "days": 90}, "days"),
        ({"offset": 10_001}, "offset"),
        ({"offset": -1}, "offset"),
        ({"limit": 0}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "x", "offset": 1}, "offset"),
        ({"customerId": ""}, "customerId"),
        ({"customerId": "heavy0", "cursor": "x"}, "cursor"),
        ({"group": "Lost"}, "group"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(api: Client, query: dict[str, Any], field: str) -> None:
    post(api, order_of("1", 2, customerId="heavy0"))

    answer = api.get("/api/customers/rfm", **query)

    assert (answer.status, list(answer.errors)) == (400, [field])


def test_an_offset_too_far_names_the_cursor(api: Client) -> None:
    assert "cursor" in api.get("/api/customers/rfm", offset=10_001).errors["offset"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "customerId"),
        ({"customerId": 5}, "customerId"),
        ({"customerId": ""}, "customerId"),
        ({"customerId": "ann", "days": -1}, "days"),
        ({"customerId": "ann", "days": 1.5}, "days"),
        ({"customerId": "ann", "days": True}, "days"),
        ({"customerId": "ann", "days": "365"}, "days"),
        ({"customerId": "ann", "scale": 7}, "scale"),
        ({"customerId": "ann", "scale": True}, "scale"),
        ({"customerId": "ann", "scale": 10, "days": 90}, "days"),
        ({"customerId": "ann", "day": 90}, "day"),
    ],
)
def test_a_body_that_cannot_be_is_refused_by_name(api: Client, body: dict[str, Any], field: str) -> None:
    post(api, order_of("1", 2))

    answer = api.post("/api/customers/rfm", body)

    assert (answer.status, list(answer.errors)) == (400, [field])


def test_the_source_s_user_id_is_the_token_s_tenant_or_refused(api: Client) -> None:
    post(api, order_of("1", 2))

    assert api.post("/api/customers/rfm", {"userId": "acme", "customerId": "ann"}).status == 200
    assert api.post("/api/customers/rfm", {"userId": "other", "customerId": "ann"}).status == 403
    assert api.post("/api/customers/rfm", {"userId": 5, "customerId": "ann"}).status == 403
    assert api.get("/api/customers/rfm", userId="acme").status == 200
    assert api.get("/api/customers/rfm", userId="other").status == 403


def test_an_unknown_customer_is_not_found(api: Client) -> None:
    assert api.get("/api/customers/rfm", customerId="nobody").status == 404
    assert api.post("/api/customers/rfm", {"customerId": "nobody"}).status == 404


def test_a_viewer_may_read_and_compute_and_nobody_without_a_tenant(application: Application, tenant: Tenant) -> None:
    viewer = Client(application, tenant.id, role="viewer")
    stranger = Client(application, "nowhere")

    assert viewer.get("/api/customers/rfm").status == 200
    assert viewer.post("/api/customers/rfm", {"customerId": "nobody"}).status == 404
    assert stranger.get("/api/customers/rfm").status == stranger.post("/api/customers/rfm", {}).status == 403


def test_tenants_do_not_see_each_other(
    application: Application, stores: Stores, api: Client, known: dict[str, CustomerFacts]
) -> None:
    other = Client(application, make_tenant(stores, "other").id)

    answer = other.get("/api/customers/rfm").json
    assert (answer["scores"], answer["distribution"], answer["unscored"]) == ([], ZEROS, 0)
    assert other.get("/api/customers/rfm", customerId="heavy0").status == 404


def test_a_walk_counts_everybody_once_and_carries_the_distribution(
    stores: Stores, tenant: Tenant, api: Client, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def counting(*args: Any, **more: Any) -> Any:
        counted.append(1)
        return everybody(*args, **more)

    monkeypatch.setattr(rfm_module, "everybody", counting)
    first = api.get("/api/customers/rfm", limit=5, segment="Lost,At Risk,New Customers").json
    api.now_ms = NOW_MS + 40 * DAY_MS

    second = api.get(
        "/api/customers/rfm", limit=5, segment="Lost,At Risk,New Customers", cursor=first["nextCursor"]
    ).json

    told = ("distribution", "unscored", "distributionAsOf", "asOf", "distributionReason", "total")
    assert {name: second[name] for name in told} == {name: first[name] for name in told}
    assert first["distribution"] == ZEROS | Counter(groups(known, 365).values())
    assert len(counted) == 1
    assert list(api.get("/api/customers/rfm", limit=5, segment="Lost", cursor=first["nextCursor"]).errors) == ["cursor"]


def test_beyond_the_bound_the_distribution_is_last_night_s(
    stores: Stores, tenant: Tenant, api: Client, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_a_night(stores, tenant, known)
    live = api.get("/api/customers/rfm").json
    monkeypatch.setattr(walk_module, "LIST_ROWS", 30)

    for days in (365, 0):
        answer = api.get("/api/customers/rfm", days=days).json
        assert answer["distribution"] == ZEROS | Counter(groups(known, days, NIGHT_MS).values())
        assert (answer["distributionAsOf"], answer["asOf"]) == (rfc3339(NIGHT_MS), rfc3339(NOW_MS))
        assert (answer["unscored"], answer["total"]) == (live["unscored"], None)
    other_window = api.get("/api/customers/rfm", days=90).json
    assert (other_window["distribution"], other_window["unscored"], other_window["distributionAsOf"]) == (None,) * 3
    assert "365" in other_window["distributionReason"]


def test_beyond_the_bound_and_before_the_first_night_there_is_a_reason_and_the_scores_are_there(
    api: Client, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk_module, "LIST_ROWS", 30)

    answer = api.get("/api/customers/rfm", limit=5).json
    further = api.get("/api/customers/rfm", limit=5, cursor=answer["nextCursor"]).json

    assert (answer["distribution"], len(answer["scores"])) == (None, 5)
    assert answer["distributionReason"]
    assert (further["distribution"], further["distributionReason"]) == (None, answer["distributionReason"])


@pytest.mark.parametrize("days", [365, 0])
def test_deciles_compare_with_the_cut_points_of_last_night(
    stores: Stores, tenant: Tenant, api: Client, known: dict[str, CustomerFacts], days: int
) -> None:
    cut_points = leave_a_night(stores, tenant, known).cut_points()

    answer = api.get("/api/customers/rfm", scale=10, days=days, limit=1000, explain="true").json

    by_bands = {row["customerId"]: row for row in api.get("/api/customers/rfm", days=days, limit=1000).json["scores"]}
    for row in answer["scores"]:
        found = rfm_deciles(known[row["customerId"]].purchases, cut_points, NOW_MS, days)
        assert found is not None
        assert (row["recencyScore"], row["frequencyScore"], row["monetaryScore"]) == found[:3]
        assert row["rfmScore"] == "{}-{}-{}".format(*found[:3])
        assert row["rfmSegment"] == by_bands[row["customerId"]]["rfmSegment"], "the group is by the bands"
        assert len(row["explanation"]["recency"]["above"]) == 9
    assert {row["recencyScore"] for row in answer["scores"]} >= {1, 10}
    assert answer["cutPoints"]["asOf"] == rfc3339(NIGHT_MS)
    assert answer["cutPoints"]["customers"] == len(groups(known, 365))
    assert answer["cutPoints"]["spend"] == [one / 100 for one in cut_points.windows[days].spend_minor]
    assert answer["distribution"] == api.get("/api/customers/rfm", days=days).json["distribution"]


def test_deciles_before_the_first_night_are_a_conflict_that_says_what_to_do(api: Client) -> None:
    post(api, order_of("1", 2))

    answers: list[Answered] = [
        api.get("/api/customers/rfm", scale=10),
        api.post("/api/customers/rfm", {"customerId": "ann", "scale": 10}),
    ]

    for answer in answers:
        assert (answer.status, answer.json["code"]) == (409, "no_night_yet")
        assert "/product-affinity/recalculate" in answer.json["detail"]


def test_the_summary_counts_the_same_groups(api: Client, known: dict[str, CustomerFacts]) -> None:
    summary = api.get("/api/customers/summary").data

    assert summary["rfmGroups"] == api.get("/api/customers/rfm").json["distribution"]


def test_thresholds_that_change_move_scores_at_once(api: Client) -> None:
    post(api, order_of("1", 40))
    before = api.post("/api/customers/rfm", {"customerId": "ann"}).data["recencyScore"]

    api.put("/api/settings", {"rfm": {"recencyDays": [45, 60, 90, 180]}}, if_match="*")

    assert (before, api.post("/api/customers/rfm", {"customerId": "ann"}).data["recencyScore"]) == (4, 5)


def test_a_later_clock_scores_anew(api: Client, known: dict[str, CustomerFacts]) -> None:
    api.now_ms = NOW_MS + 31 * DAY_MS

    answer = api.get("/api/customers/rfm", limit=1000).json

    assert {row["customerId"]: row["rfmSegment"] for row in answer["scores"]} == groups(known, 365, api.now_ms)
