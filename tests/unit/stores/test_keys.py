"""Keys: ids of any shape come back whole, and list keys sort as the lists do."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from regulars.facts.tenant import Generation, Tenant, bucket_of, shard_of
from regulars.stores import keys

from testing.builders import a_tenant

_IDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=128)
_ODD_IDS = st.one_of(
    st.sampled_from(["#", "#1001", "a#b#c", "order#1", "0#x", "1#", "~tenants", "a/b", "%2F", "😀"]), _IDS
)
_TENANT_IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{1,39}", fullmatch=True)
_VALUES = st.one_of(st.none(), st.integers(0, 10**20 - 1))


def _as_stored(key: str) -> bytes:
    """DynamoDB compares strings by their bytes in UTF-8."""
    return key.encode()


@given(tenant_id=_TENANT_IDS, customer_id=_ODD_IDS)
def test_a_ledger_partition_comes_apart_into_its_tenant_and_customer(tenant_id: str, customer_id: str) -> None:
    partition = keys.ledger_partition(tenant_id, customer_id)

    assert keys.split_ledger_partition(partition) == (tenant_id, customer_id)


@given(first=st.tuples(_TENANT_IDS, _ODD_IDS), second=st.tuples(_TENANT_IDS, _ODD_IDS))
def test_no_two_customers_share_a_partition_nor_two_orders_an_owner(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    assume(first != second)

    assert keys.ledger_partition(*first) != keys.ledger_partition(*second)
    assert keys.owner(*first) != keys.owner(*second)


@given(tenant_id=_TENANT_IDS, order_id=_ODD_IDS, bucket=st.integers(0, 63))
def test_an_orders_owner_never_lies_in_the_roster(tenant_id: str, order_id: str, bucket: int) -> None:
    assert keys.owner(tenant_id, order_id)["pk"] != keys.roster_partition(tenant_id, bucket)


@given(value=_VALUES, customer_id=_ODD_IDS)
def test_a_list_key_comes_apart_into_its_value_and_customer(value: int | None, customer_id: str) -> None:
    assert keys.split_list_key(keys.list_key(value, customer_id)) == (value, customer_id)


@given(rows=st.lists(st.tuples(_VALUES, _ODD_IDS), max_size=20))
def test_list_keys_sort_by_value_and_then_by_id_with_who_has_no_order_below_all(
    rows: list[tuple[int | None, str]],
) -> None:
    by_key = sorted(rows, key=lambda row: _as_stored(keys.list_key(*row)))

    by_value = sorted(rows, key=lambda row: (row[0] is not None, row[0] or 0, row[1].encode()))
    assert by_key == by_value


@pytest.mark.parametrize(
    ("lower", "higher"), [(0, 1), (9, 10), (99, 100), (10**15 - 1, 10**15), (2 * 10**19, 10**20 - 1)]
)
def test_a_greater_value_sorts_higher_whatever_its_number_of_digits(lower: int, higher: int) -> None:
    assert keys.list_key(lower, "zzz") < keys.list_key(higher, "aaa")


def test_a_free_order_lies_in_the_range_of_who_has_ordered() -> None:
    assert keys.list_key(None, "zzz") < keys.list_key(0, "aaa")


@given(customer_id=_ODD_IDS, exponent=st.integers(0, 10), number=st.integers(1, 99))
def test_a_customers_row_lies_in_one_of_the_generations_shards_under_their_plain_id(
    customer_id: str, exponent: int, number: int
) -> None:
    tenant: Tenant = a_tenant()
    generation = Generation(number, 2**exponent)

    key = keys.facts(tenant.id, generation, tenant.customer_hash(customer_id), customer_id)

    assert key["sk"] == customer_id
    assert key["pk"] in {keys.facts_partition(tenant.id, number, shard) for shard in range(2**exponent)}


@given(customer_id=_ODD_IDS, exponent=st.integers(0, 9))
def test_doubling_the_shards_splits_each_in_two(customer_id: str, exponent: int) -> None:
    customer_hash = a_tenant().customer_hash(customer_id)

    assert shard_of(customer_hash, 2 ** (exponent + 1)) // 2 == shard_of(customer_hash, 2**exponent)


@given(customer_id=_ODD_IDS)
def test_the_bucket_is_one_of_64_and_the_same_for_roster_and_evaluation(customer_id: str) -> None:
    customer_hash = a_tenant().customer_hash(customer_id)

    assert bucket_of(customer_hash) == shard_of(customer_hash, 64)
    assert keys.roster("acme", customer_hash)["pk"] == f"acme#roster#{bucket_of(customer_hash):02x}"
    assert keys.evaluation("acme", customer_hash, customer_id)["pk"] == f"acme#{bucket_of(customer_hash):02x}"


def test_a_hash_depends_on_the_tenants_secret() -> None:
    assert a_tenant("acme").customer_hash("ann") != a_tenant("other").customer_hash("ann")
    assert len(a_tenant().customer_hash("ann")) == 64
