"""Tokens for machine clients: OAuth 2.0, client credentials (RFC 6749, 4.4), in the RFC's shapes, without envelope."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote_plus

from ...errors import PayloadTooLarge, StoreUnavailable, TokenFault, TokenRefused, TooManyCalls
from ...facts.client import user_of
from ..door.call import Asked
from ..door.endpoint import Answer, Routes

if TYPE_CHECKING:
    from .shapes import TokenAnswer, TokenError

routes = Routes()

_FORM = "application/x-www-form-urlencoded"
_GRANT = "client_credentials"
_MOST_BYTES = 4_096
TOKENS_A_SECOND = 10
"""Sign-ins of a container; the gateway's own throttle of this route bounds all containers together."""
# RFC 6749, 5.1: no cache may keep a token.
_UNKEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_ASKED_AGAIN = {"WWW-Authenticate": 'Basic realm="regulars", charset="UTF-8"'}
_AT_LEAST_A_SECOND = {"Retry-After": "2"}
_NOT_KNOWN = "The client's id or secret is wrong, or its time is over."


class _Credentials(NamedTuple):
    client_id: str
    secret: str


@routes.post("/oauth/token", role=None, writes=False)
def post_token(asked: Asked) -> Answer[TokenAnswer] | Answer[TokenError]:
    """An access token for a machine client, valid for an hour, by its id and secret.

    Send a form with `grant_type=client_credentials`; the id and the secret as HTTP Basic, or in the form as `client_id`
    and `client_secret`. `regulars client create` makes a client; its role is the token's, so scopes are not used.
    There is no refresh token: ask again. Ten calls a second are taken, of all clients together: keep a token until it
    ends.
    """
    try:
        return _exchange(asked)
    except TokenRefused as refused:
        headers = _ASKED_AGAIN if refused.error == "invalid_client" else {}
        return _refusal(401 if headers else 400, refused.error, str(refused), headers)
    except PayloadTooLarge as fault:
        return _refusal(400, "invalid_request", str(fault), {})
    except TooManyCalls as fault:
        return _refusal(429, "temporarily_unavailable", str(fault), {"Retry-After": str(fault.retry_after_s)})
    except StoreUnavailable:
        return _refusal(503, "temporarily_unavailable", "The user pool is busy: try again.", _AT_LEAST_A_SECOND)


def _exchange(asked: Asked) -> Answer[TokenAnswer]:
    form = _form(asked)
    grant = form.get("grant_type")
    if grant is None:
        raise TokenRefused("invalid_request", f"grant_type is missing: send grant_type={_GRANT}.")
    if grant != _GRANT:
        raise TokenRefused("unsupported_grant_type", f"Only grant_type={_GRANT} is known here.")
    credentials = _credentials(asked.headers.get("authorization", ""), form)
    if "scope" in form:
        raise TokenRefused("invalid_scope", "Scopes are not used: the client's role decides. Leave scope out.")
    sign_in = asked.stores.sign_in
    if not sign_in.is_here:
        raise TokenRefused("invalid_client", "This deployment's tokens come from its own issuer: ask there.")
    user = user_of(credentials.client_id, credentials.secret)
    if user and not (allowance := asked.bucket.take(asked.event["rawPath"], asked.now_ms)).taken:
        raise TooManyCalls("Too many tokens are asked for: keep one until it ends.", allowance.retry_after_s)
    token = sign_in.access_token(user, credentials.secret) if user else None
    if token is None:
        raise TokenRefused("invalid_client", _NOT_KNOWN)
    return Answer({"access_token": token.text, "token_type": "Bearer", "expires_in": token.seconds}, headers=_UNKEPT)


def _form(asked: Asked) -> dict[str, str]:
    """The parameters of the body; one without a value counts as left out (RFC 6749, 3.2)."""
    if asked.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise TokenRefused("invalid_request", f"Send the parameters as a form: Content-Type: {_FORM}.")
    if asked.event.get("rawQueryString"):
        raise TokenRefused("invalid_request", "Send the parameters in the body, not in the address.")
    body = asked.body
    if len(body) > _MOST_BYTES:
        raise TokenRefused("invalid_request", "The body is larger than 4 KB.")
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        raise TokenRefused("invalid_request", "The body is not UTF-8.") from None
    names = [name for name, _ in pairs]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise TokenRefused("invalid_request", f"{_shown(repeated)} is given more than once.")
    return {name: value for name, value in pairs if value}


def _credentials(authorization: str, form: Mapping[str, str]) -> _Credentials:
    """From one place: either HTTP Basic or the form (RFC 6749, 2.3.1)."""
    scheme, _, rest = authorization.partition(" ")
    if not authorization:
        if "client_id" in form and "client_secret" in form:
            return _Credentials(form["client_id"], form["client_secret"])
        raise TokenRefused("invalid_client", "client_id and client_secret are missing: send both, or HTTP Basic.")
    if scheme.lower() != "basic":
        raise TokenRefused("invalid_client", "Only HTTP Basic, or client_id and client_secret in the form, are taken.")
    if "client_secret" in form:
        raise TokenRefused("invalid_request", "The secret came twice: send HTTP Basic or client_secret, not both.")
    try:
        client_id, colon, secret = base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        client_id = colon = secret = ""
    if not colon:
        raise TokenRefused(
            "invalid_client", "The Authorization header is not HTTP Basic: it needs base64 of id:secret."
        )
    found = _Credentials(unquote_plus(client_id), unquote_plus(secret))
    if form.get("client_id", found.client_id) != found.client_id:
        raise TokenRefused("invalid_request", "client_id is another one than that of HTTP Basic.")
    return found


def _refusal(status: int, error: TokenFault, description: str, headers: Mapping[str, str]) -> Answer[TokenError]:
    return Answer({"error": error, "error_description": description}, status, {**_UNKEPT, **headers})


def _shown(name: str) -> str:
    """A parameter's name as an error_description may hold it (RFC 6749, 5.2: printable ASCII, no quotes)."""
    return re.sub(r"[^\w.-]", "?", name[:40], flags=re.ASCII)
