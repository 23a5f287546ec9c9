"""Engagement, churn risk and NPS over all customers: equal to counting each by itself, live and of last night."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from regulars.facts.fold import fold
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.scoring.engagement import EngagementBand
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project
from testing.aws.kept import made_once
from testing.builders import NOW_MS
from testing.machines.night import create_night_machine, run_night

ENGAGEMENT = "/api/v1/analytics/engagement"
RISK = "/api/v1/analytics/churn-risk"
NPS = "/api/v1/analytics/nps"
CUSTOMERS = 60


@pytest.fixture
def shop(api: Client, stores: Stores, tenant: Tenant) -> Client:
    """Customers who order, visit, complain, answer and are written to as it happens; some are given up."""
    made_once(__name__, lambda: fill(api, stores, tenant))
    return api


def fill(api: Client, stores: Stores, tenant: Tenant) -> None:
    chance = random.Random(7)
    names = [f"c{number:02}" for number in range(CUSTOMERS)]
    for number, name in enumerate(names):
        age = chance.randint(0, 200)
        post(api, order_with(f"o{number}", age, line_of("tea", unitPrice=f"{chance.choice([5, 60, 700, 6000])}"),
                             customerId=name))  # fmt: skip
        things: list[dict[str, Any]] = []
        for _ in range(chance.randint(0, 6)):
            kind = chance.choice(["visit", "payment_failed", "payment_received", "nps", "support"])
            at = rfc3339(NOW_MS - chance.randint(0, 120) * DAY_MS)
            more = {"score": chance.randint(0, 10)} if kind == "nps" else {}
            things.append({"customerId": name, "interactionType": kind, "occurredAt": at, **more})
        if things:
            api.post("/api/customers/interactions", {"interactions": things})
        if chance.random() < 0.3:
            note = {"customerId": name, "content": "Late.", "noteType": "complaint"}
            api.post("/api/customers/notes", note)
        if chance.random() < 0.2:
            api.put(
                "/api/customers/profiles", {"customerId": name, "status": chance.choice(["inactive", "lost", "vip"])}
            )
        if chance.random() < 0.4:
            api.put("/api/customers/preferences", {"customerId": name, "emailOptIn": True})
    project(stores, tenant, *names)


def each(api: Client) -> list[dict[str, Any]]:
    """Every customer by themselves, whom the shop has not given up."""
    pages = api.walk("/api/customers", limit=50, status="active,vip,at_risk")
    rows = (row for page in pages for row in page.data)
    return [api.get(f"/api/v1/customers/{row['contactID']}/intelligence").data for row in rows]


def test_bands_are_those_of_each_customer_by_themselves(shop: Client) -> None:
    people = each(shop)
    engaged, risks = (Counter(one[name] for one in people) for name in ("engagement", "churnRisk"))

    distribution = shop.get(ENGAGEMENT, tenantId="acme").json["distribution"]
    overview = shop.get(RISK, tenantId="acme").json

    assert {one["band"]: one["count"] for one in distribution} == {band: engaged[band] for band in EngagementBand}
    assert [one["label"] for one in distribution] == ["High (70-100)", "Medium (40-69)", "Low (1-39)", "Inactive (0)"]
    assert {name: overview[name] for name in ("critical", "high", "medium", "low", "total")} == {
        **{band: risks[band] for band in ("critical", "high", "medium", "low")},
        "total": len(people),
    }
    assert 0 < len(people) < CUSTOMERS, "some are given up"
    assert min(risks["high"], risks["medium"], risks["low"]) > 0
    assert overview["asOf"] == rfc3339(NOW_MS)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/interactions", {"interactions": [{"customerId": "ann", "interactionType": "payment_received"}]}),
        (
            "/interactions",
            {"interactions": [{"customerId": "ann", "interactionType": "tier_changed", "reason": "upgrade"}]},
        ),
        (
            "/communications",
            {"communications": [{"customerId": "ann", "communicationType": "email", "direction": "outbound"}]},
        ),
        ("/notes", {"customerId": "ann", "content": "Late.", "noteType": "complaint"}),
        ("/signals", {"customerId": "ann", "name": "backlog", "value": 80, "weight": 15}),
    ],
)
def test_bands_are_of_orders_alone_until_something_else_is_known_of_one(
    api: Client, stores: Stores, tenant: Tenant, path: str, told: dict[str, Any]
) -> None:
    post(
        api, order_with("1", 3, line_of("tea"), customerId="ann"), order_with("2", 4, line_of("tea"), customerId="bob")
    )
    api.post("/api/customers/interactions", {"interactions": [{"customerId": "ann", "interactionType": "visit"}]})
    project(stores, tenant, "ann", "bob")
    assert [api.get(one).json["ordersAlone"] for one in (ENGAGEMENT, RISK)] == [True, True]

    answered = api.post(f"/api/customers{path}", told)
    assert answered.status < 300, answered.text
    project(stores, tenant, "ann", "bob")
    api.now_ms += 61_000

    assert [api.get(one).json["ordersAlone"] for one in (ENGAGEMENT, RISK)] == [False, False]


def test_every_number_is_its_list(shop: Client) -> None:
    kept = "active,vip,at_risk"
    for one in shop.get(ENGAGEMENT).json["distribution"]:
        assert shop.get("/api/customers", engagement=one["band"], status=kept).json["meta"]["total"] == one["count"]
    risks = shop.get(RISK).json
    for band in ("critical", "high", "medium", "low"):
        assert shop.get("/api/customers", churnRisk=band, status=kept).json["meta"]["total"] == risks[band]
    waiting = shop.get("/api/customers", unanswered="true", status=kept).json["meta"]["total"]
    assert waiting == risks["unanswered"] > 0
    detractors = shop.get("/api/customers", npsBand="detractor", status=kept).json["meta"]["total"]
    assert detractors == shop.get(NPS).data["detractors"] > 0


def test_nps_is_of_the_newest_answers_by_segment(shop: Client) -> None:
    found = shop.get(NPS).data
    answers = [one["npsScore"] for one in each(shop) if one["npsScore"] is not None]

    promoters, detractors = sum(one >= 9 for one in answers), sum(one <= 6 for one in answers)
    assert (found["answers"], found["promoters"], found["detractors"]) == (len(answers), promoters, detractors)
    assert found["npsScore"] == round(100 * (promoters - detractors) / len(answers), 1)
    assert sum(one["answers"] for one in found["segments"]) == len(answers)


def test_with_too_many_customers_the_bands_are_those_of_last_night(
    shop: Client, stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = [shop.get(path).json for path in (ENGAGEMENT, RISK, NPS)]
    create_night_machine(stores)
    run_night(stores, tenant, "night-1", at_ms=NOW_MS)
    monkeypatch.setattr("regulars.lists.walk.LIST_ROWS", 5)
    shop.now_ms += DAY_MS

    assert [shop.get(path).json for path in (ENGAGEMENT, RISK, NPS)] == live


def test_tiers_of_own_programs_count_in_every_answer(
    shop: Client, stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gold by 60 points of 60 days: who last ordered longer ago has fallen, within half a year or before."""
    without = {one["customerId"]: one["churnRiskScore"] for one in each(shop)}
    tiers = [{"name": "Bronze", "threshold": 0}, {"name": "Gold", "threshold": 60}]
    club = {"name": "Club", "type": "tier", "effectiveFrom": "2020-01-01", "tiers": tiers, "tierWindowDays": 60}
    program = shop.post("/api/customers/loyalty-programs", club).data["id"]

    people = each(shop)

    risen = {one["customerId"] for one in people if one["churnRiskScore"] > without[one["customerId"]]}
    explained = {}
    for one in people:
        told = shop.get(f"/api/v1/customers/{one['customerId']}/intelligence", explain="true").data["explanation"]
        explained[one["customerId"]] = told["churnRiskScore"]["tierDowngrade"]
    assert {name for name, told in explained.items() if told["score"] == 80} == risen
    assert 5 < len(risen) < len(people) - 5
    for told in explained.values():
        names = (program, "Club") if told["lastChange"] else (None, None)
        assert (told["loyaltyProgramId"], told["loyaltyProgramName"]) == names
    test_bands_are_those_of_each_customer_by_themselves(shop)
    test_every_number_is_its_list(shop)
    test_with_too_many_customers_the_bands_are_those_of_last_night(shop, stores, tenant, monkeypatch)


