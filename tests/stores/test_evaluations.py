"""Evaluations: what was last announced of a customer, replaced only by who has seen it."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant, bucket_of
from regulars.scoring.evaluate import Evaluation
from regulars.stores import evaluations as evaluations_module
from regulars.stores.evaluations import Evaluations
from regulars.stores.opened import Stores

from testing.announcements import announcement
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant

NEW = announcement("New", 10, silent=True)
VIP = announcement("VIP", 20)


@pytest.fixture
def evaluations(stores: Stores, tenant: Tenant) -> Evaluations:
    return stores.evaluations(tenant)


def test_an_evaluation_is_read_back_as_it_was_put(evaluations: Evaluations) -> None:
    nobody = announcement(None, 30)
    assert evaluations.put("ann", NEW, replacing=None)
    assert evaluations.put("b#b", nobody, replacing=None)
    several = Evaluation({"lifecycleSegment": "New", "flag": True, "count": 3, "none": None}, 40, 41, silent=False)
    assert evaluations.put("eve", several, replacing=None)

    assert evaluations.of(["ann", "b#b", "eve", "zoe"]) == {"ann": NEW, "b#b": nobody, "eve": several}


def test_an_evaluation_is_stored_as_this_item_since_0_1(
    stores: Stores, tenant: Tenant, evaluations: Evaluations
) -> None:
    """No rebuild makes evaluations anew: what deployments hold of them must be read by every later version."""
    item = {
        "pk": {"S": f"acme#{bucket_of(tenant.customer_hash('ann')):02x}"},
        "sk": {"S": "ann"},
        "values": {"S": '{"lifecycleSegment": "New", "highChurnRisk": false}'},
        "at": {"N": "10"},
        "n": {"N": "11"},
        "silent": {"BOOL": True},
        "job": {"S": "night-1"},
    }
    held = announcement("New", 10, 11, silent=True, job="night-1")
    assert evaluations.put("ann", held, replacing=None)

    [stored] = stores.dynamodb.scan(TableName=stores.names.evaluations_table)["Items"]

    assert stored == item
    assert evaluations.of(["ann"]) == {"ann": held}


def test_a_first_evaluation_is_put_only_where_there_is_none(evaluations: Evaluations) -> None:
    evaluations.put("ann", NEW, replacing=None)

    assert not evaluations.put("ann", VIP, replacing=None)
    assert evaluations.of(["ann"]) == {"ann": NEW}


def test_an_evaluation_is_replaced_only_by_who_has_seen_it(evaluations: Evaluations) -> None:
    evaluations.put("ann", NEW, replacing=None)

    assert evaluations.put("ann", VIP, replacing=NEW)
    assert not evaluations.put("ann", NEW, replacing=NEW)
    assert evaluations.of(["ann"]) == {"ann": VIP}


def test_an_evaluation_that_is_gone_is_not_replaced(evaluations: Evaluations) -> None:
    assert not evaluations.put("ann", VIP, replacing=NEW)
    assert evaluations.of(["ann"]) == {}


def test_many_are_read_in_batches_of_a_hundred(stores: Stores, evaluations: Evaluations) -> None:
    evaluations.put("customer 149", NEW, replacing=None)

    with requests_of(stores.dynamodb) as made:
        found = evaluations.of(f"customer {number}" for number in range(150))

    assert found == {"customer 149": NEW}
    assert made == ["BatchGetItem"] * 2


def test_tenants_do_not_see_each_others(stores: Stores, evaluations: Evaluations) -> None:
    other = stores.evaluations(make_tenant(stores, "other"))
    evaluations.put("ann", NEW, replacing=None)

    assert other.of(["ann"]) == {}


def test_whole_buckets_are_read_in_the_order_of_customers_a_few_at_a_time(
    stores: Stores, tenant: Tenant, evaluations: Evaluations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluations_module, "_AT_A_TIME", 3)
    people = [f"customer é{number:02d}" for number in range(40)] + ["Zoe", "a#b", "ann"]
    for one in people:
        evaluations.put(one, NEW, replacing=None)
    buckets = {one: bucket_of(tenant.customer_hash(one)) for one in people}
    lower = [one for one in sorted(people) if buckets[one] < 32]

    assert list(evaluations.in_order(range(64))) == [(one, NEW) for one in sorted(people)]
    assert list(evaluations.in_order(range(32))) == [(one, NEW) for one in lower]
    assert list(evaluations.in_order(range(32), after=lower[4])) == [(one, NEW) for one in lower[5:]]

    with requests_of(stores.dynamodb) as made:
        found = evaluations.in_order([0])
        assert made == []
        next(found, None)
    assert made == ["Query"]
