"""Exports: a list or a segment as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...exporting.ask import ask_for_export, find_export
from ..door.auth import Role
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from .answers import show_export
from .asked import read_request

if TYPE_CHECKING:
    from .shapes import ExportAnswer

routes = Routes()


@routes.post("/api/customers/exports", role=Role.ADMIN)
def post_export(call: Call) -> Answer[ExportAnswer]:
    """Begins to write customers to a file, each once, all as of one instant; `GET` of the job then has the link.

    `filters` are the parameters of `GET /api/customers`, `segment` is the id of an own segment; all conditions must
    hold, and without any it is everybody. `csv` and `jsonl` have every field of the registry, or those of `fields`.
    `klaviyo`, `meta` and `mailchimp` are audiences for marketing: who is not to be contacted, who opted out of e-mail
    and who has no address are left out and counted; `includeOptedOut` takes in the first two. One at a time: 409.
    """
    job = ask_for_export(read_request(call), call.shop)
    return Answer({"success": True, "data": show_export(job, call)}, 202)


@routes.get("/api/customers/exports/<export_id>", role=Role.ADMIN)
def get_export(call: Call, export_id: str) -> Answer[ExportAnswer]:
    """The state of an export; once it is done, a link that is valid for 15 minutes. The file is kept 7 days."""
    job = find_export(export_id, call.tenant, stores=call.stores, now_ms=call.now_ms)
    return Answer({"success": True, "data": show_export(job, call)})
