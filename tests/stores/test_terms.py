"""Terms are exactly those whose revision they are stamped with, whatever is edited while they are read."""

from __future__ import annotations

import pytest
from regulars.errors import TermsOutdated
from regulars.facts.tenant import Tenant
from regulars.loyalty.program import Tier
from regulars.scoring.evaluate import Terms
from regulars.segments.segment import Segment
from regulars.stores.opened import Stores
from regulars.stores.tenant.segments import SegmentStore
from regulars.stores.tenant.tenants import TenantRecord

from testing.loyalty import a_program


def record_of(stores: Stores, tenant: Tenant) -> TenantRecord:
    record = stores.directory.read(tenant.id)
    assert record is not None
    return record


def announced(terms: Terms) -> set[str]:
    return {one.name for one in terms.announced}


def put(stores: Stores, tenant: Tenant, segment: Segment, *, announces: bool = True) -> None:
    store = stores.segments(tenant)
    assert store.put(segment, replacing=store.revision(), announces=announces)


@pytest.fixture
def edited(stores: Stores, tenant: Tenant) -> Stores:
    """It has a segment that announces."""
    put(stores, tenant, Segment("s1", "Big", None, 1, 1))
    return stores


def test_an_edit_between_the_record_and_its_rules_is_not_stamped_as_older(edited: Stores, tenant: Tenant) -> None:
    before = record_of(edited, tenant)
    put(edited, tenant, Segment("s2", "Small", None, 1, 1))

    with pytest.raises(TermsOutdated):
        edited.terms.of(before)
    assert edited.terms.of(record_of(edited, tenant)).revision.segments == 2
    with pytest.raises(TermsOutdated):
        edited.terms.of(before)


def test_an_edit_between_the_revision_of_the_rules_and_the_rules_is_not_either(
    edited: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, read = record_of(edited, tenant), SegmentStore._stored

    def crossed(store: SegmentStore, begins: str) -> object:
        put(edited, tenant, Segment("s2", "Small", None, 1, 1))
        return read(store, begins)

    with monkeypatch.context() as patched:
        patched.setattr(SegmentStore, "_stored", crossed)
        with pytest.raises(TermsOutdated):
            edited.terms.of(record)

    assert edited.terms.of(record_of(edited, tenant)).revision.segments == 2


def test_an_edit_of_a_program_is_not_either(edited: Stores, tenant: Tenant) -> None:
    before, programs = record_of(edited, tenant), edited.programs(tenant)
    club = a_program(tiers=(Tier("Bronze", 0), Tier("Gold", 50)))
    assert programs.put(club, replacing=1, announces=True)

    with pytest.raises(TermsOutdated):
        edited.terms.of(before)
    assert announced(edited.terms.of(record_of(edited, tenant))) > {"lifecycleSegment"}


def test_a_tenant_whose_rules_announce_nothing_is_held_up_by_no_edit(stores: Stores, tenant: Tenant) -> None:
    before = record_of(stores, tenant)
    put(stores, tenant, Segment("s1", "Big", None, 1, 1), announces=False)

    assert stores.terms.of(before).revision == stores.terms.of(record_of(stores, tenant)).revision
