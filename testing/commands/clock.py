"""The time of a command: whoever waits by it lets something happen."""

from __future__ import annotations

from collections.abc import Callable


class Clock:
    """Stands in for a module's `time`. Each wait takes `step_ms` at least, and calls `meanwhile`."""

    def __init__(self, now_ms: int, meanwhile: Callable[[], object] = lambda: None, *, step_ms: int = 1_000) -> None:
        self.now_ms = now_ms
        self.waited_ms = 0
        self._meanwhile = meanwhile
        self._step_ms = step_ms

    def time_ns(self) -> int:
        return self.now_ms * 1_000_000

    def sleep(self, seconds: float) -> None:
        passed_ms = max(int(seconds * 1_000), self._step_ms)
        self.now_ms += passed_ms
        self.waited_ms += passed_ms
        self._meanwhile()
