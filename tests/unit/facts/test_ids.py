"""Words for nobody: whole texts in any case; whatever holds more than the word is somebody's id."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from regulars.facts.ids import id_fault, names_nobody, product_id_fault, product_id_of, says_nothing, spaced
from regulars.facts.text import lost_at, readable

NOTHING = [
    "undefined", "null", "None", "NIL", "NaN", "n/a", "N.A.", "NA", "(not set)", "not set", "(none)", "(null)",
    "<null>", "\\N", "[object Object]", "-", "--", "00000000-0000-0000-0000-000000000000",
]  # fmt: skip
NOBODY = [
    "guest", "GUEST", "Guest User", "guest customer", "(guest)", "anonymous", "anon", "unknown", "not logged in",
    "-1", "Walk-in Customer", "Gast", "INVITÉ", "ゲスト", "0", "0.0", "-0", "true", "FALSE",
    "00000000000000000000000000000000",
]  # fmt: skip


@pytest.mark.parametrize("word", NOTHING)
def test_a_word_for_nothing_is_one_for_nobody_too(word: str) -> None:
    assert says_nothing(word)
    assert names_nobody(word)


@pytest.mark.parametrize("word", NOBODY)
def test_a_word_for_nobody_names_no_customer_and_yet_may_be_another_id(word: str) -> None:
    assert names_nobody(word)
    assert not says_nothing(word)


@pytest.mark.parametrize("word", ["", " ", "\u00a0", " guest ", "guest  user", "not\u00a0set", "\tundefined\n"])
def test_spaces_around_a_word_and_their_kind_count_for_nothing(word: str) -> None:
    assert names_nobody(word)


@pytest.mark.parametrize("word", [*NOTHING, *NOBODY])
def test_only_the_whole_text_is_a_word_for_nobody(word: str) -> None:
    assert not names_nobody(f"{word}7")
    assert not names_nobody(f"x{word}")


@pytest.mark.parametrize(
    "id_", ["10", "0x0", "1", "none@example.com", "nullable", "Guest 17", "guests", "a", "Null, Ann"]
)
def test_an_id_that_holds_such_a_word_is_an_id(id_: str) -> None:
    assert not names_nobody(id_)
    assert not says_nothing(id_)


@given(st.text(max_size=20))
def test_an_id_with_plain_spaces_has_as_many_characters_and_is_spaced_once(text: str) -> None:
    assert len(spaced(text)) == len(text)
    assert spaced(spaced(text)) == spaced(text)
    assert id_fault(spaced(text)) is None or id_fault(text) is not None


@pytest.mark.parametrize("id_", ["tea", "a  b", "漢字", "Tea & Co", "mug \U0001f469\u200d\U0001f467", "a/b", "100%"])
def test_a_product_name_that_may_be_an_id_is_the_id(id_: str) -> None:
    assert product_id_of(id_) == id_


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Who?", "Who\uff1f"),
        ("100%25 wool", "100\uff0525 wool"),
        ("Tea/orders", "Tea\uff0forders"),
        ("Tea/segments/history", "Tea\uff0fsegments/history"),
        ("Tea\u00adcup\u200b", "Teacup"),
        ("Tea\ttab", "Tea tab"),
        ("Vitamin C\u00a01000 mg", "Vitamin C 1000 mg"),
    ],
)
def test_what_no_id_may_hold_is_replaced_in_an_id_out_of_a_name(name: str, id_: str) -> None:
    assert product_id_of(name) == id_


def test_long_names_that_differ_at_their_ends_are_two_products() -> None:
    one, other = product_id_of("x" * 499 + "1"), product_id_of("x" * 499 + "2")

    assert len(one) == len(other) == 128
    assert one != other
    assert product_id_of("y" * 128) == "y" * 128


@given(st.text(min_size=1, max_size=300).filter(lambda name: readable(name).strip(".") and lost_at(name) is None))
@example("?" * 200)
@example("a/rfm/orders")
@example("%2525")
def test_any_name_with_something_to_see_makes_an_id(name: str) -> None:
    id_ = product_id_of(name)

    assert product_id_fault(id_) is None
    assert product_id_of(id_) == id_
