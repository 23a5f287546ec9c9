"""Calls that stop before every request to AWS until they are let on: a greenlet each, so that only one ever runs.

From one to another takes half a microsecond. Threads that wait for each other take a hundred times as long, and a state
machine goes there and back tens of thousands of times.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from greenlet import GreenletExit, getcurrent, greenlet


class Crashed(BaseException):
    """The process is gone: nothing catches this, as nothing catches a kill."""


class Call:
    """One invocation. It is parked at its first request when made; `step` lets one request through."""

    def __init__(self, name: str, work: Callable[[], Any]) -> None:
        self.name = name
        self.requests = 0
        # What it is parked at: the name of AWS's operation.
        self.operation = ""
        self.finished = False
        self.crashed = False
        self.result: Any = None
        self.error: BaseException | None = None
        self._work = work
        self._doomed = False
        self._run = _Run(self)
        self._run.switch()

    def step(self, requests: int = 1) -> None:
        """Lets the next requests through, each up to the one after it or the end."""
        for _ in range(requests):
            if self.finished:
                return
            self._run.parent = getcurrent()
            self._run.switch()

    def finish(self) -> Any:
        """Runs to the end; what the work raised is raised here."""
        while not self.finished:
            self.step()
        if self.error is not None:
            raise self.error
        return self.result

    def crash(self) -> None:
        """Kills the call before its next request."""
        if not self.finished:
            self._doomed = True
            self.step()
            assert self.crashed, f"{self.name} survived its crash"

    def park(self, operation: str) -> None:
        """Called by the work itself before each request."""
        self.requests += 1
        self.operation = operation
        stepped_by = self._run.parent
        assert stepped_by is not None, "only the main greenlet has no parent"
        try:
            if not self._doomed:
                stepped_by.switch()
        except GreenletExit:  # nobody holds this call any more
            self._doomed = True
        if self._doomed:
            raise Crashed

    def work(self) -> None:
        """Runs from the first step to the end."""
        try:
            self.result = self._work()
        except Crashed:
            self.crashed = True
        except Exception as error:
            self.error = error
        finally:
            self.finished = True


class _Run(greenlet):
    def __init__(self, call: Call) -> None:
        super().__init__(call.work)
        self.call = call


def _current() -> Call | None:
    running = getcurrent()
    return running.call if isinstance(running, _Run) else None


def in_a_call() -> bool:
    """Whether a call's work asks."""
    return _current() is not None


def gate(event_name: str, **_: Any) -> None:
    """A botocore `before-call` handler: parks the request if it is made within a call."""
    if call := _current():
        call.park(event_name.rsplit(".", 1)[-1])


def up_to(call: Call, operation: str, which: int = 1) -> Call:
    """Parked before its request of this kind, the first or a later one."""
    seen = 0
    while not call.finished:
        seen += call.operation == operation
        if seen == which:
            return call
        call.step()
    raise AssertionError(f"{call.name} makes no {operation}")
