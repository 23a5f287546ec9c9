"""An API that answers what a test says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from testing.commands.real_answers import real_answer


@dataclass
class FakeApi:
    """A server that answers in turn what a test says for a method and path, the last one for ever.

    A test says what matters to it: the rest is the example of the description, which the API itself has answered.
    """

    base: str = ""
    answers: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def told(self, call: str) -> Any:
        """The last answer to a call."""
        return self.answers[call][-1][1]

    def say(self, call: str, *bodies: Any, status: int = 200) -> None:
        self.answers.setdefault(call, []).extend((status, real_answer(call, body, status)) for body in bodies)
