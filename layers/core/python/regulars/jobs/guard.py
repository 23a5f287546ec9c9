"""The door of every step: one line in the log, and no error with what a caller wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import RegularsError
from ..telemetry import fault_of, logger

_TOLD = ("step", "tenant", "job", "attempt", "shard", "turn")


class StepFailed(RegularsError):
    """A step broke off; it may simply be done again. Says which and at what kind of error, never what it had read."""


def guarded(kind: str, event: Mapping[str, Any], do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `do` answers to an event of this kind of jobs. Raises `StepFailed` in the place of whatever it raises."""
    told = {"kind": kind, **{name: event[name] for name in _TOLD if name in event}}
    try:
        answer = do()
    except Exception as error:
        # Lambda would log the error's whole text, which may quote a customer.
        logger().error("job.fault", extra={**told, **fault_of(error)})
        raise StepFailed(f"{event.get('step', 'begin')} broke off: {type(error).__name__}") from None
    logger().info("job.step", extra=told)
    return answer
