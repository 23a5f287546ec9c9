"""Read, decide, write: what somebody else has written in between is decided by anew, and never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from regulars.errors import StoreUnavailable
from regulars.facts.order import Order
from regulars.facts.tenant import Tenant
from regulars.stores.ledger import Ledger, Stored
from regulars.stores.ledger.orders import ORDER
from regulars.stores.ledger.rewrite import rewrite, until_written
from regulars.stores.opened import Stores

from testing.builders import an_order


@pytest.fixture
def ledger(stores: Stores, tenant: Tenant) -> Ledger:
    return stores.ledger(tenant)


def test_who_has_a_result_is_not_asked_again() -> None:
    asked: list[list[str]] = []

    def attempt(names: Sequence[str]) -> dict[str, int]:
        asked.append(list(names))
        return {names[0]: len(asked)}

    assert until_written(["a", "b", "c"], attempt) == {"a": 1, "b": 2, "c": 3}
    assert asked == [["a", "b", "c"], ["b", "c"], ["c"]]


def test_who_loses_ten_times_is_told_that_the_store_is_busy() -> None:
    attempts = []

    def attempt(names: Sequence[str]) -> dict[str, int]:
        attempts.append(names)
        return {"a": 1}

    with pytest.raises(StoreUnavailable, match="1 items kept being changed"):
        until_written(["a", "b"], attempt)
    assert len(attempts) == 10


def test_nothing_to_write_asks_nobody() -> None:
    assert until_written([], lambda names: pytest.fail("asked")) == {}


def test_an_item_is_decided_by_what_is_stored(ledger: Ledger) -> None:
    def decide(stored: Stored[Order] | None) -> Order | None:
        return an_order(total_minor=1) if stored is None else replace(stored.item, total_minor=2)

    first = rewrite(ORDER, "ann", "1001", decide, ledger=ledger)
    second = rewrite(ORDER, "ann", "1001", decide, ledger=ledger)
    third = rewrite(ORDER, "ann", "1001", lambda stored: None, ledger=ledger)

    assert first == Stored(an_order(total_minor=1), 1)
    assert second == third == Stored(an_order(total_minor=2), 2)
    assert ledger.read_items(ORDER, [("ann", "1001")]) == {("ann", "1001"): second}


def test_a_write_of_somebody_else_in_between_is_decided_by_anew(ledger: Ledger) -> None:
    rewrite(ORDER, "ann", "1001", lambda stored: an_order(total_minor=1), ledger=ledger)
    seen = []

    def decide(stored: Stored[Order] | None) -> Order | None:
        assert stored is not None
        seen.append(stored.n)
        if stored.n == 1:
            rewrite(ORDER, "ann", "1001", lambda stored: an_order(total_minor=5), ledger=ledger)
        return replace(stored.item, reference=f"{stored.item.total_minor}")

    written = rewrite(ORDER, "ann", "1001", decide, ledger=ledger)

    assert seen == [1, 2]
    assert written == Stored(an_order(total_minor=5, reference="5"), 3)
