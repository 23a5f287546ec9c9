"""The words by which a customer is found, from their profile and their id. Pure.

A text is folded (NFKD, marks off, case folded) and split at everything that is no letter and no digit. An e-mail is one
word, so that all of it can be typed; so are the digits of a phone, as they are written: a national prefix is neither
added nor taken away, because nothing tells which country a shop calls home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category, normalize

from .customer import CustomerFacts
from .ids import GUEST_PREFIX

MOST_WORDS = 16
MOST_CHARACTERS = 32
# Words are kept by these many leading characters, and nobody is looked for by fewer.
PREFIX_CHARACTERS = 2

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """The text as it is compared: compatibility forms taken apart, marks off, case folded."""
    if text.isascii():
        return text.lower()
    unmarked = "".join(one for one in normalize("NFKD", text) if not category(one).startswith("M"))
    return normalize("NFKD", unmarked.casefold())


def split(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    return _WORD.findall(folded(text))


def whole(text: str) -> str:
    """The text as one folded word, as an e-mail is kept: without spaces and what cannot be printed."""
    return "".join(one for one in folded(text) if one.isprintable() and one != " ")


def digits(text: str) -> str:
    """The digits of a text in a row, as ASCII."""
    return "".join(str(int(one)) for one in folded(text) if one.isdecimal())


def words_of(facts: CustomerFacts) -> tuple[str, ...]:
    """Every word of the customer, whole and each once; none where they are not known. A guest's id is no word."""
    return tuple(dict.fromkeys(filter(None, _words(facts)))) if facts.known else ()


def lookup_words(facts: CustomerFacts) -> tuple[str, ...]:
    """The words that lookups are made for: of two characters or more, their first 32, and the first 16 of them."""
    kept = dict.fromkeys(word[:MOST_CHARACTERS] for word in words_of(facts) if len(word) >= PREFIX_CHARACTERS)
    return tuple(kept)[:MOST_WORDS]


def _words(facts: CustomerFacts) -> Iterator[str]:
    """What identifies comes first: a long company name must not cost somebody their e-mail."""
    profile = facts.profile
    yield whole(profile.email or "")
    yield digits(profile.phone or "")
    if not facts.customer_id.startswith(GUEST_PREFIX):
        yield from split(facts.customer_id)
    for text in (profile.name, profile.first_name, profile.last_name, profile.company):
        yield from split(text or "")
