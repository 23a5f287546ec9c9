"""Evaluations: what was last announced of a customer, replaced only by who has seen it."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.scoring.evaluate import Evaluation
from regulars.stores.evaluations import Evaluations
from regulars.stores.opened import Stores

from tests.conftest import make_tenant
from tests.stores.requests import requests_of

NEW = Evaluation("New", at_ms=10, n=10, silent=True)
VIP = Evaluation("VIP", at_ms=20, n=20, silent=False)


@pytest.fixture
def evaluations(stores: Stores, tenant: Tenant) -> Evaluations:
    return stores.evaluations(tenant)


def test_an_evaluation_is_read_back_as_it_was_put(evaluations: Evaluations) -> None:
    nobody = Evaluation(None, at_ms=30, n=30, silent=False)
    assert evaluations.put("ann", NEW, replacing=None)
    assert evaluations.put("b#b", nobody, replacing=None)

    assert evaluations.of(["ann", "b#b", "zoe"]) == {"ann": NEW, "b#b": nobody}


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
