"""What was bought by full week: seven local days each, the last one until the day of the night."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS, HOUR_MS, to_ms
from regulars.population.horizon import Horizon
from regulars.population.weeks import KEPT_WEEKS, PRODUCT_WEEKS, Weeks

from testing.builders import NOW_MS, a_line, an_order, facts_of


def at(text: str, zone: str = "UTC") -> int:
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def ordered(*instants_ms: int, customer_id: str = "ann", product_id: str = "tea", minor: int = 700) -> CustomerFacts:
    """An order of two units at each instant."""
    orders = (
        an_order(str(nth), ordered_at_ms=at_ms, lines=(a_line(product_id, amount_minor=minor),))
        for nth, at_ms in enumerate(instants_ms)
    )
    facts: CustomerFacts = facts_of(*orders, customer_id=customer_id)
    return facts


def weeks_of(*customers: CustomerFacts, as_of_ms: int = NOW_MS, zone: str = "UTC") -> Weeks:
    found = Weeks(as_of_ms, zone)
    for facts in customers:
        found.count(facts)
    return found


@pytest.mark.parametrize(
    ("zone", "as_of"),
    [
        ("UTC", "2025-10-15T08:30"),
        # Clocks went back on 26 October, and forward on 30 March: a week of 169 and one of 167 hours.
        ("Europe/London", "2025-10-28T03:00"),
        ("Europe/London", "2025-04-01T00:00"),
        ("Pacific/Auckland", "2025-09-30T23:59"),
    ],
)
def test_a_week_is_seven_local_days_and_the_day_of_the_night_is_in_none(zone: str, as_of: str) -> None:
    midnight = datetime.fromisoformat(as_of).replace(hour=0, minute=0)
    ends, starts = (to_ms(one.replace(tzinfo=ZoneInfo(zone))) for one in (midnight, midnight - timedelta(days=7)))
    facts = ordered(starts - 1, starts, ends - 1, ends, at(as_of, zone))

    found = weeks_of(facts, as_of_ms=at(as_of, zone), zone=zone)

    assert list(found.purchases[-2:]) == [1, 2]
    assert list(found.revenue_minor[-2:]) == [700, 1_400]
    assert list(found.products["tea"]) == [*[0] * 17, 1, 2, *[0] * 17, 2_000, 4_000]


@pytest.mark.parametrize(
    ("first", "known"), [("2025-10-15", 0), ("2025-10-09", 0), ("2025-10-08", 1), ("2025-09-17", 4)]
)
def test_weeks_are_known_from_the_first_order_of_all_on_as_full_ones(first: str, known: int) -> None:
    found = weeks_of(ordered(at(f"{first}T23:59"), at("2025-10-15T01:00")), ordered(at("2025-10-15T02:00")))

    assert found.known == len(found.whole.purchases) == len(found.whole.amount) == known
    assert len(found.of_product("tea").purchases) == len(found.of_product("never").amount) == known


def test_two_years_are_kept_of_all_and_nineteen_weeks_of_a_product() -> None:
    day = at("2025-10-15")
    facts = ordered(*(day - 7 * weeks * DAY_MS for weeks in (104, 105, 19, 20, 1)), day - 3_000 * DAY_MS)

    found = weeks_of(facts)

    assert found.known == KEPT_WEEKS == len(found.whole.purchases)
    assert sum(found.whole.purchases) == 4
    assert found.whole.purchases[0] == 1
    assert sum(found.of_product("tea").purchases) == 2
    assert len(found.of_product("tea").purchases) == PRODUCT_WEEKS


def test_before_the_first_order_no_week_is_known() -> None:
    found = weeks_of(CustomerFacts("nobody"))

    assert found.whole == ([], []) or not list(found.whole.purchases)
    assert found.known == 0
    assert Weeks.of(json.loads(json.dumps(found.as_json()))) == found


customers = st.lists(
    st.builds(
        lambda name, product_id, days: ordered(
            *(NOW_MS - day * HOUR_MS * 7 for day in days), customer_id=name, product_id=product_id
        ),
        st.text("xyz", min_size=1, max_size=4),
        st.sampled_from("abc"),
        st.lists(st.integers(0, 3_000), max_size=5),
    ),
    max_size=6,
)


@given(customers, st.randoms(use_true_random=False))
def test_parts_make_the_same_whole_in_any_order_and_any_grouping(
    everybody: list[CustomerFacts], chance: random.Random
) -> None:
    whole = weeks_of(*everybody).as_json()
    parts = [weeks_of(one) for one in everybody]
    chance.shuffle(parts)

    merged = Weeks(NOW_MS, "UTC")
    for part in parts:
        merged.merge(Weeks.of(json.loads(json.dumps(part.as_json()))))

    assert json.dumps(merged.as_json()) == json.dumps(whole)


def test_what_is_kept_is_pinned() -> None:
    kept = weeks_of(ordered(NOW_MS - 3 * DAY_MS)).as_json()

    assert list(kept) == ["as_of", "zone", "oldest", "purchases", "revenue", "products"]
    assert (kept["as_of"], kept["zone"], kept["oldest"]) == (NOW_MS, "UTC", NOW_MS - 3 * DAY_MS)
    assert kept["purchases"] == [*[0] * 103, 1]
    assert kept["revenue"] == [*[0] * 103, 700]
    assert kept["products"] == {"tea": [*[0] * 18, 1, *[0] * 18, 2_000]}


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Pacific/Auckland", "America/St_Johns"])
@pytest.mark.parametrize("days", [1, 7, 30, 90, 365])
def test_the_days_of_a_horizon_are_as_long_as_it_is(zone: str, days: int) -> None:
    lengths = Horizon(NOW_MS, zone, 365).lengths(days)

    assert sum(lengths.values()) == pytest.approx(days, abs=1e-6)
    assert list(lengths) == Horizon(NOW_MS, zone, 365).local_days(days)
    assert max(lengths.values()) <= 25 / 24 + 1e-6
    assert datetime.fromtimestamp(NOW_MS / 1_000, UTC).astimezone(ZoneInfo(zone)).date() == min(lengths)
