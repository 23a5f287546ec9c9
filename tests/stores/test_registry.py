"""The registry: an order id belongs to one customer, and the roster lists every customer once."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant, bucket_of, hashes_of, shard_of
from regulars.stores.opened import Stores
from regulars.stores.registry import Owner, Registry

from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import an_order


@pytest.fixture
def registry(stores: Stores, tenant: Tenant) -> Registry:
    return stores.registry(tenant)


def released(stores: Stores, registry: Registry, order_id: str, over: Owner, **left: int) -> None:
    """Gives the id up, as a deletion does."""
    stub = an_order(order_id, over.customer_id, deleted=True, **left)
    stores.dynamodb.transact_write_items(TransactItems=[registry.releasing(stub, over=over)])


def claimed(stores: Stores, registry: Registry, order_id: str, customer_id: str, over: Owner) -> None:
    stores.dynamodb.transact_write_items(TransactItems=[registry.claiming(order_id, customer_id, over=over)])


def test_an_id_that_nobody_has_can_be_claimed_and_then_belongs_to_its_customer(registry: Registry) -> None:
    assert registry.owners(["1001"]) == {}

    assert registry.claim([("1001", "ann")]) == [True]

    assert registry.owners(["1001", "1002"]) == {"1001": Owner("ann")}


def test_an_id_that_somebody_has_is_not_claimed_and_the_others_of_the_batch_are(registry: Registry) -> None:
    registry.claim([("1001", "ann")])

    assert registry.claim([("1001", "ann"), ("1002", "bob")]) == [False, True]
    assert registry.claim([("1001", "bob")]) == [False]
    assert registry.owners(["1001"]) == {"1001": Owner("ann")}


def test_a_released_id_says_what_was_deleted_and_may_be_claimed_by_another(stores: Stores, registry: Registry) -> None:
    registry.claim([("1001", "ann")])
    released(stores, registry, "1001", Owner("ann"), version=7, updated_at_ms=5, arrived_ms=9)
    left = Owner("ann", True, 2, version=7, updated_at_ms=5, arrived_ms=9)
    assert registry.owners(["1001"]) == {"1001": left}

    claimed(stores, registry, "1001", "bob", left)

    assert registry.owners(["1001"]) == {"1001": Owner("bob", n=3)}


def test_who_has_read_an_older_owner_changes_nothing(stores: Stores, registry: Registry) -> None:
    """Released, claimed and released again at a higher version: by `released` alone the first reading would hold."""
    registry.claim([("1001", "ann")])
    released(stores, registry, "1001", Owner("ann"), version=1)
    older = registry.owners(["1001"])["1001"]
    claimed(stores, registry, "1001", "ann", older)
    released(stores, registry, "1001", Owner("ann", n=3), version=9)

    with pytest.raises(stores.dynamodb.exceptions.TransactionCanceledException):
        claimed(stores, registry, "1001", "bob", older)
    with pytest.raises(stores.dynamodb.exceptions.TransactionCanceledException):
        released(stores, registry, "1001", Owner("ann"))

    assert registry.owners(["1001"])["1001"]._replace(arrived_ms=None) == Owner("ann", True, 4, version=9)


def test_a_claim_in_a_transaction_holds_or_the_whole_transaction_does_not(stores: Stores, registry: Registry) -> None:
    registry.claim([("1001", "ann"), ("1002", "ann")])
    writes = [registry.claiming(id_, "bob", over=Owner("ann", n=n)) for id_, n in (("1001", 1), ("1002", 7))]

    with pytest.raises(stores.dynamodb.exceptions.TransactionCanceledException):
        stores.dynamodb.transact_write_items(TransactItems=writes)

    assert registry.owners(["1001", "1002"]) == {"1001": Owner("ann"), "1002": Owner("ann")}


@pytest.mark.parametrize("order_id", ["#1001", "a#b", "roster#00", "owner", "😀" * 128, "a b"])
def test_an_id_of_any_shape_is_kept_apart(registry: Registry, order_id: str) -> None:
    assert registry.claim([(order_id, "#ann")]) == [True]

    assert registry.owners([order_id, "1001"]) == {order_id: Owner("#ann")}


def test_owners_are_claimed_25_a_request_and_read_a_hundred_a_request(stores: Stores, registry: Registry) -> None:
    with requests_of(stores.dynamodb) as made:
        assert registry.claim([(str(number), "ann") for number in range(30)]) == [True] * 30
    assert made == ["BatchExecuteStatement"] * 2
    registry.claim([(str(number), "ann") for number in (99, 100, 249)])

    with requests_of(stores.dynamodb) as made:
        found = registry.owners(str(number) for number in range(250))

    assert set(found) == {*map(str, range(30)), "99", "100", "249"}
    assert made == ["BatchGetItem"] * 3


def test_tenants_do_not_see_each_others_ids(stores: Stores, registry: Registry) -> None:
    other = stores.registry(make_tenant(stores, "other"))
    registry.claim([("1001", "ann")])
    registry.enroll(["ann"])

    assert other.owners(["1001"]) == {}
    assert other.claim([("1001", "bob")]) == [True]
    assert [customer for bucket in range(64) for customer in other.roster(bucket)] == []


def test_every_customer_enrolled_is_on_the_roster_once(registry: Registry) -> None:
    customers = {f"customer {number}" for number in range(130)} | {"#", "a#b"}
    registry.enroll(customers)
    registry.enroll({"customer 7", "a late one"})

    walked = [customer for bucket in range(64) for customer in registry.roster(bucket)]

    assert sorted(walked) == sorted(customers | {"a late one"})


def test_who_is_on_the_roster_is_read_and_not_put_again(stores: Stores, registry: Registry) -> None:
    with requests_of(stores.dynamodb) as first:
        registry.enroll(["ann", "bob"])
    with requests_of(stores.dynamodb) as second:
        registry.enroll(["ann", "bob"])
    with requests_of(stores.dynamodb) as nobody:
        registry.enroll([])

    assert first == ["BatchGetItem", "BatchWriteItem"]
    assert second == ["BatchGetItem"]
    assert nobody == []


def test_the_customer_behind_a_hash_is_found_on_the_roster(registry: Registry, tenant: Tenant) -> None:
    registry.enroll(["ann"])

    assert registry.customer_behind(tenant.customer_hash("ann")) == "ann"
    assert registry.customer_behind(tenant.customer_hash("bob")) is None


@pytest.mark.parametrize("shards", [1, 4, 64, 128, 1_024])
def test_shards_share_the_roster_without_a_gap_and_read_no_more_than_their_own(
    stores: Stores, tenant: Tenant, registry: Registry, shards: int
) -> None:
    registry.enroll(f"customer {number}" for number in range(60))
    hashes = {tenant.customer_hash(f"customer {number}"): f"customer {number}" for number in range(60)}
    edges = {f"{shard * 0x10000 // shards:04x}{digits * 60}" for shard in range(shards) for digits in "0f"}
    for one in edges | set(hashes):
        assert [shard for shard in range(shards) if within(one, shard, shards)] == [shard_of(one, shards)]

    found: list[tuple[str, str]] = []
    for shard in sorted({shard_of(one, shards) for one in hashes}):
        mine = hashes_of(shard, shards)
        for bucket in mine.buckets:
            after = None
            while page := registry.roster_page(bucket, mine, limit=3, after=after):
                assert {shard_of(one, shards) for one, _ in page} == {shard}
                found += page
                after = page[-1][0]

    assert found == sorted(hashes.items())


def within(customer_hash: str, shard: int, shards: int) -> bool:
    mine = hashes_of(shard, shards)
    return mine.low <= customer_hash <= mine.high and bucket_of(customer_hash) in mine.buckets
