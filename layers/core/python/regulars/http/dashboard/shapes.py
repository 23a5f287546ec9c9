"""Where people sign in to the dashboard."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Shape


class SignInPage(Shape):
    """All null where tokens come from somewhere else than the stack's own user pool."""

    authorize: Annotated[str | None, Field(description="Where a sign-in by code and PKCE begins.")]
    token: Annotated[str | None, Field(description="Where the code becomes a token.")]
    logout: Annotated[str | None, Field(description="Where a session of the pool ends.")]
    clientId: str | None


OPERATIONS = {
    "get_front": Operation("Documents", None, status=302, media_type="text/html"),
    "get_app": Operation("Documents", None, media_type="text/html", etag=True),
    "get_app_config": Operation("Documents", SignInPage),
    "get_app_asset": Operation(
        "Documents", None, problems=(404,), media_type="text/javascript, text/css, image/svg+xml"
    ),
}
