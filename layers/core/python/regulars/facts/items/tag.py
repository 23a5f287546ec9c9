"""A word that a shop puts on a customer. What colour it has is the tenant's."""

from __future__ import annotations

from ...dataclass import dataclass
from ..order import Lane


@dataclass(frozen=True, slots=True)
class Tag:
    """A customer has a tag once; `created_ms` is when they were given it."""

    name: str
    customer_id: str
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane

    @property
    def item_id(self) -> str:
        return self.name

    @property
    def moment_ms(self) -> None:
        """Holds at every instant."""
        return None
