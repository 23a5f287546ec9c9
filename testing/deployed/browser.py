"""Debian's Chromium, driven by Playwright: pages that notice every complaint, every foreign request, every breach."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / "dashboard" / "node_modules" / "axe-core" / "axe.min.js"
# Chromium's own sandbox cannot be had in a container; the pages are ours.
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@dataclass
class Noticed:
    """What a page said and whom it called, from its beginning."""

    complaints: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)


@contextmanager
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        try:
            yield found
        finally:
            found.close()


@contextmanager
def page_of(chromium: Browser, *, width: int = 1024, scheme: Any = "light") -> Iterator[tuple[Page, Noticed]]:
    """A page of a browser that knows nothing."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB")
    page, noticed = context.new_page(), Noticed()
    page.set_default_timeout(30_000)
    page.on("console", lambda said: noticed.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: noticed.complaints.append(str(error)))
    page.on("request", lambda request: noticed.origins.add("://".join(urlsplit(request.url)[:2])))
    try:
        yield page, noticed
    finally:
        context.close()


# All that a theme can break: the others look at what a page is made of, which is the same in both.
_COLOURS = ("color-contrast", "link-in-text-block")


def violations(page: Page, *, colours_alone: bool = False) -> list[str]:
    """What the accessibility check finds: the rule and where. For a second theme the rules of colours are enough."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(_COLOURS)} if colours_alone else {})
    found = page.evaluate("options => axe.run(document, options)", options)
    return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]
