"""Merges and unmerges as the ledger's stream tells them: each is one edge that was put."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ...facts.items.head import Member
from ..dynamo.calls import unpack
from ..keys import split_ledger_partition
from .heads import MEMBER


class EdgeChange(NamedTuple):
    tenant_id: str
    edge: Member


def changed_edges(records: Iterable[Mapping[str, Any]]) -> Iterator[EdgeChange]:
    """The edges of stream records; other items are passed over, and so is what was removed."""
    for record in records:
        image = record["dynamodb"].get("NewImage")
        if image is None or "merged_at" not in image:
            continue
        values = unpack(image)
        tenant_id, customer_id = split_ledger_partition(values["pk"])
        yield EdgeChange(tenant_id, MEMBER.decode(customer_id, values["sk"].removeprefix(MEMBER.prefix), values))
