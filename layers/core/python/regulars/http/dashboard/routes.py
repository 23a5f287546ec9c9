"""The page, its two assets as they were built, and where its people sign in."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import NotFound
from ..door.call import Asked
from ..door.endpoint import Answer, Routes
from .policy import policy
from .reload import RELOAD

if TYPE_CHECKING:
    from .shapes import SignInPage

routes = Routes()

_BUILT = Path(__file__).with_name("built")
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
_SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
# A name with a digest of its content never names anything else.
_DIGEST = re.compile(r"-[0-9a-f]{12}\.")
_SCRIPT = re.compile(r"app-[0-9a-f]{12}\.js")
_FOR_EVER, _FOR_AN_HOUR = "public, max-age=31536000, immutable", "public, max-age=3600"
# Best first. A build leaves each file beside its two compressed forms.
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@routes.get("/", role=None)
def get_front(_asked: Asked) -> Answer[str]:
    """Redirects the API's own address to the dashboard."""
    headers = _SAFE | {"Location": "/app", "Content-Type": "text/html; charset=utf-8"}
    return Answer('<a href="/app">The dashboard</a>', 302, headers)


@routes.get("/app", role=None)
def get_app(asked: Asked) -> Answer[str]:
    """The dashboard.

    Open it in a browser: people sign in on the user pool's own page, or by the address that `regulars dashboard`
    prints.
    """
    page = _read("shell.html")
    allowed = policy(asked.stores)
    tag = f'"{hashlib.sha256(page + allowed.encode()).hexdigest()[:16]}"'
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache", "ETag": tag}
    headers |= _SAFE | {"Content-Security-Policy": allowed}
    return Answer(page.decode(), headers=headers)


@routes.get("/app/config.json", role=None)
def get_app_config(asked: Asked) -> Answer[SignInPage]:
    """Where people sign in: addresses of the user pool, and the dashboard's client id.

    All null where tokens come from somewhere else.
    """
    sign_in, client_id = asked.stores.sign_in_page, asked.stores.names.dashboard_client_id
    known = sign_in and client_id
    body: SignInPage = {
        "authorize": f"{sign_in}/oauth2/authorize" if known else None,
        "token": f"{sign_in}/oauth2/token" if known else None,
        "logout": f"{sign_in}/logout" if known else None,
        "clientId": client_id if known else None,
    }
    return Answer(body, headers={"Cache-Control": "no-cache"})


@routes.get("/app/<asset>", role=None)
def get_app_asset(asked: Asked, asset: str) -> Answer[str | bytes]:
    """A part of the dashboard; a new script or style sheet has a new name.

    A script of another build is answered by one that reloads the page.
    """
    media_type = _TYPES.get(Path(asset).suffix)
    if media_type is None:
        raise NotFound("The dashboard has no such part.")
    accepted = asked.headers.get("accept-encoding", "")
    encoding, suffix = next((one for one in _ENCODINGS if one[0] in accepted), ("", ""))
    try:
        content = _read(asset + suffix) if asset in _assets() else None
    except FileNotFoundError:
        content = None
    if content is None:
        return _of_another_build(asset, media_type)
    age = _FOR_EVER if _DIGEST.search(asset) else _FOR_AN_HOUR
    headers = _SAFE | {"Content-Type": media_type, "Cache-Control": age, "Vary": "Accept-Encoding"}
    if encoding:
        return Answer(content, headers=headers | {"Content-Encoding": encoding})
    return Answer(content.decode(), headers=headers)


def _of_another_build(asset: str, media_type: str) -> Answer[str | bytes]:
    """The page that names it was answered by a process of before, or this one has kept it: both are looked up anew."""
    _assets.cache_clear()
    _read.cache_clear()
    if not _SCRIPT.fullmatch(asset):
        raise NotFound("The dashboard has no such part.")
    return Answer(RELOAD, headers=_SAFE | {"Content-Type": media_type, "Cache-Control": "no-store"})


@cache
def _assets() -> frozenset[str]:
    return frozenset(file.name for file in _BUILT.iterdir())


@cache
def _read(name: str) -> bytes:
    return (_BUILT / name).read_bytes()
