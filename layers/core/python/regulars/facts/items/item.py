"""What every item of the ledger says, whatever its kind, and how a kind tells of its items in a journey."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from ..order import Lane


class LedgerItem(Protocol):
    """One statement about a customer.

    `item_id` is unique among the customer's items of one kind, empty where there is only one. `arrived_ms` is when the
    statement reached us, `written_ms` the writer's clock, `lane` who wrote it. `moment_ms` is when what it tells
    happened: None where it holds at every instant, and for the stub of a deletion.
    """

    @property
    def customer_id(self) -> str: ...
    @property
    def item_id(self) -> str: ...
    @property
    def arrived_ms(self) -> int: ...
    @property
    def written_ms(self) -> int: ...
    @property
    def lane(self) -> Lane: ...
    @property
    def moment_ms(self) -> int | None: ...


class OneACustomer:
    """An item that a customer has one of, and that holds at every instant."""

    __slots__ = ()

    @property
    def item_id(self) -> str:
        return ""

    @property
    def moment_ms(self) -> None:
        return None


class Told(NamedTuple):
    """An item as an entry of a journey: one line, and its fields under the API's names."""

    title: str
    data: Mapping[str, Any]
