"""Who is signed in: by the pool, by the command, and what happens when either is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of
from testing.deployed.dashboard import SHOP, allowed, new_member, opened, settled, show, sign_in
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


def refuse(route: Route) -> None:
    """As the API answers a token that is too old."""
    route.fulfill(status=401, json={"message": "Unauthorized"})


def test_a_person_comes_back_to_the_screen_they_wanted_and_again_when_their_hour_is_over(
    stack: Stack, shop: str, chromium: Browser
) -> None:
    password = new_member(stack, "olga@example.com")
    with page_of(chromium) as (page, noticed):
        page.goto(f"{stack.at.api}/app#/retention")
        page.click("text=Sign in")
        sign_in(page, "olga@example.com", password)

        assert page.url == f"{stack.at.api}/app#/retention"
        assert page.inner_text("h1") == "Retention"
        # A viewer changes nothing.
        show(page, "data")
        assert page.locator(".drop").count() == 0

        # An hour later several calls of a screen are refused at once.
        page.route("**/api/**", refuse)
        page.evaluate("() => { location.hash = '#/segments?by=rfm' }")
        page.wait_for_selector("input[name=username]")
        page.unroute("**/api/**")
        sign_in(page, "olga@example.com", password)

        assert page.url == f"{stack.at.api}/app#/segments?by=rfm"
        assert page.get_by_role("heading", name="RFM groups").count() == 1
        assert noticed.origins <= allowed(stack)


def test_after_a_reload_the_command_is_named_and_never_the_pool_s_form(page: Page) -> None:
    page.reload()

    page.wait_for_selector("main.door")
    assert "The session has ended." in page.inner_text("main")
    assert f"regulars dashboard --tenant {SHOP}" in page.inner_text("main")


@pytest.mark.complains("401 (Unauthorized)")
def test_an_hour_of_the_command_ends_with_the_command_and_a_new_address_leads_back(
    stack: Stack, address: str, page: Page
) -> None:
    show(page, "customers?segment=VIP")
    page.route("**/api/**", refuse)
    page.evaluate("() => { location.hash = '#/customers?segment=Dormant' }")
    page.wait_for_selector("main.door")
    assert f"regulars dashboard --tenant {SHOP}" in page.inner_text("main")
    page.unroute("**/api/**")

    # The new address is opened in the same tab, which loads nothing anew.
    page.evaluate("hash => { location.hash = hash }", "#" + address.partition("#")[2])
    page.wait_for_selector("nav.screens")
    settled(page)

    assert page.url == f"{stack.at.api}/app#/customers?segment=Dormant"
    assert set(page.locator("table.list .chip[class*=seg-]").all_inner_texts()) == {"Dormant"}


def test_an_address_that_is_too_old_names_the_tenant_it_was_for(address: str, chromium: Browser) -> None:
    with page_of(chromium) as (page, _):
        page.route("**/api/**", refuse)
        page.goto(address)

        page.wait_for_selector("main.door")
        assert f"regulars dashboard --tenant {SHOP}" in page.inner_text("main")


def test_who_signs_out_is_out(address: str, chromium: Browser) -> None:
    with page_of(chromium) as (page, _):
        opened(page, address)
        page.click("text=Sign out")

        page.wait_for_selector("main.door")
        assert page.locator("nav.screens").count() == 0


def test_a_sign_in_that_was_not_begun_here_is_refused(stack: Stack, chromium: Browser) -> None:
    with page_of(chromium) as (page, _):
        page.goto(f"{stack.at.api}/app?code=stolen&state=other")
        page.wait_for_selector("main.door")

        assert "This sign-in was not begun here." in page.inner_text("main")
        assert "stolen" not in page.url
