"""Notes about customers (source 001): its `CustomerNote`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...facts.ids import MAX_ID
from ...facts.items.note import NoteType, Priority
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Shape
from ..door.written_shapes import CustomerId, DeletedAnswer, ETag, Listing, UserId

Title = Annotated[str | None, Field(min_length=1, max_length=500)]
Content = Annotated[str, Field(min_length=1, description="At most 16 KB as UTF-8, line breaks and all.")]


class NewNote(Body):
    userId: UserId = None
    customerId: CustomerId
    content: Content
    title: Title = None
    noteType: NoteType | None = NoteType.INTERNAL
    priority: Priority | None = Priority.NORMAL
    pinned: bool | None = False


class NoteChange(Body):
    userId: UserId = None
    customerId: CustomerId
    id: Annotated[str, Field(min_length=1)]
    content: Annotated[str, Field(default="", min_length=1, description="At most 16 KB as UTF-8.")]
    title: Title = None
    noteType: Annotated[NoteType | None, Field(description="Null: `internal`.")] = None
    priority: Annotated[Priority | None, Field(description="Null: `normal`.")] = None
    pinned: Annotated[bool | None, Field(description="Null: `false`.")] = None


class CustomerNote(Shape):
    id: Annotated[str, Field(max_length=MAX_ID)]
    customerId: str
    title: str | None
    content: str
    noteType: NoteType
    priority: Priority
    pinned: bool
    createdAt: Instant
    updatedAt: Instant
    etag: ETag


class CustomerNoteAnswer(Envelope):
    data: CustomerNote


class CustomerNotes(Listing):
    data: Annotated[list[CustomerNote], Field(description="Newest first.")]


class NoteStep(Shape):
    """A note in a journey."""

    noteType: NoteType
    priority: Priority
    pinned: bool
    title: str | None
    content: str


OPERATIONS = {
    "get_notes": Operation("Customers", CustomerNotes, problems=(404,)),
    "post_note": Operation(
        "Customers", CustomerNoteAnswer, NewNote, status=201, problems=(404,), etag=True, refuses_erased=True
    ),
    "delete_note": Operation(
        "Customers",
        DeletedAnswer,
        problems=(404, 409, 412),
        if_match="the note that was read",
        refuses_erased=True,
    ),
    "put_note": Operation(
        "Customers",
        CustomerNoteAnswer,
        NoteChange,
        problems=(404, 412),
        if_match="the note that was read",
        etag=True,
        refuses_erased=True,
    ),
}
