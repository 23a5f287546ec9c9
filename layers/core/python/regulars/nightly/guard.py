"""What the doors of the night have in common: one line a step, and no error with what a caller wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import RegularsError
from ..telemetry import fault_of, logger


class StepFailed(RegularsError):
    """A step broke off; it may simply be done again. Says which and at what kind of error, never what it had read."""


def guarded(event: Mapping[str, Any], do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `do` answers. Raises `StepFailed` in the place of whatever it raises."""
    told = {name: event.get(name) for name in ("step", "tenant", "job", "shard", "turn") if name in event}
    try:
        answer = do()
    except Exception as error:
        # Lambda would log the error's whole text, which may quote a customer.
        logger().error("night.fault", extra={**told, **fault_of(error)})
        raise StepFailed(f"{event.get('step')} broke off: {type(error).__name__}") from None
    logger().info("night.step", extra=told)
    return answer
