"""Evaluations: what was last announced of a customer, replaced only by who has seen it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from regulars.facts.tenant import Tenant, bucket_of
from regulars.facts.time import HOUR_MS
from regulars.scoring.evaluate import Evaluation, Reason, Revision
from regulars.stores import evaluations as evaluations_module
from regulars.stores.due_entries import DueTenant
from regulars.stores.evaluations import Evaluations
from regulars.stores.opened import Stores

from benchmarks.units import item_bytes
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
    held = replace(announcement("New", 10, 11, silent=True, job="night-1"), reason=Reason.DATA_CHANGED)
    assert evaluations.put("ann", held, replacing=None)

    [stored] = stores.dynamodb.scan(TableName=stores.names.evaluations_table)["Items"]

    assert stored == item
    assert evaluations.of(["ann"]) == {"ann": held}


def test_what_became_known_of_an_evaluation_since_stands_beside_it(stores: Stores, evaluations: Evaluations) -> None:
    held = Evaluation(
        {"lifecycleSegment": "New", "segment:s1": True, "segment:s12": False, "segment:s7": True},
        10,
        11,
        silent=False,
        armed=488_888,
        revision=Revision(3, 5),
        reason=Reason.RULE_EDITED,
        because={"segment:s1": "rules[0]"},
    )
    assert evaluations.put("ann", held, replacing=None)

    stored = stores.dynamodb.scan(TableName=stores.names.evaluations_table)["Items"]

    [item] = [one for one in stored if "values" in one]
    assert {name: item[name] for name in item.keys() - {"pk", "sk", "at", "n", "silent"}} == {
        "values": {"S": '{"lifecycleSegment": "New"}'},
        "in": {"S": "s1 s7"},
        "out": {"S": "s12"},
        "armed": {"N": "488888"},
        "settings": {"N": "3"},
        "segments": {"N": "5"},
        "reason": {"S": "rule_edited"},
        "because": {"S": '{"segment:s1": "rules[0]"}'},
    }
    others = [one for one in stored if "values" not in one]
    assert sorted(others, key=lambda one: str(one["sk"])) == [
        {"pk": {"S": "~due"}, "sk": {"S": "acme"}, "from": {"N": "0"}, "seen": {"N": "-1"}},
        {"pk": {"S": "acme#due#0488888"}, "sk": {"S": "ann"}, "at": {"N": "10"}},
    ]
    assert evaluations.of(["ann"]) == {"ann": held}


def test_ten_announcing_segments_make_an_evaluation_read_no_dearer_by_more_than_a_seventh(
    stores: Stores, evaluations: Evaluations
) -> None:
    """A night reads 50 of a bucket at a time, in units of 4 KB, with the hour and the edit that they hold anyway."""
    memberships = {f"segment:s{number}": number == 13 for number in range(10, 20)}
    for customer_id, own in (("c1000", {}), ("c1001", memberships)):
        held = replace(NEW, values={**NEW.values, **own}, armed=488_888, revision=Revision(1, 9))
        assert evaluations.put(customer_id, held, replacing=None)
    stored = stores.dynamodb.scan(TableName=stores.names.evaluations_table)["Items"]
    without, with_them = (item_bytes(one) for one in sorted(stored, key=lambda one: str(one["sk"])) if "values" in one)

    units = [math.ceil(50 * one / 4_096) for one in (without, with_them)]
    assert units[1] <= 1.15 * units[0], (without, with_them)


def test_who_is_armed_for_the_same_hour_is_put_there_once(stores: Stores, evaluations: Evaluations) -> None:
    first = replace(NEW, armed=9)
    assert evaluations.put("ann", first, replacing=None)
    [entry] = [one for page in evaluations.due.of(9) for one in page]
    assert evaluations.put("ann", replace(first, n=first.n + 1, at_ms=first.at_ms + 1), replacing=first)

    assert [one for page in evaluations.due.of(9) for one in page] == [entry]


def test_an_entry_that_was_put_again_is_not_removed(evaluations: Evaluations) -> None:
    evaluations.due.put("ann", 9, 1)
    [before] = [one for page in evaluations.due.of(9) for one in page]
    evaluations.due.put("ann", 9, 2)

    assert not evaluations.due.remove(before)
    assert evaluations.due.remove(before._replace(at_ms=2))
    assert [one for page in evaluations.due.of(9) for one in page] == []


def test_hours_are_advanced_by_one_of_two(stores: Stores, evaluations: Evaluations) -> None:
    evaluations.due.put("ann", 9, 8 * HOUR_MS)
    [tenant] = stores.due_tenants.all()
    assert tenant == DueTenant("acme", 8, 7)

    assert stores.due_tenants.advance(tenant, from_hour=9, last=9)
    assert not stores.due_tenants.advance(tenant, from_hour=8, last=9)
    assert list(stores.due_tenants.all()) == [DueTenant("acme", 9, 9)]


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
