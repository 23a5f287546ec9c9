"""What lies in the lookups table, and entries in one line."""

from __future__ import annotations

from regulars.facts.lookup import LookupEntry, LookupKey, LookupKind, PairSums, product_key, word_key
from regulars.facts.tenant import Generation, Tenant
from regulars.stores.opened import Stores

from testing.builders import NOW_MS


def pair_entry(
    product_id: str = "tea",
    customer_id: str = "ann",
    *,
    revision: int = 5,
    purchases: int = 3,
    first_at_ms: int = NOW_MS - 1,
    last_at_ms: int = NOW_MS,
) -> LookupEntry:
    sums = PairSums(purchases, 2_500, 10_001, first_at_ms, last_at_ms)
    return LookupEntry(product_key(product_id), customer_id, revision, sums)


def word_entry(word: str = "ann", customer_id: str = "ann", *, revision: int = 5) -> LookupEntry:
    return LookupEntry(word_key(word), customer_id, revision)


def products(*names: str) -> tuple[LookupKey, ...]:
    return tuple(map(product_key, names))


def words(*names: str) -> tuple[LookupKey, ...]:
    return tuple(map(word_key, names))


def stored_entries(
    stores: Stores, tenant: Tenant, generation: Generation | None = None, kind: LookupKind | None = None
) -> set[LookupEntry]:
    """Every entry of a generation (the one that is read, unless another is named), of one kind or of both."""
    lookups = stores.lookups(tenant, generation)
    prefix = f"{tenant.id}#{lookups.generation.number}#"
    partitions = {item["pk"]["S"] for item in stores.dynamodb.scan(TableName=stores.names.lookups_table)["Items"]}
    found: set[LookupEntry] = set()
    for partition in partitions:
        if partition.startswith(prefix):
            its_kind, shard, name = partition.removeprefix(prefix).split("#", 2)
            if kind in (None, its_kind):
                found |= set(lookups.entries_of(int(shard, 16), f"{its_kind}#{name}"))
    return found
