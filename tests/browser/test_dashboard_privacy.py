"""Privacy on the dashboard: a copy for a person, somebody new with a consent, and who may see the pages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of
from testing.deployed.dashboard import breaches, drawn, opened, section, settled, show, unfolded
from testing.deployed.privacy import answered, done, privacy_of, somebody
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


def test_everything_that_is_held_of_somebody_is_written_to_a_page_and_a_file(
    stack: Stack, shop: str, page: Page
) -> None:
    customer = somebody(stack, shop, "copied")
    part = privacy_of(page, customer)
    part.get_by_role("button", name="Write a copy").click()
    link = part.get_by_role("link", name="The page for them")
    link.wait_for(timeout=90_000)
    words = page.request.get(str(link.get_attribute("href"))).text()
    assert "Paula" in words
    file = part.locator("a[download]")
    data = page.request.get(str(file.get_attribute("href"))).json()
    assert customer in json.dumps(data)
    assert "profile: 1" in part.inner_text()
    assert re.search(r"The links are valid until .*, the files are kept until ", part.inner_text())

    # Links of one second are the same: what is new is that they were asked for.
    with page.expect_response(lambda answer: "/privacy/exports/" in answer.url) as asked:
        part.get_by_role("button", name="New links").click()
    assert asked.value.status == 200
    drawn(page)
    assert file.get_attribute("href") == asked.value.json()["data"]["files"]["data"]["url"]

    # Whoever comes back finds it.
    show(page, "overview")
    part = privacy_of(page, customer)
    assert part.get_by_role("link", name="The page for them").count() == 1

    show(page, "privacy")
    copies = section(page, "Copies for persons")
    row = copies.locator("tbody tr").first
    assert row.locator("a").get_attribute("href") == f"#/customers/{customer}"
    assert "done" in row.inner_text()
    row.get_by_role("button", name=re.compile(f"Links of the copy of {customer}")).click()
    link = copies.get_by_role("link", name="The page for them")
    link.wait_for()
    assert "Paula" in page.request.get(str(link.get_attribute("href"))).text()


def test_files_of_a_copy_that_are_gone_are_no_links_and_say_why(page: Page) -> None:
    at = "2026-11-01T10:00:00Z"
    gone = {"jobId": "P1", "state": "done", "customerId": "[erased]", "createdAt": at, "finishedAt": at, "error": None}
    meta = {"count": 1, "total": None, "totalAsOf": None, "nextCursor": None, "asOf": at}
    listed = {"success": True, "data": [{**gone, "counts": {"order": 2}}], "meta": meta}
    page.route("**/api/customers/privacy/exports?*", lambda route: route.fulfill(json=listed))
    found = {"success": True, "data": {**gone, "counts": {"order": 2}, "files": None, "filesGone": "erased"}}
    page.route("**/api/customers/privacy/exports/P1", lambda route: route.fulfill(json=found))
    show(page, "privacy")
    copies = section(page, "Copies for persons")
    assert copies.locator("tbody a").count() == 0
    copies.get_by_role("button", name=re.compile("^Links of the copy")).click()
    copies.get_by_text("The files are gone: they were erased since.").wait_for()
    assert "order: 2" in copies.inner_text()


def test_somebody_new_comes_with_a_consent_and_by_the_code_of_somebody_else(
    stack: Stack, shop: str, page: Page
) -> None:
    """The way back of who was erased: by a new profile with consent."""
    brought_by = somebody(stack, shop, "brings")
    show(page, f"customers/{brought_by}")
    code = unfolded(page, "Profile").locator("code").inner_text()
    assert re.fullmatch("[0-9a-f]{16}", code)
    customer = f"comes-{datetime.now(UTC):%H%M%S%f}"
    show(page, "new")
    form = page.get_by_role("form", name="New customer")
    form.get_by_label(re.compile("^Id")).fill(customer)
    form.get_by_label("First name").fill("Nina")
    form.get_by_label(re.compile("^Brought by the code")).fill(code)
    form.get_by_label(re.compile("^Consent to")).select_option("email")
    assert form.get_by_role("button", name="Add").is_disabled(), "where they gave it is not said"
    form.get_by_label("Where they gave it").fill("a letter of theirs")
    form.get_by_role("button", name="Add").click()
    page.wait_for_function(f"() => location.hash === '#/customers/{customer}'")
    settled(page)
    log = stack.call("GET", f"/api/customers/privacy/consents?customerId={customer}", token=stack.token(shop)).json()
    assert [(one["channel"], one["action"], one["source"]) for one in log["data"]] == [
        ("email", "granted", "a letter of theirs")
    ]


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_whoever_is_no_admin_is_told_that_an_admin_may(
    stack: Stack, shop: str, address_as: Callable[[str], str], chromium: Browser, role: str
) -> None:
    customer = somebody(stack, shop, role)
    with page_of(chromium) as (page, noticed):
        opened(page, address_as(role))
        assert page.get_by_role("link", name="Privacy", exact=True).count() == 0
        show(page, "privacy")
        assert "An admin of the shop may see these." in page.inner_text("main")
        part = privacy_of(page, customer)
        assert "An admin of the shop may write a copy" in part.inner_text()
        assert part.locator("button, form").count() == 0
        assert noticed.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_privacy_break_no_rule_nor_their_width(
    stack: Stack, shop: str, address: str, chromium: Browser, scheme: str
) -> None:
    customer = somebody(stack, shop, "Ludovica-Maximiliana-Featherstonehaugh-Cholmondeley-and-all-their-friends")
    with page_of(chromium, scheme=scheme) as (page, noticed):
        opened(page, address)
        show(page, "privacy")
        broken = {"list": breaches(page, scheme)}
        answered(page, done(reason="asked by letter " * 12, sameAddress=["A1" * 40]))
        show(page, "privacy/E1")
        page.get_by_role("button", name="Let them come back").click()
        broken["erasure"] = breaches(page, scheme)
        privacy_of(page, customer)
        broken["customer"] = breaches(page, scheme, (390, 1600))
        assert {screen: found for screen, found in broken.items() if found} == {}
        assert noticed.complaints == []
