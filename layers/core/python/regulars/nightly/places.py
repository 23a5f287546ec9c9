"""Where a shard's turns go on: the four phases of a recalculation, in this order, and how far each has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..dataclass import dataclass
from ..stores.dynamo.calls import Item


@dataclass(frozen=True, slots=True)
class Rows:
    """The shard's rows behind the key `start`; from the first where it is None."""

    start: Item | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster of one bucket, behind the customer hash `after`."""

    bucket: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Lookups:
    """Partitions of lookups behind the partition `after`."""

    after: str | None = None


@dataclass(frozen=True, slots=True)
class Retired:
    """What is left of retired generations: what is gone is gone, so that it begins anew each time."""


Place = Rows | Roster | Lookups | Retired
_BY_NAME: Mapping[str, type[Place]] = {"rows": Rows, "roster": Roster, "lookups": Lookups, "retired": Retired}
_NAMES = {phase: name for name, phase in _BY_NAME.items()}


def as_json(place: Place | None) -> dict[str, Any] | None:
    """None: the shard is complete."""
    return None if place is None else {"phase": _NAMES[type(place)], **asdict(place)}


def of(stored: Mapping[str, Any] | None) -> Place | None:
    """What `as_json` gave."""
    if stored is None:
        return None
    given = dict(stored)
    return _BY_NAME[given.pop("phase")](**given)
