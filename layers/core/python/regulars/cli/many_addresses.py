"""Customers beside many e-mail addresses in the ledger: perhaps everybody without an account, as one person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..facts.tenant import Tenant
from ..importing.order.addresses import MANY, Addresses
from ..stores.keys import LIST_RANGE_1
from ..stores.opened import Stores
from ..stores.rows.indexes import BY_SPEND, KeyRange

# An id that stands for many people has spent much: so many customers a shard are looked at, so many histories in all.
_LOOKED_AT = 10


class Crowd(NamedTuple):
    """A customer whose orders name at least this many different addresses."""

    customer_id: str
    addresses: int


def crowds(tenant: Tenant, stores: Stores) -> Iterator[Crowd]:
    """Those of a tenant's ten biggest spenders who have `MANY` addresses."""
    facts, ledger = stores.rows(tenant), stores.ledger(tenant)
    found = [
        row
        for shard in range(tenant.reading.shards)
        for row in facts.index_page(BY_SPEND, shard, KeyRange(*LIST_RANGE_1), descending=True, limit=_LOOKED_AT).rows
    ]
    for _, row in sorted(found, key=lambda keyed: keyed[0], reverse=True)[:_LOOKED_AT]:
        seen = Addresses()
        for order in ledger.read_customer(row.customer_id).orders:
            seen.see(order)
        number = len(seen.seen.get(row.customer_id, ()))
        if number >= MANY:
            yield Crowd(row.customer_id, number)
