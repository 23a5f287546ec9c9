"""Asking for an erasure, cancelling one before it begins, and letting the person come back."""

from __future__ import annotations

from ..errors import Conflict, CustomerErased, NotFound, StoreUnavailable
from ..facts.addresses import guest_addresses
from ..facts.tenant import Tenant
from ..facts.time import HOUR_MS
from ..jobs.find import as_it_stands
from ..jobs.start import start_asked
from ..lists.search import search_customers
from ..lists.wanted import wanted
from ..stores.ids import new_id
from ..stores.ledger.persons import survivor_of
from ..stores.opened import Stores
from ..stores.shop import Shop
from ..stores.tenant.erasures import ErasureRecord, ErasureState
from ..stores.tenant.job_record import JobState
from .job import ERASURE

MOST_UNDER_WAY = 100
_LOOKED_AT = 500
_TRIES = 5


def ask_for_erasure(
    shop: Shop, *, customer_id: str | None, email: str | None, reason: str | None, actor: str | None
) -> ErasureRecord:
    """The erasure of the whole person behind an id, be it a member's, or behind an e-mail address: the one that is
    under way where there is one, and the one that failed begun again.

    Raises `NotFound` where nothing is known of anybody, `CustomerErased` where they were erased already, and `Conflict`
    where the address is several customers', or where too many erasures are under way.
    """
    known = _known(shop, customer_id, email)
    tombstone = shop.ledger.erased([known], consistent=True).get(known)
    if tombstone is not None:
        return _again(shop, tombstone.job_id, known)
    root = survivor_of(shop.ledger, known)
    if not shop.ledger.knows(root):
        raise NotFound(f"There is no customer {customer_id or 'with this e-mail address'}.")
    return _begin(shop, shop.tenant.customer_hash(root), reason, actor)


def cancel_erasure(job_id: str, shop: Shop) -> ErasureRecord:
    """Raises `NotFound`, and `Conflict` for one that has begun or ended."""
    job = find_erasure(job_id, shop.tenant, stores=shop.stores, now_ms=shop.now_ms)
    if not job.cancelled and not shop.stores.erasures(shop.tenant).cancel(job_id, now_ms=shop.now_ms):
        raise Conflict("erasure_begun", f"The erasure {job_id} has begun: what is erased cannot be brought back.")
    return find_erasure(job_id, shop.tenant, stores=shop.stores, now_ms=shop.now_ms)


def release_erasure(job_id: str, shop: Shop) -> ErasureRecord:
    """From now on the person may come back, as somebody new. Raises `NotFound`, and `Conflict` for one that is not
    done: what is still on its way would come back by itself."""
    job = find_erasure(job_id, shop.tenant, stores=shop.stores, now_ms=shop.now_ms)
    if job.state is not JobState.DONE:
        raise Conflict("erasure_not_done", f"The erasure {job_id} is not done: until then nothing of them is taken.")
    # The note first: done again, the release goes on where it broke off.
    shop.stores.erasures(shop.tenant).released(job_id, now_ms=job.released_ms or shop.now_ms)
    shop.stores.tombstones(shop.tenant).release(job_id)
    return find_erasure(job_id, shop.tenant, stores=shop.stores, now_ms=shop.now_ms)


def come_back(customer_id: str, shop: Shop) -> None:
    """Lets somebody come back who was erased, because they say so themselves: by a new profile with consent. Nothing
    for whoever was not erased. Raises `CustomerErased` before the erasure is done."""
    tombstone = shop.ledger.erased([customer_id], consistent=True).get(customer_id)
    if tombstone is None:
        return
    job = shop.stores.erasures(shop.tenant).read(tombstone.job_id)
    if job is None or job.state is not JobState.DONE:
        raise CustomerErased(f"Customer {customer_id} is being erased: they can come back once that is done.")
    release_erasure(job.job_id, shop)


def find_erasure(job_id: str, tenant: Tenant, *, stores: Stores, now_ms: int) -> ErasureRecord:
    """The erasure as it stands. Raises `NotFound`."""
    job = stores.erasures(tenant).read(job_id)
    if job is None:
        raise NotFound(f"There is no erasure {job_id}.")
    return as_it_stands(ERASURE, job, tenant, stores=stores, now_ms=now_ms)


