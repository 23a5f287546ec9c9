"""Columns that no field takes, and that contradict what is assumed without them: another currency, another status."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

from ..command_line import option
from ..errors import FileRefused
from ..facts.order import OrderStatus
from .cells import says_nothing
from .columns import NOTES, Columns
from .currencies import named_currency
from .encoding import provisional
from .faults import shown
from .status import fold_status
from .status_words import NOT_PAID

_MOST_WORDS = 50
_LONGEST_WORD = 60


class Unread:
    """Watches the unread columns of one file, in constant memory. Cells come as `split` has them.

    `settled` are the fields that the caller has said something of, be it `--map currency=-`: that answers the question.
    """

    def __init__(self, columns: Columns, settled: Collection[str], currency: str) -> None:
        taken = {*chain(*columns.at.values()), *columns.packed, columns.packed_refunds}
        unread = [at for at, name in enumerate(columns.header) if name and name not in NOTES and at not in taken]
        self._currency = currency
        self._header = columns.header
        self._watched: list[tuple[int, _Words]] = []
        for field, kind in (("currency", _Currencies), ("status", _Statuses)):
            if field not in columns.at and field not in settled:
                self._watched += [(at, kind(currency)) for at in unread]

    def see(self, line: int, cells: Sequence[str]) -> None:
        """A row; what is missing at its end is blank."""
        width = len(cells)
        for watched in self._watched:
            at, words = watched
            if at < width and (cell := cells[at]) and cell not in words.known and not words.see(line, cell):
                self._watched = [one for one in self._watched if one is not watched]

    def ask(self) -> None:
        """Raises `FileRefused` for the first column that contradicts what is assumed, with both ways out."""
        found = [(words, self._header[at]) for at, words in self._watched if words.contradiction]
        for words, column in found[:1]:
            assert words.contradiction is not None
            line, text = words.contradiction
            read = option("map", f"{words.field}={column}")
            raise FileRefused(
                f"Line {line}: the column {shown(column)} says {shown(text)}, but {words.assumed}: say {read} to "
                f"read it{words.consequence}, or --map {words.field}=- to ignore it."
            )


class _Words:
    """What a column's cells say; `contradiction` is the line and text of the first that contradicts the assumption."""

    field: str
    assumed: str
    consequence = ""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.known: set[str] = set()
        self.contradiction: tuple[int, str] | None = None

    def see(self, line: int, cell: str) -> bool:
        """Takes in a cell that was not seen before; False where the column is of another kind."""
        text = provisional(cell).strip()
        if len(self.known) == _MOST_WORDS or len(text) > _LONGEST_WORD:
            return False
        self.known.add(cell)
        return not text or says_nothing(text) or self._see(line, text)

    def _see(self, line: int, text: str) -> bool:
        raise NotImplementedError


class _Currencies(_Words):
    field = "currency"

    def __init__(self, currency: str) -> None:
        super().__init__(currency)
        self.assumed = f"no column is read for the currency, and amounts count as {currency}, the tenant's"
        self.consequence = f", where orders in another currency than {currency} are refused"

    def _see(self, line: int, text: str) -> bool:
        code = named_currency(text, self.currency)
        if code not in (None, self.currency):
            self.contradiction = self.contradiction or (line, text)
        return code is not None


class _Statuses(_Words):
    field = "status"
    assumed = f"no column is read for the status, and every order counts as {OrderStatus.PAID}"

    def _see(self, line: int, text: str) -> bool:
        if fold_status(text) in NOT_PAID:
            self.contradiction = self.contradiction or (line, text)
        return True
