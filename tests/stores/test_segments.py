"""The segments of a tenant, as they are stored with their revisions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.tenant import Tenant
from regulars.segments.segment import Segment
from regulars.stores.opened import Stores
from regulars.stores.tenant.segments import SegmentEdit, SegmentStore

BIG = Segment("s1", "Big — größte", '{"combinator":"and","rules":[]}', 1, 2, 1, "Words", "#15803d", True, True, "user")
SMALL = Segment("s2", "Small", None, 3, 3, active=False)


@pytest.fixture
def store(stores: Stores, tenant: Tenant) -> SegmentStore:
    return stores.segments(tenant)


def test_segments_are_read_back_equal_under_one_revision(store: SegmentStore) -> None:
    assert (store.revision(), dict(store.read().by_id)) == (0, {})

    assert store.put(BIG, replacing=0)
    assert store.put(SMALL, replacing=1)

    assert (store.read().revision, dict(store.read().by_id)) == (2, {"s1": BIG, "s2": SMALL})


def test_whoever_has_not_read_the_newest_set_writes_nothing(store: SegmentStore) -> None:
    store.put(BIG, replacing=0)

    assert not store.put(SMALL, replacing=0)
    assert not store.put(replace(BIG, name="x", revision=2), replacing=5)

    assert dict(store.read().by_id) == {"s1": BIG}
    assert store.edits("s2") == []


def test_every_edit_leaves_a_revision_and_a_deletion_the_last(store: SegmentStore) -> None:
    changed, last = replace(BIG, name="Bigger", revision=2), replace(BIG, name="Bigger", revision=3)
    store.put(BIG, replacing=0)
    store.put(changed, replacing=1)
    store.put(last, replacing=2, deleted=True)

    assert store.edits("s1") == [SegmentEdit(BIG, False), SegmentEdit(changed, False), SegmentEdit(last, True)]
    assert (store.read().revision, dict(store.read().by_id)) == (3, {})


def test_ids_that_begin_alike_are_not_mixed_up(store: SegmentStore) -> None:
    longer = replace(SMALL, id="s10")
    store.put(replace(SMALL, id="s1"), replacing=0)
    store.put(longer, replacing=1)

    assert [one.segment.id for one in store.edits("s1")] == ["s1"]
