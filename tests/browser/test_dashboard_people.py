"""What is known of people on the dashboard: written on a customer's page, counted on the overview, due on Today."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from testing.deployed.browser import violations
from testing.deployed.dashboard import settled, show

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def section(page: Page, title: str) -> Locator:
    return page.locator("section.figure", has=page.get_by_role("heading", name=title, exact=True))


def a_customer(page: Page) -> str:
    """The page of somebody who ordered lately; their name."""
    show(page, "customers?segment=Active")
    page.locator("table.list th[scope=row] a").first.click()
    settled(page)
    return page.inner_text("h1")


def test_what_is_written_on_a_customer_s_page_is_kept_and_makes_their_scores(page: Page) -> None:
    a_customer(page)
    reached = section(page, "How to reach them")
    reached.get_by_label("E-mail").check()
    reached.get_by_text("opted in", exact=True).first.wait_for()
    section(page, "Tags").get_by_placeholder("A new tag").fill("wine club")
    section(page, "Tags").get_by_role("button", name="Add").click()
    section(page, "Tags").get_by_text("wine club").first.wait_for()
    notes = section(page, "Notes")
    notes.get_by_placeholder("A new note").fill("Came late twice.")
    notes.get_by_label("What kind of note").select_option("complaint")
    notes.get_by_role("button", name="Add").click()
    notes.get_by_text("Came late twice.").first.wait_for()

    here = page.evaluate("location.hash").removeprefix("#/")
    show(page, "retention")
    show(page, here)
    settled(page)

    assert section(page, "How to reach them").get_by_label("E-mail").is_checked()
    health = section(page, "Engagement and risk")
    assert re.search(r"Churn risk of 100\s+\d+ (low|medium|high|critical)", health.inner_text())
    health.locator("summary").nth(1).click()
    assert re.search(r"complaints: (60|100) of 100, weighs 10 %", health.inner_text())
    assert [one for one in violations(page) if one] == []
    happened = section(page, "What happened").inner_text()
    assert "Opted in to email" in happened
    section(page, "Tags").get_by_role("button", name="Take away wine club").click()
    section(page, "Tags").get_by_text("None yet.").wait_for()


def test_who_complained_and_was_not_answered_is_due_today(page: Page) -> None:
    name = a_customer(page)
    notes = section(page, "Notes")
    notes.get_by_placeholder("A new note").fill("The grinder broke.")
    notes.get_by_label("What kind of note").select_option("complaint")
    notes.get_by_role("button", name="Add").click()
    notes.get_by_text("The grinder broke.").first.wait_for()

    # The list follows by the length of a queue, and an answer is shown again for half a minute.
    card = page.locator("section.card", has=page.get_by_role("heading", name="Unhappy, and nobody answered"))
    for wait_ms in (5_000, 31_000, 31_000):
        page.wait_for_timeout(wait_ms)
        show(page, "")
        settled(page)
        if card.count() and name in card.inner_text():
            break

    assert name in card.inner_text()
    card.get_by_role("link", name="Show all").click()
    settled(page)
    assert "unhappy, and nobody answered" in page.inner_text("main")


def test_every_band_is_the_number_of_its_list(page: Page) -> None:
    show(page, "overview")
    settled(page)
    links = page.locator("section.figure:has(h2:text-matches('^(Engagement|Churn risk)$')) tbody a")
    assert links.count() == 8
    for number in (0, 1, 6):
        # Bands may be a minute old, and another test may have written meanwhile: then they are read once more.
        if not _is_its_list(page, links.nth(number)):
            page.wait_for_timeout(61_000)
            assert _is_its_list(page, links.nth(number))


def _is_its_list(page: Page, link: Locator) -> bool:
    """Whether a number of the overview is that of the list behind it."""
    show(page, "overview")
    settled(page)
    said = link.inner_text()
    link.click()
    page.wait_for_selector(".list-head")
    settled(page)
    return page.inner_text(".list-head b").startswith(f"{said} customer")
