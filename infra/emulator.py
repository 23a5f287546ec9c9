"""What MiniStack asks for by other names than AWS. Only a laptop's roles hold these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from infra.permissions import Allowed, allow

OWN_NAMES = {"sqs:SendMessage": "sqs:SendMessageBatch"}
"""AWS knows only the first of each, which covers the second."""

STATEMENTS = allow(["dynamodb:BatchExecuteStatement"], "*")
"""Asked for where AWS asks for PartiQLInsert of each statement, and without a table."""


def as_the_emulator_asks(lines: Sequence[Allowed]) -> list[Allowed]:
    """The same permissions with what MiniStack wants beside them."""
    asked = [
        replace(line, actions=[*line.actions, *(OWN_NAMES[one] for one in line.actions if one in OWN_NAMES)])
        for line in lines
    ]
    if any("dynamodb:PartiQLInsert" in line.actions for line in lines):
        asked.append(STATEMENTS)
    return asked
