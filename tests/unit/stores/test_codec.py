"""How orders and facts lie in their items: compact, and read back equal."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import SECTIONS, CustomerFacts, ProfileFacts, PurchaseFacts, TimelineEntry
from regulars.facts.order import Contact, OrderLine, Original
from regulars.facts.time import DAY_MS, MINUTE_MS, SECOND_MS
from regulars.scoring.settings import Settings
from regulars.stores.attention_codec import APART, LETTERS
from regulars.stores.codec import (
    STORED_SECTIONS,
    decode_facts,
    decode_timeline,
    encode_facts,
    encode_timeline,
    outdated_sections,
)
from regulars.stores.order_codec import (
    decode_contact,
    decode_lines,
    decode_original,
    encode_contact,
    encode_lines,
    encode_original,
)
from regulars.stores.settings_codec import decode_settings, encode_settings

from testing.settings import CUSTOM

# Any text that JSON and DynamoDB can carry: no lone surrogates.
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_MAYBE = st.one_of(st.none(), _TEXT)
_AMOUNT = st.integers(0, 10**15)
_DECIMAL = st.decimals(0, 10**9, places=6)
_LINES = st.lists(
    st.builds(OrderLine, _TEXT, st.integers(1, 10**12), _DECIMAL, _AMOUNT, product_name=_MAYBE, category=_MAYBE),
    max_size=5,
)
_CONTACT = st.builds(
    Contact,
    name=_MAYBE,
    first_name=_MAYBE,
    last_name=_MAYBE,
    email=_MAYBE,
    phone=_MAYBE,
    company=_MAYBE,
    account_name=_MAYBE,
    account_code=_MAYBE,
)
_ORIGINAL = st.builds(
    Original,
    ordered_at_ms=st.one_of(st.none(), st.integers(0, 10**13)),
    currency=st.one_of(st.none(), st.sampled_from(["EUR", "JPY"])),
    exchange_rate=st.one_of(st.none(), _DECIMAL),
    total=st.one_of(st.none(), _DECIMAL),
    refunded=st.one_of(st.none(), _DECIMAL),
    status_text=_MAYBE,
)
_TIMELINE = st.lists(
    st.builds(TimelineEntry, st.integers(0, 10**13), _AMOUNT, st.integers(0, 10**12)), max_size=30
).map(lambda entries: tuple(sorted(entries)))


@given(_LINES)
def test_lines_are_read_back_equal_to_the_last_digit_of_their_price(lines: list[OrderLine]) -> None:
    decoded = decode_lines(encode_lines(lines))

    assert decoded == tuple(lines)
    assert [str(line.unit_price) for line in decoded] == [str(line.unit_price) for line in lines]


@given(st.one_of(st.none(), _CONTACT))
def test_contact_data_is_read_back_equal(contact: Contact | None) -> None:
    assert decode_contact(encode_contact(contact)) == contact


@given(st.one_of(st.none(), _ORIGINAL))
def test_the_order_as_given_is_read_back_equal(original: Original | None) -> None:
    assert decode_original(encode_original(original)) == original


@given(_TIMELINE.filter(bool))
def test_a_timeline_is_read_back_equal(timeline: tuple[TimelineEntry, ...]) -> None:
    assert decode_timeline(encode_timeline(timeline)) == timeline


def test_no_order_takes_no_bytes() -> None:
    assert encode_timeline(()) == b""


def test_orders_at_the_first_instant_of_all_and_free_ones_have_a_timeline_too() -> None:
    timeline = (TimelineEntry(0, 0, 0), TimelineEntry(0, 0, 0))

    assert decode_timeline(encode_timeline(timeline)) == timeline


def test_a_believable_timeline_takes_about_eight_bytes_an_order() -> None:
    rng = random.Random(7)

    def timeline(orders: int, instant_unit_ms: int) -> list[TimelineEntry]:
        at_ms, entries = 1_600_000_000_000 // instant_unit_ms * instant_unit_ms, []
        for _ in range(orders):
            at_ms += rng.randrange(1, 60 * DAY_MS // instant_unit_ms) * instant_unit_ms
            entries.append(TimelineEntry(at_ms, rng.randrange(500, 40_000), rng.randrange(1, 60) * 1_000))
        return entries

    for unit_ms, most in ((MINUTE_MS, 7.0), (SECOND_MS, 8.0), (1, 9.0)):
        entries = timeline(200, unit_ms)
        assert len(encode_timeline(entries)) / len(entries) <= most


@given(
    timeline=_TIMELINE,
    profile=st.builds(ProfileFacts, name=_MAYBE, email=_MAYBE, company=_MAYBE, account_code=_MAYBE),
    reference=_MAYBE,
    customer_id=_TEXT,
)
def test_facts_are_read_back_equal_with_their_timeline_and_without(
    timeline: tuple[TimelineEntry, ...], profile: ProfileFacts, reference: str | None, customer_id: str
) -> None:
    purchases = PurchaseFacts(
        order_count=len(timeline),
        spend_minor=sum(entry.spend_minor for entry in timeline),
        units_milli=sum(entry.units_milli for entry in timeline),
        first_at_ms=timeline[0].at_ms if timeline else None,
        last_at_ms=timeline[-1].at_ms if timeline else None,
        last_reference=reference,
        timeline=timeline,
    )
    facts = CustomerFacts(customer_id, True, purchases, profile, products=None)

    stored, apart = encode_facts(facts)

    assert apart is None
    assert decode_facts(customer_id, stored, encode_timeline(timeline)) == facts
    listed = decode_facts(customer_id, stored)
    assert (listed.purchases.timeline, listed.purchases.spend_minor) == ((), purchases.spend_minor)
    assert listed.profile == profile


def test_each_section_says_its_version_and_what_it_has_no_value_of_at_its_end_takes_no_byte() -> None:
    facts = CustomerFacts("ann", True, PurchaseFacts(3, 12_550, 6_000, 10, 20), ProfileFacts(email="ann@example.com"))

    versions = SECTIONS["purchases"], SECTIONS["profile"]
    assert json.loads(encode_facts(facts)[0]) == {
        "o": [versions[0], 3, 12_550, 6_000, 10, 20],
        "p": [versions[1], None, None, None, "ann@example.com"],
    }


def test_fields_that_newer_code_has_added_are_passed_over_and_those_of_older_rows_are_unknown() -> None:
    newer = {
        "o": [9, 1, 2, 3, 4, 5, "A-1", "web", "more"],
        "p": [SECTIONS["profile"], *"abcdefgh", *"stuv", "more"],
        "later": [1, 2],
    }
    older = {"o": [0, 1, 2, 3], "p": [0, "a"]}

    found = decode_facts("ann", json.dumps(newer))
    assert found.purchases == PurchaseFacts(1, 2, 3, 4, 5, "A-1", first_channel="web")
    assert found.profile.name == "a"
    assert decode_facts("ann", json.dumps(older)) == CustomerFacts(
        "ann", True, PurchaseFacts(1, 2, 3), ProfileFacts(name="a"), products=None
    )
    assert outdated_sections(json.dumps(newer)) == {"purchases", *LETTERS}
    assert outdated_sections(json.dumps(older)) == {"purchases", "profile", *LETTERS}


def test_a_section_is_stored_under_one_letter_that_no_other_has() -> None:
    letters = [*(one.letter for one in STORED_SECTIONS.values()), *LETTERS.values(), APART]

    assert [len(letter) for letter in letters] == [1] * len(letters)
    assert len(set(letters)) == len(letters)
    alone = {"products", "tags"}
    assert {*STORED_SECTIONS, *LETTERS} == set(SECTIONS) - alone, "products and tags are attributes of their own"


def test_a_row_without_facts_is_an_empty_fold() -> None:
    assert decode_facts("ann", None) == CustomerFacts("ann")


def test_a_price_keeps_the_decimals_it_was_given_with() -> None:
    line = OrderLine("tea", 1_000, Decimal("12.50"), 1_250)

    assert str(decode_lines(encode_lines([line]))[0].unit_price) == "12.50"


@pytest.mark.parametrize("text", ["", "a\nb", "a\r\u2028b", 'a"],["b', "\\n", "null", "Tee 茶 🫖", "\x00"])
def test_a_text_of_a_line_may_look_like_what_parts_lines(text: str) -> None:
    lines = (OrderLine(text, 2**70, Decimal("1E+3"), 2**70, text, text), OrderLine(text, 1, Decimal("0.10"), 0))

    assert decode_lines(encode_lines(lines)) == lines


def test_a_line_that_recurs_is_held_once() -> None:
    line = OrderLine("tea", 2_000, Decimal("12.50"), 2_500, "Tea", "Leaves")
    other = OrderLine("tea", 2_000, Decimal("12.5"), 2_500, "Tea", "Leaves")

    first, second = decode_lines(encode_lines([line])), decode_lines(encode_lines([other, line]))

    assert second[1] is first[0]
    assert str(second[0].unit_price) == "12.5"


def test_settings_are_read_back_equal() -> None:
    assert decode_settings(json.loads(json.dumps(encode_settings(CUSTOM))), 2) == CUSTOM


@pytest.mark.parametrize("exponent", [0, 2])
@pytest.mark.parametrize("name", list(encode_settings(CUSTOM)))
def test_settings_that_were_stored_before_a_key_existed_have_its_default(name: str, exponent: int) -> None:
    stored = encode_settings(CUSTOM)
    del stored[name]

    expected = replace(CUSTOM, **{name: getattr(Settings.defaults(exponent), name)})
    assert decode_settings(stored, exponent) == expected
