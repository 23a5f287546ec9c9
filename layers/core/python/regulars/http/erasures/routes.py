"""Erasures: a person and everything that is known of them, for good (docs/erasure.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...erasing.ask import ask_for_erasure, cancel_erasure, find_erasure, release_erasure
from ...errors import FieldError, QueryRefused
from ...stores.reading import Reading
from ...stores.tenant.erasures import ErasureRecord
from ..door import paging
from ..door.auth import Role
from ..door.bodies import customer_id, no_body, read_body, short_text
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from .answers import show_erasure

if TYPE_CHECKING:
    from .shapes import Erasure, ErasureAnswer, ErasureList

routes = Routes()

_WHO = {"customerId": customer_id, "email": short_text(500), "reason": short_text(200)}


@routes.post("/api/customers/privacy/erasures", role=Role.ADMIN)
def post_erasure(call: Call) -> Answer[ErasureAnswer]:
    """Erases the whole person behind a `customerId`, be it a member's, or behind an `email`: exactly one of both.

    It begins after the setting `erasureDelayHours`, and can be cancelled until then. While one is under way it is
    answered; one that failed goes on. From its beginning on orders of the person have the outcome `erased`, nothing
    else is taken of them, and nobody is answered. `reason` must not name them: it stays in the certificate. 409
    `customer_erased` where they were erased already, `several_customers` where the address is more than one customer's.
    """
    body = read_body(call, {}, optional=_WHO)
    who = {name: body[name] for name in ("customerId", "email") if name in body}
    if len(who) != 1:
        raise QueryRefused([FieldError("customerId", "or email must be given, and not both")])
    reason = body.get("reason")
    if reason is not None and any(text.casefold() in reason.casefold() for text in who.values()):
        raise QueryRefused([FieldError("reason", "must not name the person: it outlives the erasure")])
    job = ask_for_erasure(
        call.shop, customer_id=who.get("customerId"), email=who.get("email"), reason=reason, actor=call.subject
    )
    return _answer(call, job, 202)


@routes.get("/api/customers/privacy/erasures", paging.limit(50), paging.CURSOR, role=Role.ADMIN)
def get_erasures(call: Call) -> Answer[ErasureList]:
    """All erasures, the newest first: of whom only a hash is known."""
    limit = call.params["limit"]
    piece = paging.Piece(call, "erasures")
    found = call.stores.erasures(call.tenant).page(limit + 1, before=piece.after)
    reading = Reading(((record.job_id, record) for record in found[:limit]), ends=lambda: len(found) <= limit)

    def show(record: ErasureRecord) -> Erasure:
        return show_erasure(_as_it_stands(call, record.job_id), call)

    page = piece.page(reading, show)._replace(total=None)
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


@routes.post("/api/customers/privacy/erasures/<job_id>/cancel", role=Role.ADMIN)
def post_cancel(call: Call, job_id: str) -> Answer[ErasureAnswer]:
    """Cancels an erasure that has not begun."""
    no_body(call)
    return _answer(call, cancel_erasure(job_id, call.shop))


@routes.post("/api/customers/privacy/erasures/<job_id>/release", role=Role.ADMIN)
def post_release(call: Call, job_id: str) -> Answer[ErasureAnswer]:
    """Lets the person come back, of whom nothing is left: from now on orders that name them are taken. Only of an
    erasure that is done."""
    no_body(call)
    return _answer(call, release_erasure(job_id, call.shop))


@routes.get("/api/customers/privacy/erasures/<job_id>", role=Role.ADMIN)
def get_erasure(call: Call, job_id: str) -> Answer[ErasureAnswer]:
    """An erasure as it stands; of one that is done the signed certificate, which `regulars verify-erasure` checks."""
    return _answer(call, _as_it_stands(call, job_id))


def _as_it_stands(call: Call, job_id: str) -> ErasureRecord:
    return find_erasure(job_id, call.tenant, stores=call.stores, now_ms=call.now_ms)


def _answer(call: Call, job: ErasureRecord, status: int = 200) -> Answer[Any]:
    return Answer({"success": True, "data": show_erasure(job, call)}, status)
