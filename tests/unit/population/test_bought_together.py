"""What is bought together: enough customers, a lift above 1, the best first; each bound at its edge."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.population.bought_together import MOST_KEPT, BoughtTogether, Companion
from regulars.population.together import CoPurchases, row_start


def counts_of(buyers: Mapping[str, int], both: Mapping[tuple[str, str], int], everybody: int) -> CoPurchases:
    """Counts as they would be; the ranking is the order of `buyers`."""
    counts = CoPurchases(tuple(buyers), buyers=array("I", buyers.values()), everybody=everybody)
    for pair, count in both.items():
        before, place = sorted(map(counts.ranking.index, pair))
        counts.both[row_start(place) + before] = count
    return counts


def found(
    product_id: str, buyers: Mapping[str, int], both: Mapping[tuple[str, str], int], everybody: int
) -> list[Companion]:
    counts = counts_of(buyers, both, everybody)
    stored = json.loads(json.dumps(BoughtTogether.found_in(counts).as_json()))
    return BoughtTogether.of(stored).of_product(product_id)


def ids(companions: list[Companion]) -> list[str]:
    return [one.product_id for one in companions]


def test_a_companion_carries_its_counts_confidence_and_lift() -> None:
    buyers, both = {"tea": 10, "cup": 8}, {("cup", "tea"): 6}

    assert found("tea", buyers, both, 100) == [Companion("cup", both=6, buyers=10, companion_buyers=8, everybody=100)]
    [other] = found("cup", buyers, both, 100)
    assert other == Companion("tea", both=6, buyers=8, companion_buyers=10, everybody=100)
    assert (other.confidence, other.lift) == (Fraction(6, 8), Fraction(600, 80))


@pytest.mark.parametrize(("support", "kept"), [(4, []), (5, ["cup"])])
def test_five_customers_are_enough_and_four_are_not(support: int, kept: list[str]) -> None:
    assert ids(found("tea", {"tea": 10, "cup": 10}, {("tea", "cup"): support}, 1_000)) == kept


@pytest.mark.parametrize(("everybody", "kept"), [(19, []), (20, []), (21, ["cup"])])
def test_a_lift_of_exactly_one_is_chance_and_is_left_out(everybody: int, kept: list[str]) -> None:
    """5 of 10 and 10 buyers are what chance gives among 20."""
    assert ids(found("tea", {"tea": 10, "cup": 10}, {("tea", "cup"): 5}, everybody)) == kept


def test_a_lift_is_compared_exactly_where_a_fraction_would_round() -> None:
    """4 k² against (2 k + 1) (2 k - 1): they differ by one in the nineteenth digit."""
    k = 10**9
    pair = {("tea", "cup"): k}

    assert ids(found("tea", {"tea": 2 * k, "cup": 2 * k}, pair, 4 * k)) == []
    assert ids(found("tea", {"tea": 2 * k + 1, "cup": 2 * k - 1}, pair, 4 * k)) == ["cup"]


@pytest.mark.parametrize("companions", [49, 50, 51])
def test_fifty_companions_are_kept_of_a_product_the_weakest_goes(companions: int) -> None:
    others = {f"p{nth:02}": 10 + nth for nth in range(companions)}

    kept = found("tea", {"tea": 20} | others, {("tea", other): 5 for other in others}, 10_000)

    assert MOST_KEPT == 50
    assert ids(kept) == sorted(others)[:50]


def test_companions_come_by_lift_times_confidence_then_support_then_id() -> None:
    buyers = {"tea": 50, "z": 40, "m": 40, "rare": 10, "often": 40, "best": 10}
    both = {("tea", "z"): 10, ("tea", "m"): 10, ("tea", "rare"): 5, ("tea", "often"): 11, ("tea", "best"): 6}

    kept = found("tea", buyers, both, 1_000)

    strengths = [one.lift * one.confidence for one in kept]
    # 10 of 40 and 5 of 10 are equally strong: the greater support first, and of equal ones the smaller id.
    assert ids(kept) == ["best", "often", "m", "z", "rare"]
    assert strengths[2] == strengths[3] == strengths[4]
    assert strengths == sorted(strengths, reverse=True)


def test_a_product_that_is_not_ranked_has_no_companions() -> None:
    assert found("pot", {"tea": 10, "cup": 8}, {("cup", "tea"): 6}, 100) == []
    assert BoughtTogether.found_in(CoPurchases(())).of_product("tea") == []


small = st.integers(5, 60)


@given(
    st.dictionaries(st.sampled_from("abcdefghij"), small, min_size=2),
    st.dictionaries(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij")), st.integers(0, 30)),
    st.integers(1, 300),
)
def test_the_order_is_that_of_exact_fractions(
    buyers: dict[str, int], both: dict[tuple[str, str], int], everybody: int
) -> None:
    pairs = {frozenset(pair): count for pair, count in both.items() if len(set(pair) & buyers.keys()) == 2}
    counts = counts_of(buyers, {tuple(sorted(pair)): count for pair, count in pairs.items()}, everybody)  # type: ignore[misc]
    together = BoughtTogether.found_in(counts)

    for product_id in buyers:
        expected = [
            Companion(other, count, buyers[product_id], buyers[other], everybody)
            for pair, count in pairs.items()
            for other in pair - {product_id}
            if product_id in pair and count >= 5
        ]
        expected = [one for one in expected if one.lift > 1]
        expected.sort(key=lambda one: (-one.lift * one.confidence, -one.both, one.product_id))
        assert together.of_product(product_id) == expected
