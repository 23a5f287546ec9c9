"""What is learnt of customers as they were at a cut, and that nothing after it is."""

from __future__ import annotations

import json
from math import isfinite
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.prediction.backtest import cut_ms, look_back
from regulars.scoring.prediction.fit import Basis, FitWarning
from regulars.scoring.prediction.retrospect import Backtested, Question, Retrospect, of_nobody
from regulars.scoring.prediction.verdict import products_sentence, sentence
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.examples import examples

SETTINGS = Settings.defaults(2)
QUESTION = Question(NOW_MS, 90, 30)
CUT_MS = cut_ms(NOW_MS, "UTC", 90)


def customer(number: int, *orders: tuple[int, str]) -> CustomerFacts:
    """Orders by instant and product."""
    placed = (
        an_order(f"{number}-{place}", f"c{number}", ordered_at_ms=at_ms, lines=(a_line(product_id),))
        for place, (at_ms, product_id) in enumerate(orders)
    )
    facts: CustomerFacts = facts_of(*placed, customer_id=f"c{number}")
    return facts


def backtest_of(customers: list[CustomerFacts], question: Question) -> Backtested:
    """The backtest of a shop, in the order in which its customers are given."""
    past = Retrospect.of(question, SETTINGS)
    known = [facts for number, facts in enumerate(customers) if past.learn(facts, number)]
    fitted = past.fit()
    looked = [look_back(facts.purchases, fitted, SETTINGS, past.cut_ms, question.holdout_days) for facts in known]
    return past.tested(fitted, [one for one in looked if one is not None], NOW_MS)


@given(st.integers(0, 50), st.randoms(use_true_random=False))
@examples(50)
def test_orders_after_the_cut_change_what_came_and_nothing_that_was_predicted(size: int, chance: Random) -> None:
    before = [[(CUT_MS - ago, product) for ago, product in orders(chance, 300, least=1)] for _ in range(size)]

    def shop() -> list[CustomerFacts]:
        after = [[(CUT_MS + 1 + later, product) for later, product in orders(chance, 120)] for _ in range(size)]
        return [customer(number, *before[number], *after[number]) for number in range(size)]

    first, second = backtest_of(shop(), QUESTION), backtest_of(shop(), QUESTION)

    assert first.fit == second.fit
    assert first.found.expected_orders == second.found.expected_orders
    assert first.found.naive.rate == second.found.naive.rate
    predicted = [
        (found.probabilities.predicted, [(band.customers, band.predicted) for band in found.probabilities.bands])
        for found in (first.found, second.found)
    ]
    assert predicted[0] == predicted[1]
    assert first.products.customers == second.products.customers


@given(st.integers(0, 50), st.integers(1, 365), st.integers(1, 400), st.randoms(use_true_random=False))
@examples(50)
def test_whatever_a_shop_is_like_there_is_an_answer_without_a_nan(
    size: int, holdout: int, most_days: int, chance: Random
) -> None:
    customers = [
        customer(number, *((NOW_MS - ago, product) for ago, product in orders(chance, most_days)))
        for number in range(size)
    ]

    found = backtest_of(customers, Question(NOW_MS, holdout, min(holdout, 30)))

    assert all(isfinite(number) for number in numbers_in(found.as_json()))
    assert sentence(found).endswith(".")
    assert products_sentence(found).endswith(".")
    assert Backtested.of(json.loads(json.dumps(found.as_json()))) == found


def test_what_a_customer_bought_by_the_cut_and_later_is_all_that_counts() -> None:
    tea_every_ten_days = [(CUT_MS - 25 * DAY_MS, "tea"), (CUT_MS - 15 * DAY_MS, "tea"), (CUT_MS - 5 * DAY_MS, "tea")]
    hit = customer(1, *tea_every_ten_days, (CUT_MS + 5 * DAY_MS, "tea"))
    missed = customer(2, *tea_every_ten_days, (CUT_MS + 31 * DAY_MS, "tea"))
    newcomer = customer(3, (CUT_MS + 1, "tea"))

    found = backtest_of([hit, missed, newcomer], QUESTION)

    assert found.cut_ms == CUT_MS
    assert (found.found.probabilities.customers, found.found.orders) == (2, 2)
    assert found.products == (2, 0.5, 0.5, 0.5)
    assert (found.fit.basis, found.fit.customers) == (Basis.RULES, 2)


def test_a_heavy_customer_without_products_in_their_row_is_learnt_of_all_the_same() -> None:
    past = Retrospect.of(QUESTION, SETTINGS)

    assert past.learn(CustomerFacts("c", True, customer(1, (CUT_MS, "tea")).purchases, products=None), 1) is True
    assert past.learn(CustomerFacts("nobody", True), 2) is False


def test_of_a_tenant_without_orders_there_is_nothing_to_test() -> None:
    found = of_nobody(Question(None, 90, 30), NOW_MS)

    assert (found.cut_ms, found.found.probabilities.customers, found.products.customers) == (None, 0, 0)
    assert (found.fit.basis, found.fit.warning) == (Basis.RULES, FitWarning.INSUFFICIENT_HISTORY)
    assert Backtested.of(json.loads(json.dumps(found.as_json()))) == found


def orders(chance: Random, most_days: int, *, least: int = 0) -> list[tuple[int, str]]:
    """Up to five orders, each so many milliseconds from somewhere."""
    return [
        (chance.randrange(most_days * DAY_MS), chance.choice(["tea", "cup"])) for _ in range(chance.randint(least, 5))
    ]


def numbers_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return numbers_in(list(value.values()))
    if isinstance(value, (list, tuple)):
        return [number for part in value for number in numbers_in(part)]
    return [value] if isinstance(value, float) else []
