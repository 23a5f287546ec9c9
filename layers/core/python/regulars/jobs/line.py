"""Which job is next among those of all tenants: pure changes of `Turns`.

A tenant has so many running at most as the kind's `Line` says. A free turn goes to the tenant with the fewest running;
among equals, and within a tenant, to the job that came first. So neither many jobs of a tenant nor long ones hold up
another's, and the one that has waited longest is overtaken only by tenants with fewer running than its own.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator

from ..stores.tenant.job_turns import Attempt, Turn, Turns
from .kind import Line

Change = Callable[[Turns], Turns]


def unchanged(turns: Turns) -> Turns:
    return turns


def asked(attempt: Attempt, line: Line) -> Change:
    """An attempt comes last, unless it has been there before, or too many of its tenant or of all wait already."""

    def change(turns: Turns) -> Turns:
        own = sum(one.tenant_id == attempt.tenant_id for one in turns.waiting)
        if turns.holds(attempt) or own >= line.wait_of_tenant or len(turns.waiting) >= line.wait:
            return turns
        return turns._replace(waiting=(*turns.waiting, attempt))

    return change


def ended(attempt: Attempt) -> Change:
    """An attempt has ended."""

    def change(turns: Turns) -> Turns:
        running = tuple(turn for turn in turns.running if turn.attempt != attempt)
        return turns._replace(running=running, waiting=tuple(one for one in turns.waiting if one != attempt))

    return change


def given(turns: Turns, *, most: int, of_tenant: int, now_ms: int) -> Turns:
    """With every free turn given to the next one: `most` run over all tenants, `of_tenant` of one."""
    running = Counter(turn.attempt.tenant_id for turn in turns.running)
    begun: list[Turn] = []
    for attempt in in_line(turns):
        # A tenant that comes later in the line has at least as many running.
        if len(turns.running) + len(begun) >= most or running[attempt.tenant_id] >= of_tenant:
            break
        running[attempt.tenant_id] += 1
        begun.append(Turn(attempt, now_ms))
    gone = {turn.attempt for turn in begun}
    waiting = tuple(attempt for attempt in turns.waiting if attempt not in gone)
    return turns._replace(running=(*turns.running, *begun), waiting=waiting)


def in_line(turns: Turns) -> Iterator[Attempt]:
    """Attempts that wait, in the order in which they would get their turn if none ended."""
    queues: dict[str, deque[tuple[int, Attempt]]] = defaultdict(deque)
    for came, attempt in enumerate(turns.waiting):
        queues[attempt.tenant_id].append((came, attempt))
    running = Counter(turn.attempt.tenant_id for turn in turns.running)
    heads = [(running[tenant_id], queue[0][0], tenant_id) for tenant_id, queue in queues.items()]
    heapq.heapify(heads)
    while heads:
        count, _, tenant_id = heapq.heappop(heads)
        yield queues[tenant_id].popleft()[1]
        if queues[tenant_id]:
            heapq.heappush(heads, (count + 1, queues[tenant_id][0][0], tenant_id))


def position(turns: Turns, attempt: Attempt) -> int | None:
    """Its place in the line, from 1: one more than those that get their turn before it. None where it does not wait."""
    return next((at for at, one in enumerate(in_line(turns), 1) if one == attempt), None)
