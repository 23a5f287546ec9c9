"""The dashboard by keyboard alone: whatever a pointer reaches is reached, seen, and done."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM
from testing.deployed.dashboard import SCREENS, settled, show

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

_ROWS = "order_id,customer_id,ordered_at,status,product_id,quantity,unit_price\nK1,keys,2026-01-20,paid,TEA,2,12.50\n"
FILE: FilePayload = {"name": "keys.csv", "mimeType": "text/csv", "buffer": _ROWS.encode()}
# Notes what gets the focus, and whether one sees that it has it.
_WATCH = """() => {
  window.reached = new Set(); window.unseen = [];
  document.addEventListener('focusin', ({ target }) => {
    reached.add(target);
    const { outlineStyle, outlineWidth } = getComputedStyle(target);
    const seen = outlineStyle !== 'none' && outlineWidth !== '0px';
    if (!seen && !target.matches('main, .detail')) unseen.push(target.outerHTML.slice(0, 120));
  });
}"""
_LEFT = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(one => !one.disabled && one.tabIndex >= 0 && !reached.has(one))
  .filter(one => one.type !== 'radio' || one.checked)  // the others of a group are reached by arrows
  .filter(one => one.checkVisibility({ visibilityProperty: true }))
  .map(one => one.outerHTML.slice(0, 120))"""
_FOCUSED = """() => {
  const one = document.activeElement;
  return [one.tagName, one.getAttribute('aria-label') || one.innerText || one.labels?.[0]?.innerText || ''].join(' ');
}"""


def to(page: Page, what: str, key: str = "Tab") -> None:
    """Presses a key until something of that kind and name has the focus."""
    for _ in range(150):
        page.keyboard.press(key)
        if re.match(what, page.evaluate(_FOCUSED)):
            return
    raise AssertionError(f"{what} was never reached")


def test_every_control_of_every_screen_is_reached_in_order_and_shows_that_it_has_the_focus(page: Page) -> None:
    page.set_viewport_size({"width": 1600, "height": 900})
    page.evaluate(_WATCH)
    show(page, "customers?segment=VIP")
    customer = str(page.locator("table.list tbody th a").first.get_attribute("href"))[2:]
    for screen in (*SCREENS, customer):
        show(page, screen)
        page.evaluate("() => { reached.clear(); document.activeElement?.blur() }")
        # A date is reached part by part: day, month and year, and the calendar.
        stops = len(page.evaluate(_LEFT)) + 3 * page.locator("input[type=date]").count()
        for _ in range(stops + 5):
            page.keyboard.press("Tab")
        assert page.evaluate(_LEFT) == [], screen
    assert page.evaluate("() => unseen") == []


def test_a_list_is_filtered_read_and_left_and_a_file_chosen_by_keyboard_alone(page: Page) -> None:
    # Listening from the beginning: who only then asks for it may come too late for the key that opens it.
    page.on("filechooser", lambda chooser: chooser.set_files(FILE))
    to(page, "A Customers")
    page.keyboard.press("Enter")
    settled(page)
    assert page.evaluate("() => document.activeElement.id") == "main"
    to(page, "INPUT Name, company")
    page.keyboard.type("quinn")
    page.keyboard.press("Enter")
    settled(page)
    assert "q=quinn" in page.url
    page.go_back()
    settled(page)

    to(page, "BUTTON VIP")
    page.keyboard.press("Space")
    settled(page)
    assert page.url.endswith("#/customers?segment=VIP")
    to(page, "A Spent")
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Spent")
    best = page.locator("table.list tbody th a").first.inner_text()
    to(page, f"A {re.escape(best)}")
    page.keyboard.press("Enter")
    settled(page)
    assert page.inner_text("h1") == best
    to(page, "A Back to the list")
    page.keyboard.press("Enter")
    settled(page)
    to(page, "BUTTON Save as CSV")
    with page.expect_download():
        page.keyboard.press("Enter")

    to(page, "A Data", "Shift+Tab")
    page.keyboard.press("Enter")
    settled(page)
    to(page, "BUTTON Choose a file")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Import it now", timeout=90_000)
    to(page, "BUTTON Import it now")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=What came of it", timeout=90_000)


@pytest.mark.complains("404 (Not Found)")
def test_a_program_is_made_and_an_erasure_asked_for_by_keyboard_alone(page: Page) -> None:
    name = f"Keys {datetime.now(UTC):%H%M%S%f}"
    to(page, "A Loyalty")
    page.keyboard.press("Enter")
    settled(page)
    to(page, "A New program")
    page.keyboard.press("Enter")
    settled(page)
    to(page, "INPUT Name")
    page.keyboard.type(name)
    to(page, "BUTTON Add a tier")
    page.keyboard.press("Enter")
    to(page, "INPUT From points", "Shift+Tab")
    page.keyboard.type("10")
    to(page, "INPUT Name", "Shift+Tab")
    page.keyboard.type("Gold")
    to(page, "BUTTON Save")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=name, level=1).wait_for()

    to(page, "A Privacy", "Shift+Tab")
    page.keyboard.press("Enter")
    settled(page)
    to(page, "INPUT E-mail address")
    page.keyboard.type("nobody-by-keys@example.com")
    to(page, "INPUT Type ERASE")
    page.keyboard.type("ERASE")
    to(page, "BUTTON Erase for good")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert "There is no customer with this e-mail address." in page.get_by_role("alert").inner_text()
