"""The dashboard in a real browser against the running stack, with the demo shop."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from testing.deployed.browser import CHROMIUM, page_of, violations
from testing.deployed.dashboard import SCREENS, SHOP, drawn, fits, opened, said_of, section, settled, show
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

SEGMENTS = ("VIP", "Active", "New", "Dormant")


def test_an_address_of_the_command_opens_the_first_screen_and_leaves_no_token_behind(stack: Stack, page: Page) -> None:
    assert page.url == f"{stack.at.api}/app"
    assert "Demo Roasters" in page.inner_text("nav.screens")
    assert page.inner_text("h1") == "Today"
    settled(page)
    assert page.locator("section.today").count() == 3
    assert re.search(r"\d+ customers? ordered last between 77 and 90 days ago", page.inner_text("main"))
    assert page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])").count("eyJ") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_breaks_a_rule_of_accessibility_nor_its_own_width(
    address: str, chromium: Browser, scheme: str
) -> None:
    with page_of(chromium, scheme=scheme) as (page, noticed):
        opened(page, address)
        show(page, "customers")
        first = page.locator("table.list tbody a").first.get_attribute("href")
        show(page, "products")
        product = page.locator("table.list tbody a").first.get_attribute("href")
        found: dict[str, Any] = {}
        for screen in (*SCREENS, str(first)[2:], str(product)[2:]):
            show(page, screen)
            if broken := violations(page, colours_alone=scheme == "dark"):
                found[screen] = broken
            # No theme makes a screen wider.
            for width in (390, 1024, 1600) if scheme == "light" else (1600,):
                page.set_viewport_size({"width": width, "height": 900})
                if not fits(page):
                    found[f"{screen} {width}"] = "wider than the page"
            # There a detail stands beside its list.
            if "/" in screen and (broken := violations(page, colours_alone=scheme == "dark")):
                found[f"{screen} 1600"] = broken
            page.set_viewport_size({"width": 1024, "height": 900})
        assert found == {}
        assert noticed.complaints == []


def test_every_number_of_the_overview_is_the_number_of_its_list(page: Page) -> None:
    show(page, "overview")
    cards = page.locator(".card .figure-of a")
    assert cards.count() == 4
    for number in range(4):
        show(page, "overview")
        link = page.locator(".card .figure-of a").nth(number)
        said = link.inner_text()
        link.click()
        page.wait_for_selector(".list-head")
        settled(page)
        assert page.inner_text(".list-head b").startswith(f"{said} customer")


def test_a_chart_is_a_table_one_key_away_and_read_by_arrow_keys(page: Page) -> None:
    show(page, "overview")
    chart = page.get_by_role("slider", name="Customers by segment")
    chart.focus()
    last = page.inner_text(".reading")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text(".reading") != last

    figure = page.locator("section.figure", has=page.get_by_role("heading", name="Segments over time"))
    figure.get_by_role("button", name="Show as table").click()

    assert figure.locator("tbody tr").count() > 50


def test_filters_search_and_sorting_lead_to_addresses_that_can_be_kept(page: Page) -> None:
    show(page, "customers")
    page.click("button:has-text('VIP')")
    settled(page)
    assert page.url.endswith("#/customers?segment=VIP")
    assert set(said_of(page, "Segment")) == {"VIP"}

    page.click("th a:has-text('Spent')")
    settled(page)
    spent = [float(text.strip("$US ").replace(",", "")) for text in said_of(page, "Spent")]
    assert spent == sorted(spent, reverse=True)

    name = page.locator("table.list th[scope=row] a").first.inner_text()
    page.fill("input[type=search]", name.split()[0][:4])
    page.keyboard.press("Enter")
    page.wait_for_selector("table.list")
    settled(page)
    assert name in page.locator("table.list th[scope=row] a").all_inner_texts()


def test_a_customer_is_shown_with_why_and_as_they_were(page: Page) -> None:
    show(page, "customers?segment=Active")
    page.locator("table.list th[scope=row] a").first.click()
    settled(page)

    assert re.search(
        r"They are Active because their last order was \d+ days ago, within 90 days", page.inner_text("main")
    )
    for title in ("What they are worth", "What to do", "What happened", "What they buy"):
        assert page.get_by_role("heading", name=title).count() == 1
    page.get_by_role("button", name="Show as table").click()
    stays = page.locator("section.figure table").first.locator("tbody th").all_inner_texts()
    assert (stays[0], stays[-1]) == ("Active", "New")

    page.fill("input[type=date]", "2020-01-01")
    page.keyboard.press("Tab")
    page.wait_for_selector("text=This is how it was on")
    settled(page)
    assert "no order of theirs counts yet" in page.inner_text("main")


def test_what_comes_later_than_the_rest_of_a_section_is_marked_as_on_its_way(page: Page) -> None:
    show(page, "customers?segment=Active")
    held: list[Route] = []
    page.route("**/recommendations?*", lambda route: held.append(route))
    page.locator("table.list th[scope=row] a").first.click()
    bought = section(page, "What they buy")
    bought.locator("tbody tr").first.wait_for()

    assert bought.get_attribute("aria-busy") == "true"
    for route in held:
        route.continue_()
    settled(page)
    assert bought.get_attribute("aria-busy") == "false"


def test_a_list_is_taken_along_as_a_file_of_exactly_its_rows(page: Page) -> None:
    show(page, "customers?segment=Dormant")
    total = int(page.inner_text(".list-head b").split()[0])

    with page.expect_download() as download:
        page.click("text=Save as CSV")

    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == total == len({row["Customer ID"] for row in rows})
    assert {row["Segment"] for row in rows} == {"Dormant"}
    assert re.fullmatch(rf"customers-{SHOP}-\d{{4}}-\d\d-\d\dT\d{{4}}Z\.csv", download.value.suggested_filename)


def test_a_customer_is_opened_beside_the_list_on_a_wide_screen_and_over_it_on_a_narrower_one(page: Page) -> None:
    page.set_viewport_size({"width": 1600, "height": 900})
    show(page, "customers?segment=VIP")
    names = said_of(page, "Customer")
    page.locator("table.list tbody th a").nth(1).click()
    settled(page)

    pane = page.locator(".pane")
    assert pane.locator("table.list tbody tr").count() == len(names)
    assert pane.locator("tr[aria-current]").inner_text().startswith(names[1].split("\n")[0])
    assert page.locator(".detail h1").inner_text() == names[1].split("\n")[0]
    assert page.url.endswith("?segment=VIP")

    pane.locator("table.list tbody th a").nth(2).focus()
    page.keyboard.press("Enter")
    settled(page)
    assert page.evaluate("() => document.activeElement.className") == "detail"
    assert page.locator(".detail h1").inner_text() == names[2].split("\n")[0]

    page.set_viewport_size({"width": 1024, "height": 900})
    drawn(page)
    assert page.locator(".pane").count() == 0
    page.click("text=Back to the list")
    settled(page)
    assert page.url.endswith("#/customers?segment=VIP")
    assert said_of(page, "Customer") == names


def test_a_list_says_who_is_at_risk_and_in_which_group_and_what_they_are_worth(page: Page) -> None:
    show(page, "customers?segment=Active&minDaysSinceLastOrder=61")
    assert all("at risk" in said for said in said_of(page, "Segment"))
    assert all(re.fullmatch(r"[A-Z][A-Za-z ]+ [1-5]{3}", said) for said in said_of(page, "RFM"))
    assert all(re.fullmatch(r"(US)?\$[\d,]+", said) for said in said_of(page, "Value, 3 years"))

    show(page, "customers?segment=Active&maxDaysSinceLastOrder=60")
    assert not any("at risk" in said for said in said_of(page, "Segment"))


def test_every_segment_has_its_year_its_list_and_its_file(page: Page) -> None:
    for screen in ("segments", "segments?by=rfm", "segments?by=venue"):
        show(page, screen)
        counted = page.locator(".card .figure-of a, table.bars td.number a")
        saved = page.get_by_role("button", name=re.compile("^Save as CSV: "))
        assert counted.count() > 2
        first = next(number for number in range(counted.count()) if counted.nth(number).inner_text() != "0")
        customers = int(counted.nth(first).inner_text())
        with page.expect_download() as download:
            saved.first.click()
        rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
        assert len({row["Customer ID"] for row in rows}) == customers

        counted.nth(first).click()
        settled(page)
        assert page.inner_text(".list-head b").startswith(f"{customers} customer")

    show(page, "segments")
    year = page.get_by_role("slider", name="Customers by segment")
    assert year.get_attribute("aria-valuemax") == "365"
    ends = page.locator("svg .end").all_text_contents()
    page.get_by_role("button", name="Show as table").click()
    newest = page.locator("section.figure tbody tr").first.locator("td").all_inner_texts()
    assert ends == [f"{name} {customers}" for name, customers in zip(SEGMENTS, newest, strict=True)]


def test_the_grid_outlines_the_group_that_most_of_a_cell_are_in(page: Page) -> None:
    show(page, "overview")
    grid = page.locator("section.figure", has_text="How lately and how often")
    named = grid.locator("td.tint:has(small)")
    assert named.count() > 3
    for number in range(named.count()):
        cell = named.nth(number)
        most = str(cell.get_attribute("title")).split(": ")[1].split(", ")[0]
        assert re.sub(r"\s+", " ", cell.locator("small").inner_text()) == most.partition(" ")[2]
        assert {"top", "left"} <= set(str(cell.get_attribute("class")).split())


def test_figures_have_their_lines_as_a_table(page: Page) -> None:
    show(page, "overview")
    page.click("text=Show the lines as a table")
    page.locator("details.lines tbody tr").first.wait_for()
    newest = page.locator("details.lines tbody tr").first.locator("td").all_inner_texts()
    assert newest[:4] == page.locator(".card .figure-of a").all_inner_texts()


def test_a_shop_is_shown_as_it_was_on_a_day_until_one_comes_back_to_today(page: Page) -> None:
    show(page, "overview")
    now = page.locator(".card .figure-of a").first.inner_text()
    month = (datetime.now(UTC) - timedelta(days=200)).date().isoformat()
    page.fill("input[type=date]", month)
    page.keyboard.press("Tab")
    page.wait_for_selector("text=This is how it was on")
    settled(page)
    before = page.locator(".card .figure-of a").first.inner_text()
    assert int(before) < int(now)

    page.locator(".card .figure-of a").first.click()
    settled(page)
    assert page.inner_text(".list-head b") == f"{before} customers"
    page.click("nav.screens >> text=Retention")
    settled(page)
    assert f"asOf={month}" in page.url

    page.click("text=Back to today")
    settled(page)
    assert page.url.endswith("#/retention")
    assert page.locator("text=This is how it was on").count() == 0
