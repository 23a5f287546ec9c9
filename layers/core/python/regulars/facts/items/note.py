"""A note that somebody of the shop has made about a customer."""

from __future__ import annotations

from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane
from ..tenant import Tenant
from .item import Told


class NoteType(StrEnum):
    INTERNAL = "internal"
    FOLLOW_UP = "follow_up"
    REMINDER = "reminder"
    COMPLAINT = "complaint"
    COMPLIMENT = "compliment"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Note:
    """`created_ms` is when it was first written; its id is ours."""

    note_id: str
    customer_id: str
    content: str
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    title: str | None = None
    note_type: NoteType = NoteType.INTERNAL
    priority: Priority = Priority.NORMAL
    pinned: bool = False

    @property
    def item_id(self) -> str:
        return self.note_id

    @property
    def moment_ms(self) -> int:
        return self.created_ms


def note_told(note: Note, tenant: Tenant) -> Told:
    return Told(
        note.title or "Note",
        {
            "noteType": note.note_type,
            "priority": note.priority,
            "pinned": note.pinned,
            "title": note.title,
            "content": note.content,
        },
    )
