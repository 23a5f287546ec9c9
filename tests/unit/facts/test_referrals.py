"""Who came by whose code, and whom a customer brought, as the facts hold it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.fold import fold, refold
from regulars.facts.folds.loyalty import standing_claim
from regulars.facts.items.item import LedgerItem
from regulars.facts.items.referral import Brought, Referral
from regulars.facts.loyalty import MOST_BROUGHT, NO_REFERRALS, Referrals
from regulars.facts.order import Lane
from regulars.facts.ranges import WHOLE, Range
from regulars.facts.record import CustomerRecord
from regulars.stores.codec import decode_facts, encode_facts, encode_timeline

from testing.builders import an_order
from testing.examples import examples

OWN, OTHERS, THIRDS = "a" * 16, "b" * 16, "c" * 16


def a_claim(code: str = OTHERS, at_ms: int = 5, customer_id: str = "ann") -> Referral:
    return Referral(customer_id, code, at_ms, at_ms, at_ms, Lane.LIVE)


def a_note(at_ms: int | None, code: str = OTHERS) -> Brought:
    return Brought("ann", code, at_ms, 9, 9, Lane.LIVE)


def referrals(*items: LedgerItem) -> Referrals:
    found = fold(CustomerRecord("ann", (an_order(ordered_at_ms=3), *items), codes=frozenset({OWN}))).referrals
    assert found is not None
    return found


def test_the_first_code_that_is_not_ones_own_stands() -> None:
    assert referrals() == NO_REFERRALS
    assert referrals(a_claim()) == Referrals(was_brought=True)
    assert referrals(a_claim(OWN)) == NO_REFERRALS
    claims = [a_claim(OWN, 1), a_claim(THIRDS, 7, "old"), a_claim(OTHERS, 6), a_claim(THIRDS, 6, "zoe")]
    assert standing_claim(claims, {OWN}) == claims[2], "of one instant that of the id that comes first"
    assert standing_claim(claims[:1], {OWN}) is None
    assert standing_claim([], {OWN}) is None


def test_of_those_whom_somebody_brought_the_first_thousand_count_and_stubs_do_not() -> None:
    notes = [a_note(at_ms, f"{at_ms:016x}") for at_ms in range(MOST_BROUGHT + 1, 0, -1)]

    assert referrals(*notes, a_note(None)).brought == tuple(range(1, MOST_BROUGHT + 1))
    assert referrals(*notes[1:]).brought == tuple(range(1, MOST_BROUGHT + 1))
    assert referrals(a_note(8), a_note(8, THIRDS), a_note(7, OWN)).brought == (7, 8, 8)


@pytest.mark.parametrize(
    ("found", "first_ms", "credited"),
    [
        (NO_REFERRALS, 5, []),
        (Referrals(True), 5, [5]),
        (Referrals(True), None, []),
        (Referrals(brought=(4, 6)), 5, [4, 6]),
        (Referrals(True, (4, 6)), 5, [4, 5, 6]),
    ],
)
def test_both_are_credited_whoever_was_brought_by_their_own_first_order(
    found: Referrals, first_ms: int | None, credited: list[int]
) -> None:
    assert found.credited(first_ms) == credited


_ITEMS = st.lists(
    st.one_of(
        st.builds(lambda at_ms: an_order(str(at_ms), ordered_at_ms=at_ms), st.integers(1, 6)),
        st.builds(a_claim, st.sampled_from([OWN, OTHERS]), st.integers(1, 6)),
        st.builds(a_note, st.none() | st.integers(1, 6), st.sampled_from([OTHERS, THIRDS])),
    ),
    max_size=6,
    unique_by=lambda item: (type(item), item.item_id),
)


@given(_ITEMS, st.integers(0, 7))
@examples(200)
def test_as_of_an_instant_they_credit_what_the_record_of_then_does(items: list[LedgerItem], at_ms: int) -> None:
    record = CustomerRecord("ann", (an_order("first", ordered_at_ms=0), *items), codes=frozenset({OWN}))

    found, expected = fold(record).as_of(at_ms), fold(record.as_of(at_ms))

    assert found.referrals == expected.referrals


@given(_ITEMS, _ITEMS, st.sets(st.sampled_from(list(Range)), min_size=1).map(frozenset))
@examples(200)
def test_what_was_read_of_a_record_becomes_what_all_of_it_would(
    before: list[LedgerItem], after: list[LedgerItem], ranges: frozenset[Range]
) -> None:
    """Of what was not read nothing has changed."""
    of = {Range.REFERRALS: (Brought,), Range.CORE: (Referral, type(an_order()))}
    told = tuple(kind for range_ in ranges for kind in of.get(range_, ()))
    read = [item for item in after if isinstance(item, told)]
    kept = [item for item in before if not isinstance(item, told)]
    order = an_order("first", ordered_at_ms=9)
    was, now, seen = (
        CustomerRecord("ann", (order, *items), codes=frozenset({OWN})) for items in (before, [*kept, *read], read)
    )
    if Range.CORE not in ranges:
        seen = replace(seen, items=tuple(item for item in seen.items if item is not order))

    assert refold(fold(was), seen, ranges) == fold(now)
    assert refold(fold(was), was, WHOLE) == fold(was)


@pytest.mark.parametrize("found", [NO_REFERRALS, Referrals(True), Referrals(False, (5,)), Referrals(True, (5, 5, 9))])
def test_they_are_read_back_equal(found: Referrals) -> None:
    facts = replace(fold(CustomerRecord("ann", (an_order(),))), referrals=found, products=None)

    stored, apart = encode_facts(facts)

    assert apart is None
    assert ('"r"' in stored) == (found != NO_REFERRALS), "nothing takes no byte"
    assert decode_facts("ann", stored, encode_timeline(facts.purchases.timeline)) == facts


def test_many_lie_apart_and_an_index_does_not_know_them() -> None:
    many = Referrals(True, tuple(range(1_760_000_000_000, 1_760_000_000_000 + MOST_BROUGHT * 977_777, 977_777)))
    facts = replace(fold(CustomerRecord("ann", (an_order(),))), referrals=many, products=None)

    stored, apart = encode_facts(facts)

    assert apart is not None
    assert len(apart) < 10_000
    assert decode_facts("ann", stored).referrals is None
    assert decode_facts("ann", stored, apart=apart).referrals == many
