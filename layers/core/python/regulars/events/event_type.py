"""How a type of events is declared: once, in a file of `types/`, with a line in `registry.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from ..dataclass import dataclass
from ..scoring.evaluate import Change

Schema = Mapping[str, Any]
"""A JSON Schema (2020-12) of one value."""


@dataclass(frozen=True, slots=True)
class OfCustomers:
    """That events of the type are made of announcements.

    `told` gives what an event says of one changed value beside what all of them say, or None where that change is no
    event of this type. `because` maps names of announced values to what decided them.
    """

    told: Callable[[Change, Mapping[str, str]], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class EventType:
    """`data` are the JSON Schemas of what its events say beside what every event says; all of it is required.
    `named` are those of what is told only where the tenant wants its customers named.

    A consumer may rely on a `version`: within one, fields are added and none is changed or taken away.
    """

    name: str
    doc: str
    data: Mapping[str, Schema]
    of_customers: OfCustomers | None = None
    named: Mapping[str, Schema] = field(default_factory=dict)
    version: int = 1
