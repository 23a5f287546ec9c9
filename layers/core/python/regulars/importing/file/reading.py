"""How the rows of one file are read: columns, preset, what was decided of its cells, what the caller says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ...dataclass import dataclass
from ...facts.ids import names_nobody
from ..cells.status import fold_status
from ..presets.preset import Preset
from .columns import Columns
from .evidence import Decided
from .options import FULFILLED


@dataclass(frozen=True, slots=True)
class Reading:
    """`statuses` are folded; `zone` is that of local times, `currency` the tenant's.

    `count_pending`: pending orders that are fulfilled, and not cancelled, count as paid.
    """

    columns: Columns
    zone: str
    currency: str
    decided: Decided = field(default_factory=Decided)
    preset: Preset | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    count_pending: bool = False

    @classmethod
    def of(
        cls,
        columns: Columns,
        decided: Decided,
        preset: Preset | None,
        *,
        statuses: Mapping[str, str],
        count_pending: str | None,
        zone: str,
        currency: str,
    ) -> Reading:
        """What the caller says of a status stands before what the preset knows of it."""
        known: dict[str, str] = dict(preset.statuses) if preset else {}
        known |= {fold_status(theirs): ours for theirs, ours in statuses.items()}
        return cls(columns, zone, currency, decided, preset, known, count_pending == FULFILLED)

    def says_nothing(self, field: str, text: str) -> bool:
        """Whether a cell of a field is as good as blank: to the preset, or because it names no customer."""
        if not text or (field == "customerId" and names_nobody(text)):
            return True
        if self.preset is None:
            return False
        if field == "cancelledAt" and self.preset.cancelled and not any(map(str.isdecimal, text)):
            return fold_status(text) not in self.preset.cancelled
        return text in self.preset.blanks.get(field, ())
