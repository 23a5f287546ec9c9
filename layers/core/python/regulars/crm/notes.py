"""Notes about a customer: made and listed; what changes and removes them is everybody's (`about.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..facts.items.note import Note, NoteType, Priority
from ..stores.ids import new_id
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.notes import NOTE
from ..stores.reading import Count, Position, Reading
from ..stores.shop import Shop
from . import about
from .about import written_at


class NotesQuery(NamedTuple):
    """Notes about one customer (None: about all), made from `from_ms` (inclusive) to `to_ms` (exclusive); of all types
    and priorities where none are named, pinned or not where `pinned` is None."""

    customer_id: str | None
    types: frozenset[NoteType]
    priorities: frozenset[Priority]
    pinned: bool | None
    from_ms: int | None
    to_ms: int | None

    @property
    def canonical(self) -> str:
        """Equal for equal queries, so that a cursor serves no other."""
        types, priorities = (",".join(sorted(some)) for some in (self.types, self.priorities))
        return f"notes|{self.customer_id}|{types}|{priorities}|{self.pinned}|{self.from_ms}|{self.to_ms}"

    def lists(self, values: Mapping[str, Any]) -> bool:
        """The same of what the list of all notes knows of one."""
        return (
            (not self.types or values["type"] in self.types)
            and (not self.priorities or values["priority"] in self.priorities)
            and (self.pinned is None or values.get("pinned", False) is self.pinned)
        )

    def matches(self, note: Note) -> bool:
        return (
            (not self.types or note.note_type in self.types)
            and (not self.priorities or note.priority in self.priorities)
            and (self.pinned is None or note.pinned is self.pinned)
            and (self.from_ms is None or note.created_ms >= self.from_ms)
            and (self.to_ms is None or note.created_ms < self.to_ms)
        )


def add_note(customer_id: str, fields: Mapping[str, Any], *, ledger: Ledger, now_ms: int) -> Stored[Note]:
    """A new note; `fields` are those of `Note` that its author gives. Raises `NotFound` for an unknown customer."""
    note = Note(new_id(now_ms), customer_id, created_ms=now_ms, **written_at(now_ms), **fields)
    return about.add(note, ledger=ledger)


def list_notes(shop: Shop, query: NotesQuery, *, after: Position) -> Reading[Stored[Note]]:
    """The notes behind a place, newest first. About one customer all of them are read, those about members too; about
    all customers as many as a page needs, counted up to 10 000 where `pinned` does not filter.

    Raises `NotFound` for an unknown customer, and `Merged`.
    """
    if query.customer_id is not None:
        return about.about(shop, NOTE, query.customer_id, matches=query.matches, place=_place, after=after)
    listed, filters = shop.listed(NOTE), {"type": query.types, "priority": query.priorities}

    def count() -> Count | None:
        if query.pinned is not None:
            return None
        total = listed.count(from_ms=query.from_ms, to_ms=query.to_ms, filters=filters)
        return None if total is None else Count(total)

    steps = listed.newest(from_ms=query.from_ms, to_ms=query.to_ms, matches=query.lists, after=after)
    return Reading(steps, count=count)


def _place(note: Note) -> tuple[int, str]:
    return note.created_ms, note.note_id
