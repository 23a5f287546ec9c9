"""Tombstones for everybody who is the person: whoever joins them meanwhile is found, whoever comes later is refused."""

from __future__ import annotations

from collections.abc import Callable

from .person import Person, find_person
from .sweep import empty_rows
from .work import Work


def mark(work: Work, *, clock: Callable[[], int]) -> None:
    """Reads the tree, puts tombstones, and reads it again until nobody new is in it; then empties their rows.

    A merge, a claim and an unmerge check the tombstones of both ids in their transaction: none is missed. The instant
    that is noted comes last: a night or an export that begins later finds nothing. Begun again after a part was swept,
    it goes by what was found before.
    """
    ledger, tombstones = work.stores.ledger(work.tenant), work.stores.tombstones(work.tenant)
    shared, tenant, job_id = work.record.settings.shared_contacts, work.tenant, work.job.job_id
    known = work.stores.registry(tenant).customer_behind(work.job.person)
    kept, person = work.person(), Person()
    found = find_person({*(kept.ids if kept else ()), *([known] if known else [])}, ledger=ledger, shared=shared)
    found = found.joined(kept) if kept else found
    while not found.is_part_of(person):
        person = person.joined(found)
        work.keep(person)
        for customer_id in person.ids:
            tombstones.put(customer_id, job_id=job_id, whole=True)
        for address in person.addresses:
            if (guest_id := tenant.guest_id(address)) not in person.ids:
                tombstones.put(guest_id, job_id=job_id, whole=False)
        found = find_person(person.ids, ledger=ledger, shared=shared)
    empty_rows(work, person, clock())
    work.found(person)
    work.keep(person, marked_ms=clock())
