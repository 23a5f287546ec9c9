"""A part of an import in a tenant's life, as the chunks of one are loaded and settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from regulars.facts.order import Order
from regulars.importing.job.touched import touched_of
from regulars.orders.accept import accept_orders

from testing.pipeline.gate import Call
from testing.pipeline.world import World


@dataclass
class Part:
    """Its orders as first parsed, whom they touch, and the call that loads them."""

    world: World
    orders: list[Order]
    touched: Mapping[str, Sequence[str]] | None = None
    settled: bool = False
    call: Call = field(init=False)

    def __post_init__(self) -> None:
        self.load()

    def load(self) -> None:
        """Loads it, maybe again: same import, same arrival."""
        self.orders = [replace(order, written_ms=self.world.now_ms) for order in self.orders]
        self.settled = False
        self.call = self.world.start("load", self._load)

    def _load(self) -> Any:
        stores, tenant = self.world.stores, self.world.tenant
        registry, ledger = stores.registry(tenant), stores.ledger(tenant)
        self.touched = touched_of(self.orders, ledger=ledger, shared=(), again=self.touched is not None)
        return accept_orders(self.orders, registry=registry, ledger=ledger)

    @property
    def broke_off(self) -> bool:
        return self.call.crashed or self.call.error is not None

    def settle(self) -> None:
        """Unless it broke off: then it is to be loaded again first."""
        if not self.broke_off:
            assert self.touched is not None
            self.world.settle(self.touched)
            self.settled = True
