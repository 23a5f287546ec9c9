"""GET /api/v1/analytics/funnel and cohorts: live within the bound, else of last night, wherever timelines lie."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS, rfc3339
from regulars.http.door.app import Application
from regulars.lists import walk as walk_module
from regulars.population.cohorts import CohortParts
from regulars.population.funnel import FunnelParts
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.tenant.night_records import LastNight

from testing.api.client import Client
from testing.api.orders import order_of, post
from testing.api.rfm_shop import fill, small_rows
from testing.api.rows import put_row
from testing.builders import NOW_MS

SETTINGS = Settings.defaults(2)
NIGHT_MS = NOW_MS - 8 * HOUR_MS
PATHS = ["/api/v1/analytics/funnel", "/api/v1/analytics/cohorts"]
FUNNEL, COHORTS = PATHS


@pytest.fixture
def known(stores: Stores, tenant: Tenant, api: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, CustomerFacts]:
    small_rows(monkeypatch)
    return fill(stores, tenant, api, 50)


def leave_a_night(stores: Stores, tenant: Tenant, known: Mapping[str, CustomerFacts]) -> None:
    funnel, cohorts = FunnelParts(NIGHT_MS), CohortParts(NIGHT_MS, "UTC")
    for facts in known.values():
        scores = derive(facts, SETTINGS, NIGHT_MS)
        funnel.add(facts, scores, SETTINGS)
        cohorts.add(facts, scores, SETTINGS)
    values = {"funnel": funnel.funnel().as_json(), "cohorts": cohorts.cohorts().as_json()}
    stores.night_records(tenant).put(LastNight("2025-10-15", "night-1", NIGHT_MS, values), {})


def test_the_funnel_counts_everybody_wherever_their_timeline_lies(api: Client, known: dict[str, CustomerFacts]) -> None:
    funnel = api.get(FUNNEL).data

    timelines = [[one for one in facts.purchases.timeline if one.at_ms <= NOW_MS] for facts in known.values()]
    reached = [sum(len(timeline) >= step for timeline in timelines) for step in (1, 2, 3)]
    gaps = [
        [(one[step].at_ms - one[step - 1].at_ms) // DAY_MS for one in timelines if len(one) > step] for step in (1, 2)
    ]
    assert [step["customers"] for step in funnel["steps"]] == reached
    assert [step["medianDays"] for step in funnel["steps"]] == [None, median(gaps[0]), median(gaps[1])]
    assert [step["step"] for step in funnel["steps"]] == ["firstOrder", "secondOrder", "thirdOrder"]
    assert funnel["steps"][0]["share"] == 1
    assert funnel["steps"][2]["share"] == pytest.approx(reached[2] / reached[0], abs=5e-5)
    assert funnel["steps"][2]["shareOfPrevious"] == pytest.approx(reached[2] / reached[1], abs=5e-5)
    assert funnel["asOf"] == rfc3339(NOW_MS)


def test_cohorts_count_everybody_once_in_their_first_month(api: Client, known: dict[str, CustomerFacts]) -> None:
    cohorts = api.get(COHORTS, months=120).data["cohorts"]

    parts = CohortParts(NOW_MS, "UTC")
    for facts in known.values():
        parts.add(facts, derive(facts, SETTINGS, NOW_MS), SETTINGS)
    assert [[month["customers"] for month in one["retention"]] for one in cohorts] == [
        list(one.active) for one in parts.cohorts().cohorts
    ]
    assert sum(one["customers"] for one in cohorts) == sum(bool(one.purchases.order_count) for one in known.values())
    assert {one["retention"][-1]["month"] for one in cohorts} == {"2025-10"}


def test_a_cohort_names_its_months_and_shares(api: Client, stores: Stores, tenant: Tenant) -> None:
    post(
        api, *(order_of(f"{who}-1", 50, customerId=who) for who in ("a", "b", "c")), order_of("a-2", 1, customerId="a")
    )
    for who in ("a", "b", "c"):
        put_row(stores, tenant, who)

    [cohort] = api.get(COHORTS).data["cohorts"]

    assert cohort == {
        "month": "2025-08",
        "customers": 3,
        "retention": [
            {"month": "2025-08", "monthsLater": 0, "customers": 3, "share": 1.0},
            {"month": "2025-09", "monthsLater": 1, "customers": 0, "share": 0.0},
            {"month": "2025-10", "monthsLater": 2, "customers": 1, "share": 0.3333},
        ],
    }


def test_months_are_those_of_the_tenant_s_zone_now(api: Client, stores: Stores, tenant: Tenant) -> None:
    post(api, order_of("1", 0, orderedAt="2025-09-30T20:00:00Z"))
    put_row(stores, tenant, "ann")
    before = api.get(COHORTS).data["cohorts"][0]["month"]

    api.put("/api/settings", {"timezone": "Pacific/Auckland"}, if_match="*")

    assert (before, api.get(COHORTS).data["cohorts"][0]["month"]) == ("2025-09", "2025-10")


def test_only_the_newest_months_that_were_asked_for(api: Client, known: dict[str, CustomerFacts]) -> None:
    everything = api.get(COHORTS, months=120).data["cohorts"]

    assert len(everything) > 3
    assert api.get(COHORTS, months=2).data["cohorts"] == everything[-2:]


def test_of_nobody_there_is_nothing(api: Client) -> None:
    assert [step["share"] for step in api.get(FUNNEL).data["steps"]] == [None, None, None]
    assert api.get(COHORTS).data["cohorts"] == []


@pytest.mark.parametrize("path", PATHS)
def test_beyond_the_bound_it_is_what_last_night_left(
    stores: Stores,
    tenant: Tenant,
    api: Client,
    known: dict[str, CustomerFacts],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
) -> None:
    api.now_ms = NIGHT_MS
    live = api.get(path).data
    api.now_ms = NOW_MS
    leave_a_night(stores, tenant, known)
    monkeypatch.setattr(walk_module, "LIST_ROWS", 30)

    last = api.get(path).data

    assert last["asOf"] == rfc3339(NIGHT_MS)
    assert last == live


@pytest.mark.parametrize("path", PATHS)
def test_beyond_the_bound_and_before_the_first_night_it_is_a_conflict(
    api: Client, known: dict[str, CustomerFacts], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(walk_module, "LIST_ROWS", 30)

    answer = api.get(path)

    assert (answer.status, answer.json["code"]) == (409, "too_many_customers_live")


@pytest.mark.parametrize("months", [0, 121, "all"])
def test_months_outside_their_range_are_refused(api: Client, months: Any) -> None:
    assert list(api.get(COHORTS, months=months).errors) == ["months"]


@pytest.mark.parametrize("path", PATHS)
def test_the_tenant_may_be_named_and_must_be_the_token_s(application: Application, api: Client, path: str) -> None:
    assert api.get(path, tenantId="acme").status == 200
    assert api.get(path, tenantId="other").status == 403
    assert Client(application, "nowhere").get(path).status == 403
    assert Client(application, "acme", role="viewer").get(path).status == 200
