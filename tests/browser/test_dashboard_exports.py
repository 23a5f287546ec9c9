"""A list and a segment as files that the API writes: begun on the page, waited for, and downloaded by the link."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of, violations
from testing.deployed.dashboard import fits, opened, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


def export(page: Page, format_: str) -> tuple[str, str]:
    """Exports what the page shows; what it then says, and the file."""
    page.get_by_label("Export as").select_option(format_)
    page.get_by_role("button", name="Export", exact=True).click()
    link = page.locator(".actions a[download]")
    link.wait_for(timeout=30_000)
    address = link.get_attribute("href")
    assert address is not None
    said = str(link.locator("xpath=..").inner_text())
    return said, page.request.get(address).body().decode("utf-8-sig")


def test_a_list_is_exported_in_the_background_and_offered_as_a_link(page: Page) -> None:
    show(page, "customers?segment=Dormant&sort=totalSpend")
    total = int(page.inner_text(".list-head b").split()[0])
    assert page.locator(".list-head button").all_inner_texts() == ["Save as CSV"], "one action, and a choice beside it"

    said, text = export(page, "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["segment"] for row in rows} == {"Dormant"}
    assert len(rows) == total
    assert f"{total} customers" in said
    assert violations(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert fits(page)


def test_an_audience_says_who_was_left_out(page: Page) -> None:
    show(page, "customers")
    said, text = export(page, "klaviyo")

    profiles = [
        profile for line in text.splitlines() for profile in json.loads(line)["data"]["attributes"]["profiles"]["data"]
    ]
    assert f"{len(profiles)} customers" in said.replace(",", "")
    assert all(profile["attributes"]["email"] for profile in profiles)


def test_only_an_admin_is_offered_a_file(address_as: Callable[[str], str], chromium: Browser) -> None:
    with page_of(chromium) as (page, _):
        opened(page, address_as("editor"))
        show(page, "customers")
        assert page.get_by_text("Save as CSV").count() == 1
        assert page.get_by_label("Export as").count() == 0
