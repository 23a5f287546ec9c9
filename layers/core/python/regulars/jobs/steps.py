"""A step by its name: it takes a payload of the state machine and answers with what the machine decides on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..stores.opened import Stores
from .kind import JobKind
from .turns import give_on


class StepCall(NamedTuple):
    """One call of a step: the payload `event`, and until when it may take."""

    event: Mapping[str, Any]
    stores: Stores
    clock: Callable[[], int]
    deadline_ms: int

    @property
    def broken(self) -> list[str]:
        """The names of the steps that failed before this one, where it is told them."""
        return list(self.event.get("broken") or {})


Steps = Mapping[str, Callable[[StepCall], dict[str, Any]]]
"""What does each step of a kind, by the step's name: apart from the declaration, which the API reads, too."""


def run_step(
    kind: JobKind, steps: Steps, event: Mapping[str, Any], *, stores: Stores, clock: Callable[[], int], deadline_ms: int
) -> dict[str, Any]:
    """Does `event["step"]` of `{tenant, job}`; whatever broke off may simply be done again.

    A step that is done for each of a list, again and again, is also told the `turn`, and answers with the next one. The
    last step of a job that held a turn in a line gives it on.
    """
    name = event["step"]
    if name not in kind.step_names:
        raise ValueError(f"{name} is no step of a job of the kind {kind.name}")
    answer = steps[name](StepCall(event, stores, clock, deadline_ms))
    if name == kind.steps[-1].name and kind.retried:
        give_on(kind, event, stores=stores, now_ms=clock())
    return answer | ({"turn": event["turn"] + 1} if "turn" in event else {})
