"""Keys of rows and their indexes, of lookups, and of evaluations with whoever is due."""

from __future__ import annotations

import sys

from ...facts.lookup import LookupKey, LookupKind
from ...facts.tenant import Generation, bucket_of, shard_of
from .ledger import Key

DUE_TENANTS = "~due"
_AFTER_SEPARATOR = chr(ord("#") + 1)


def facts_partition(tenant_id: str, generation: int, shard: int) -> str:
    return f"{tenant_id}#{generation}#{shard:03x}"


def facts(tenant_id: str, generation: Generation, customer_hash: str, customer_id: str) -> Key:
    shard = shard_of(customer_hash, generation.shards)
    return {"pk": facts_partition(tenant_id, generation.number, shard), "sk": customer_id}


def split_facts_partition(partition: str) -> tuple[str, int]:
    """The tenant and the number of the generation of a row."""
    tenant_id, number, _ = partition.split("#")
    return tenant_id, int(number)


def lookup(tenant_id: str, generation: Generation, key: LookupKey, customer_hash: str, customer_id: str) -> Key:
    """The entry of one customer under one key."""
    shard = shard_of(customer_hash, generation.shards)
    sort = customer_id if key.kind is LookupKind.PRODUCT else word_sort(key.name, customer_id)
    return {"pk": lookups_partition(tenant_id, generation.number, shard, key.partition), "sk": sort}


def lookups_partition(tenant_id: str, generation: int, shard: int, partition: str) -> str:
    """What lies together of one shard of customers: `partition` is `product#<id>` or `word#<first two characters>`."""
    kind, _, name = partition.partition("#")
    return f"{tenant_id}#{generation}#{kind}#{shard:03x}#{name}"


def word_sort(word: str, customer_id: str) -> str:
    """By word, then customer: no word holds a space, and none of its characters sorts before one."""
    return f"{word} {customer_id}"


def words_behind(prefix: str, word: str, customer_id: str) -> tuple[str, str]:
    """The first and the last sort key of words with a prefix behind one customer's word; behind none where it is empty.

    The first is the next one that can be spelled; no word holds the last character there is.
    """
    low = word_sort(word, customer_id) + "\0" if word else prefix
    return low, prefix + chr(sys.maxunicode)


def under_word(word: str, customer_id: str) -> tuple[str, str]:
    """The first and the last sort key of one word's customers whose id sorts after this one."""
    return behind(word_sort(word, customer_id)), word_sort(word, chr(sys.maxunicode))


def split_word_sort(sort: str) -> tuple[str, str]:
    """The word and the customer of an entry."""
    word, _, customer_id = sort.partition(" ")
    return word, customer_id


def due_partition(tenant_id: str, hour: int) -> str:
    """Whoever is to be looked at by the end of an hour since 1970; beside the evaluations, whose buckets have two
    digits."""
    return f"{tenant_id}#due#{hour:07d}"


def due_tenant(tenant_id: str) -> Key:
    """From which hour on a tenant's customers who are due are still to be looked for; in the same table."""
    return {"pk": DUE_TENANTS, "sk": tenant_id}


def evaluation(tenant_id: str, customer_hash: str, customer_id: str) -> Key:
    return {"pk": evaluations_partition(tenant_id, bucket_of(customer_hash)), "sk": customer_id}


def evaluations_partition(tenant_id: str, bucket: int) -> str:
    """One of 64 buckets, those of the roster, that together hold every evaluation of the tenant."""
    return f"{tenant_id}#{bucket:02x}"


def split_evaluations_partition(partition: str) -> str:
    """The tenant of an evaluation."""
    return partition.partition("#")[0]


def list_key(value: int | None, customer_id: str) -> str:
    """An index sort key: range 1 by value (>= 0, 20 digits), range 0 without a counted order; ties by id."""
    return f"0#{customer_id}" if value is None else f"1#{value:020d}#{customer_id}"


def list_range(low: int, high: int) -> tuple[str, str]:
    """The first and the last key of range 1 with values from `low` to `high`, both inclusive."""
    return list_key(low, ""), list_key(high, "")[:-1] + _AFTER_SEPARATOR


def behind(key: str) -> str:
    """The next key that can be spelled."""
    return key + "\0"


# Every key of range 1: who has a counted order.
LIST_RANGE_1 = ("1#", "1" + _AFTER_SEPARATOR)
# Every key of range 0: who has no counted order.
LIST_RANGE_0 = ("0#", "0" + _AFTER_SEPARATOR)


def split_list_key(key: str) -> tuple[int | None, str]:
    """The value (None in range 0) and the customer of an index sort key."""
    if key.startswith("0#"):
        return None, key[2:]
    return int(key[2:22]), key[23:]
