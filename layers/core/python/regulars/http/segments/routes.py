"""A shop's own segments (source 001): one call with an action, as the source has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ...audience.segment_counts import count_members
from ...audience.segments_suggested import suggest_segments
from ...crm.pins import PinsQuery, list_pins, pin, segments_of, unpin
from ...crm.segments import create_segment, delete_segment, required, revisions_of, update_segment
from ...errors import FieldError, Forbidden, QueryRefused, nearest
from ...facts.items.pin import PinnedAs
from ...stores.reading import in_order
from ...stores.tenant.segments import SegmentEdit
from ...stores.tenant.tag_names import NO_COLOUR
from ..door import paging
from ..door.auth import Role
from ..door.bodies import colour, customer_id, long_text, or_default, read_fields, required_text, short_text, yes_or_no
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.evaluated import evaluate_after_edit
from ..door.params import flag, identifier, several
from ..door.render import instant
from ..door.revisions import check_revision, etag
from .answers import member_row, pin_row, preview_row, revision_row, segment_row, suggestion_row, verdict_row
from .previewing import PREVIEW, preview

if TYPE_CHECKING:
    from .shapes import CustomSegments, SegmentAnswer, SegmentPins, SegmentRevisions, SegmentSuggestions

routes = Routes()

_EDITS = frozenset({"create", "update", "delete"})

LONGEST_NAME = 100
_DESCRIPTION_BYTES = 4 * 1_024


_SEGMENT = {
    "name": short_text(LONGEST_NAME),
    "description": or_default(long_text(_DESCRIPTION_BYTES)),
    "criteria": lambda value: value,
    "color": or_default(colour, NO_COLOUR),
    "active": yes_or_no,
    "announces": yes_or_no,
}
_OPTIONAL = {name: parse for name, parse in _SEGMENT.items() if name != "name"}
_ONE = {"segmentId": required_text}
_MEMBER = {**_ONE, "customerId": customer_id}


@routes.get(
    "/api/customers/segments",
    identifier("customerId", "Says which segments this customer is in, by their ledger as it stands."),
    flag("explain", "Adds `explanation`: of every segment which condition decided."),
    flag("counts", "Adds `memberCounts`: how many members each has, by reading every customer once; kept a minute."),
)
def get_segments(call: Call) -> Answer[CustomSegments]:
    """All own segments, and those that a customer is in. Who is in one: `GET /api/customers?customSegment=<id>`."""
    known, asked = call.shop.memberships(), call.params["customerId"]
    found = None if asked is None else segments_of(call.shop, asked, known)
    body: CustomSegments = {
        "success": True,
        "count": len(known.by_id),
        "segments": [segment_row(one) for one in known.segments],
        "customerSegments": None
        if found is None
        else [one.membership.segment.id for one in found if one.verdict.member],
    }
    if call.params["explain"]:
        if found is None:
            raise QueryRefused([FieldError("explain", "needs a customerId: what is to be explained?")])
        body["explanation"] = [verdict_row(one) for one in found]
    if call.params["counts"]:
        counted = count_members(call.shop, known)
        body["memberCounts"] = None if counted is None else dict(counted.members)
        body["memberCountsAsOf"] = None if counted is None else instant(counted.as_of_ms)
    return Answer(body)


@routes.post("/api/customers/segments", role=Role.VIEWER)
def post_segments(call: Call) -> Answer[SegmentAnswer]:
    """What is done depends on `action`. All but `preview` need the role editor.

    - `create`: `name`, and if wanted `description`, `criteria`, `color`, `active`, `announces`. Without criteria only
      those are in it whom somebody puts in.
    - `update`: `segmentId` and what is to change; null puts a default in its place. With `If-Match` only what was read.
    - `delete`: `segmentId`. Its revisions stay.
    - `add_member`, `exclude`: `segmentId`, `customerId`: in, or out, whatever the rule says. `remove_member` takes
      either back, so that the rule decides.
    - `preview`: `criteria` or `segmentId`, up to five others in `compareWith`, and `backtest`: who would be in it,
      before anything is saved. At most 10 000 customers: beyond, 409.
    """
    given = call.json_object()
    action = given.pop("action", None)
    if not isinstance(action, str) or action not in ACTIONS:
        near = nearest(action, ACTIONS) if isinstance(action, str) else None
        hint = f"; did you mean {near}?" if near else ""
        raise QueryRefused([FieldError("action", f"must be one of {', '.join(ACTIONS)}{hint}")])
    if action != "preview" and call.role < Role.EDITOR:
        raise Forbidden(f"The action {action} needs the role editor; the token has {call.role.name.lower()}.")
    answer = ACTIONS[action](call, given)
    if action in _EDITS:
        evaluate_after_edit(call)
    return answer


@routes.get("/api/customers/segments/suggested")
def get_suggested_segments(call: Call) -> Answer[SegmentSuggestions]:
    """Segments that the shop's own customers suggest, each a rule that can be edited and made: with what it rests on
    and how many would be in it now. What rests on too little, or no rule can
    express, is left out, with the reason.

    At most 10 000 customers: beyond, 409.
    """
    found = [suggestion_row(one) for one in suggest_segments(call.shop)]
    return Answer({"success": True, "asOf": instant(call.now_ms), "count": len(found), "data": found})


@routes.get(
    "/api/customers/segments/<segment_id>/revisions",
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_segment_revisions(call: Call, segment_id: str) -> Answer[SegmentRevisions]:
    """What each edit of a segment left, the newest first, with who made it and when; of a deleted one too."""
    offset, piece = paging.offset(call.params), paging.Piece(call, f"revisions of {segment_id}")
    edits = in_order(revisions_of(call.shop, segment_id), _revision, after=piece.after, descending=True)
    page = piece.page(edits, revision_row, offset=offset)
    return Answer({"success": True, **paging.beside(page, call.params), "data": page.items})


def _revision(edit: SegmentEdit) -> tuple[int]:
    return (edit.segment.revision,)


@routes.get(
    "/api/customers/segments/<segment_id>/pins",
    several("pin", PinnedAs, "Only who was put in (`in`), or only who is kept out (`out`)."),
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_segment_pins(call: Call, segment_id: str) -> Answer[SegmentPins]:
    """Who was put into a segment by hand and who is kept out of it, with who did it and when, the newest first.

    Each customer is listed under the id that was given then. Where ids of one person are pinned differently, the
    newest pin decides.
    """
    params = call.params
    query = PinsQuery(segment_id, params["pin"])
    offset, piece = paging.offset(params), paging.Piece(call, query.canonical)
    page = piece.page(list_pins(piece.shop, query, after=piece.after), pin_row, offset=offset)
    return Answer({"success": True, "data": page.items, **paging.beside(page, params)})


def _create(call: Call, given: Mapping[str, Any]) -> Answer[SegmentAnswer]:
    values = _read(given, {"name": _SEGMENT["name"]}, _OPTIONAL)
    segment = create_segment(call.shop, {"color": NO_COLOUR, **values}, by=call.subject)
    return Answer({"success": True, "data": segment_row(segment)}, 201, {"ETag": etag(segment.revision)})


def _update(call: Call, given: Mapping[str, Any]) -> Answer[SegmentAnswer]:
    values = _read(given, _ONE, _SEGMENT)
    segment_id = values.pop("segmentId")
    segment = update_segment(
        call.shop, segment_id, values, by=call.subject, check=lambda revision: check_revision(call, revision)
    )
    return Answer({"success": True, "data": segment_row(segment)}, headers={"ETag": etag(segment.revision)})


def _delete(call: Call, given: Mapping[str, Any]) -> Answer[SegmentAnswer]:
    segment_id = _read(given, _ONE, {})["segmentId"]
    delete_segment(call.shop, segment_id, by=call.subject, check=lambda revision: check_revision(call, revision))
    return Answer({"success": True, "data": {"segmentId": segment_id, "deleted": True}})


def _pin(included: bool) -> Callable[[Call, Mapping[str, Any]], Answer[SegmentAnswer]]:
    def act(call: Call, given: Mapping[str, Any]) -> Answer[SegmentAnswer]:
        values = _read(given, _MEMBER, {})
        segment_id, customer = values["segmentId"], values["customerId"]
        _, created = pin(call.shop, customer, segment_id, included=included, by=call.subject)
        return _member(call, customer, segment_id, "in" if included else "out", 201 if created else 200)

    return act


def _unpin(call: Call, given: Mapping[str, Any]) -> Answer[SegmentAnswer]:
    values = _read(given, _MEMBER, {})
    unpin(call.shop, values["customerId"], values["segmentId"])
    return _member(call, values["customerId"], values["segmentId"], None, 200)


def _member(call: Call, customer: str, segment_id: str, pinned: Any, status: int) -> Answer[SegmentAnswer]:
    [found] = (
        one
        for one in segments_of(call.shop, customer, call.shop.memberships())
        if one.membership.segment.id == segment_id
    )
    return Answer({"success": True, "data": member_row(found, customer, pinned)}, status)


def _preview(call: Call, given: Mapping[str, Any]) -> Answer[SegmentAnswer]:
    values = _read(given, {}, PREVIEW)
    known = call.shop.memberships()
    if "segmentId" in values:
        required({one.id: one for one in known.segments}, values["segmentId"])
    return Answer({"success": True, "data": preview_row(preview(call.shop, values, known), call)})


def _read(given: Mapping[str, Any], parsers: Mapping[str, Any], optional: Mapping[str, Any]) -> dict[str, Any]:
    values, faults = read_fields(given, parsers, optional=optional)
    if faults:
        raise QueryRefused(faults)
    return values


ACTIONS: Mapping[str, Callable[[Call, Mapping[str, Any]], Answer[SegmentAnswer]]] = {
    "create": _create,
    "update": _update,
    "delete": _delete,
    "add_member": _pin(True),
    "remove_member": _unpin,
    "exclude": _pin(False),
    "preview": _preview,
}
