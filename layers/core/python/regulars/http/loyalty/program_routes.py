"""Loyalty programs (source 001): listed, made, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.loyalty import summarise_program
from ...crm.loyalty_programs import create_program, required, update_program
from ...errors import PreconditionRequired
from ...loyalty.program import Program, ProgramType
from ...stores.reading import in_order
from ..door import paging
from ..door.auth import Role
from ..door.bodies import required_text, word
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.evaluated import evaluate_after_edit
from ..door.render import instant
from ..door.revisions import check_revision, etag
from .answers import optional_instant, program_row, summary_row
from .program_fields import NAME, read_program

if TYPE_CHECKING:
    from .program_shapes import (
        LoyaltyProgram,
        LoyaltyProgramAnswer,
        LoyaltyPrograms,
        LoyaltyProgramSummary,
        LoyaltyProgramVersion,
        LoyaltyProgramVersions,
    )

routes = Routes()


@routes.get("/api/customers/loyalty-programs")
def get_loyalty_programs(call: Call) -> Answer[LoyaltyPrograms]:
    """All loyalty programs as they stand, the oldest first, with how much is left of each reward."""
    found = [_row(call, one.last) for one in call.shop.programs.read().by_id.values()]
    return Answer({"success": True, "count": len(found), "data": found})


@routes.post("/api/customers/loyalty-programs", role=Role.ADMIN)
def post_loyalty_program(call: Call) -> Answer[LoyaltyProgramAnswer]:
    """A new program, at most 20. Nobody enrols: whoever has an order or an entry belongs to it, to one of type `vip`
    with the orders that find or make them a VIP.

    It stands from now on, or from `effectiveFrom` on: then orders since then have earned.
    """
    fields = read_program(call, call.json_object(), {"name": NAME, "type": word(ProgramType)})
    program = create_program(call.shop, fields, by=call.subject)
    evaluate_after_edit(call)
    return _answer(call, program, 201)


@routes.put("/api/customers/loyalty-programs", role=Role.ADMIN)
def put_loyalty_program(call: Call) -> Answer[LoyaltyProgramAnswer]:
    """Changes the fields given, from now on or from `effectiveFrom` on; null puts a default back. What was earned
    before stays as it was. `If-Match` must name the program that was read: its `etag`.

    `tiers` and `rewards` are given whole. `stock` is how many of a reward were ever offered: more of them is a higher
    number. A program is not deleted: `status` `inactive` ends earning and redeeming, and points lapse as they would.
    """
    if call.header("if-match") is None:
        raise PreconditionRequired("Read the program first and send its etag as If-Match.")
    fields = read_program(call, call.json_object(), {"loyaltyProgramId": required_text})
    program = update_program(
        call.shop,
        fields.pop("loyaltyProgramId"),
        fields,
        by=call.subject,
        check=lambda revision: check_revision(call, revision),
    )
    evaluate_after_edit(call)
    return _answer(call, program)


@routes.get(
    "/api/customers/loyalty-programs/<program_id>/revisions",
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_loyalty_program_revisions(call: Call, program_id: str) -> Answer[LoyaltyProgramVersions]:
    """What each edit left, the newest first, and when it stands: null where a later one that is dated before took its
    place."""
    versions = required(call.shop.programs.versions(program_id), program_id)
    stands = {one.program.revision: one for one in versions.stretches()}

    def shown(edit: Program) -> LoyaltyProgramVersion:
        return {
            "program": _row(call, edit),
            "standsFrom": instant(edit.from_ms) if edit.revision in stands else None,
            "standsUntil": optional_instant(stands[edit.revision].until_ms) if edit.revision in stands else None,
        }

    offset, piece = paging.offset(call.params), paging.Piece(call, f"revisions of {program_id}")
    edits = in_order(versions.edits, lambda edit: (edit.revision,), after=piece.after, descending=True)
    page = piece.page(edits, shown, offset=offset)
    return Answer({"success": True, **paging.beside(page, call.params), "data": page.items})


@routes.get("/api/customers/loyalty-programs/<program_id>/summary")
def get_loyalty_program_summary(call: Call, program_id: str) -> Answer[LoyaltyProgramSummary]:
    """All customers in a program: members by tier, the points that are outstanding and what they are worth, and who has
    points that lapse within 30 days, those with the most first. By their rows, which follow the ledger by the length of
    a queue. Beyond 10 000 customers it is that of last night, `asOf` says of when, and it names nobody; before the
    program's first night it is 409."""
    versions = required(call.shop.programs.versions(program_id), program_id)
    found = summarise_program(call.shop, versions)
    data = summary_row(found.sums, versions.last, call.tenant.exponent, found.as_of_ms)
    return Answer({"success": True, "data": data})


def _row(call: Call, program: Program) -> LoyaltyProgram:
    return program_row(program, call.shop.programs.taken(program.id), call.tenant.exponent)


def _answer(call: Call, program: Program, status: int = 200) -> Answer[LoyaltyProgramAnswer]:
    return Answer({"success": True, "data": _row(call, program)}, status, {"ETag": etag(program.revision)})