def test_a_shop_without_customers_has_empty_bands(api: Client) -> None:
    assert [one["count"] for one in api.get(ENGAGEMENT).json["distribution"]] == [0, 0, 0, 0]
    assert api.get(RISK).json["total"] == 0
    assert api.get(NPS).data["npsScore"] is None


def test_one_customers_scores_come_with_their_instants_and_their_health(api: Client) -> None:
    post(api, order_with("o1", 10, line_of("tea", unitPrice="60")))

    data = api.get("/api/v1/customers/ann/intelligence").data

    assert data.pop("models")["basis"] == "rules"
    assert data == {
        "customerId": "ann",
        "engagementScore": 38,  # recency 80, frequency 20, money 20, breadth 0, depth 50
        "engagement": "low",
        "engagementScoreAt": rfc3339(NOW_MS),
        "churnRiskScore": 10,  # never opened an e-mail
        "churnRisk": "low",
        "churnRiskScoreAt": rfc3339(NOW_MS),
        "healthScore": 64,
        "loyaltyTiers": [],
        "npsScore": None,
        "averageRating": None,
    }
    earlier = rfc3339(NOW_MS - DAY_MS)
    then = api.get("/api/v1/customers/ann/intelligence", asOf=earlier).data
    assert (then["engagementScoreAt"], then["churnRiskScoreAt"]) == (earlier, earlier)


