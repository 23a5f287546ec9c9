"""Data of the dashboard: files that are dropped, tried, mended and imported, and settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM
from testing.deployed.dashboard import show

if TYPE_CHECKING:
    from playwright.sync_api import Page

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

    import_it(page)
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
    show(page, "data?tab=settings")
    take = page.get_by_role("button", name=re.compile("Take over: VIP"))
    take.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Who would move?").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('Who would move')")
    assert re.search(r"\d+ from \w+ to \w+", page.inner_text("main"))

    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")

    page.wait_for_selector("text=Saved: every list is right by the new numbers.")


@pytest.mark.complains("400 (Bad Request)")
def test_a_setting_that_cannot_be_names_its_field(page: Page) -> None:
    show(page, "data?tab=settings")
    page.get_by_label("Dormant: days without an order, more than").fill("many")
    page.get_by_role("button", name="Who would move?").click()

    page.wait_for_selector("input[aria-invalid]")
    assert "dormantDays" in page.inner_text("[role=alert]")
