"""The one module that spells keys. A tenant is a prefix; ids that callers choose stand last and may hold anything."""

from __future__ import annotations

import sys

from ..facts.lookup import LookupKey, LookupKind
from ..facts.tenant import Generation, bucket_of, shard_of

Key = dict[str, str]

PROBE_TENANT = "~probe"
ORDER = "order#"
NOTE = "note#"
PROFILE = "profile"
HEAD = "head"
MEMBER = "member#"
ADDRESS = "address#"
TAG = "tag#"
PREFERENCES = "preferences"
CONSENT = "consent#"
COMMUNICATION = "communication#"
INTERACTION = "interaction#"
SIGNALS = "signals"
_AFTER_SEPARATOR = chr(ord("#") + 1)


def ledger_partition(tenant_id: str, customer_id: str) -> str:
    """`tenant#customer`: everything known about one customer."""
    return f"{tenant_id}#{customer_id}"


def split_ledger_partition(partition: str) -> tuple[str, str]:
    """The tenant and customer of a ledger item: no tenant id holds a `#`."""
    tenant_id, _, customer_id = partition.partition("#")
    return tenant_id, customer_id


def ledger_item(tenant_id: str, customer_id: str, prefix: str, item_id: str) -> Key:
    """One item about a customer; `prefix` is its kind's (`stores/ledger/kinds.py`)."""
    return {"pk": ledger_partition(tenant_id, customer_id), "sk": prefix + item_id}


# The index of kinds: the attributes that an item lies in it by.
LISTED_PARTITION, LISTED_SORT = "list", "place"
LISTED_BUCKETS = 16


def listed(tenant_id: str, kind: str, under: str, by: str, customer_id: str) -> Key:
    """Where an item stands among all customers' items of its kind: `under` a bucket, or a name that it is listed by."""
    return {LISTED_PARTITION: listed_partition(tenant_id, kind, under), LISTED_SORT: f"{by}#{customer_id}"}


def listed_partition(tenant_id: str, kind: str, under: str) -> str:
    return f"{tenant_id}#{kind}#{under}"


def listed_buckets() -> list[str]:
    """The parts of a list that has no names: by the first bits of the customer's hash."""
    return [f"{bucket:x}" for bucket in range(LISTED_BUCKETS)]


def listed_bucket(customer_hash: str) -> str:
    return customer_hash[0]


def owner(tenant_id: str, order_id: str) -> Key:
    """Which customer an order id belongs to."""
    return {"pk": f"{tenant_id}#order#{order_id}", "sk": "owner"}


def external(tenant_id: str, kind: str, external_id: str) -> Key:
    """Which item of a kind has this id in another system."""
    return {"pk": f"{tenant_id}#external#{external_id}", "sk": kind}


def roster_partition(tenant_id: str, bucket: int) -> str:
    """One of 64 buckets that together list every customer of the tenant."""
    return f"{tenant_id}#roster#{bucket:02x}"


def roster(tenant_id: str, customer_hash: str) -> Key:
    return {"pk": roster_partition(tenant_id, bucket_of(customer_hash)), "sk": customer_hash}


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


def evaluation(tenant_id: str, customer_hash: str, customer_id: str) -> Key:
    return {"pk": evaluations_partition(tenant_id, bucket_of(customer_hash)), "sk": customer_id}


def evaluations_partition(tenant_id: str, bucket: int) -> str:
    """One of 64 buckets, those of the roster, that together hold every evaluation of the tenant."""
    return f"{tenant_id}#{bucket:02x}"


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


def tenant_item(tenant_id: str, kind: str) -> Key:
    """The tenant's own records: `tenant`, `settings`, `generation`, `job#kind#id` ..."""
    return {"pk": tenant_id, "sk": kind}


def directory_entry(tenant_id: str) -> Key:
    return {"pk": "~tenants", "sk": tenant_id}


def member(subject: str) -> Key:
    """Which tenant and role a token's subject (a user's `sub`) has."""
    return {"pk": f"~member#{subject}", "sk": "member"}


MEMBERSHIP = "member#"


def membership(tenant_id: str, subject: str) -> Key:
    """The same among the tenant's own records, with who it is."""
    return tenant_item(tenant_id, MEMBERSHIP + subject)


def job_turns(kind: str) -> Key:
    """Whose jobs of a kind run, over all tenants. No tenant id begins with `#`; the API may not write what begins with
    `~`."""
    return {"pk": "#turns", "sk": kind}


def job_sort(kind: str, job_id: str) -> str:
    """A job among the tenant's own records; without an id what all jobs of the kind begin with."""
    return f"job#{kind}#{job_id}"


def job_slot(kind: str) -> str:
    """Which job of a kind is the tenant's current one."""
    return f"job-slot#{kind}"


def upload_object(tenant_id: str, import_id: str, name: str) -> str:
    return f"uploads/{tenant_id}/{import_id}/{name}"


def split_upload_object(key: str) -> tuple[str, str]:
    """The tenant and the import that an uploaded object belongs to."""
    _, tenant_id, import_id, _ = key.split("/", 3)
    return tenant_id, import_id


def refused_object(tenant_id: str, import_id: str) -> str:
    return f"refused/{tenant_id}/{import_id}.csv"


def part_object(tenant_id: str, import_id: str, attempt: int, name: str) -> str:
    """A working object of the attempt that split the file."""
    return f"parts/{tenant_id}/{import_id}/{attempt}/{name}"


SUMMARY = "summary#"
NIGHT = "night#"
BACKTEST = "backtest"
PREDICTION = "prediction"


def job_shard_sort(job_id: str, shard: int | None = None) -> str:
    """What one shard of a recalculation has done; without a shard what all of them begin with."""
    return f"job-shard#{job_id}#" + ("" if shard is None else f"{shard:04d}")


def summary_sort(day: str) -> str:
    """Of a tenant-local day, `2025-10-15`: summaries sort by it."""
    return SUMMARY + day


def night_sort(day: str) -> str:
    """What else the last recalculation of a tenant-local day left."""
    return NIGHT + day


def night_object(tenant_id: str, job_id: str, name: str) -> str:
    """A working object of a recalculation."""
    return f"nights/{tenant_id}/{job_id}/{name}"


def answers_object(tenant_id: str, job_id: str, name: str) -> str:
    """An object that a recalculation left to be answered from."""
    return f"answers/{tenant_id}/{job_id}/{name}"


def catalogue_object(tenant_id: str) -> str:
    """What the tenant's products are called."""
    return f"catalogue/{tenant_id}.json.gz"
