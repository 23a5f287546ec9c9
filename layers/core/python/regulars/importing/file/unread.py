"""Columns that no field takes, and that contradict what is assumed without them: another currency, another status."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import chain
from typing import NamedTuple

from ...command_line import option
from ...errors import FileRefused
from ...facts.order import OrderStatus
from ..cells.cells import says_nothing
from ..cells.currencies import named_currency
from ..cells.status import fold_status
from ..cells.status_words import NOT_PAID
from ..order.faults import shown
from .columns import Columns
from .encoding import provisional
from .fields import NOTES

_MOST_WORDS = 50
_LONGEST_WORD = 60


class Unread:
    """Watches the unread columns of one file, in constant memory. Cells come as `split` has them.

    `settled` are the fields that the caller has said something of, be it `--map currency=-`: that answers the question.
    """

    def __init__(self, columns: Columns, settled: Collection[str], currency: str) -> None:
        taken = {*chain(*columns.at.values()), *columns.packed, columns.packed_refunds}
        unread = [at for at, name in enumerate(columns.header) if name and name not in NOTES and at not in taken]
        self._header = columns.header
        self._watched = [
            (at, _Words(question))
            for question in _questions(currency)
            if question.field not in columns.at and question.field not in settled
            for at in unread
        ]

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
            field, assumed, consequence, _ = words.question
            read = option("map", f"{field}={column}")
            raise FileRefused(
                f"Line {line}: the column {shown(column)} says {shown(text)}, but {assumed}: say {read} to "
                f"read it{consequence}, or --map {field}=- to ignore it."
            )


class _Question(NamedTuple):
    """What is assumed of a field that no column is read for. `contradicts` says whether a text speaks against it; None
    where the text is of another kind, and so is its column."""

    field: str
    assumed: str
    consequence: str
    contradicts: Callable[[str], bool | None]


class _Words:
    """What a column's cells say; `contradiction` is the line and text of the first that contradicts the assumption."""

    def __init__(self, question: _Question) -> None:
        self.question = question
        self.known: set[str] = set()
        self.contradiction: tuple[int, str] | None = None

    def see(self, line: int, cell: str) -> bool:
        """Takes in a cell that was not seen before; False where the column is of another kind."""
        text = provisional(cell).strip()
        if len(self.known) == _MOST_WORDS or len(text) > _LONGEST_WORD:
            return False
        self.known.add(cell)
        if not text or says_nothing(text):
            return True
        contradicts = self.question.contradicts(text)
        if contradicts and self.contradiction is None:
            self.contradiction = line, text
        return contradicts is not None


def _questions(currency: str) -> tuple[_Question, ...]:
    def is_another_currency(text: str) -> bool | None:
        code = named_currency(text, currency)
        return None if code is None else code != currency

    def is_not_paid(text: str) -> bool:
        return fold_status(text) in NOT_PAID

    return (
        _Question(
            "currency",
            f"no column is read for the currency, and amounts count as {currency}, the tenant's",
            f", where orders in another currency than {currency} are refused",
            is_another_currency,
        ),
        _Question(
            "status",
            f"no column is read for the status, and every order counts as {OrderStatus.PAID}",
            "",
            is_not_paid,
        ),
    )
