"""Data of the dashboard: files that are dropped, tried, mended and imported, and settings."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM
from testing.deployed.dashboard import show
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


HEAD = "order_id,customer_id,ordered_at,status,product_id,quantity,unit_price"


def choose(page: Page, name: str, text: str) -> None:
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})


def import_it(page: Page) -> None:
    page.click("text=Import it now", timeout=90_000)
    page.wait_for_selector("text=What came of it", timeout=90_000)
    page.wait_for_selector(".chip.good:has-text('done')")


@pytest.mark.complains("401 (Unauthorized)")
def test_a_file_is_dropped_tried_and_imported_and_its_refused_row_is_mended(page: Page) -> None:
    show(page, "data")
    text = f"{HEAD}\nN1,newcomer,2026-01-20T10:00:00Z,paid,TEA,2,12.50\nN2,newcomer,not a day,paid,TEA,1,12.50\n"
    dropped = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'orders.csv')); return data }", text
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})

    page.wait_for_selector("text=Import it now", timeout=90_000)
    main = page.inner_text("main")
    assert "dry run: nothing was written" in main
    assert "not a day is no date" in main
    assert page.evaluate("() => fetch('/api/customers/newcomer').then(answer => answer.status)") == 401

    own_date = page.get_by_label("Exported").input_value()
    assert page.evaluate("at => Date.now() - new Date(at)", own_date) < 3 * 60_000
    import_it(page)
    assert "what was told live since then stays" in page.inner_text("main")
    assert "Line 3, ordered_at: not a day is no date" in page.inner_text("main")
    with page.expect_download() as download:
        page.click("text=Save the refused rows")
    refused = Path(download.value.path()).read_text("utf-8-sig")
    assert "N2" in refused
    assert "N1" not in refused

    show(page, "data")
    choose(page, "mended.csv", refused.replace("not a day", "2026-01-21T10:00:00Z"))
    import_it(page)
    assert "Save the refused rows" not in page.inner_text("main")
    show(page, "customers/newcomer")
    assert "newcomer" in page.inner_text("h1")
    assert re.search(r"Orders\s+2\s", page.inner_text(".facts"))


def test_what_settles_a_file_with_two_readings_holds_for_its_import_too(page: Page) -> None:
    show(page, "data")
    choose(page, "two.csv", f"{HEAD}\nN9,twofold,03/04/2026,paid,TEA,2,12.50\n")
    page.wait_for_selector("text=Read 03/04 as 3 April", timeout=90_000)
    assert page.locator("text=Read 1,234").count() == 0

    page.click("text=Read 03/04 as 3 April")
    import_it(page)
    show(page, "customers/twofold")
    assert "3 Apr 2026" in page.inner_text("main")


def test_suggested_thresholds_are_taken_over_previewed_and_saved_by_keyboard_alone(page: Page) -> None:
    def press(name: str) -> None:
        page.get_by_role("button", name=re.compile(name)).focus()
        page.keyboard.press("Enter")

    show(page, "data?tab=settings")
    vip = page.get_by_role("textbox", name="VIP: spent more than")
    vip.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("2000")
    press("Who would move")
    page.wait_for_selector("h2:has-text('Who would move')")
    assert re.search(r"\d+ from \w+ to VIP", page.inner_text("main"))

    press("Take over: VIP")
    suggested = page.locator("li.suggestion", has_text="VIP").locator("b").nth(1).inner_text()
    assert vip.input_value() == re.sub(r"[^\d.]|\.00$", "", suggested) != "2000"
    press("Who would move")
    page.wait_for_selector("h2:has-text('Who would move')")
    press("Save")

    page.wait_for_selector("text=Saved: every list is right by the new numbers.")


def test_addresses_of_nobody_and_the_sources_of_channels_are_set(page: Page) -> None:
    def field(name: str) -> Locator:
        return page.get_by_label(re.compile(name))

    show(page, "data?tab=settings")
    for contacts, sources in (("091234567, till@shop.example", "amazon.de = marketplace"), ("", "")):
        field("E-mails and phone numbers").fill(contacts)
        field("Source by channel").fill(sources)
        page.get_by_role("button", name="Who would move?").click()
        page.wait_for_selector("h2:has-text('Who would move')")
        page.get_by_role("button", name="Save").click()
        page.wait_for_selector("text=Saved: every list is right by the new numbers.")
        show(page, "data")
        show(page, "data?tab=settings")
        assert field("E-mails and phone numbers").input_value() == contacts
        assert field("Source by channel").input_value() == sources


@pytest.mark.complains("400 (Bad Request)")
def test_a_setting_that_cannot_be_names_its_field(page: Page) -> None:
    show(page, "data?tab=settings")
    page.get_by_role("textbox", name="Dormant: days without an order, more than").fill("many")
    page.get_by_role("button", name="Who would move?").click()

    page.wait_for_selector("input[aria-invalid]")
    said = page.inner_text("[role=alert]")
    assert "Lifecycle segments, Dormant: days without an order, more than: " in said
    assert "dormantDays" not in said


def test_the_last_night_is_shown_with_its_own_time_also_before_tonight(page: Page, stack: Stack, shop: str) -> None:
    night = json.loads(stack.operator("get", "/api/me", "--tenant", shop))["data"]["lastNight"]

    def of_yesterday(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        today, yesterday, *_ = told["data"]["history"]
        yesterday["recalculation"], today["recalculation"] = today["recalculation"], None
        route.fulfill(response=answer, json=told)

    page.route("**/api/customers/summary?*", of_yesterday)
    show(page, "data?tab=nights")

    at = datetime.fromisoformat(night["asOf"])
    assert f"The last night: {at.day} {at:%b %Y, %H:%M}" in page.inner_text("main")
    assert re.search(r"It went through [\d,]+ products of customers, and none failed\.", page.inner_text("main"))


def test_columns_and_statuses_of_a_file_are_explained_on_the_page(page: Page) -> None:
    show(page, "data")
    choose(
        page, "kasse.csv", "Nr,Kunde,Wann,Summe,Status\nK-1,kasse-1,2026-11-01,12.50,\nK-2,kasse-2,2026-11-02,7.50,\n"
    )
    columns = page.get_by_role("form", name="Columns")
    columns.wait_for(timeout=90_000)
    assert "--map" not in page.inner_text("main")
    for field, column in (("Order number", "Nr"), ("Customer number", "Kunde"), ("Date of the order", "Wann")):
        columns.get_by_label(field).select_option(column)
    columns.get_by_label("Total of the order").select_option("Summe")
    columns.get_by_role("button", name="Try it with these columns").click()

    statuses = page.get_by_role("form", name="Statuses")
    statuses.wait_for(timeout=90_000)
    assert "the column Status is blank in every row." in page.inner_text("main")
    statuses.get_by_label("A blank status means").select_option("paid")
    statuses.get_by_role("button", name="Try it so").click()
    import_it(page)

    assert re.search(r"paid\s+2 orders\s+\D*20\b", page.inner_text("main"))
