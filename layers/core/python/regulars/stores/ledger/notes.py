"""The note item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.note import Note, NoteType, Priority, note_told
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind, by_instant


def encode_note(note: Note, replaced: Note | None) -> dict[str, Value | None]:
    return {
        "created": note.created_ms,
        "title": note.title,
        "content": note.content,
        # Defaults too: lists of all notes filter by them.
        "type": note.note_type,
        "priority": note.priority,
        "pinned": note.pinned or None,
    }


def decode_note(customer_id: str, note_id: str, values: Mapping[str, Any]) -> Note:
    return Note(
        note_id=note_id,
        customer_id=customer_id,
        content=values["content"],
        created_ms=values["created"],
        **envelope_of(values),
        title=values.get("title"),
        note_type=NoteType(values["type"]),
        priority=Priority(values["priority"]),
        pinned=values.get("pinned", False),
    )


NOTE = ItemKind(
    prefix="note#",
    held_as="Notes",
    type=Note,
    encode=encode_note,
    decode=decode_note,
    parts=frozenset({"complaints"}),
    journey=note_told,
    listed=lambda note: by_instant(note.created_ms),
    range=Range.CORE,
)
