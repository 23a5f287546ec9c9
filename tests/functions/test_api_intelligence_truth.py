"""Both analytics of source 003 over 2 000 customers, against its formulas applied to what happened, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import pytest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.fold import fold
from regulars.facts.record import CustomerRecord
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.population.intelligence import Intelligence
from regulars.scoring.churn_risk import ChurnRiskBand
from regulars.scoring.derive import derive
from regulars.scoring.engagement import EngagementBand
from regulars.scoring.settings import Settings
from regulars.stores.dynamo.calls import batch_put, pack
from regulars.stores.keys import facts as row_key
from regulars.stores.opened import Stores
from regulars.stores.rows.row_codec import encode_row

from testing.api.client import Client
from testing.builders import NOW_MS
from testing.truth import intelligence as truth
from testing.truth.intelligence import Life, until
from testing.truth.lives import lives, record_of

CUSTOMERS = 2_000
# Of whom the emulator's tables are asked, at each instant anew.
STORED = 150
DOLLARS = Settings.defaults(2)
# Time passes and nothing happens; each a millisecond from where some windows end.
LATER = (0, 14 * DAY_MS, 30 * DAY_MS + 1, 61 * DAY_MS, 151 * DAY_MS)
EARLIER = (15 * DAY_MS, 90 * DAY_MS - 1)


class Scored(NamedTuple):
    """Of each customer engagement and churn risk; of those that count, how many are in each band."""

    scores: dict[str, tuple[int, int]]
    engagement: Counter[str]
    churn_risk: Counter[str]


@cache
def population() -> tuple[tuple[Life, CustomerRecord, CustomerFacts], ...]:
    made = ((life, record_of(life, NOW_MS)) for life in lives(CUSTOMERS, NOW_MS, seed=3))
    return tuple((life, record, fold(record)) for life, record in made)


def by_truth(known: Iterable[Life], now_ms: int) -> Scored:
    found = Scored({}, Counter(), Counter())
    for life in known:
        scores = truth.engagement(life, now_ms), truth.churn_risk(life, now_ms)
        found.scores[life.customer_id] = scores
        if life.counted:
            found.engagement[truth.engagement_band(scores[0])] += 1
            found.churn_risk[truth.churn_band(scores[1])] += 1
    return found


def by_ours(known: Iterable[CustomerFacts], now_ms: int) -> Scored:
    total, scores = Intelligence(now_ms), {}
    for facts in known:
        derived = derive(facts, DOLLARS, now_ms)
        assert derived.engagement is not None
        assert derived.churn_risk is not None
        scores[facts.customer_id] = derived.engagement.score, derived.churn_risk.score
        total.add(facts, derived, DOLLARS)
    return Scored(scores, Counter(total.engagement), Counter(total.churn_risk))


@pytest.mark.parametrize("later_ms", LATER)
def test_every_score_and_band_is_the_source_s_at_any_later_instant(later_ms: int) -> None:
    """Facts are folded once: whatever the time, their windows hold what counts."""
    now_ms = NOW_MS + later_ms

    ours = by_ours((facts for _, _, facts in population()), now_ms)

    assert ours == by_truth((life for life, _, _ in population()), now_ms)


@pytest.mark.parametrize("earlier_ms", EARLIER)
def test_every_score_and_band_is_the_source_s_at_an_instant_of_the_past(earlier_ms: int) -> None:
    then_ms = NOW_MS - earlier_ms

    ours = by_ours((fold(record.as_of(then_ms), known=True) for _, record, _ in population()), then_ms)

    assert ours == by_truth((until(life, then_ms) for life, _, _ in population()), then_ms)


def test_the_customers_are_of_every_band_and_of_most_scores() -> None:
    """Else the comparison would show little."""
    found = by_truth((life for life, _, _ in population()), NOW_MS)

    assert set(found.engagement) == {band.value for band in EngagementBand}
    assert set(found.churn_risk) == {band.value for band in ChurnRiskBand}
    assert min(*found.engagement.values(), *found.churn_risk.values()) >= 10
    for scores in zip(*found.scores.values(), strict=True):
        assert len(set(scores)) > 60


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, api: Client) -> Client:
    """The rows as projections would have put them."""
    rows = []
    for _, _, facts in population()[:STORED]:
        row = FactsRow(1, NOW_MS, FACTS_VERSION, facts)
        key = row_key(tenant.id, tenant.reading, tenant.customer_hash(facts.customer_id), facts.customer_id)
        rows.append(pack(key) | encode_row(row))
    batch_put(stores.dynamodb, stores.names.facts_table, rows)
    return api


def test_both_endpoints_and_their_lists_are_the_source_s_at_each_instant(shop: Client) -> None:
    for later_ms in (0, 14 * DAY_MS, 30 * DAY_MS + 1, 151 * DAY_MS):
        shop.now_ms = NOW_MS + later_ms
        expected = by_truth((life for life, _, _ in population()[:STORED]), shop.now_ms)

        engagement = shop.get("/api/v1/analytics/engagement", tenantId="acme").json
        risk = shop.get("/api/v1/analytics/churn-risk", tenantId="acme").json

        assert {one["band"]: one["count"] for one in engagement["distribution"]} == {
            band.value: expected.engagement[band] for band in EngagementBand
        }
        assert {band.value: risk[band] for band in ChurnRiskBand} == {
            band.value: expected.churn_risk[band] for band in ChurnRiskBand
        }
        assert risk["total"] == expected.churn_risk.total() == sum(one["count"] for one in engagement["distribution"])
        assert engagement["asOf"] == risk["asOf"] == rfc3339(shop.now_ms)
        for band in EngagementBand:
            assert listed(shop, engagement=band) == of_band(expected, 0, truth.engagement_band, band)
        for risk_band in ChurnRiskBand:
            assert listed(shop, churnRisk=risk_band) == of_band(expected, 1, truth.churn_band, risk_band)


def listed(api: Client, **query: str) -> set[str]:
    pages = api.walk("/api/customers", limit=1_000, **query)
    return {row["contactID"] for page in pages for row in page.data}


def of_band(found: Scored, at: int, band_of: Callable[[int], str], band: Any) -> set[str]:
    return {id_ for id_, scores in found.scores.items() if band_of(scores[at]) == band}
