"""The steps of an erasure; whatever broke off may simply be done again, and ends the same.

Why these, and in this order, is shown by schedules in `tests/flows/erasure/test_erasure_order.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from ..events.publish import publish
from ..events.types.customer_erased import customer_erased
from ..facts.time import DAY_MS, MINUTE_MS, SECOND_MS, from_ms
from ..jobs.at_work import at_rest_since, jobs_at_work
from ..jobs.kind import JobKind
from ..jobs.steps import StepCall, Steps
from .certificate import certificate_document
from .files import sweep_files
from .job import ERASURE
from .mark import mark
from .person import Person
from .sweep import empty_rows, sweep_rows, sweep_tables
from .work import Work, needles_of, open_work

_LONGEST_WAIT_S = DAY_MS // SECOND_MS
# Between two looks whether a night or an import has ended.
_LOOK_AGAIN_MS = 30 * SECOND_MS
_NOTHING_TO_DO: dict[str, Any] = {"done": True, "waitSeconds": 0}

Kinds = Iterable[JobKind]
"""Those whose jobs may have read the person before, and are waited for."""


def do_wait(call: StepCall) -> dict[str, Any]:
    """Waits until the erasure is to begin, or was cancelled: `{done, waitSeconds}`."""
    work = open_work(call.stores, call.event)
    if work is None:
        return _NOTHING_TO_DO
    left_ms = work.job.begins_ms - call.clock()
    if left_ms > 0:
        return _wait(left_ms)
    work.erasures.begun(work.job.job_id, now_ms=call.clock())
    return _NOTHING_TO_DO


def do_mark(call: StepCall) -> dict[str, Any]:
    """Puts the tombstones of everybody who is the person, and empties their rows."""
    work = open_work(call.stores, call.event)
    if work is not None:
        mark(work, clock=call.clock)
    return {}


def do_sweep(call: StepCall, kinds: Kinds) -> dict[str, Any]:
    """The first sweep, as far as the time goes: `{done}`."""
    work = open_work(call.stores, call.event)
    if work is None:
        return _NOTHING_TO_DO
    person, _ = work.marked()
    is_over = _is_over(call)
    done = sweep_tables(work, person, is_over, late=False) and _sweep_texts(call, kinds, work, person, is_over)
    if done:
        work.erasures.settles(work.job.job_id, now_ms=call.clock())
    return {"done": done}


def do_settle(call: StepCall, kinds: Kinds) -> dict[str, Any]:
    """Waits until nobody can be at work who began before the tombstones: `{done, waitSeconds}`."""
    work = open_work(call.stores, call.event)
    if work is None:
        return _NOTHING_TO_DO
    _, marked_ms = work.marked()
    life_ms, now_ms = call.stores.erasure_wait_ms, call.clock()
    if now_ms < marked_ms + life_ms:
        return _wait(marked_ms + life_ms - now_ms)
    # What was asked for later began behind the tombstones, also by another machine's clock and an eventual read.
    before_ms = marked_ms + MINUTE_MS
    since_ms = at_rest_since(kinds, work.tenant, asked_before_ms=before_ms, stores=call.stores, now_ms=now_ms)
    if since_ms is None:
        return _wait(_LOOK_AGAIN_MS)
    return _wait(since_ms + life_ms - now_ms) if now_ms < since_ms + life_ms else _NOTHING_TO_DO


def do_sweep_again(call: StepCall, kinds: Kinds) -> dict[str, Any]:
    """The second sweep, and the rows: `{done}`.

    Settled before anything else: while every generation has an emptied row, so that whoever has not seen it loses.
    """
    work = open_work(call.stores, call.event)
    if work is None:
        return _NOTHING_TO_DO
    person, _ = work.marked()
    is_over = _is_over(call)
    empty_rows(work, person, call.clock())
    call.stores.tombstones(work.tenant).settle(work.job.job_id)
    done = sweep_tables(work, person, is_over, late=True) and _sweep_texts(
        call, kinds, work, person, is_over, late_ms=call.clock()
    )
    if done:
        sweep_rows(work, person, call.clock())
    return {"done": done}


def do_finish(call: StepCall) -> dict[str, Any]:
    """Ends the job with its certificate, and says so: `{error}`, empty where the execution ends well."""
    work = open_work(call.stores, call.event)
    if work is None:
        return {"error": ""}
    error, now_ms = ERASURE.sentence_of(call.broken), call.clock()
    if error is not None:
        work.erasures.finish(work.job.job_id, finished_ms=now_ms, error=error)
        return {"error": error}
    _certify(work, now_ms)
    return {"error": ""}


def _certify(work: Work, now_ms: int) -> None:
    stores, tenant, job = work.stores, work.tenant, work.job
    work.forget_person()
    tombstones = stores.tombstones(tenant)
    hashes = tombstones.under(tombstones.hashes_of(job.job_id), consistent=True)
    whole = sorted(hash_ for hash_, found in hashes.items() if found.whole and found.job_id == job.job_id)
    publish((customer_erased(hash_, job.job_id, tenant.id, now_ms) for hash_ in whole), stores=stores)
    day = from_ms(now_ms).astimezone(ZoneInfo(work.record.settings.timezone))
    work.erasures.note_day(f"{day:%Y-%m-%d}", job.job_id)
    counts = work.counted()
    same = sum(1 for _ in tombstones.same_addresses(job.job_id))
    document = certificate_document(job, tenant.id, counts, same_address=same, now_ms=now_ms)
    result = {"counts": counts, "certificate": stores.signer.sign(document).as_json()}
    work.erasures.finish(job.job_id, finished_ms=now_ms, error=None, result=result)
    work.forget()


def _sweep_texts(
    call: StepCall, kinds: Kinds, work: Work, person: Person, is_over: Callable[[], bool], *, late_ms: int | None = None
) -> bool:
    """What jobs quote in their records and hold in their files."""
    busy = jobs_at_work(kinds, work.tenant, stores=call.stores, now_ms=call.clock())
    if not sweep_files(work, person, busy, is_over, late_ms=late_ms):
        return False
    work.stores.job_items(work.tenant).without(needles_of(person).in_text)
    return True


def _is_over(call: StepCall) -> Callable[[], bool]:
    return lambda: call.clock() >= call.deadline_ms


def _wait(left_ms: int) -> dict[str, Any]:
    return {"done": False, "waitSeconds": min(-(-left_ms // SECOND_MS), _LONGEST_WAIT_S)}


def steps_beside(kinds: Kinds) -> Steps:
    """The steps of erasures that wait for jobs of these kinds, but not for one another."""
    others = tuple(kind for kind in kinds if kind is not ERASURE)
    return {
        "wait": do_wait,
        "mark": do_mark,
        "sweep": partial(do_sweep, kinds=others),
        "settle": partial(do_settle, kinds=others),
        "sweep_again": partial(do_sweep_again, kinds=others),
        "finish": do_finish,
    }
