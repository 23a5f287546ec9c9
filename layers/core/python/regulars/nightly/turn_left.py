"""What one turn of a shard leaves for the next one, and for the end of the night."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..dataclass import dataclass
from ..stores.tenant.jobs import Counts
from . import places
from .places import Place


@dataclass(frozen=True, slots=True)
class TurnLeft:
    """`next` is where the next turn goes on; None: the shard is complete.

    `parts`, `lookups` and each of `expected` are names of objects: the parts of the turn's customers, the lookups that
    are wrong (None: none is), and the entries that the rows of all turns so far should have. `drifted` are customers to
    repair, `sent` those to be projected again. `counts` and `failed` (digits of hashes) are of all turns so far.
    """

    next: Place | None
    parts: str
    counts: Counts
    expected: tuple[str, ...] = ()
    lookups: str | None = None
    drifted: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "next": places.as_json(self.next),
            "parts": self.parts,
            "counts": self.counts,
            "expected": self.expected,
            "lookups": self.lookups,
            "drifted": self.drifted,
            "sent": self.sent,
            "failed": self.failed,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> TurnLeft:
        """What `as_json` gave."""
        return cls(
            next=places.of(stored["next"]),
            parts=stored["parts"],
            counts=Counts(*stored["counts"]),
            expected=tuple(stored["expected"]),
            lookups=stored["lookups"],
            drifted=tuple(stored["drifted"]),
            sent=tuple(stored["sent"]),
            failed=tuple(stored["failed"]),
        )
