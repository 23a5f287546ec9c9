"""Erasures on the dashboard: typed out, waited for, cancelled, certified, and how whoever was erased comes back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM
from testing.deployed.dashboard import section, settled, show
from testing.deployed.privacy import JOBS, answered, done, job, privacy_of, somebody
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


def begun(stack: Stack, shop: str, customer: str) -> str:
    """An erasure that was asked for of them; its id."""
    answer = stack.call("POST", JOBS, token=stack.token(shop), body={"customerId": customer})
    assert answer.status == 202, answer.body
    return str(answer.json()["data"]["jobId"])


@pytest.fixture(scope="module", autouse=True)
def comes_back(stack: Stack, shop: str) -> tuple[str, str]:
    """Somebody whose erasure begins before the first test, and is done by the last one; with its id."""
    customer = somebody(stack, shop, "comes-back")
    return customer, begun(stack, shop, customer)


def erased(page: Page, customer: str, reason: str) -> None:
    """Asks for the erasure, which is typed out."""
    part = privacy_of(page, customer)
    form = part.get_by_role("form", name="Erase them")
    form.get_by_label(re.compile("^Reason")).fill(reason)
    sure = form.get_by_label(f"Type {customer}")
    for typed in ("", customer[:-1], customer.upper()):
        sure.fill(typed)
        assert form.get_by_role("button", name="Erase for good").is_disabled()
    sure.fill(customer)
    form.get_by_role("button", name="Erase for good").click()
    page.wait_for_function("() => location.hash.startsWith('#/privacy/')")
    settled(page)


def delay(stack: Stack, shop: str, hours: int) -> None:
    read = stack.call("GET", "/api/settings", token=stack.token(shop))
    body = {"erasureDelayHours": hours}
    headers = {"if-match": read.headers["etag"]}
    answer = stack.call("PUT", "/api/settings", token=stack.token(shop), body=body, headers=headers)
    assert answer.status == 200, answer.body


@pytest.mark.complains("404 (Not Found)", "409 (Conflict)")
def test_an_erasure_is_typed_out_waits_is_cancelled_and_asked_for_again(stack: Stack, shop: str, page: Page) -> None:
    customer = somebody(stack, shop, "waits")
    delay(stack, shop, 24)
    try:
        erased(page, customer, "asked by letter")
        assert page.locator(".page-head .chip").inner_text() == "waiting"
        assert "asked by letter" in page.inner_text(".page-head")
        assert "It begins" in page.inner_text("main")
        page.get_by_role("button", name="Cancel the erasure").click()
        page.locator(".sure").get_by_role("button", name="Cancel the erasure").click()
        page.get_by_text("It never began: everything is as it was.").wait_for()
        show(page, f"customers/{customer}")
        assert page.get_by_role("heading", name="Paula", level=1).count() == 1
    finally:
        delay(stack, shop, 0)

    erased(page, customer, "asked again")
    page.locator(".page-head .chip", has_text=re.compile("running|settling|done")).wait_for(timeout=90_000)
    number = page.locator(".page-head code").inner_text()
    show(page, "privacy")
    row = page.get_by_role("row", name=re.compile(number))
    assert "asked again" in row.inner_text()
    assert customer not in page.inner_text("main")
    show(page, f"customers/{customer}")
    assert "Paula" not in page.inner_text("main")


@pytest.mark.complains("400 (Bad Request)")
def test_a_reason_that_names_them_is_refused_at_its_field(stack: Stack, shop: str, page: Page) -> None:
    customer = somebody(stack, shop, "named")
    form = privacy_of(page, customer).get_by_role("form", name="Erase them")
    form.get_by_label(re.compile("^Reason")).fill(f"{customer} wrote a letter")
    form.get_by_label(f"Type {customer}").fill(customer)
    form.get_by_role("button", name="Erase for good").click()
    form.locator("[aria-invalid]").wait_for()
    assert "must not name the person" in form.inner_text()


@pytest.mark.complains("404 (Not Found)")
def test_an_address_is_erased_by_its_own_form_and_one_that_nobody_has_says_so(page: Page) -> None:
    show(page, "privacy")
    form = page.get_by_role("form", name="Erase by an e-mail address")
    form.get_by_label("E-mail address").fill("nobody-at-all@example.com")
    assert form.get_by_role("button", name="Erase for good").is_disabled()
    form.get_by_label("Type ERASE").fill("ERASE")
    form.get_by_role("button", name="Erase for good").click()
    page.get_by_role("alert").wait_for()
    assert page.url.endswith("#/privacy")


def test_an_erasure_is_followed_until_it_is_done_and_its_certificate_is_saved_and_released(page: Page) -> None:
    states = [job(state="running"), job(state="settling"), done(sameAddress=["A1", "A2"])]

    def told(route: Route) -> None:
        route.fulfill(json={"success": True, "data": states.pop(0) if len(states) > 1 else states[0]})

    def released(route: Route) -> None:
        states[0] = done(releasedAt="2026-11-02T10:00:00Z")
        route.fulfill(json={"success": True, "data": states[0]})

    page.route(f"**{JOBS}/E1", told)
    page.route(f"**{JOBS}/E1/release", released)
    show(page, "privacy/E1")
    page.get_by_text("Nothing is left that could be found.").wait_for()
    assert re.search(r"lookup entries\s+1,200", section(page, "What was found and deleted").inner_text())
    assert re.search(r"point-in-time recovery\s.*6 Dec 2026", section(page, "What remains, until when").inner_text())
    assert "2 orders of other customers" in section(page, "The same address").inner_text()
    certificate = section(page, "Certificate")
    assert "regulars verify-erasure erasure-E1.json" in certificate.inner_text()
    with page.expect_download() as download:
        certificate.get_by_role("button", name="Save the certificate").click()
    assert json.loads(Path(download.value.path()).read_text("utf-8")) == done()["certificate"]

    way_back = section(page, "The way back")
    assert "orders of guests with their e-mail address or phone number" in way_back.inner_text()
    way_back.get_by_role("button", name="Let them come back").click()
    assert "they would have to be erased once more" in page.locator(".sure").inner_text()
    page.locator(".sure").get_by_role("button", name="Let them come back").click()
    page.get_by_text("they may come back: orders that name them are taken").wait_for()
    assert section(page, "The way back").locator("button, form").count() == 0


def test_an_erasure_that_failed_says_why_and_what_to_do(page: Page) -> None:
    answered(page, job(state="failed", error="The table of orders did not answer."))
    show(page, "privacy/E1")
    main = page.inner_text("main")
    assert "The table of orders did not answer." in main
    assert "Ask for it again" in main
    assert page.locator("main button").count() == 0


@pytest.mark.complains("409 (Conflict)")
def test_whoever_was_erased_comes_back_by_a_consent_and_nobody_else_does_by_it(
    stack: Stack, shop: str, page: Page, comes_back: tuple[str, str]
) -> None:
    customer, job_id = comes_back
    token = stack.token(shop)
    amid = somebody(stack, shop, "amid")
    begun(stack, shop, amid)
    show(page, f"privacy/{job_id}")
    page.get_by_text("Nothing is left that could be found.").wait_for(timeout=240_000)
    form = page.get_by_role("form", name="They gave a consent since")
    taken = form.get_by_role("button", name="Take them back")

    def typed(customer_id: str) -> None:
        form.get_by_label(re.compile("^Id")).fill(customer_id)
        assert taken.is_disabled(), "where they gave it is not said"
        form.get_by_label("First name").fill("Paula")
        form.get_by_label("Where they gave it").fill("a letter of theirs")
        taken.click()

    typed(amid)
    page.get_by_text("they can come back once that is done").wait_for()
    show(page, "privacy")
    show(page, f"privacy/{job_id}")
    typed(f"{customer}-not")
    page.get_by_text("is not whom this erasure was about").wait_for()
    assert stack.call("GET", f"{JOBS}/{job_id}", token=token).json()["data"]["releasedAt"] is None
    typed(customer)
    page.wait_for_function(f"() => location.hash === '#/customers/{customer}'")
    settled(page)
    assert page.get_by_role("heading", name="Paula", level=1).count() == 1
    show(page, f"privacy/{job_id}")
    assert "they may come back" in section(page, "The way back").inner_text()
    log = stack.call("GET", f"/api/customers/privacy/consents?customerId={customer}", token=token).json()["data"]
    assert [(one["channel"], one["action"], one["source"]) for one in log] == [
        ("email", "granted", "a letter of theirs")
    ]
