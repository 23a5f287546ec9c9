"""What would have been expected of a tenant's products at a cut, and what was bought after it."""

from __future__ import annotations

from math import isfinite
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.population import products_past
from regulars.population.products_past import ProductsPast
from regulars.scoring.prediction.products_tested import NOT_TESTED, ProductsTested

from testing.builders import NOW_MS, a_line, an_order, facts_of

# The last millisecond of a day of UTC.
CUT_MS = NOW_MS // DAY_MS * DAY_MS - 1


def customer(name: str, **days_after_cut: tuple[float, ...]) -> CustomerFacts:
    """Their purchases by product, each an order of its own."""
    orders = (
        an_order(f"{name}-{product_id}-{nth}", name, ordered_at_ms=CUT_MS + round(day * DAY_MS),
                 lines=(a_line(product_id),))
        for product_id, days in days_after_cut.items()
        for nth, day in enumerate(days)
    )  # fmt: skip
    facts: CustomerFacts = facts_of(*orders, customer_id=name)
    return facts


def found_of(*customers: CustomerFacts, days: int = 30) -> ProductsTested:
    past = ProductsPast.of(CUT_MS, days, "UTC")
    for key, facts in enumerate(customers):
        past.learn(facts, key)
    return past.tested(days)


def test_without_customers_nothing_is_known() -> None:
    assert found_of() == NOT_TESTED


def test_the_most_probable_product_is_held_against_what_was_bought_in_time() -> None:
    # Tea is in rhythm and is bought; the cup was bought as often, long ago.
    hit = customer("hit", tea=(-40, -25, -10, 5), cup=(-300, -290, -280))
    missed = customer("missed", tea=(-40, -25, -10, 31), cup=(-300, -290, -280, 3))
    no_rhythm = customer("once", tea=(-9,), pot=(1,))
    newcomer = customer("newcomer", tea=(1, 2))

    found = found_of(hit, missed, no_rhythm, newcomer)

    assert found.probable == 0.5
    assert found.buyers == 3
    assert found.buyers_probable == pytest.approx(1 / 3)
    assert found.came == 5, "of everybody, who is new included"


@pytest.mark.parametrize(
    ("last_days", "promised"), [((-20, -10), 4), ((-25, -10), 2), ((-41, -10), 1), ((-42, -1), 0), ((-21, -11), 0)]
)
def test_pairs_in_rhythm_promise_every_gap_within_the_days_both_ends_included(
    last_days: tuple[float, ...], promised: int
) -> None:
    assert found_of(customer("ann", tea=last_days)).rhythm == promised


def test_what_overdue_pairs_buy_is_not_what_pairs_in_rhythm_made() -> None:
    found = found_of(customer("late", tea=(-40, -30, 1, 2)), customer("ann", tea=(-15, -5, 4, 40)))

    assert (found.rhythm, found.rhythm_came, found.came) == (3, 1, 3)


@pytest.mark.parametrize(
    ("first", "expected"), [(-26.9, None), (-27.9, 2 * 30 / 28), (-54.9, 30 / 28), (-55.9, 2 * 30 / 56)]
)
def test_recent_weeks_end_at_the_cut(first: float, expected: float | None) -> None:
    """A purchase on the first day that is known, and one on the day of the cut; what comes later is in no week."""
    found = found_of(customer("ann", tea=(first, -0.1, 1)))

    assert found.by_weeks == (None if expected is None else pytest.approx(expected))


def test_of_many_customers_those_of_the_smallest_keys_are_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products_past, "MOST_RANKED", 2)
    bought = customer("a", tea=(-20, -10, 1))
    silent = customer("b", tea=(-20, -10), cup=(1,))

    found = found_of(bought, silent, *[silent] * 9)

    assert (found.buyers, found.probable) == (2, 0.5)
    assert found.came == 11, "all are counted"


@given(st.integers(0, 12), st.randoms(use_true_random=False))
def test_what_comes_later_changes_nothing_that_was_promised(size: int, chance: Random) -> None:
    def some(*, later: bool) -> list[CustomerFacts]:
        rolled = Random(size)
        return [
            customer(
                str(number),
                **{
                    product_id: (
                        *(-rolled.uniform(0, 200) for _ in range(rolled.randint(1, 4))),
                        *((chance.uniform(0.1, 40),) if later else ()),
                    )
                    for product_id in rolled.sample(["tea", "cup", "pot"], 2)
                },
            )
            for number in range(size)
        ]

    before, after = found_of(*some(later=False)), found_of(*some(later=True))

    assert (before.by_weeks, before.rhythm) == (after.by_weeks, after.rhythm)
    assert all(one is None or isfinite(one) for one in after)
    assert before.came == 0
