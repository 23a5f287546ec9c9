"""Privacy on the dashboard: a copy for a person, an erasure typed out, waited for, cancelled, certified, released."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from testing.deployed.browser import CHROMIUM, page_of
from testing.deployed.dashboard import breaches, drawn, opened, section, settled, show, unfolded
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

JOBS = "/api/customers/privacy/erasures"


def somebody(stack: Stack, shop: str, name: str) -> str:
    """A customer of this test's own, who has only a profile; their id."""
    customer = f"{name}-{datetime.now(UTC):%H%M%S%f}"
    body = {"customerId": customer, "firstName": "Paula", "email": f"{customer}@example.com"}
    answer = stack.call("POST", "/api/customers/profiles", token=stack.token(shop), body=body)
    assert answer.status in (200, 201), answer.body
    return customer


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


def privacy_of(page: Page, customer: str) -> Locator:
    show(page, f"customers/{customer}")
    return unfolded(page, "Privacy")


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


def answered(page: Page, job: dict[str, Any]) -> None:
    """The page is answered with this erasure, as the API tells of one."""
    page.route(f"**{JOBS}/{job['jobId']}", lambda route: route.fulfill(json={"success": True, "data": job}))


def job(**of: Any) -> dict[str, Any]:
    """An erasure that waits, with what is given of it."""
    at = "2026-11-01T10:00:00Z"
    none = dict.fromkeys(("reason", "finishedAt", "releasedAt", "error", "counts", "certificate"))
    known = {"jobId": "E1", "state": "waiting", "personHash": "ab" * 16, "requestedBy": "ann", "createdAt": at}
    return {**none, **known, "beginsAt": at, "sameAddress": [], "remains": [], **of}


def done(**of: Any) -> dict[str, Any]:
    certificate = {"document": {"person": "ab"}, "algorithm": "A", "publicKey": "K", "signature": "S"}
    remains = [{"where": "point-in-time recovery", "what": "tables", "until": "2026-12-06T10:00:00Z"}]
    finished = {"state": "done", "finishedAt": "2026-11-01T10:20:00Z", "counts": {"order": 3, "lookupEntries": 1200}}
    return job(**finished, certificate=certificate, remains=remains, **of)


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
