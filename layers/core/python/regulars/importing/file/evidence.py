"""What a file's own cells say about how they are to be read: gathered row by row, decided once at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from ...dataclass import dataclass
from ...errors import FileRefused
from ..cells.currencies import has_decimals, named_currency
from ..cells.dates import DateEvidence, DateOrder
from ..cells.numbers import DecimalMark, NumberColumn
from ..presets.preset import Preset
from .columns import Columns
from .fields import DATE_FIELDS, MONEY_FIELDS, NUMBER_FIELDS, SUM_FIELDS


@dataclass(frozen=True, slots=True)
class Decided:
    """How the cells of this file are read: the decimal mark by position of the column, the order of day and month.

    `examples` are dates as the file writes them; `local` says that some instants have no offset.
    """

    decimals: Mapping[int, DecimalMark] = field(default_factory=dict)
    dates: DateOrder | None = None
    examples: tuple[str, ...] = ()
    local: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "decimals": {str(position): mark for position, mark in self.decimals.items()},
            "dates": self.dates,
            "examples": self.examples,
            "local": self.local,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Decided:
        """What `as_json` gave."""
        return cls(
            {int(position): DecimalMark(mark) for position, mark in stored["decimals"].items()},
            stored["dates"] and DateOrder(stored["dates"]),
            tuple(stored["examples"]),
            stored["local"],
        )


class Evidence:
    """The evidence of one file, in constant memory. Cells come as `split` has them: each byte one character.

    `currency` is the tenant's, in which amounts are that name no other.
    """

    def __init__(self, columns: Columns, preset: Preset | None, currency: str) -> None:
        self._columns = columns
        self._currency = currency
        self._currency_at = columns.at.get("currency", ())
        self._usual = DecimalMark.POINT if preset is not None and preset.point_decimals else None
        # Sums of a file of one's own: what cannot be read there is not asked about, since no order needs it.
        self._needless = {at for name in SUM_FIELDS for at in columns.at.get(name, ()) if preset is None}
        self._utc = preset is not None and preset.utc
        self._numbers = [
            (at, name in MONEY_FIELDS, NumberColumn()) for name in NUMBER_FIELDS for at in columns.at.get(name, ())
        ]
        self._dates = DateEvidence()
        self._date_columns = [(at, columns.header[at]) for name in DATE_FIELDS for at in columns.at.get(name, ())]

    def see(self, line: int, cells: Sequence[str]) -> None:
        """A row with as many cells as the header; others say nothing, since they are refused."""
        if len(cells) != len(self._columns.header):
            return
        code = next((cells[at] for at in self._currency_at if cells[at]), "")
        amounts_have = has_decimals(named_currency(code, self._currency) or self._currency)
        for at, is_money, numbers in self._numbers:
            cell = cells[at]
            if cell:
                numbers.see(line, cell, has_decimals=amounts_have or not is_money)
        for at, name in self._date_columns:
            cell = cells[at]
            if cell:
                self._dates.see(line, name, cell)

    def decided(self, *, decimal: str | None, dates: str | None) -> Decided:
        """What the cells say, or else the caller. Raises `FileRefused` where neither settles a question."""
        chosen = None if decimal is None else DecimalMark(decimal)
        marks = {at: self._mark(at, numbers, chosen) for at, _, numbers in self._numbers}
        return Decided(
            {at: mark for at, mark in marks.items() if mark is not None},
            self._dates.decided(None if dates is None else DateOrder(dates)),
            self._dates.examples,
            self._dates.local and not self._utc,
        )

    def _mark(self, at: int, numbers: NumberColumn, chosen: DecimalMark | None) -> DecimalMark | None:
        try:
            return numbers.decided(self._columns.header[at], chosen, self._usual)
        except FileRefused:
            if at not in self._needless:
                raise
            return None
