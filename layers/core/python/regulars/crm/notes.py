"""Notes about a customer: made, changed, listed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..errors import Conflict, NotFound
from ..facts.items.note import Note, NoteType, Priority
from ..facts.order import Lane
from ..stores.ids import new_id
from ..stores.ledger import NOTE, Ledger, Stored
from ..stores.ledger.persons import read_kind_of_person
from ..stores.ledger.rewrite import rewrite
from ..stores.opened import Shop
from ..stores.reading import Position, Reading, in_order
from .customers import require_customer


class NotesQuery(NamedTuple):
    """Notes about one customer, made from `from_ms` (inclusive) to `to_ms` (exclusive); of all types and priorities
    where none are named, pinned or not where `pinned` is None."""

    customer_id: str
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
    require_customer(customer_id, ledger)
    note = Note(
        new_id(now_ms), customer_id, created_ms=now_ms, arrived_ms=now_ms, written_ms=now_ms, lane=Lane.LIVE, **fields
    )
    if not ledger.replace(ledger.item(note, replacing=None), replacing=None):
        raise Conflict("try_again", "Another note has just been given the same id.")
    return Stored(note, 1)


def change_note(
    customer_id: str,
    note_id: str,
    fields: Mapping[str, Any],
    *,
    ledger: Ledger,
    now_ms: int,
    check: Callable[[int], None],
) -> Stored[Note]:
    """The note with these fields changed; the others stay. `check` is given the stored revision, and may raise.

    Raises `NotFound`, `StoreUnavailable`.
    """

    def decide(stored: Stored[Note] | None) -> Note | None:
        if stored is None:
            raise NotFound(f"There is no note {note_id} about customer {customer_id}.")
        check(stored.n)
        changed = replace(stored.item, **fields)
        if changed == stored.item:
            return None
        return replace(changed, arrived_ms=now_ms, written_ms=now_ms, lane=Lane.LIVE)

    written = rewrite(NOTE, customer_id, note_id, decide, ledger=ledger)
    assert written is not None, "a note that is not stored is refused"
    return written


def list_notes(shop: Shop, query: NotesQuery, *, after: Position) -> Reading[Stored[Note]]:
    """The notes behind a place, newest first, those about members too. Reads all of them, whatever the page.

    Raises `NotFound` for an unknown customer, and `Merged`.
    """
    stored = read_kind_of_person(shop.ledger, NOTE, query.customer_id)
    if not stored:
        require_customer(query.customer_id, shop.ledger)
    return in_order((one for one in stored if query.matches(one.item)), _place, after=after, descending=True)


def _place(stored: Stored[Note]) -> tuple[int, str]:
    return stored.item.created_ms, stored.item.note_id
