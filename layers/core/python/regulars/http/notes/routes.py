"""Notes about customers (source 001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...crm import about
from ...crm.notes import NotesQuery, add_note, list_notes
from ...facts.items.note import Note, NoteType, Priority
from ...stores.ledger import Stored
from ...stores.ledger.notes import NOTE
from ..door import paging
from ..door.auth import Role
from ..door.bodies import customer_id, long_text, or_default, read_body, required_text, short_text, word, yes_or_no
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import flag, identifier, instant, several
from ..door.render import instant as shown
from ..door.revisions import check_revision, etag
from ..door.written import CUSTOMER_ID, ID, deleted

if TYPE_CHECKING:
    from ..door.written_shapes import DeletedAnswer
    from .shapes import CustomerNote, CustomerNoteAnswer, CustomerNotes

routes = Routes()

MOST_CONTENT_BYTES = 16 * 1_024
_CONTENT = long_text(MOST_CONTENT_BYTES)
# By the API's names: the field of a note, and how it is read; null puts its default in its place.
_FIELDS = {
    "title": ("title", or_default(short_text(500))),
    "noteType": ("note_type", or_default(word(NoteType), NoteType.INTERNAL)),
    "priority": ("priority", or_default(word(Priority), Priority.NORMAL)),
    "pinned": ("pinned", or_default(yes_or_no, False)),
}
_OPTIONAL = {name: parse for name, (_, parse) in _FIELDS.items()}


@routes.get(
    "/api/customers/notes",
    identifier("customerId", "Only about this customer; else about all."),
    several("noteType", NoteType, "Only these types."),
    several("priority", Priority, "Only these priorities."),
    flag("pinned", "Only pinned ones, or only others.", None),
    instant("from", "Made at this instant or later."),
    instant("to", "Made before this instant."),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_notes(call: Call) -> Answer[CustomerNotes]:
    """Notes, newest first. Of all customers `total` is null beyond 10 000, and where `pinned` filters."""
    params = call.params
    query = NotesQuery(
        params["customerId"],
        params["noteType"],
        params["priority"],
        params["pinned"],
        params["from"],
        params["to"],
    )
    offset, piece = paging.offset(params), paging.Piece(call, query.canonical)
    page = piece.page(list_notes(piece.shop, query, after=piece.after), _row, offset=offset)
    return Answer({"success": True, "data": page.items, **paging.beside(page, params)})


@routes.post("/api/customers/notes", role=Role.EDITOR)
def post_note(call: Call) -> Answer[CustomerNoteAnswer]:
    """A new note about a customer. `content` has at most 16 KB."""
    body = read_body(call, {"customerId": customer_id, "content": _CONTENT}, optional=_OPTIONAL)
    stored = add_note(body.pop("customerId"), _fields(body), ledger=call.ledger, now_ms=call.now_ms)
    return _answer(stored, status=201)


@routes.put("/api/customers/notes", role=Role.EDITOR)
def put_note(call: Call) -> Answer[CustomerNoteAnswer]:
    """Changes the fields given; the others stay, and null puts a default in the place of all but `content`.

    With `If-Match` only the note that was read: its `etag`.
    """
    names = {"customerId": customer_id, "id": required_text}
    body = read_body(call, names, optional={"content": _CONTENT, **_OPTIONAL})
    stored = about.change(
        NOTE,
        body.pop("customerId"),
        body.pop("id"),
        _fields(body),
        ledger=call.ledger,
        now_ms=call.now_ms,
        check=lambda revision: check_revision(call, revision),
    )
    return _answer(stored)


@routes.delete(
    "/api/customers/notes",
    CUSTOMER_ID,
    ID,
    role=Role.EDITOR,
)
def delete_note(call: Call) -> Answer[DeletedAnswer]:
    """Removes a note. With `If-Match` only the note that was read."""
    return deleted(call, NOTE)


def _fields(body: dict[str, Any]) -> dict[str, Any]:
    return {_FIELDS[name][0] if name in _FIELDS else name: value for name, value in body.items()}


def _answer(stored: Stored[Note], status: int = 200) -> Answer[CustomerNoteAnswer]:
    return Answer({"success": True, "data": _row(stored)}, status, {"ETag": etag(stored.n)})


def _row(stored: Stored[Note]) -> CustomerNote:
    note = stored.item
    return {
        "id": note.note_id,
        "customerId": note.customer_id,
        "title": note.title,
        "content": note.content,
        "noteType": note.note_type,
        "priority": note.priority,
        "pinned": note.pinned,
        "createdAt": shown(note.created_ms),
        "updatedAt": shown(note.written_ms),
        "etag": etag(stored.n),
    }
