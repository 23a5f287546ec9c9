"""Pairs of customers with the same e-mail address or phone number: maybe one person, and nothing merges by itself.

A walk over everybody by their last order, shard by shard; whoever shares a word is found by the lookups, and each pair
is checked by both rows. A pair is given once, with the one whose id sorts first.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from ..facts.addresses import guest_addresses
from ..facts.customer import CustomerFacts
from ..facts.lookup import word_key
from ..facts.words import MOST_CHARACTERS, PREFIX_CHARACTERS, digits, whole
from ..stores import keys
from ..stores.reading import Position, Reading, Step
from ..stores.rows.indexes import BY_LAST_ORDER, KeyRange
from ..stores.shop import Shop

# Customers that one page may look at, each with up to two questions to every shard.
LOOKED_AT = 100
# Pairs of one customer: an address that more share, such as a till's own, belongs among the sharedContacts.
MOST_SHARING = 50
_EVERYBODY = KeyRange(keys.LIST_RANGE_0[0], keys.LIST_RANGE_1[1])
# Sorts before every id.
_DONE = ""


class Why(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


class Duplicate(NamedTuple):
    """Two customers and what they share; the one whose id sorts first stands first."""

    one: CustomerFacts
    other: CustomerFacts
    why: tuple[Why, ...]


class _Place(NamedTuple):
    """Behind a customer of a shard by their key, or among their pairs behind the one with `other`."""

    shard: int
    key: str
    other: str


def list_duplicates(shop: Shop, *, after: Position) -> Reading[Duplicate]:
    """The pairs behind a place. Reading is bounded: there may be none, and still more."""
    found = _Found(shop, _Place(0, _EVERYBODY.low, _DONE) if after is None else _Place(*after))
    return Reading(found, ends=lambda: found.complete)


class _Found:
    """Everybody who is looked at with each pair that is theirs to give. `complete` once nobody is left."""

    def __init__(self, shop: Shop, after: _Place) -> None:
        self._rows = shop.rows
        self._lookups = shop.lookups
        self._shared = frozenset(shop.settings.shared_contacts)
        self._after = after
        self.complete = False

    def __iter__(self) -> Iterator[Step[Duplicate]]:
        left = LOOKED_AT
        for shard in range(self._after.shard, self._rows.generation.shards):
            for key, known in self._everybody(shard):
                if not left:
                    return
                left -= 1
                behind = self._after.other if (shard, key) == self._after[:2] else ""
                for pair in self._pairs_of(known, behind):
                    yield (shard, key, pair.other.customer_id), pair
                yield (shard, keys.behind(key), _DONE), None
        self.complete = True

    def _everybody(self, shard: int) -> Iterator[tuple[str, CustomerFacts]]:
        """The customers of a shard from the place on, as the index has them, each under their key."""
        low = self._after.key if shard == self._after.shard else _EVERYBODY.low
        start = None
        while True:
            page = self._rows.index_page(
                BY_LAST_ORDER,
                shard,
                KeyRange(low, _EVERYBODY.high),
                descending=False,
                limit=LOOKED_AT + 1,
                start=start,
            )
            yield from ((key, row.facts) for key, row in page.rows)
            start = page.next_start
            if start is None:
                return

    def _pairs_of(self, known: CustomerFacts, behind: str) -> Iterator[Duplicate]:
        """With others whose id sorts after the customer's, and after `behind`, as their rows stand."""
        mine = self._addresses(known)
        after = max(known.customer_id, behind)
        others = sorted({one for word in mine.values() for one in self._sharing(word, after)})[:MOST_SHARING]
        rows = self._rows.sums_of(others) if others else {}
        for other in others:
            row = rows.get(other)
            theirs = self._addresses(row.facts) if row and row.facts.known else {}
            why = tuple(one for one in Why if one in mine and mine[one] == theirs.get(one))
            if row and why:
                yield Duplicate(known, row.facts, why)

    def _addresses(self, known: CustomerFacts) -> dict[Why, str]:
        """The words by which the customer's address and number are compared, unless they identify nobody."""
        email, phone = known.profile.email, known.profile.phone
        words = {Why.EMAIL: whole(email or ""), Why.PHONE: digits(phone or "")}
        given = {Why.EMAIL: guest_addresses(email, None), Why.PHONE: guest_addresses(None, phone)}
        return {why: word for why, word in words.items() if word and self._shared.isdisjoint(given[why]) and given[why]}

    def _sharing(self, word: str, after: str) -> Iterator[str]:
        """Whose entry of the word comes after an id, shard by shard."""
        name = word[:MOST_CHARACTERS]
        if len(name) < PREFIX_CHARACTERS:
            return
        within = keys.under_word(name, after)
        for shard in range(self._lookups.generation.shards):
            page = self._lookups.page(shard, word_key(name).partition, within=within, limit=MOST_SHARING)
            yield from (entry.customer_id for entry in page.entries)
