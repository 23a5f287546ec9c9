"""What somebody typed to find a customer: which words are looked up, and whom they mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.words import MOST_CHARACTERS, PREFIX_CHARACTERS, digits, lookup_words, split, whole, words_of

# Digits with what people write between them.
_NUMBER = re.compile(r"[\d\s+()./-]+")


class Term(NamedTuple):
    """What stands between two spaces: its words and, where an e-mail may begin so, the whole of it, else empty."""

    words: tuple[str, ...]
    whole: str

    def means(self, known: Sequence[str]) -> bool:
        """Whether each of its words begins one of the `known`, or all of it does."""
        return _begins(self.whole, known) or all(_begins(word, known) for word in self.words)


class Place(NamedTuple):
    """Where a customer is found: by which of the prefixes, and under which word."""

    prefix: int
    word: str


class Wanted(NamedTuple):
    """`prefixes` are looked up one after the other; a customer who is meant has a word that begins with one of them.

    Several words are asked for by the longest; the others are seen on the row.
    """

    terms: tuple[Term, ...]
    number: str
    prefixes: tuple[str, ...]

    @property
    def canonical(self) -> str:
        """The same for texts that mean the same."""
        return "\n".join([self.number, *(" ".join([term.whole, *term.words]) for term in self.terms)])

    def means(self, facts: CustomerFacts) -> bool:
        """Whether the customer is meant, by everything that is known of them now."""
        known = words_of(facts)
        return _begins(self.number, known) or all(term.means(known) for term in self.terms)

    def place_of(self, facts: CustomerFacts) -> Place | None:
        """The one entry of the customer's under which they are shown; None where no lookup leads to them."""
        words = lookup_words(facts)
        for index, prefix in enumerate(self.prefixes):
            found = [word for word in words if word.startswith(prefix)]
            if found:
                return Place(index, min(found))
        return None


def wanted(text: str) -> Wanted:
    """What a text asks for. Raises `ValueError` with the end of a sentence where it is too short to look for."""
    terms = tuple(_term(part, words) for part in text.split() if (words := split(part)))
    number = digits(text) if _NUMBER.fullmatch(text) else ""
    longest = max(terms, key=lambda term: max(map(len, term.words)), default=Term((), ""))
    # What the fewest have comes first, so that an e-mail or a phone has its answer on the first page.
    asked = (number, longest.whole, max(longest.words, key=len, default=""))
    prefixes = dict.fromkeys(word[:MOST_CHARACTERS] for word in asked if len(word) >= PREFIX_CHARACTERS)
    if not prefixes:
        raise ValueError(f"must hold a word of {PREFIX_CHARACTERS} letters or digits, or more")
    return Wanted(terms, number, tuple(prefixes))


def _term(part: str, words: Sequence[str]) -> Term:
    """Whom the whole of one word and something behind it means, its word means too."""
    all_of_it = whole(part)
    return Term(tuple(words), "" if len(words) == 1 and all_of_it.startswith(words[0]) else all_of_it)


def _begins(prefix: str, words: Iterable[str]) -> bool:
    return bool(prefix) and any(word.startswith(prefix) for word in words)
