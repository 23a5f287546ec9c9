"""The own segments of a tenant, each with the revisions that its edits left.

All of them have one revision together (`own_rules.py`): limits and cycles are seen by whoever edits, and readers know
by one number whether what they compiled still stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from ...facts.tenant import Tenant
from ...segments.segment import Segment
from .. import keys
from ..dynamo.calls import Client, Value, pack, won
from .own_rules import counting, read_revision, read_stored


class SegmentSet(NamedTuple):
    """Every segment by id, in the order in which they were made; `revision` counts the edits of all of them."""

    revision: int
    by_id: Mapping[str, Segment]


class SegmentEdit(NamedTuple):
    """A segment as an edit left it; `deleted`: it was the last one."""

    segment: Segment
    deleted: bool


class SegmentStore:
    """The segments of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def revision(self) -> int:
        """That of the set, consistently; 0 before the first segment."""
        return read_revision(self._client, self._table, self._tenant)

    def read(self) -> SegmentSet:
        """All of them, consistently. The revision is read first: an edit in between makes the next write fail."""
        revision = self.revision()
        stored = (one for one in self._stored(keys.segment_sort("")) if not one.get("deleted"))
        found = [_decode(json.loads(values["segment"])) for values in stored]
        return SegmentSet(revision, {one.id: one for one in found})

    def edits(self, segment_id: str) -> list[SegmentEdit]:
        """The revisions of a segment, the oldest first; none of one that never was."""
        return [
            SegmentEdit(_decode(json.loads(values["segment"])), bool(values.get("deleted")))
            for values in self._stored(keys.segment_edit_sort(segment_id))
        ]

    def put(self, segment: Segment, *, replacing: int, deleted: bool = False, announces: bool = False) -> bool:
        """Writes the segment with the revision that this leaves; False where `replacing` is no longer the revision of
        the set. Where one was `deleted` a mark stays: nothing deletes from a table of record. `announces`: by this edit
        somebody may have to be told something."""
        text = json.dumps(asdict(segment), separators=(",", ":"), ensure_ascii=False)
        edit: dict[str, Value | None] = {"segment": text, "deleted": True if deleted else None}
        key = keys.tenant_item(self._tenant.id, keys.segment_sort(segment.id))
        last = keys.tenant_item(self._tenant.id, keys.segment_edit_sort(segment.id, segment.revision))
        return won(
            self._client.transact_write_items,
            TransactItems=[
                counting(self._table, self._tenant, replacing=replacing, announces=announces),
                {"Put": {"TableName": self._table, "Item": pack({**key, **({"deleted": True} if deleted else edit)})}},
                {"Put": {"TableName": self._table, "Item": pack({**last, **edit})}},
            ],
        )

    def _stored(self, begins: str) -> list[dict[str, Any]]:
        return read_stored(self._client, self._table, self._tenant, begins)


def _decode(values: Mapping[str, Any]) -> Segment:
    return Segment(**values)
