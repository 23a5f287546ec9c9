"""Words for nobody: whole texts in any case; whatever holds more than the word is somebody's id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.ids import id_fault, names_nobody, says_nothing, spaced

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
