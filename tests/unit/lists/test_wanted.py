"""What somebody types to find a customer: which words are looked up, and whom they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.order import Contact
from regulars.lists.wanted import Place, wanted

from testing.builders import an_order, facts_of


def somebody(customer_id: str = "C-1001", **profile: str) -> CustomerFacts:
    facts: CustomerFacts = facts_of(an_order(contact=Contact(**profile)), customer_id=customer_id)
    return facts


ZOE = somebody(name="Zoë Brandt-Østby", company="Lee & Sons", email="zoe.b+tea@Example.com", phone="+49 (30) 1234-56")


@pytest.mark.parametrize(
    "text",
    [
        "zo", "ZOË", "zoe", "Zoë Brandt", "brandt zoë", "bra", "le", "lee & so", "sons", "100", "c-1001", "1001",
        "zoe.", "zoe.b", "ZOE.B+TEA@EXAMPLE.COM", "4930", "+49 30", "+49 (30) 12", "49301234", "zoe 4930", "øst",
        "  zo ",
    ],
)  # fmt: skip
def test_they_are_meant_by_the_beginning_of_any_word_whatever_its_case_and_accents(text: str) -> None:
    asked = wanted(text)

    assert asked.means(ZOE)
    assert asked.place_of(ZOE) is not None, "and some lookup leads to them"


@pytest.mark.parametrize(
    "text", ["oe", "zoes", "brandt lee x", "example", "zoe.x", "030", "30 1234", "c-1002", "zoe bob", "ostby", "tea"]
)
def test_they_are_not_meant_by_the_middle_of_a_word_nor_where_one_word_is_not_theirs(text: str) -> None:
    assert not wanted(text).means(ZOE)


@pytest.mark.parametrize("text", ["", " ", "a", "é", "李", "a b c", "-", "&&", "😀😀", "e\u0301", "+4"])
def test_less_than_two_characters_after_folding_are_too_few(text: str) -> None:
    if text == "+4":
        assert wanted(text).prefixes == ("+4",), "as an e-mail may begin"
        return
    with pytest.raises(ValueError, match="a word of 2 letters or digits"):
        wanted(text)


@pytest.mark.parametrize("text", ["ab", "ﬁ", "ß", "李明", "김"])
def test_two_characters_after_folding_are_enough(text: str) -> None:
    [prefix] = wanted(text).prefixes

    assert len(prefix) >= 2


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("ann", ("ann",)),
        ("Ann Leeward", ("leeward",)),
        ("ann, lee.", ("ann",)),
        ("ann.lee@x.y", ("ann.lee@x.y", "ann")),
        ("@ann", ("@ann", "ann")),
        ("j.s", ("j.s",)),
        ("+49 30 123", ("4930123", "123")),
        ("x" * 40, ("x" * 32,)),
    ],
)
def test_the_longest_word_is_looked_up_behind_what_fewest_have(text: str, prefixes: tuple[str, ...]) -> None:
    assert wanted(text).prefixes == prefixes


def test_a_word_longer_than_a_lookup_is_compared_whole_on_the_row() -> None:
    long = somebody(company="x" * 32 + "abc")

    assert wanted("x" * 32 + "ab").means(long)
    assert not wanted("x" * 32 + "b").means(long)
    assert wanted("x" * 32 + "b").place_of(long) == Place(0, "x" * 32), "the lookup leads to them, their row says no"


def test_they_stand_under_the_first_of_their_words_that_match_and_only_there() -> None:
    facts = somebody("cc", name="Anna Ann Andrews", email="ann@x.y")

    assert wanted("an").place_of(facts) == Place(0, "andrews")
    assert wanted("ann").place_of(facts) == Place(0, "ann")
    assert wanted("ann@x").place_of(facts) == Place(0, "ann@x.y")
    assert wanted("andrews@x").place_of(facts) == Place(1, "andrews")
    assert wanted("zz").place_of(facts) is None


def test_who_is_not_known_is_not_meant() -> None:
    assert not wanted("ann").means(CustomerFacts("ann"))
    assert wanted("ann").place_of(CustomerFacts("ann")) is None


def test_texts_that_mean_the_same_have_one_canonical_text_and_others_another() -> None:
    assert wanted("Zoë  BRANDT").canonical == wanted("zoe brandt").canonical
    assert len({wanted(text).canonical for text in ("zoe brandt", "brandt zoe", "zoebrandt", "zoe.brandt")}) == 4
    assert wanted("49 30").canonical != wanted("49 30 x").canonical


texts = st.text(alphabet="anNé ßb.@-+12李ﬁ", max_size=12)


@given(name=texts, email=texts, phone=texts, company=texts, asked=texts)
def test_whoever_is_meant_by_more_than_initials_is_reached_by_a_lookup(
    name: str, email: str, phone: str, company: str, asked: str
) -> None:
    facts = somebody(name=name, email=email, phone=phone, company=company)
    try:
        found = wanted(asked)
    except ValueError:
        return

    if found.means(facts) and any(len(word) > 1 for term in found.terms for word in term.words):
        assert found.place_of(facts) is not None
