"""Tokens for machine clients, in the shapes of RFC 6749."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...errors import TokenFault
from ..door.operation import Operation
from ..door.shapes import Body, Shape


class TokenRequest(Body):
    """A form. The id and the secret may come as HTTP Basic instead."""

    grant_type: Literal["client_credentials"]
    client_id: Annotated[str | None, Field(pattern="^client-[0-9a-f]{12}$")] = None
    client_secret: Annotated[str | None, Field(pattern="^[ab][A-Za-z0-9_-]{39}$")] = None


class TokenAnswer(Shape):
    access_token: str
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(description="Seconds until it ends.", examples=[3600])]


class TokenError(Shape):
    """Why there is no token (RFC 6749, 5.2)."""

    error: TokenFault
    error_description: Annotated[str, Field(description="One sentence.")]


OPERATIONS = {
    "post_token": Operation("Tokens", TokenAnswer, TokenRequest, secret=True),
}
