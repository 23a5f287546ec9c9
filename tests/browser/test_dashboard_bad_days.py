"""Bad days of the dashboard: what has failed says so, what still holds stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of
from testing.deployed.dashboard import SCREENS, address_of, fits, opened, said_of, section, settled, show
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


def test_an_empty_shop_says_what_to_do_next(stack: Stack, chromium: Browser) -> None:
    stack.operator("tenant", "create", "nobody", "--name", "متجر القهوة " + "long " * 30, "--currency", "JPY")
    with page_of(chromium, width=390) as (page, noticed):
        opened(page, address_of(stack, "nobody"))
        for screen in SCREENS:
            show(page, screen)
            assert page.inner_text("main").strip()
            assert fits(page), screen
        show(page, "")
        assert "drop your shop's export" in page.inner_text("main")
        assert [one for one in noticed.complaints if "409" not in one] == []


@pytest.mark.complains("ERR_FAILED", "503 (Service Unavailable)")
def test_while_the_api_is_down_the_page_says_what_still_holds(page: Page) -> None:
    show(page, "customers")
    names = said_of(page, "Customer")
    page.route("**/api/customers?*", lambda route: route.abort())
    show(page, "customers?segment=VIP")

    page.wait_for_selector("[role=alert]")
    assert "The API cannot be reached" in page.inner_text("[role=alert]")
    assert "Below is what was read before." in page.inner_text("[role=alert]")
    assert said_of(page, "Customer") == names

    page.unroute("**/api/customers?*")
    headers = {"apigw-requestid": "Req-7"}
    page.route("**/api/customers?*", lambda route: route.fulfill(status=503, headers=headers, json={"message": "no"}))
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector("text=The API answered 503.")
    assert "Request Req-7" in page.inner_text("[role=alert]")

    page.unroute("**/api/customers?*")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_function("() => !document.querySelector('[role=alert]')")
    settled(page)
    assert set(said_of(page, "Segment")) == {"VIP"}


@pytest.mark.complains("429 (Too Many Requests)")
def test_too_many_calls_wait_as_long_as_they_are_asked_to_or_say_how_long(page: Page) -> None:
    asked: list[str] = []

    def limited(seconds: str) -> None:
        def answer(route: Route) -> None:
            asked.append(seconds)
            if asked.count(seconds) > 1:
                route.continue_()
            else:
                route.fulfill(status=429, headers={"Retry-After": seconds}, json={"detail": "Too many calls."})

        page.route("**/api/customers?segment=*", answer)

    limited("1")
    show(page, "customers?segment=VIP")
    page.wait_for_selector("table.list")
    assert page.locator("[role=alert]").count() == 0
    assert asked == ["1", "1"]

    page.unroute("**/api/customers?segment=*")
    limited("30")
    page.evaluate("() => { location.hash = '#/customers?segment=New' }")
    page.wait_for_selector("text=Too many calls at once: try again in 30 seconds.")
    page.get_by_role("button", name="Try again").click()
    settled(page)
    assert page.locator("[role=alert]").count() == 0
    assert set(page.locator("table.list .chip[class*=seg-]").all_inner_texts()) == {"New"}


@pytest.mark.complains("ERR_FAILED")
def test_one_call_that_fails_leaves_the_rest_of_the_page_standing(page: Page) -> None:
    show(page, "customers?segment=VIP")
    one = str(page.locator("table.list tbody th a").first.get_attribute("href"))[2:]
    page.route("**/insights", lambda route: route.abort())
    show(page, one)

    failed = page.locator("section.figure", has_text="What to do")
    assert failed.get_by_role("alert").count() == page.get_by_role("alert").count() == 1
    assert section(page, "What they are worth").locator("dd").count() == 4
    assert page.locator(".timeline circle").count() > 0

    page.unroute("**/insights")
    failed.get_by_role("button", name="Try again").click()
    page.wait_for_selector("text=Provide VIP treatment")
    assert page.get_by_role("alert").count() == 0


def test_an_import_that_stopped_half_way_is_gone_on_with(page: Page) -> None:
    states = ["failed", "done"]
    known = ("importId", "fileName", "error", "finishedAt", "counts", "recognised", "reconciliation", "withoutCustomer")
    found = dict.fromkeys(known) | {
        "importId": "I1",
        "fileName": "orders.csv",
        "options": {},
        "statuses": [],
        "advice": [],
        "refusals": [],
        "progress": {"phase": "loading", "position": None, "rows": 2, "rowsDone": 1},
    }
    page.route("**/api/imports/I1", lambda route: route.fulfill(json={"data": found | {"state": states[0]}}))
    asked: list[str] = []

    def retried(route: Route) -> None:
        asked.append(route.request.method)
        del states[0]
        route.fulfill(status=202, json={"data": found | {"state": "waiting"}})

    page.route("**/api/imports/I1/retry", retried)
    show(page, "data/imports/I1")
    page.get_by_role("button", name="Go on with it").click()

    page.wait_for_selector(".chip.good:has-text('done')")
    assert asked == ["POST"]
