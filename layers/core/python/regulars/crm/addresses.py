"""Postal addresses of customers: at most 100 each, of each type one default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Conflict
from ..facts.items.address import Address
from ..stores.ids import new_id
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.addresses import ADDRESS
from ..stores.ledger.persons import read_kind_of_person
from . import about
from .about import written_at
from .customers import require_readable

MOST_ADDRESSES = 100


def add_address(customer_id: str, fields: Mapping[str, Any], *, ledger: Ledger, now_ms: int) -> Stored[Address]:
    """A new one; `fields` are those of `Address`, with `is_default`. Raises `NotFound`, and `Conflict` beyond 100."""
    if len(ledger.read_kind(ADDRESS, customer_id)) >= MOST_ADDRESSES:
        raise Conflict("too_many_addresses", f"A customer has at most {MOST_ADDRESSES} addresses: remove one first.")
    values = _stored_fields(fields, now_ms)
    address = Address(new_id(now_ms), customer_id, created_ms=now_ms, **written_at(now_ms), **values)
    return about.add(address, ledger=ledger)


def change_address(
    customer_id: str, address_id: str, fields: Mapping[str, Any], *, ledger: Ledger, now_ms: int, check: about.Check
) -> Stored[Address]:
    """Raises `NotFound`, `StoreUnavailable`."""
    values = _stored_fields(fields, now_ms)
    return about.change(ADDRESS, customer_id, address_id, values, ledger=ledger, now_ms=now_ms, check=check)


def addresses_of(customer_id: str, *, ledger: Ledger) -> list[Stored[Address]]:
    """Of each type the newest default is its default; by type, the default first, then as they were added."""
    require_readable(customer_id, ledger)
    stored = read_kind_of_person(ledger, ADDRESS, customer_id)
    return sorted(
        stored, key=lambda one: (one.item.type, not is_default(one.item, stored), one.item.created_ms, one.item.item_id)
    )


def is_default(address: Address, among: list[Stored[Address]]) -> bool:
    """Whether it was made the default of its type last."""
    if address.default_ms is None:
        return False
    newest = max(_rank(one.item) for one in among if one.item.type is address.type and one.item.default_ms is not None)
    return _rank(address) == newest


def _rank(address: Address) -> tuple[int, str]:
    return address.default_ms or 0, address.address_id


def _stored_fields(fields: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    values = dict(fields)
    if "is_default" in values:
        values["default_ms"] = now_ms if values.pop("is_default") else None
    return values
