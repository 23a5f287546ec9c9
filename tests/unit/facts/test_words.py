"""The words by which a customer is found: folded, split, few and short."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.order import Contact
from regulars.facts.words import MOST_CHARACTERS, MOST_WORDS, digits, folded, lookup_words, split, whole, words_of

from testing.builders import an_order, facts_of

GUEST = "guest-" + "0a" * 16


def somebody(customer_id: str = "#", **profile: str) -> CustomerFacts:
    """A customer whose id is no word unless one is given."""
    facts: CustomerFacts = facts_of(an_order(contact=Contact(**profile)), customer_id=customer_id)
    return facts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann Lee", ["ann", "lee"]),
        ("  Lee,Ann--Marie ", ["lee", "ann", "marie"]),
        ("Ångström Çelik Nguyễn", ["angstrom", "celik", "nguyen"]),
        ("A\u0301ngel \u00c1ngel", ["angel", "angel"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("ﬁne ﬂower", ["fine", "flower"]),
        ("İstanbul", ["istanbul"]),
        ("ＡＢＣ １２", ["abc", "12"]),
        ("Σίσυφος ΣΊΣΥΦΟΣ", ["σισυφοσ", "σισυφοσ"]),
        ("Пётр Ёлкин", ["петр", "елкин"]),
        ("李明 田中さん", ["李明", "田中さん"]),
        ("O'Brien O’Brien", ["o", "brien", "o", "brien"]),
        ("snake_case", ["snake", "case"]),
        ("😀joy😀 ☕", ["joy"]),
        ("👩\u200d🍳", []),
        ("№7 x²", ["no7", "x2"]),
        ("", []),
        ("---", []),
    ],
)
def test_a_text_is_folded_and_split(text: str, words: list[str]) -> None:
    assert split(text) == words


def test_what_nfkd_does_not_take_apart_stays_a_letter_of_its_own() -> None:
    assert split("Łukasz Ørsted") == ["łukasz", "ørsted"]


@given(st.text())
def test_folding_twice_is_folding_once_whatever_the_text(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(alphabet=string.printable + "äßé李ﬁΣ😀\u0301\u00a0\u2028"))
def test_no_word_holds_a_space_or_what_sorts_before_one(text: str) -> None:
    found = words_of(somebody(name=text, email=text, phone=text, company=text))

    assert all(character > " " for word in found for character in word)


def test_an_email_is_one_word_and_not_its_parts() -> None:
    assert words_of(somebody(email=" Ann.Lee+Tea@Example.COM ")) == ("ann.lee+tea@example.com",)


@pytest.mark.parametrize(
    ("phone", "word"),
    [
        ("+49 (30) 1234-56", "4930123456"),
        ("030 123456", "030123456"),
        ("0049 30 123456", "004930123456"),
        ("٠١٢", "012"),
        ("none", ""),
    ],
)
def test_a_phone_is_its_digits_as_they_are_written(phone: str, word: str) -> None:
    assert digits(phone) == word
    assert words_of(somebody(phone=phone)) == ((word,) if word else ())


def test_every_part_of_the_profile_is_a_word_once_and_what_identifies_comes_first() -> None:
    found = words_of(
        somebody(
            "C-1001",
            name="Ann Lee",
            first_name="Ann",
            last_name="Lee",
            company="Lee & Sons",
            email="a@x.y",
            phone="5 55",
            account_name="Nobody",
            account_code="Nothing",
        )
    )

    assert found == ("a@x.y", "555", "c", "1001", "ann", "lee", "sons")


def test_a_guests_id_is_no_word() -> None:
    assert words_of(somebody(GUEST, name="Ann")) == ("ann",)
    assert words_of(somebody("guestbook")) == ("guestbook",)


def test_who_is_not_known_has_no_words() -> None:
    assert words_of(CustomerFacts("ann")) == lookup_words(CustomerFacts("ann")) == ()


@pytest.mark.parametrize(("name", "words"), [("a", ()), ("ab", ("ab",)), ("李", ()), ("李明", ("李明",))])
def test_a_word_of_one_character_has_no_lookup_since_nobody_can_ask_for_it(name: str, words: tuple[str, ...]) -> None:
    assert lookup_words(somebody(name=name)) == words


@pytest.mark.parametrize("characters", [31, 32, 33, 40])
def test_a_lookup_holds_the_first_32_characters_of_a_word_and_the_word_stays_whole(characters: int) -> None:
    word = (string.ascii_lowercase * 2)[:characters]
    facts = somebody(name=word)

    assert lookup_words(facts) == (word[:32],)
    assert words_of(facts) == (word,)


def test_words_that_begin_with_the_same_32_characters_are_one_lookup() -> None:
    assert lookup_words(somebody(name=f"{'x' * 32}a {'x' * 32}b {'x' * 32}")) == ("x" * 32,)


@pytest.mark.parametrize("words", [15, 16, 17, 40])
def test_a_customer_has_at_most_16_lookups(words: int) -> None:
    name = " ".join(f"w{number:02d}" for number in range(words))

    assert lookup_words(somebody(name=name)) == tuple(name.split())[:16]


def test_a_long_name_does_not_cost_the_email_the_phone_and_the_id_their_lookups() -> None:
    name = " ".join(f"w{number:02d}" for number in range(40))
    found = lookup_words(somebody("c1", name=name, company="last", email="a@x.y", phone="555"))

    assert found[:4] == ("a@x.y", "555", "c1", "w00")
    assert len(found) == MOST_WORDS
    assert "last" not in found


@given(st.text(max_size=80), st.text(max_size=80))
def test_every_lookup_is_the_beginning_of_a_word_and_none_is_said_twice(name: str, email: str) -> None:
    facts = somebody(name=name, email=email)
    found = lookup_words(facts)

    assert len(found) == len(set(found)) <= MOST_WORDS
    for lookup in found:
        assert 2 <= len(lookup) <= MOST_CHARACTERS
        assert any(word.startswith(lookup) for word in words_of(facts))


def test_an_email_loses_its_spaces_and_what_cannot_be_printed() -> None:
    assert whole("a\u200bnn @\tx.y\u00a0") == "ann@x.y"
