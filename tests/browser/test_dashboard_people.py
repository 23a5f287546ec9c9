"""What is known of people on the dashboard: written on a customer's page, counted on the overview, due on Today."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from testing.deployed.browser import violations
from testing.deployed.dashboard import a_customer, section, settled, show
from testing.deployed.shop import asked, eventually
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


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
    worth = section(page, "What they are worth").inner_text()
    assert re.search(r"Chance that they do not order in 90 days\s+\d+(\.\d+)?\s?%", worth)
    assert "go by this chance" in worth
    assert re.search(r"Leaves, by a rule of thumb\s+\d+\s?%", section(page, "How they buy").inner_text())
    health = section(page, "Engagement and risk")
    assert re.search(r"Churn risk of 100\s+\d+ (low|medium|high|critical)", health.inner_text())
    health.locator("summary").nth(1).click()
    assert re.search(r"complaints: (60|100) of 100, weighs 10 %", health.inner_text())
    assert [one for one in violations(page) if one] == []
    happened = section(page, "What happened").inner_text()
    assert "Opted in to email" in happened
    # Others may have given the customer tags of theirs before.
    gone = section(page, "Tags").get_by_role("button", name="Take away wine club")
    gone.click()
    gone.wait_for(state="detached")


def test_who_complained_and_was_not_answered_is_due_today(stack: Stack, shop: str, page: Page) -> None:
    name = a_customer(page)
    notes = section(page, "Notes")
    notes.get_by_placeholder("A new note").fill("The grinder broke.")
    notes.get_by_label("What kind of note").select_option("complaint")
    notes.get_by_role("button", name="Add").click()
    notes.get_by_text("The grinder broke.").first.wait_for()

    # The list follows by the length of a queue.
    assert eventually(lambda: name in str(asked(stack, shop, "/api/customers?unanswered=true")))
    show(page, "")
    card = page.locator("section.card", has=page.get_by_role("heading", name="Unhappy, and nobody answered"))
    assert name in card.inner_text()
    card.get_by_role("link", name="Show all").click()
    settled(page)
    assert "unhappy, and nobody answered" in page.inner_text("main")


def test_every_band_is_the_number_of_its_list(stack: Stack, shop: str, page: Page) -> None:
    # Bands stand there where more than orders is known.
    paid = {"interactions": [{"customerId": "C1202", "interactionType": "payment_received"}]}
    told = stack.call("POST", "/api/customers/interactions", token=stack.token(shop), body=paid)
    assert told.status == 201, told.body
    assert eventually(lambda: not asked(stack, shop, "/api/v1/analytics/churn-risk")["ordersAlone"], seconds=95)
    show(page, "overview")
    settled(page)
    links = page.locator("section.figure:has(h2:text-matches('^(Engagement|Churn risk)$')) tbody a")
    assert links.count() == 8
    for number in (0, 1, 6):
        # Bands may be a minute old, and another test may have written meanwhile: they are read until they are of now.
        assert eventually(functools.partial(_is_its_list, page, links.nth(number)), seconds=95)


def _is_its_list(page: Page, link: Locator) -> bool:
    """Whether a number of the overview is that of the list behind it."""
    show(page, "overview")
    settled(page)
    said = link.inner_text()
    link.click()
    page.wait_for_selector(".list-head")
    settled(page)
    return page.inner_text(".list-head b").startswith(f"{said} customer")
