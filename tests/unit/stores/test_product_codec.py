"""A customer's products as they lie in their row: read back equal, and no larger than needed."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import TimelineEntry
from regulars.facts.ids import MAX_ID, id_fault
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.time import DAY_MS
from regulars.stores.codec import decode_timeline, encode_timeline
from regulars.stores.rows.product_codec import decode_products, encode_products

from testing.builders import NOW_MS, a_line, an_order, facts_of

# What `str.isprintable` takes.
PRINTABLE = st.characters(exclude_categories=("C", "Z"), include_characters=" ")
_IDS = st.text(PRINTABLE | st.sampled_from("ab/#%,|\\\"' "), min_size=1, max_size=MAX_ID).filter(
    lambda text: id_fault(text) is None
)
_CATEGORIES = st.none() | st.text(PRINTABLE, min_size=1, max_size=20)


@st.composite
def _bought(draw: st.DrawFn) -> tuple[dict[str, ProductFacts], tuple[TimelineEntry, ...]]:
    """Products and a timeline that holds every instant of them, some of them twice."""
    instants = sorted(draw(st.lists(st.integers(0, 10) | st.integers(0, NOW_MS), min_size=1, max_size=12)))
    timeline = tuple(TimelineEntry(at_ms, draw(st.integers(0, 10**15)), 1_000) for at_ms in instants)
    products = {}
    for product_id in draw(st.lists(_IDS, max_size=6, unique=True)):
        when = sorted(draw(st.sets(st.integers(0, len(instants) - 1), min_size=1)))
        purchases = tuple(
            Purchase(instants[at], draw(st.integers(1, 10**9)), draw(st.integers(0, 10**15))) for at in when
        )
        products[product_id] = ProductFacts(product_id, purchases, draw(_CATEGORIES))
    return products, timeline


@given(bought=_bought())
def test_products_read_back_equal_and_in_their_order(
    bought: tuple[dict[str, ProductFacts], tuple[TimelineEntry, ...]],
) -> None:
    products, timeline = bought

    stored = encode_products(products, timeline)

    # An empty attribute is not stored, and so not decoded.
    assert bool(stored) == bool(products)
    assert list((decode_products(stored, timeline) if stored else {}).items()) == list(products.items())


def test_products_read_back_from_the_timeline_as_it_is_stored_beside_them() -> None:
    orders = [
        an_order(str(number), ordered_at_ms=NOW_MS - number % 7 * DAY_MS, lines=(a_line(f"p{number % 3}"),))
        for number in range(20)
    ]
    facts = facts_of(*orders)
    timeline = decode_timeline(encode_timeline(facts.purchases.timeline))

    assert decode_products(encode_products(facts.products, timeline), timeline) == facts.products


def test_orders_of_one_instant_keep_their_own_purchases() -> None:
    lines = [(a_line("tea", quantity_milli=number * 1_000),) for number in (1, 2, 3)]
    facts = facts_of(*(an_order(str(at), ordered_at_ms=5, lines=one) for at, one in enumerate(lines)))
    timeline = facts.purchases.timeline

    read = decode_products(encode_products(facts.products, timeline), timeline)

    assert [purchase.units_milli for purchase in read["tea"].purchases] == [1_000, 2_000, 3_000]
    assert read == facts.products


@pytest.mark.parametrize("category", ["Tea", "tea ", "茶", "2", "0"])
def test_a_category_is_kept_apart_from_the_ids_and_from_none(category: str) -> None:
    timeline = (TimelineEntry(1, 0, 0),)
    once = (Purchase(1, 1_000, 0),)
    products = {
        category: ProductFacts(category, once),
        "a": ProductFacts("a", once, category),
        "b": ProductFacts("b", once, category),
        "c": ProductFacts("c", once, "Other"),
    }

    assert decode_products(encode_products(products, timeline), timeline) == products


@pytest.mark.long
def test_every_printable_character_may_stand_in_an_id_and_in_a_category() -> None:
    timeline = (TimelineEntry(1, 0, 0),)
    once = (Purchase(1, 1_000, 0),)
    printable = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isprintable()]
    chunks = ["".join(printable[start : start + 100]) for start in range(0, len(printable), 100)]
    products = {chunk: ProductFacts(chunk, once, chunk[::-1]) for chunk in chunks}

    assert decode_products(encode_products(products, timeline), timeline) == products


def test_equal_products_are_stored_in_equal_bytes() -> None:
    """A row that has not changed must not look changed."""
    orders = [an_order(str(number), ordered_at_ms=number, lines=(a_line(f"p{number % 4}"),)) for number in range(9)]
    one, other = facts_of(*orders), facts_of(*reversed(orders))

    assert encode_products(one.products, one.purchases.timeline) == encode_products(
        other.products, other.purchases.timeline
    )


def test_a_further_purchase_costs_a_few_bytes_and_not_a_date() -> None:
    def stored_bytes(orders: int) -> int:
        facts = facts_of(
            *(an_order(str(at), ordered_at_ms=at * 12_345_678, lines=lines_of(at)) for at in range(orders))
        )
        products = json.dumps({key: one.purchases for key, one in facts.products.items()})
        assert len(encode_products(facts.products, facts.purchases.timeline)) < len(products)
        return len(encode_products(facts.products, facts.purchases.timeline))

    def lines_of(at: int) -> tuple[object, ...]:
        return tuple(a_line(f"p{n}", quantity_milli=(at * n % 7 + 1) * 1_000, amount_minor=at * n) for n in range(5))

    assert stored_bytes(200) - stored_bytes(100) < 100 * 5 * 4
