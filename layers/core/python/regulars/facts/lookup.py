"""Lookups: the entries under which a customer is found by what they buy again, and by a word of their name."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from .words import PREFIX_CHARACTERS

# From the third purchase of a product on its buyer is a repeat buyer, whatever lies between and whatever the settings
# say: no setting is below it, and none but the first ever changes which entries there are.
REPEAT_PURCHASES = 3


class LookupKind(StrEnum):
    """What an entry is found by."""

    PRODUCT = "product"
    WORD = "word"


class LookupKey(NamedTuple):
    """A product's id, or a word as `facts.words` makes it."""

    kind: LookupKind
    name: str

    @property
    def partition(self) -> str:
        """What lies together: `product#<id>`, `word#<the word's first two characters>`."""
        return f"{self.kind}#{self.name if self.kind is LookupKind.PRODUCT else self.name[:PREFIX_CHARACTERS]}"


class PairSums(NamedTuple):
    """What a customer bought of a product, of a pair with `REPEAT_PURCHASES` or more."""

    purchase_count: int
    units_milli: int
    spent_minor: int
    first_at_ms: int
    last_at_ms: int


class LookupEntry(NamedTuple):
    """One customer under one key, as of one revision of their row. `pair` under a product, None under a word."""

    key: LookupKey
    customer_id: str
    revision: int
    pair: PairSums | None = None

    @property
    def partition(self) -> str:
        """Where the entry lies, within the shard of its customer."""
        return self.key.partition

    @property
    def identity(self) -> tuple[LookupKey, str]:
        """What every state of this entry has in common: whether one belongs is whether their row makes it."""
        return self.key, self.customer_id


def product_key(product_id: str) -> LookupKey:
    return LookupKey(LookupKind.PRODUCT, product_id)


def word_key(word: str) -> LookupKey:
    return LookupKey(LookupKind.WORD, word)
