"""`settle`: every touched customer once through the bulk queue, until the facts of each are later than their orders.

With them, in the same message, go the guests whom their orders claimed: each one's row is emptied once the customer's
is made. Nobody waits for these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict

from ...dataclass import dataclass
from ...facts.tenant import Tenant
from ...facts.time import MINUTE_MS, SECOND_MS
from ...stores.ledger import Ledger
from ...stores.messages import Touch, Touched
from ...stores.queues import CustomerQueue
from ...stores.rows.rows import Rows
from ...stores.tenant.imports import Imports
from .touched import Guests, touched_by
from .work import Work

BATCH = 1_000
# What one import may have in the bulk queue at a time, so that a large one leaves room for its neighbours.
_IN_FLIGHT = 20
_RESENDS_MS = tuple(minutes * MINUTE_MS for minutes in (2, 4, 8, 16, 32))
_LONGEST_WAIT_S = 30
_STATE = "settle/state.json"


@dataclass(slots=True)
class _State:
    """Customers lie in batches `0 .. batches`; those before `first` have caught up, those before `sent` were sent.

    `since_ms`: a row read later shows every write of this import. `resent` and `sent_ms` are of batch `first`.
    """

    batches: int
    customers: int
    begun_ms: int
    since_ms: int
    attempt: int
    first: int = 0
    sent: int = 0
    settled: int = 0
    resent: int = 0
    sent_ms: int = 0
    given_up: int = 0


def settle(
    work: Work,
    *,
    facts: list[Rows],
    ledger: Ledger,
    queue: CustomerQueue,
    imports: Imports,
    clock: Callable[[], int],
    deadline_ms: int,
) -> int:
    """Sends and looks until the deadline or until nothing is to be done at once.

    The seconds after which another look is worth it: more, the longer it takes (an execution's events are limited);
    0 when all have caught up.

    `facts` are all generations that are written; who was erased is not waited for. After an hour of sending the same
    customers again it gives up on them: the report says so.
    """
    stored = work.place.get_json(_STATE)
    state = _State(**stored) if stored else None
    if state is None or state.attempt != work.attempt:
        state = _begin(work, clock())
    while state.first < state.batches and clock() < deadline_ms:
        if state.sent < min(state.batches, state.first + _IN_FLIGHT):
            _send(work, state.sent, queue)
            state.sent += 1
        elif not _advance(work, state, facts, ledger, queue, clock()):
            break
        work.place.put_json(_STATE, asdict(state))
    imports.note_settled(work.record.import_id, work.attempt, customers=state.customers, settled=state.settled)
    if state.first == state.batches:
        return 0
    waited_s = (clock() - state.begun_ms) // SECOND_MS
    return min(max(1, waited_s // 10), _LONGEST_WAIT_S)


def lagging_customers(work: Work) -> int:
    """How many customers `settle` has given up on."""
    stored = work.place.get_json(_STATE)
    return stored["given_up"] if stored else 0


def touched_customers(work: Work) -> tuple[dict[str, set[str]], int | None]:
    """Every customer that a chunk has written or was about to, with the guests of theirs; and when the last write was
    over, None where unknown."""
    manifest = work.manifest()
    if manifest is None or work.record.dry_run:
        return {}, 0
    customers: dict[str, set[str]] = {}
    since_ms: int | None = 0
    for part in range(manifest.parts):
        for touched, finished_ms in _chunks(work, part):
            for customer_id, guests in touched.items():
                customers.setdefault(customer_id, set()).update(guests)
            since_ms = None if since_ms is None or finished_ms is None else max(since_ms, finished_ms)
    return customers, since_ms


def _chunks(work: Work, part: int) -> Iterator[tuple[Guests, int | None]]:
    """Whom each chunk touched, the one that was under way included, and when it was finished."""
    committed, _ = work.loaded(part)
    for number in range(committed + 1):
        touched = touched_by(work, part, number)
        if touched is not None:
            result = work.place.get_json(work.chunk(part, number, "result"))
            yield touched, result and result["finished"]


def _begin(work: Work, now_ms: int) -> _State:
    customers, since_ms = touched_customers(work)
    ordered = sorted(customers)
    batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    for number, batch in enumerate(batches):
        work.place.put_json(_name(number), batch)
        work.place.put_json(_guests(number), {one: sorted(customers[one]) for one in batch if customers[one]})
    # A chunk that broke off wrote until an instant that nobody noted, but not until now.
    since_ms = now_ms if since_ms is None else since_ms
    state = _State(len(batches), len(ordered), now_ms, since_ms, work.attempt)
    work.place.put_json(_STATE, asdict(state))
    return state


def _advance(work: Work, state: _State, facts: list[Rows], ledger: Ledger, queue: CustomerQueue, now_ms: int) -> bool:
    """Looks at the first batch that has not caught up; False where it needs more time."""
    batch: list[str] = work.place.get_json(_name(state.first))
    lagging = _lagging(batch, facts, ledger, state.since_ms)
    state.sent_ms = state.sent_ms or now_ms
    state.settled += len(batch) - len(lagging)
    given_up = state.resent == len(_RESENDS_MS)
    if not lagging or given_up:
        state.given_up += len(lagging)
        state.first, state.resent, state.sent_ms = state.first + 1, 0, 0
        return True
    if len(lagging) < len(batch):
        work.place.put_json(_name(state.first), lagging)
    if now_ms - state.sent_ms >= _RESENDS_MS[state.resent]:
        queue.send([Touched(work.tenant.id, customer_id) for customer_id in lagging])
        state.resent, state.sent_ms = state.resent + 1, now_ms
    work.place.put_json(_STATE, asdict(state))
    return False


def _lagging(customers: list[str], facts: list[Rows], ledger: Ledger, since_ms: int) -> list[str]:
    """Those whose row does not show the import yet; who was erased has none to come."""
    read_ats = [generation.read_ats(customers) for generation in facts]
    late = [id_ for id_ in customers if any(read_at.get(id_, 0) <= since_ms for read_at in read_ats)]
    gone = ledger.erased(late, consistent=False)
    return [id_ for id_ in late if id_ not in gone]


def _send(work: Work, number: int, queue: CustomerQueue) -> None:
    tenant: Tenant = work.tenant
    guests: Guests = work.place.get_json(_guests(number)) or {}
    customers: list[str] = work.place.get_json(_name(number))
    queue.send_touches([Touch(Touched(tenant.id, one), members=tuple(guests.get(one, ()))) for one in customers])


def _guests(number: int) -> str:
    return f"settle/{number:06d}.guests.json"


def _name(number: int) -> str:
    return f"settle/{number:06d}.json"
