"""What needs no token: the description of the API, a page to try it, and a sign of life."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import NotFound
from .call import Asked
from .endpoint import Answer, Routes

if TYPE_CHECKING:
    from .shapes import Health

routes = Routes()

_HERE = Path(__file__).parents[1]
_PAGE = _HERE / "docs_page"
_ASSETS = {
    "index.html": "text/html; charset=utf-8",
    "init.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}
# Swagger UI sets style attributes and shows its icons as data: addresses; nothing may come from elsewhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_ALIVE: Health = {"success": True, "data": {"status": "ok"}}
_SAFE = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


@routes.get("/openapi.json", role=None)
def get_openapi(asked: Asked) -> Answer[str]:
    """This description."""
    return Answer((_HERE / "openapi.json").read_text("utf-8"), headers={"Content-Type": "application/json"})


@routes.get("/docs", role=None)
def get_docs(asked: Asked) -> Answer[str]:
    """A page to read and try the API."""
    return _asset("index.html")


@routes.get("/docs/<asset>", role=None)
def get_docs_asset(asked: Asked, asset: str) -> Answer[str]:
    """A part of that page."""
    return _asset(asset)


@routes.get("/health", role=None)
def get_health(asked: Asked) -> Answer[Health]:
    """Whether the API answers."""
    return Answer(_ALIVE)


@routes.get("/api/health", role=None)
def get_api_health(asked: Asked) -> Answer[Health]:
    """The same, also where `/health` is not ours."""
    return Answer(_ALIVE)


def _asset(asset: str) -> Answer[str]:
    """Raises `NotFound`."""
    if asset not in _ASSETS:
        raise NotFound("The page has no such part.")
    headers = _SAFE | {"Content-Type": _ASSETS[asset], "Cache-Control": "public, max-age=3600"}
    return Answer((_PAGE / asset).read_text("utf-8"), headers=headers)
