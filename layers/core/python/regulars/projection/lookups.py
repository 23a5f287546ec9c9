"""Which lookups a customer's row makes, and which of them a change of the row has touched. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts.customer import FactsRow
from ..facts.lookup import REPEAT_PURCHASES, LookupEntry, LookupKey, PairSums, product_key, word_key
from ..facts.words import lookup_words
from ..stores.messages import LookupChange
from ..stores.rows.row_changes import RowChange


def lookup_entries(row: FactsRow) -> frozenset[LookupEntry]:
    """The entries that belong to a row: its repeated pairs and its words. A heavy customer's row must carry the
    products of their ledger's fold."""
    return frozenset(_entries(row))


def changed_lookups(changes: Iterable[RowChange]) -> list[LookupChange]:
    """The lookups that changes of rows have touched: of each customer in each generation, once under their newest
    revision; none for a row that changed no pair and no word.

    Of a heavy customer the row names no product: all that their ledger knows is asked, beside the words that changed.
    """
    found: dict[tuple[str, int, str, bool], LookupChange] = {}
    for tenant_id, generation, before, after in changes:
        row = after or before
        if row is None:
            continue
        for keys in _touched(before, after):
            place = (tenant_id, generation, row.customer_id, keys is None)
            earlier = found.get(place)
            fresh = earlier.fresh if earlier else keys is not None and _by_key(before).keys().isdisjoint(keys)
            if earlier and earlier.keys and keys:
                keys = tuple(dict.fromkeys(earlier.keys + keys))
            revision = max(row.revision, earlier.revision if earlier else 0)
            found[place] = LookupChange(tenant_id, generation, row.customer_id, revision, keys, fresh=fresh)
    return list(found.values())


def _touched(before: FactsRow | None, after: FactsRow | None) -> Iterator[tuple[LookupKey, ...] | None]:
    """The keys whose entry differs, and None where everything has to be asked for."""
    old, new = _by_key(before), _by_key(after)
    named = [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    if after is not None and not _heavy(after) and _heavy(before):
        # Which entries they had is not known any more: any product of theirs may be one that has to go.
        named = list(dict.fromkeys([*named, *map(product_key, after.facts.products or {})]))
    if named:
        yield tuple(named)
    if _heavy(after):
        yield None


def _heavy(row: FactsRow | None) -> bool:
    return row is not None and row.facts.purchases.heavy


def _by_key(row: FactsRow | None) -> dict[LookupKey, LookupEntry]:
    """The entries of a row, whatever its revision."""
    return {entry.key: entry._replace(revision=0) for entry in _entries(row)} if row else {}


def _entries(row: FactsRow) -> Iterator[LookupEntry]:
    for product in (row.facts.products or {}).values():
        if len(product.purchases) >= REPEAT_PURCHASES:
            sums = PairSums(
                product.count, product.units_milli, product.spent_minor, product.first_at_ms, product.last_at_ms
            )
            yield LookupEntry(product_key(product.product_id), row.customer_id, row.revision, sums)
    for word in lookup_words(row.facts):
        yield LookupEntry(word_key(word), row.customer_id, row.revision)
