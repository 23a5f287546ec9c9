"""A page of an older build, which a cache or a process of before has answered, where a newer one is served."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of
from testing.deployed.dashboard import allowed, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from testing.deployed.stack import Stack

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

OLDER = "app-0123456789ab.js"
SCRIPT = re.compile(r"app-[0-9a-f]{12}\.js")


def of_an_older_build(route: Route) -> None:
    """The page as it is served, but for the script that it names."""
    answer = route.fetch()
    page, names = SCRIPT.subn(OLDER, answer.text())
    assert names == 1
    route.fulfill(response=answer, body=page)


def documents(page: Page) -> list[str]:
    """Every document that the page asks for from now on."""
    found: list[str] = []
    page.on("request", lambda asked: found.append(asked.url) if asked.is_navigation_request() else None)
    return found


def test_a_page_of_an_older_build_loads_the_newer_one_and_keeps_its_address_and_its_session(
    stack: Stack, address: str, chromium: Browser
) -> None:
    with page_of(chromium) as (page, noticed):
        asked = documents(page)
        page.route("**/app", of_an_older_build, times=1)

        page.goto(address)

        page.wait_for_selector("nav.screens")
        settled(page)
        assert page.inner_text("h1") == "Today"
        assert len(asked) == 2, "the older page, and the newer one once"
        assert page.locator(f"script[src$='{OLDER}']").count() == 0
        assert noticed.complaints == []
        assert noticed.origins <= allowed(stack)


def test_where_the_newer_page_is_not_there_yet_it_is_said_and_nothing_reloads_for_ever(
    address: str, chromium: Browser
) -> None:
    with page_of(chromium) as (page, noticed):
        asked = documents(page)
        page.route("**/app", of_an_older_build)
        page.goto(address)
        page.get_by_text("A new version is here: reload this page in a moment.").wait_for()
        page.wait_for_timeout(1_000)
        assert len(asked) == 2

        page.unroute("**/app")
        page.reload()
        page.wait_for_selector("nav.screens")
        assert noticed.complaints == []
