"""Who bought two products: the counts of any parts, merged in any order, are a naive count's."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.order import OrderStatus
from regulars.facts.time import DAY_MS
from regulars.population.together import MOST_OF_A_CUSTOMER, MOST_PRODUCTS, CoPurchases, row_start
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_line, an_order, facts_of

DOLLARS = Settings.defaults(2)
Basket = Sequence[str]


def customer(*baskets: Basket) -> CustomerFacts:
    """An order of these products a day, the last one today."""
    orders = (
        an_order(str(nth), ordered_at_ms=NOW_MS - (len(baskets) - nth) * DAY_MS, lines=tuple(map(a_line, basket)))
        for nth, basket in enumerate(baskets)
    )
    facts: CustomerFacts = facts_of(*orders)
    return facts


def counted(ranking: Sequence[str], customers: Iterable[CustomerFacts]) -> CoPurchases:
    counts = CoPurchases(tuple(ranking))
    for facts in customers:
        counts.add(facts, derive(facts, DOLLARS, NOW_MS), DOLLARS)
    return counts


def both(counts: CoPurchases) -> dict[tuple[str, str], int]:
    """By two product ids in their order; without zeros."""
    found = {
        tuple(sorted((one, other))): counts.both[row_start(place) + before]
        for place, one in enumerate(counts.ranking)
        for before, other in enumerate(counts.ranking[:place])
    }
    return {pair: count for pair, count in found.items() if count}  # type: ignore[misc]


def test_who_bought_two_products_in_different_orders_bought_both_and_counts_once() -> None:
    counts = counted("tcp", [customer("t", "c", "tc", "tc"), customer("c", "p"), customer("x"), customer()])

    assert both(counts) == {("c", "t"): 1, ("c", "p"): 1}
    assert counts.buyers.tolist() == [1, 2, 1]
    assert counts.everybody == 3, "who bought nothing of the ranking is a buyer, who bought nothing is none"


def test_what_does_not_count_as_an_order_is_not_bought() -> None:
    cancelled = facts_of(an_order(status=OrderStatus.CANCELLED, lines=(a_line("t"), a_line("c"))))

    assert counted("tc", [cancelled]) == CoPurchases(("t", "c"))


@pytest.mark.parametrize("products", [199, 200, 201])
def test_of_a_customer_the_newest_two_hundred_products_of_the_ranking_count(products: int) -> None:
    """One product a day: beyond two hundred the oldest is left out, and what is not ranked takes no place."""
    ids = [f"{nth:03}" for nth in range(products)]

    counts = counted(ids, [customer(*([each] for each in ids), [f"unranked{nth}" for nth in range(300)])])

    assert MOST_OF_A_CUSTOMER == 200
    assert sum(counts.buyers) == min(products, 200)
    assert counts.buyers[0] == (products <= 200)
    assert sum(counts.both) == min(products, 200) * (min(products, 200) - 1) // 2
    assert set(counts.both) <= {0, 1}


def test_the_newest_are_those_bought_last_however_early_they_were_bought_first() -> None:
    ids = [f"{nth:03}" for nth in range(201)]

    counts = counted(ids, [customer(["200"], ids[:200], ["000"])])

    assert counts.buyers.tolist() == [1] * 200 + [0]


def test_of_products_bought_last_together_those_that_all_bought_more_count() -> None:
    """The ranking's order decides, wherever the ids stand in the order."""
    ids = [f"{nth:03}" for nth in range(201)]

    counts = counted(ids[::-1], [customer(ids)])

    assert counts.ranking[-1] == "000"
    assert counts.buyers.tolist() == [1] * 200 + [0]


baskets = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=5), max_size=5)
customers = st.lists(st.builds(lambda orders: customer(*orders), baskets), max_size=5)


@given(customers, customers, customers, st.sampled_from(["bdacf", "hgfedcba", "a", ""]))
def test_parts_make_the_naive_count_in_any_order_and_any_grouping(
    first: list[CustomerFacts], second: list[CustomerFacts], third: list[CustomerFacts], ranking: str
) -> None:
    everybody = [*first, *second, *third]
    naive = Counter(
        pair for one in everybody for pair in combinations(sorted(set(one.products or ()) & set(ranking)), 2)
    )

    for parts in ([first, second, third], [third, first, second], [second, first + third]):
        merged = CoPurchases(tuple(ranking))
        for part in parts:
            stored = json.loads(json.dumps(counted(ranking, part).as_json()))
            merged.merge(CoPurchases.of(stored))
        assert both(merged) == naive
        assert merged.buyers.tolist() == [
            sum(product in (one.products or ()) for one in everybody) for product in ranking
        ]
        assert merged.everybody == sum(bool(one.products) for one in everybody)
        assert merged == counted(ranking, everybody)


@given(customers, st.sampled_from(["bdacf", "a", ""]))
def test_what_is_kept_of_the_counts_is_all_of_them(some: list[CustomerFacts], ranking: str) -> None:
    counts = counted(ranking, some)

    stored = json.loads(json.dumps(counts.as_json()))

    assert CoPurchases.of(stored) == counts
    assert json.loads(json.dumps(CoPurchases.of(stored).as_json())) == stored


def test_merging_takes_nothing_from_the_other_part() -> None:
    part, whole = counted("tc", [customer("tc")]), counted("tc", [customer("tc"), customer("c")])

    whole.merge(part)
    whole.merge(part)

    assert part == counted("tc", [customer("tc")])
    assert (both(whole), whole.buyers.tolist(), whole.everybody) == ({("c", "t"): 3}, [3, 4], 4)


def test_counts_by_two_rankings_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="two rankings"):
        CoPurchases(("t", "c")).merge(CoPurchases(("c", "t")))


def test_a_ranking_holds_a_thousand_products_and_no_more() -> None:
    ids = tuple(map(str, range(MOST_PRODUCTS)))
    counts = CoPurchases(ids)

    assert len(counts.both) == 499_500
    assert counts.both.itemsize * len(counts.both) < 2_000_000
    with pytest.raises(ValueError, match="at most 1000"):
        CoPurchases((*ids, "one more"))


def test_the_counts_of_few_customers_are_a_small_object() -> None:
    ids = [f"P{nth:04}" for nth in range(MOST_PRODUCTS)]
    empty = json.dumps(counted(ids, []).as_json())
    some = json.dumps(counted(ids, [customer(ids[nth::97]) for nth in range(97)]).as_json())

    assert len(gzip.compress(empty.encode())) < 4_000
    assert len(gzip.compress(some.encode())) < 15_000
