"""Cohorts by the tenant's own months: who came back when, in any parts, and no more than a night may keep."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.time import DAY_MS, local_to_ms
from regulars.population.cohorts import KEPT_MONTHS, Cohort, CohortMonth, CohortParts, Cohorts, month_name, month_of
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, purchases_at

SETTINGS = Settings.defaults(2)
# NOW_MS is in October 2025.
OCTOBER = 55 * 12 + 9


def parts_of(*ordered: list[int], zone: str = "UTC") -> CohortParts:
    """Customers by the instants at which they ordered."""
    parts = CohortParts(NOW_MS, zone)
    for instants in ordered:
        purchases = purchases_at(*sorted(instants)) if instants else PurchaseFacts()
        facts = CustomerFacts("ann", True, purchases)
        parts.add(facts, derive(facts, SETTINGS, NOW_MS), SETTINGS)
    return parts


def at(text: str, zone: str = "UTC") -> int:
    return local_to_ms(datetime.fromisoformat(text), zone)


def test_a_customer_is_of_the_month_of_their_first_order_and_counts_once_in_each_later_one() -> None:
    cohorts = parts_of(
        [at("2025-07-31T23:59:59"), at("2025-08-01"), at("2025-08-31"), at("2025-10-01")],
        [at("2025-07-01")],
        [at("2025-09-15"), at("2025-10-15")],
        [],
    ).cohorts()

    assert cohorts == Cohorts(
        NOW_MS,
        (Cohort(OCTOBER - 3, (2, 1, 0, 1), (2_000, 2_000, 0, 1_000)), Cohort(OCTOBER - 1, (1, 1), (1_000, 1_000))),
    )


@pytest.mark.parametrize(
    ("zone", "month"), [("UTC", "2025-03"), ("Pacific/Auckland", "2025-04"), ("America/Los_Angeles", "2025-03")]
)
def test_months_are_the_tenant_s_own(zone: str, month: str) -> None:
    assert month_name(month_of(at("2025-03-31T12:00"), zone)) == month


def test_the_month_begins_at_its_own_midnight_also_where_clocks_change() -> None:
    midnight = at("2025-04-01", "Europe/Berlin")

    months = [month_name(month_of(midnight + more_ms, "Europe/Berlin")) for more_ms in (-1, 0)]

    assert months == ["2025-03", "2025-04"]


def test_what_is_dated_later_than_the_night_does_not_count_yet() -> None:
    damaged = [NOW_MS - 40 * DAY_MS, NOW_MS, NOW_MS + 1, NOW_MS + 400 * DAY_MS]

    assert parts_of(damaged, [NOW_MS + 1]).cohorts() == Cohorts(NOW_MS, (Cohort(OCTOBER - 1, (1, 1), (1_000, 1_000)),))


def test_a_month_of_a_cohort_has_its_share_and_what_each_of_the_cohort_spent() -> None:
    assert Cohort(600, (3, 1), (1_000, 200)).months == [
        CohortMonth(600, 3, 1.0, 1_000, 333),
        CohortMonth(601, 1, 0.3333, 200, 67),
    ]


def test_a_month_of_a_night_from_before_spend_was_summed_has_none() -> None:
    assert Cohort(600, (2, 0)).months == [CohortMonth(600, 2, 1.0, None, None), CohortMonth(601, 0, 0.0, None, None)]


def test_the_newest_ten_years_are_kept() -> None:
    instants = [at(f"{year}-{month:02}-01") for year in range(2010, 2026) for month in range(1, 13)]
    parts = parts_of(*([one] for one in instants if one <= NOW_MS))

    cohorts = parts.cohorts()

    assert len(cohorts.cohorts) == KEPT_MONTHS
    assert month_name(cohorts.cohorts[0].month) == "2015-11"
    assert month_name(cohorts.cohorts[-1].month) == "2025-10"
    everybody_always, who_spent_much = (
        cohorts._replace(
            cohorts=tuple(
                one._replace(active=(99_999,) * len(one.active), spend_minor=(spend_minor,) * len(one.active) * most)
                for one in cohorts.cohorts
            )
        )
        for spend_minor, most in ((0, 0), (99_999_999_999, 1))
    )
    assert len(json.dumps(everybody_always.as_json(), separators=(",", ":"))) < 50_000
    assert len(json.dumps(who_spent_much.as_json(), separators=(",", ":"))) < 150_000, "of 400 KB"


@given(st.lists(st.lists(st.integers(0, 900), max_size=6), max_size=10), st.integers(0, 10))
def test_parts_add_up_and_are_read_back_equal(customers: list[list[int]], cut: int) -> None:
    ordered = [[NOW_MS - days * DAY_MS for days in agos] for agos in customers]
    first, second = parts_of(*ordered[:cut]), parts_of(*ordered[cut:])

    first.merge(CohortParts.of(json.loads(json.dumps(second.as_json()))))

    whole = parts_of(*ordered).cohorts()
    assert first.cohorts() == whole
    assert Cohorts.of(json.loads(json.dumps(whole.as_json()))) == whole
    assert sum(one.active[0] for one in whole.cohorts) == sum(bool(agos) for agos in customers)
