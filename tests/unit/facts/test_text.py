"""Names as they are kept: what changes how they look stays, what nobody sees goes, what was lost is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.text import counted, lost_at, readable


@pytest.mark.parametrize(
    "name",
    [
        "Family mug \U0001f469\u200d\U0001f469\u200d\U0001f467",
        "\u06a9\u062a\u0627\u0628\u200c\u0647\u0627",
        "\u200f\u05d9\u05d5\u05e1\u05d9\u200f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f scarf",
        "\u2067\u05d9\u2069 and me",
        "heart \u2764\ufe0f",
        "a font's own \uf8ff",
        "of a newer Unicode \U0001fae9",
    ],
)
def test_joiners_marks_flags_and_what_is_new_stay(name: str) -> None:
    assert readable(name) == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Tea\u00adcup", "Teacup"),
        ("Tea\u200b", "Tea"),
        ("\ufeffTea", "Tea"),
        ("Tea\ttab", "Tea tab"),
        ("Vitamin C\u00a01000\u202fmg", "Vitamin C 1000 mg"),
        ("Tea\x00cup\x07", "Tea cup"),
        ("Tea\u2028cup", "Tea cup"),
        ("\u202eaeT", "aeT"),
        ("Tea\uffff\ufdd0", "Tea"),
        ("  Tea   cup ", "Tea cup"),
    ],
)
def test_what_nobody_sees_goes_and_controls_are_spaces(name: str, kept: str) -> None:
    assert readable(name) == kept


@pytest.mark.parametrize(("text", "at"), [("T\ufffd", 1), ("\ud800", 0), ("ab\udfffc\ufffd", 2), ("Tea", None)])
def test_the_first_lost_character_is_found(text: str, at: int | None) -> None:
    assert lost_at(text) == at


@given(st.text())
def test_a_name_that_is_kept_is_kept_the_same_again(text: str) -> None:
    kept = readable(text)

    assert readable(kept) == kept
    assert len(kept) <= len(text)
    assert "\0" not in kept


def test_one_is_counted_in_the_singular_and_every_other_number_in_the_plural() -> None:
    assert [counted(number, "day") for number in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert [counted(number, "person", "people") for number in (1, 2)] == ["1 person", "2 people"]
