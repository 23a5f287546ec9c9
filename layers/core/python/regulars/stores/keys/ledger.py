"""Keys of the ledger, of its index of kinds, and of the registry."""

from __future__ import annotations

from ...facts.tenant import bucket_of

Key = dict[str, str]

PROBE_TENANT = "~probe"
# Behind everything else: what knows no bound is a range of its own (`facts/ranges.py`).
APART = "~"


def ledger_partition(tenant_id: str, customer_id: str) -> str:
    """`tenant#customer`: everything known about one customer."""
    return f"{tenant_id}#{customer_id}"


def split_ledger_partition(partition: str) -> tuple[str, str]:
    """The tenant and customer of a ledger item: no tenant id holds a `#`."""
    tenant_id, _, customer_id = partition.partition("#")
    return tenant_id, customer_id


def ledger_item(tenant_id: str, customer_id: str, prefix: str, item_id: str) -> Key:
    """One item about a customer; `prefix` is its kind's."""
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


def tombstone(tenant_id: str, customer_hash: str) -> Key:
    """That somebody was erased, in the registry."""
    return {"pk": f"{tenant_id}#erased#{customer_hash}", "sk": "tombstone"}


ERASED_HASH = "hash#"
SAME_ADDRESS = "same#"


def erasure_partition(tenant_id: str, job_id: str) -> str:
    """What is known of one erasure, in the registry."""
    return f"{tenant_id}#erasure#{job_id}"


def erasure_hash(tenant_id: str, job_id: str, customer_hash: str) -> Key:
    """A hash under which the erasure has put a tombstone."""
    return {"pk": erasure_partition(tenant_id, job_id), "sk": ERASED_HASH + customer_hash}


def same_address(tenant_id: str, job_id: str, order_id: str) -> Key:
    """Another customer's order that named an address of the person."""
    return {"pk": erasure_partition(tenant_id, job_id), "sk": SAME_ADDRESS + order_id}
