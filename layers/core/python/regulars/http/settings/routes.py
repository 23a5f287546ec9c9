"""The tenant's thresholds: read, tried out, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.preview import preview_settings
from ...audience.suggested import suggest_settings
from ...errors import PreconditionFailed, PreconditionRequired
from ...scoring.settings import Settings
from ...scoring.settings_given import as_given, changed
from ..door.auth import Role
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.evaluated import evaluate_after_edit
from ..door.revisions import etag, matches
from .answers import render_preview, render_suggested

if TYPE_CHECKING:
    from .shapes import SettingsAnswer, SettingsPreviewAnswer, SuggestedSettingsAnswer

routes = Routes()


@routes.get("/api/settings")
def get_settings(call: Call) -> Answer[SettingsAnswer]:
    """The settings; their `ETag` is what a change must name."""
    return _answer(call.settings, call.record.settings_revision, call)


@routes.put("/api/settings", role=Role.ADMIN)
def put_settings(call: Call) -> Answer[SettingsAnswer]:
    """Changes the keys given; null puts one back to its default. `If-Match` must name the settings that were read."""
    revision = call.record.settings_revision
    given = call.header("if-match")
    if given is None:
        raise PreconditionRequired("Read the settings first and send their ETag as If-Match.")
    if not matches(given, revision):
        raise PreconditionFailed("The settings have been changed since you read them: read them again.")
    settings = changed(call.settings, call.json_object(), call.tenant.exponent)
    if not call.stores.settings(call.tenant).put(settings, replacing=revision):
        raise PreconditionFailed("The settings have just been changed by somebody else: read them again.")
    evaluate_after_edit(call)
    return _answer(settings, revision + 1, call)


@routes.post("/api/settings/preview", role=Role.VIEWER, writes=False)
def preview(call: Call) -> Answer[SettingsPreviewAnswer]:
    """How many customers would move from where to where under these changes, with ten examples each."""
    settings = changed(call.settings, call.json_object(), call.tenant.exponent)
    found = preview_settings(call.shop, settings)
    return Answer({"success": True, "data": render_preview(found)})


@routes.get("/api/settings/suggested")
def suggested(call: Call) -> Answer[SuggestedSettingsAnswer]:
    """Settings that the shop's own customers suggest: each with its reason and the share of customers it would move,
    and a preview of all of them together. `change` is the body that `PUT /api/settings` takes.

    At most 10 000 customers: beyond, 409. Days need 100 customers who came back, everything else 20 who ordered.
    """
    found = suggest_settings(call.shop)
    return Answer({"success": True, "data": render_suggested(found, call.settings, call.tenant, call.now_ms)})


def _answer(settings: Settings, revision: int, call: Call) -> Answer[SettingsAnswer]:
    body: SettingsAnswer = {"success": True, "data": as_given(settings, call.tenant.exponent)}
    return Answer(body, headers={"ETag": etag(revision)})
