"""The handler of a function that does steps: the guard, the clock, and until when a step may take."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ..stores.opened import Stores
from .guard import guarded
from .kind import JobKind
from .steps import Steps, run_step


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def do_step(
    kind: JobKind, steps: Steps, event: Mapping[str, Any], *, stores: Callable[[], Stores], left_ms: int
) -> dict[str, Any]:
    """What a step answers that may take `left_ms` milliseconds. Whatever breaks is a `StepFailed`."""
    deadline_ms = now_ms() + left_ms
    return guarded(
        kind.name,
        event,
        lambda: run_step(kind, steps, event, stores=stores(), clock=now_ms, deadline_ms=deadline_ms),
    )