def test_a_customer_as_of_an_instant_is_who_they_were_by_what_is_known_today(api: Client) -> None:
    post(api, order_with("o1", 100, line_of("tea")))
    visit = {"customerId": "ann", "interactionType": "visit", "occurredAt": rfc3339(NOW_MS - 5 * DAY_MS)}
    api.post("/api/customers/interactions", visit)

    def score(days: int) -> Any:
        at = rfc3339(NOW_MS - days * DAY_MS)
        return api.get("/api/v1/customers/ann/intelligence", asOf=at, explain="true").data["explanation"]

    assert score(5)["engagementScore"]["frequency"]["activitiesIn30Days"] == 1
    assert score(6)["engagementScore"]["frequency"]["activitiesIn30Days"] == 0
    assert score(70)["engagementScore"]["recency"]["score"] == 60
    assert api.get("/api/v1/customers/nobody/intelligence").status == 404


def test_rows_hold_what_the_ledger_says_of_everybody(stores: Stores, tenant: Tenant, shop: Client) -> None:
    rows = list(stores.rows(tenant).all())

    assert len(rows) == CUSTOMERS
    for row in rows:
        assert row.facts == fold(stores.ledger(tenant).read_customer(row.customer_id))


def test_what_a_customer_did_before_their_first_order_counts_at_an_instant_before_it(api: Client) -> None:
    post(api, order_with("o1", 10, line_of("tea")))
    visited = rfc3339(NOW_MS - 40 * DAY_MS)
    api.post("/api/customers/interactions", {"customerId": "ann", "interactionType": "visit", "occurredAt": visited})

    def then(ago: int) -> Any:
        at = rfc3339(NOW_MS - ago * DAY_MS)
        return api.get("/api/v1/customers/ann/intelligence", asOf=at, explain="true").data["explanation"]

    before, at_the_visit = then(41), then(30)
    assert before["engagementScore"]["recency"]["lastActivityAt"] is None
    assert at_the_visit["engagementScore"]["recency"] == {"score": 80, "weight": 30, "lastActivityAt": visited}
    assert api.get("/api/customers/ann", asOf=rfc3339(NOW_MS - 30 * DAY_MS)).data["metrics"]["orderCount"] == 0
