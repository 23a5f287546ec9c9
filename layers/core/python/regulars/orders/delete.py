"""Deleting an order: a stub stays, so that late retries do not bring it back, and its id becomes free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..facts.order import Lane
from ..stores.ledger import Ledger
from ..stores.ledger.rewrite import until_written
from ..stores.registry import Registry
from .find import find_owned
from .supersede import stub


def delete_order(order_id: str, *, registry: Registry, ledger: Ledger, now_ms: int) -> None:
    """The customer's numbers fall back as if the order had never been. Raises `NotFound`, and `CustomerErased` where
    its customer was erased: what is left of the order is not theirs to delete.

    Stub and release of the id are one transaction: no other customer can have the id while the order still counts, nor
    by a statement that is older than the deletion.
    """

    def attempt(_: Sequence[str]) -> dict[str, None]:
        owner, stored = find_owned(order_id, registry=registry, ledger=ledger)
        left = replace(stub(stored.item, now_ms=now_ms), lane=Lane.LIVE)
        release = registry.releasing(left, over=owner)
        written = ledger.replace(ledger.item(left, replacing=stored), replacing=stored, with_=[release])
        return {order_id: None} if written else {}

    until_written([order_id], attempt)
