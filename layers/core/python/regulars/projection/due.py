"""What is announced because time passed: every hour that is over, its customers are projected once more.

The invariant that projections and nights keep: whoever has a next instant at which something announced changes stands
among those of its hour, or of an earlier one that is not over yet. Who is looked at here is only sent on; their
projection announces, and puts them among those of a later hour (`scoring/evaluate.py`). `tests/flows/test_due_order.py`
shows by schedules why an entry goes no earlier than it does.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from ..errors import RegularsError
from ..facts.order import Lane
from ..facts.time import HOUR_MS, MINUTE_MS
from ..scoring.evaluate import Evaluation
from ..stores.due_entries import DueEntry, DueTenant
from ..stores.messages import Touch, Touched
from ..stores.opened import Stores
from ..telemetry import fault_of, logger

# What the clocks of two machines may differ by.
_MARGIN_MS = MINUTE_MS
# Nobody who has read something older is at work any more.
LONGEST_LIFE_MS = 15 * MINUTE_MS
_AT_ONCE = 100


class DueNotSent(RegularsError):
    """Some tenants could not be looked at, all others were; the next call looks at only those."""


def send_due(stores: Stores, *, now_ms: int, out_of_time: Callable[[], bool]) -> int:
    """Sends on who is due in an hour that is over, of all tenants; how many. What finds no time is sent next time.

    An hour is looked at when it is over, and each hour after that as long as it holds somebody. Raises `DueNotSent`
    where a tenant broke off, once all others were looked at.
    """
    last, sent, failed = (now_ms - _MARGIN_MS) // HOUR_MS - 1, 0, 0
    for due in stores.due_tenants.all():
        if due.seen >= last:
            continue
        if out_of_time():
            break
        try:
            sent += _of_tenant(due, last, stores=stores, now_ms=now_ms)
        except Exception as error:
            logger().error("tenant.failed", extra={"tenant": due.tenant_id, **fault_of(error)})
            failed += 1
    if failed:
        raise DueNotSent(f"Tenants that broke off: {failed}. Customers of the others that were sent on: {sent}.")
    return sent


def _of_tenant(due: DueTenant, last: int, *, stores: Stores, now_ms: int) -> int:
    record = stores.directory.read(due.tenant_id)
    if record is None:
        stores.due_tenants.forget(due.tenant_id)
        return 0
    tenant, sent, first_left = record.tenant, 0, None
    evaluations, queue = stores.evaluations(tenant), stores.queue(Lane.BULK)
    for hour in range(due.from_hour, last + 1):
        # Whoever began before it was over may still put somebody into it.
        stays = now_ms < (hour + 1) * HOUR_MS + LONGEST_LIFE_MS
        for page in evaluations.due.of(hour):
            entries = iter(page)
            while some := list(islice(entries, _AT_ONCE)):
                told = evaluations.of(one.customer_id for one in some)
                waiting = [one for one in some if _waits(one, told.get(one.customer_id))]
                queue.send_touches([Touch(Touched(tenant.id, one.customer_id), frozenset()) for one in waiting])
                sent += len(waiting)
                over = [one for one in some if one not in waiting and _is_over(one, told.get(one.customer_id), now_ms)]
                gone = sum(evaluations.due.remove(one) for one in over)
                stays = stays or gone < len(some)
        if stays and first_left is None:
            first_left = hour
    stores.due_tenants.advance(due, from_hour=last + 1 if first_left is None else first_left, last=last)
    return sent


def _waits(entry: DueEntry, told: Evaluation | None) -> bool:
    """Whether this is the entry, or one after it, by which the customer is to be looked at."""
    return told is not None and told.armed is not None and told.armed <= entry.hour


def _is_over(entry: DueEntry, told: Evaluation | None, now_ms: int) -> bool:
    """Whether nobody is at work who might still go by this entry: they put it before the evaluation that names it."""
    before_ms = now_ms - LONGEST_LIFE_MS
    return entry.at_ms < before_ms and (told is None or told.at_ms < before_ms)
