"""A customer put into an own segment, or kept out of it, whatever its rule says."""

from __future__ import annotations

from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane


class PinnedAs(StrEnum):
    """In, or kept out."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Pin:
    """One a segment: `included` False keeps them out. `pinned_ms` is when, `by` who did it, None where the token names
    nobody."""

    segment_id: str
    customer_id: str
    included: bool
    pinned_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    by: str | None = None

    @property
    def pinned_as(self) -> PinnedAs:
        return PinnedAs.IN if self.included else PinnedAs.OUT

    @property
    def item_id(self) -> str:
        return self.segment_id

    @property
    def moment_ms(self) -> None:
        """Holds at every instant."""
        return None
