"""Source 001's churn risk over the last days, against source 002's rules for who has ordered within them alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.churn_window import churn_within
from regulars.scoring.settings import Settings
from regulars.scoring.venue import venue

from testing.builders import NOW_MS, purchases_at

AGO = st.lists(st.integers(0, 1_500 * DAY_MS), min_size=1, max_size=12)


@given(ago=AGO, days=st.integers(1, 1_600))
def test_it_is_the_rules_applied_to_the_orders_within_the_days(ago: list[int], days: int) -> None:
    within = [one for one in ago if one <= days * DAY_MS]
    since_last, age = min(ago) // DAY_MS, min(max(ago), days * DAY_MS) / DAY_MS

    found = churn_within(purchases_at(*(NOW_MS - one for one in sorted(ago, reverse=True))), days, NOW_MS)

    assert found is not None
    if not within:
        assert found.value == 0.8
        return
    by_days = 0.8 if since_last > 180 else 0.6 if since_last > 90 else 0.4 if since_last > 60 else 0.2
    by_days = by_days if since_last > 30 else 0.1
    a_year = len(within) / max(1.0, age / 365.25)
    assert found.value == pytest.approx(by_days * (0.5 if a_year > 4 else 0.7 if a_year > 2 else 1))


@given(ago=AGO)
def test_of_all_history_it_is_the_venues_churn_probability(ago: list[int]) -> None:
    purchases = purchases_at(*(NOW_MS - one for one in sorted(ago, reverse=True)))

    found = churn_within(purchases, 0, NOW_MS)

    assert found is not None
    assert found.value == venue(purchases, Settings.defaults(2), NOW_MS).churn_probability


@pytest.mark.parametrize(("days", "value"), [(31, 0.2), (30, 0.8)])
def test_an_order_counts_to_the_millisecond_at_which_the_days_begin(days: int, value: float) -> None:
    found = churn_within(purchases_at(NOW_MS - 31 * DAY_MS), days, NOW_MS)

    assert found is not None
    assert found.value == value
    earlier = churn_within(purchases_at(NOW_MS - 31 * DAY_MS - 1), 31, NOW_MS)
    assert earlier is not None
    assert (earlier.value, earlier.days_since_last) == (0.8, None)


def test_who_never_ordered_has_none_and_a_timeline_that_was_not_read_is_no_empty_one() -> None:
    assert churn_within(PurchaseFacts(), 365, NOW_MS) is None
    unread = replace(purchases_at(NOW_MS - 400 * DAY_MS, NOW_MS), timeline=())
    with pytest.raises(ValueError, match="the timeline was not read"):
        churn_within(unread, 365, NOW_MS)
