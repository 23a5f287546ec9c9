"""Which lookups a row makes, and which of them a change of the row touches."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.lookup import LookupEntry, LookupKey, PairSums, product_key, word_key
from regulars.facts.order import Contact, Order
from regulars.facts.time import DAY_MS
from regulars.projection.lookups import changed_lookups, lookup_entries
from regulars.stores.messages import LookupChange
from regulars.stores.rows.row_changes import RowChange

from testing.builders import NOW_MS, a_line, an_order, facts_of


def bought(times: int, product_id: str = "tea", *, every_ms: int = DAY_MS, **line: Any) -> list[Order]:
    """So many orders of one product, the last at `NOW_MS`."""
    lines = (a_line(product_id, **line),)
    return [
        an_order(f"{product_id}{number}", ordered_at_ms=NOW_MS - (times - 1 - number) * every_ms, lines=lines)
        for number in range(times)
    ]


def row(*orders: Order, revision: int = 7) -> FactsRow:
    return FactsRow(revision, NOW_MS, FACTS_VERSION, facts_of(*orders) if orders else CustomerFacts("ann"))


def heavy(of: FactsRow) -> FactsRow:
    purchases = replace(of.facts.purchases, timeline=(), heavy=True)
    return replace(of, facts=replace(of.facts, purchases=purchases, products={}))


def change(before: FactsRow | None, after: FactsRow | None) -> RowChange:
    return RowChange("acme", 1, before, after)


def touched(before: FactsRow | None, after: FactsRow | None) -> set[LookupKey | None]:
    """The keys that one change touches; in it None where all is asked that can be known."""
    found: set[LookupKey | None] = set()
    for one in changed_lookups([change(before, after)]):
        found |= {None} if one.keys is None else set(one.keys)
    return found


def products(*names: str) -> set[LookupKey | None]:
    return set(map(product_key, names))


def words(*names: str) -> set[LookupKey | None]:
    return set(map(word_key, names))


def pairs(of: FactsRow) -> set[LookupEntry]:
    return {entry for entry in lookup_entries(of) if entry.pair}


@pytest.mark.parametrize(("times", "entries"), [(1, 0), (2, 0), (3, 1), (4, 1)])
def test_from_the_third_purchase_on_a_buyer_is_a_repeat_buyer(times: int, entries: int) -> None:
    assert len(pairs(row(*bought(times)))) == entries


def test_an_entry_carries_the_pairs_sums_and_the_rows_revision() -> None:
    orders = bought(3, quantity_milli=1_500, amount_minor=333)

    assert pairs(row(*orders, revision=9)) == {
        LookupEntry(product_key("tea"), "ann", 9, PairSums(3, 4_500, 999, NOW_MS - 2 * DAY_MS, NOW_MS))
    }


def test_a_word_of_their_profile_and_of_their_id_is_an_entry_with_the_rows_revision_and_nothing_else() -> None:
    named = row(an_order(contact=Contact(name="Bea Lee")), revision=9)

    assert lookup_entries(named) == {LookupEntry(word_key(word), "ann", 9) for word in ("ann", "bea", "lee")}


def test_an_entry_says_where_it_lies_and_what_it_is_whatever_its_state() -> None:
    [pair] = pairs(row(*bought(3)))
    [later] = pairs(row(*bought(4), revision=8))
    [word] = lookup_entries(row(an_order()))

    assert (pair.partition, word.partition) == ("product#tea", "word#an")
    assert pair.identity == later.identity == (product_key("tea"), "ann")
    assert pair.identity != word.identity


def test_three_purchases_at_one_instant_are_three_whatever_the_gap() -> None:
    [entry] = pairs(row(*bought(3, every_ms=0)))

    assert entry.pair
    assert (entry.pair.first_at_ms, entry.pair.last_at_ms, entry.pair.purchase_count) == (NOW_MS, NOW_MS, 3)


def test_an_emptied_row_makes_no_entry() -> None:
    assert lookup_entries(row()) == frozenset()


def test_the_first_row_touches_its_entries_and_no_other_product() -> None:
    assert touched(None, row(*bought(3), *bought(2, "cup"))) == products("tea") | words("ann")


def test_a_purchase_touches_its_own_product_only() -> None:
    tea, cup = bought(3), bought(4, "cup")

    assert touched(row(*tea, *cup[:3]), row(*tea, *cup)) == products("cup")


def test_the_third_purchase_brings_an_entry_and_its_refund_takes_it_away() -> None:
    assert touched(row(*bought(2)), row(*bought(3))) == products("tea")
    assert touched(row(*bought(3)), row(*bought(2))) == products("tea")


@pytest.mark.parametrize("line", [{"quantity_milli": 3_000}, {"amount_minor": 1}])
def test_an_edit_of_units_or_money_touches_the_entry(line: dict[str, Any]) -> None:
    assert touched(row(*bought(3)), row(*bought(3, **line))) == products("tea")


def test_a_row_that_changed_no_pair_and_no_word_touches_nothing() -> None:
    assert touched(row(*bought(3), revision=1), row(*bought(3), revision=2)) == set()
    assert touched(row(*bought(1)), row(*bought(2))) == set()
    assert touched(named("Ann Lee"), named("LEE, Ann")) == set()
    assert touched(row(), None) == set()


@pytest.mark.parametrize("after", [row(), None])
def test_an_emptied_row_and_one_that_is_gone_touch_every_entry_there_was(after: FactsRow | None) -> None:
    assert touched(row(*bought(3), *bought(5, "cup")), after) == products("tea", "cup") | words("ann")


def test_a_change_carries_the_newer_revision_and_where_no_row_is_left_the_last() -> None:
    before, after = row(*bought(3), revision=4), row(revision=5)

    assert changed_lookups([change(before, after), change(before, None)]) == [
        LookupChange("acme", 1, "ann", 5, (product_key("tea"), word_key("ann")))
    ]
    assert [one.revision for one in changed_lookups([change(before, None)])] == [4]


def test_several_changes_of_a_customer_are_one_with_every_product() -> None:
    tea, cup = bought(3), bought(3, "cup")
    rows = [row(revision=1), row(*tea, revision=2), row(*tea, *cup, revision=3), row(*cup, revision=4)]

    [found] = changed_lookups(change(before, after) for before, after in pairwise(rows))

    assert found.revision == 4
    assert set(found.keys or ()) == products("tea", "cup") | words("ann")


@pytest.mark.parametrize(
    ("before", "after", "fresh"),
    [
        (None, row(*bought(3)), True),
        (row(*bought(3)), row(*bought(3), *bought(3, "cup")), True),
        (row(*bought(3)), row(*bought(4)), False),
        (row(*bought(3)), row(*bought(4), *bought(3, "cup")), False),
        (row(*bought(3)), None, False),
    ],
)
def test_a_change_is_fresh_where_the_row_before_had_none_of_its_entries(
    before: FactsRow | None, after: FactsRow | None, fresh: bool
) -> None:
    assert [one.fresh for one in changed_lookups([change(before, after)])] == [fresh]


def test_several_changes_of_a_customer_are_as_fresh_as_the_first() -> None:
    first, second, third = row(*bought(3), revision=1), row(*bought(4), revision=2), row(*bought(5), revision=3)

    assert [one.fresh for one in changed_lookups([change(None, first), change(first, second)])] == [True]
    assert [one.fresh for one in changed_lookups([change(first, second), change(second, third)])] == [False]


def test_customers_tenants_and_generations_keep_apart() -> None:
    whole = row(*bought(3))
    other = replace(whole, facts=replace(whole.facts, customer_id="bob"))
    changes = [RowChange("acme", 1, None, whole), RowChange("acme", 2, None, whole), RowChange("b", 1, None, whole)]

    found = changed_lookups([*changes, change(None, other)])

    assert {one[:3] for one in found} == {("acme", 1, "ann"), ("acme", 2, "ann"), ("b", 1, "ann"), ("acme", 1, "bob")}


def test_of_a_heavy_customer_everything_is_asked_that_can_be_known() -> None:
    light = row(*bought(3), *bought(1, "cup"))

    assert touched(light, heavy(light)) == {None} | products("tea")
    assert touched(heavy(light), heavy(light)) == {None}
    assert touched(heavy(light), light) == products("tea", "cup")
    assert touched(heavy(light), None) == words("ann")


def named(name: str, **profile: str) -> FactsRow:
    return row(an_order(contact=Contact(name=name, **profile)))


def test_a_new_name_touches_the_words_that_came_and_those_that_went() -> None:
    assert touched(named("Ann Lee"), named("Ann Smith")) == words("lee", "smith")


def test_a_heavy_customers_words_are_named_one_by_one_since_their_row_knows_them() -> None:
    assert touched(heavy(named("Ann Lee")), heavy(named("Ann Smith"))) == {None} | words("lee", "smith")


counts = st.dictionaries(st.sampled_from(["tea", "cup", "pot"]), st.integers(0, 5))


@given(before=counts, after=counts)
def test_what_is_touched_is_exactly_where_the_entries_differ(before: dict[str, int], after: dict[str, int]) -> None:
    def made(of: dict[str, int]) -> FactsRow:
        return row(*(order for product_id, times in of.items() for order in bought(times, product_id)))

    def entries(of: FactsRow) -> set[LookupEntry]:
        return {entry._replace(revision=0) for entry in lookup_entries(of)}

    old, new = made(before), made(after)

    assert touched(old, new) == {entry.key for entry in entries(old) ^ entries(new)}
