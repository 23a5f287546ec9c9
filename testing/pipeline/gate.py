"""Calls that stop before every request to AWS until they are let on: one thread each, only one ever running."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

_current = threading.local()
_PATIENCE_S = 60


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
        self._go = threading.Semaphore(0)
        self._stopped = threading.Semaphore(0)
        self._doomed = False
        threading.Thread(target=self._run, name=name, daemon=True).start()
        self._wait()

    def step(self, requests: int = 1) -> None:
        """Lets the next requests through, each up to the one after it or the end."""
        for _ in range(requests):
            if self.finished:
                return
            self._go.release()
            self._wait()

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
        """Called in the call's own thread before each request."""
        self.requests += 1
        self.operation = operation
        self._stopped.release()
        self._go.acquire()
        if self._doomed:
            raise Crashed

    def _run(self) -> None:
        _current.call = self
        try:
            self.result = self._work()
        except Crashed:
            self.crashed = True
        except Exception as error:
            self.error = error
        finally:
            self.finished = True
            self._stopped.release()

    def _wait(self) -> None:
        assert self._stopped.acquire(timeout=_PATIENCE_S), f"{self.name} hangs"


def in_a_call() -> bool:
    """Whether this thread runs a call's work."""
    return getattr(_current, "call", None) is not None


def gate(event_name: str, **_: Any) -> None:
    """A botocore `before-call` handler: parks the request if it is made within a call."""
    call: Call | None = getattr(_current, "call", None)
    if call is not None:
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
