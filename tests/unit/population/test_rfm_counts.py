"""Counts by RFM group over both windows of a night: in any parts, and read back equal."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.population.rfm_counts import RfmCounts
from regulars.scoring.derive import derive
from regulars.scoring.rfm import RfmGroup
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, purchases_at

SETTINGS = Settings.defaults(2)


def counted(*purchases: PurchaseFacts) -> RfmCounts:
    counts = RfmCounts(NOW_MS)
    for one in purchases:
        facts = CustomerFacts("ann", True, one)
        counts.add(facts, derive(facts, SETTINGS, NOW_MS), SETTINGS)
    return counts


def bought(*days_ago: int) -> PurchaseFacts:
    found: PurchaseFacts = purchases_at(*(NOW_MS - days * DAY_MS for days in days_ago), spend_minor=60_000)
    return found


def test_each_window_has_its_own_groups_and_who_never_ordered_is_apart() -> None:
    counts = counted(bought(500), bought(500, 400), bought(400, 400, 40), PurchaseFacts())

    assert counts.unscored == 1
    assert counts.by_window[365] == {RfmGroup.LOST: 2, RfmGroup.NEW_CUSTOMERS: 1}
    assert counts.by_window[0] == {RfmGroup.AT_RISK: 2, RfmGroup.PROMISING: 1}


@given(st.lists(st.lists(st.integers(0, 800), max_size=8), max_size=12), st.integers(0, 12))
def test_parts_add_up_and_are_read_back_equal(customers: list[list[int]], cut: int) -> None:
    purchases = [bought(*sorted(days, reverse=True)) for days in customers]
    first, second = counted(*purchases[:cut]), counted(*purchases[cut:])

    first.merge(RfmCounts.of(json.loads(json.dumps(second.as_json()))))

    assert first == counted(*purchases)
    assert first.unscored + first.by_window[0].total() == len(customers)
