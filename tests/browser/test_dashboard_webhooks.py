"""Webhooks on the dashboard: made with a secret shown once, tried, read of, sent once more, switched off, removed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of
from testing.deployed.dashboard import breaches, opened, settled, show, unfolded
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


TAKEN = (200, b"taken with thanks")
NAME = "Ludovica-Maximiliana Featherstonehaugh-Cholmondeley von und zu Hohenlohe " * 3


class Receiver(HTTPServer):
    """Somebody who is told of what happens, and answers what a test wants them to."""

    answers = TAKEN

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Answers(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status, said = self.server.answers
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def receiver(stack: Stack) -> Iterator[Receiver]:
    if stack.at.is_account:
        pytest.skip("an account calls no address of this machine")
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def made(page: Page, address: str, description: str = "") -> Locator:
    """Makes a webhook on its page, and keeps its secret."""
    show(page, "data?tab=webhooks")
    form = page.get_by_role("form", name="A new webhook")
    form.get_by_label("Address, https").fill(address)
    form.get_by_label("What it is for").fill(description)
    form.get_by_label("Joined an own segment").check()
    form.get_by_label("A webhook was switched off").check()
    form.get_by_role("button", name="Add").click()
    secret_kept(page)
    return page.locator("section.figure", has_text=address)


def secret_kept(page: Page) -> str:
    """The secret that is shown this once."""
    page.get_by_text("shown this once").wait_for()
    secret = page.locator(".note code").inner_text()
    assert secret.startswith("whsec_")
    page.get_by_role("button", name="I have kept it").click()
    assert page.get_by_text("whsec_").count() == 0
    return secret


def tried(one: Locator, answer: str) -> Locator:
    """Sends a test and looks until the deliveries have the answer; the newest of them."""
    one.get_by_role("button", name="Send a test").click()
    deliveries = unfolded(one.page, "Deliveries", one)
    return seen(deliveries, answer)


def seen(deliveries: Locator, answer: str) -> Locator:
    newest = deliveries.locator("tbody tr").first
    for _ in range(60):
        settled(deliveries.page)
        if newest.count() and answer in newest.inner_text():
            return newest
        deliveries.page.wait_for_timeout(250)
        deliveries.get_by_role("button", name="Look again").click()
    raise AssertionError(f"{answer} is not in {deliveries.inner_text()}")


def removed(one: Locator) -> None:
    one.get_by_role("button", name="Remove").click()
    one.locator(".sure").get_by_role("button", name="Remove").click()
    one.wait_for(state="detached")


def test_a_webhook_is_made_tried_replayed_given_a_new_secret_switched_off_and_removed(
    page: Page, receiver: Receiver
) -> None:
    one = made(page, receiver.address)
    assert one.locator(".chips .chip").all_inner_texts() == ["Joined an own segment", "A webhook was switched off"]
    first = tried(one, "taken with thanks")
    assert "A test" in first.inner_text()
    assert "delivered" in first.inner_text()
    assert "200 · taken with thanks" in first.inner_text()

    receiver.answers = (202, b"and again")
    again = one.get_by_role("form", name="Send once more")
    again.get_by_label("Whatever was delivered since").fill("2026-01-01")
    again.get_by_role("button", name="Send once more").click()
    one.get_by_text("1 delivery will be sent once more.").wait_for()
    seen(unfolded(one.page, "Deliveries", one), "202 · and again")

    one.get_by_role("button", name="New secret").click()
    one.locator(".sure").get_by_role("button", name="New secret").click()
    secret_kept(page)

    one.get_by_role("button", name="Switch off").click()
    one.get_by_role("button", name="Switch on").wait_for()
    assert "off" in one.locator("header .chip").inner_text()
    one.get_by_role("button", name="Switch on").click()
    one.get_by_role("button", name="Switch off").wait_for()
    removed(one)


def test_what_a_receiver_does_not_take_waits_and_says_what_was_answered(page: Page, receiver: Receiver) -> None:
    receiver.answers = (503, b"closed for the night")
    one = made(page, receiver.address)
    newest = tried(one, "closed for the night")
    assert "503" in newest.inner_text()
    assert "delivered" not in newest.inner_text()
    removed(one)


@pytest.mark.complains("400 (Bad Request)", "409 (Conflict)")
def test_what_the_api_refuses_of_a_webhook_is_said_where_it_was_asked(page: Page, receiver: Receiver) -> None:
    show(page, "data?tab=webhooks")
    form = page.get_by_role("form", name="A new webhook")
    form.get_by_label("Address, https").fill("ftp://shop.example/hook")
    assert form.get_by_role("button", name="Add").is_disabled()
    form.get_by_label("Joined an own segment").check()
    form.get_by_role("button", name="Add").click()
    form.locator("[aria-invalid]").wait_for()
    assert form.locator("em.risk").count() == 1

    one = made(page, receiver.address)
    one.get_by_role("button", name="Switch off").click()
    one.get_by_role("button", name="Switch on").wait_for()
    one.get_by_role("button", name="Send a test").click()
    one.get_by_role("alert").wait_for()
    assert "not active" in one.get_by_role("alert").inner_text()
    removed(one)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_webhooks_with_long_names_and_deliveries_break_no_rule_nor_their_width(
    address: str, chromium: Browser, receiver: Receiver, scheme: str
) -> None:
    with page_of(chromium, scheme=scheme) as (page, noticed):
        opened(page, address)
        one = made(page, f"{receiver.address}/{'long' * 60}", NAME)
        tried(one, "taken with thanks")
        one.get_by_role("button", name="New secret").click()
        assert breaches(page, scheme) == {}
        one.get_by_role("button", name="Cancel").click()
        removed(one)
        assert noticed.complaints == []


def test_whoever_is_no_admin_is_shown_no_webhooks(address_as: Callable[[str], str], chromium: Browser) -> None:
    with page_of(chromium) as (page, noticed):
        opened(page, address_as("editor"))
        show(page, "data?tab=webhooks")
        assert "An admin of the shop may see these." in page.inner_text("main")
        assert page.get_by_role("link", name="Webhooks").count() == 0
        assert noticed.complaints == []