def _known(shop: Shop, customer_id: str | None, email: str | None) -> str:
    """An id of the person. Of an address: the guest's, else that of the only customer whose profile has it."""
    if customer_id is not None:
        return customer_id
    addresses = guest_addresses(email, None)
    if not addresses:
        raise NotFound("There is no customer with this e-mail address.")
    guest_id = shop.tenant.guest_id(addresses[0])
    if shop.ledger.knows(guest_id) or guest_id in shop.ledger.erased([guest_id], consistent=True):
        return guest_id
    found = search_customers(shop, wanted(addresses[0]), limit=_LOOKED_AT, after=None)
    holders = {match.facts.customer_id for _, match in found.steps if match is not None
               and guest_addresses(match.facts.profile.email, None) == addresses}  # fmt: skip
    if len(holders) > 1:
        raise Conflict("several_customers", "Several customers have this e-mail address: name one by customerId.")
    if not holders:
        raise NotFound("There is no customer with this e-mail address.")
    return holders.pop()


def _again(shop: Shop, job_id: str, customer_id: str) -> ErasureRecord:
    """The erasure that has put somebody's tombstone, where it is not done yet; one that failed goes on."""
    job = find_erasure(job_id, shop.tenant, stores=shop.stores, now_ms=shop.now_ms)
    if job.state is JobState.DONE:
        raise CustomerErased(f"Customer {customer_id} was erased by {job_id}, and nothing of them is stored.")
    return _resumed(shop, job) if job.state is JobState.FAILED else job


def _resumed(shop: Shop, job: ErasureRecord) -> ErasureRecord:
    erasures = shop.stores.erasures(shop.tenant)
    stored = erasures.read(job.job_id)
    assert stored is not None
    if stored.state is not JobState.FAILED:
        # Its machine broke down before it could say so.
        erasures.give_up(job.job_id, finished_ms=shop.now_ms, error=job.error or "stopped")
    erasures.again(stored, execution=f"{shop.tenant.id}-{job.job_id}-{stored.runs + 1}")
    return _started(shop, job.job_id)


def _begin(shop: Shop, person: str, reason: str | None, actor: str | None) -> ErasureRecord:
    erasures = shop.stores.erasures(shop.tenant)
    for _ in range(_TRIES):
        before = erasures.last_of(person)
        if before is not None:
            job = find_erasure(before, shop.tenant, stores=shop.stores, now_ms=shop.now_ms)
            if job.shown_state not in (ErasureState.DONE, ErasureState.CANCELLED):
                return _resumed(shop, job) if job.state is JobState.FAILED else _started(shop, before)
        _refuse_too_many(shop)
        begins_ms = shop.now_ms + shop.settings.erasure_delay_hours * HOUR_MS
        record = ErasureRecord(
            new_id(shop.now_ms), shop.now_ms, person=person, reason=reason, actor=actor, begins_ms=begins_ms
        )
        # Whoever finds the hold finds the job.
        erasures.create(record)
        if erasures.hold(person, record.job_id, after=before):
            return _started(shop, record.job_id)
        erasures.cancel(record.job_id, now_ms=shop.now_ms)
    raise StoreUnavailable("others kept asking for the same erasure")


def _started(shop: Shop, job_id: str) -> ErasureRecord:
    """The job with its execution, which starts once whoever asks for it."""
    job = shop.stores.erasures(shop.tenant).read(job_id)
    assert job is not None
    if job.state is JobState.WAITING:
        start_asked(ERASURE, job, shop.tenant, stores=shop.stores)
    return job


def _refuse_too_many(shop: Shop) -> None:
    under_way = [job for job in shop.stores.erasures(shop.tenant).page(2 * MOST_UNDER_WAY) if not job.has_ended]
    if len(under_way) >= MOST_UNDER_WAY:
        raise Conflict("too_many_erasures", f"{MOST_UNDER_WAY} erasures are under way: ask again when some are done.")
