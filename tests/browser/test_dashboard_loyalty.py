"""Loyalty on the dashboard: programs made and changed, points of a customer added, redeemed and refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of
from testing.deployed.dashboard import a_customer, breaches, opened, section, settled, show, unfolded
from testing.deployed.programs import standing, to_redeem, unique

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

LONG = "The Club of Ludovica-Maximiliana Featherstonehaugh-Cholmondeley and friends"


def filled(page: Page, name: str, *, tier: str = "Gold", reward: str = "A cup") -> Locator:
    """The form of a new program that was earned with since 2024, with one tier and one reward."""
    show(page, "loyalty/new")
    form = page.get_by_role("form", name="Loyalty program")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Points for each USD").fill("2")
    form.get_by_label("Days until they lapse").fill("3650")
    form.get_by_label(re.compile("^Orders earn since")).fill("2024-01-01")
    form.get_by_role("button", name="Add a tier").click()
    one = form.get_by_role("group", name="Tier 1")
    one.get_by_label("Name").fill(tier)
    one.get_by_label("From points").fill("10")
    form.get_by_role("button", name="Add a reward").click()
    assert form.get_by_role("button", name="Save").is_disabled()
    two = form.get_by_role("group", name="Reward 1")
    for label, text in (("Id", "cup"), ("Name", reward), ("Points", "20"), ("Ever offered", "3")):
        two.get_by_label(label, exact=True).fill(text)
    two.get_by_label("What it is").select_option("product")
    return form


def made(page: Page, name: str) -> None:
    filled(page, name).get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    page.wait_for_function("() => !location.hash.startsWith('#/loyalty/new')")
    settled(page)


def changed(one: Locator, action: str, points: str, why: str = "") -> None:
    form = one.get_by_role("form")
    form.get_by_label(re.compile("^What")).select_option(action)
    form.get_by_label("Points", exact=True).fill(points)
    form.get_by_label(re.compile("^Why")).fill(why)
    form.get_by_role("button", name="Do it").click()
    settled(one.page)


def redeem_a_cup(one: Locator) -> None:
    one.get_by_role("button", name="Redeem: A cup").click()
    one.locator(".sure").get_by_role("button", name="Redeem", exact=True).click()


def test_a_program_is_made_with_tiers_and_rewards_and_each_edit_is_in_its_history(page: Page) -> None:
    name = unique("Bean club")
    made(page, name)
    gives = section(page, "What it gives")
    assert re.search(r"2 points for each (US)?\$1 spent\. .* They lapse after 3,650 days\.", gives.inner_text())
    assert "A product, 3 left" in section(page, "Rewards").inner_text()
    assert re.search(r"Gold\s+10\s+1\s", section(page, "Tiers").inner_text())

    form = page.get_by_role("form", name="Loyalty program")
    assert form.get_by_role("button", name="Save").is_disabled()
    form.get_by_label("Multiplied by", exact=True).fill("1.5")
    form.get_by_role("button", name="Add a tier").click()
    two = form.get_by_role("group", name="Tier 2")
    two.get_by_label("Name").fill("Platinum")
    two.get_by_label("From points").fill("100000")
    form.get_by_role("button", name="Save").click()
    gives.get_by_text("3 points for each").wait_for()
    assert "Platinum" in section(page, "Tiers").inner_text()
    what = unfolded(page, "History").locator("tbody tr").all_inner_texts()
    assert len(what) == 2
    assert "3 points" in what[0]
    assert "2 points" in what[1]

    form.get_by_label("State").select_option("inactive")
    form.get_by_role("button", name="Save").click()
    gives.get_by_text("It is off").wait_for()
    show(page, "loyalty")
    assert "off" in page.get_by_role("row", name=re.compile(name)).inner_text()


@pytest.mark.complains("400 (Bad Request)")
def test_what_the_api_refuses_of_a_program_is_said_at_its_row(page: Page) -> None:
    form = filled(page, unique("Wrong"))
    form.get_by_role("button", name="Add a tier").click()
    two = form.get_by_role("group", name="Tier 2")
    two.get_by_label("Name").fill("Lower")
    two.get_by_label("From points").fill("12")
    two.get_by_label("Earns times").fill("1.23456")
    form.get_by_role("button", name="Save").click()
    two.locator("[aria-invalid]").wait_for()
    assert "must have at most 4 decimals" in two.inner_text()
    assert page.url.endswith("#/loyalty/new")

    two.get_by_role("button", name="Take out: Tier 2").click()
    form.get_by_role("button", name="Save").click()
    page.wait_for_function("() => !location.hash.startsWith('#/loyalty/new')")


@pytest.mark.complains("409 (Conflict)")
def test_points_are_redeemed_for_a_reward_added_and_refused_beyond_what_there_is(page: Page) -> None:
    name = unique("Redeemed")
    made(page, name)
    a_customer(page)
    one = standing(page, name)
    before = to_redeem(one)
    assert before > 40
    assert one.locator("h3 .chip").inner_text() == "Gold"

    redeem_a_cup(one)
    one.get_by_text(f"Redeemed: 20 points. {before - 20:,} points are left to redeem.").wait_for()
    assert to_redeem(one) == before - 20
    one.get_by_text("A product, 2 left").wait_for()

    changed(one, "redeem", str(before))
    alert = one.get_by_role("alert")
    assert f"{before - 20}" in alert.inner_text().replace(",", "")
    assert to_redeem(one) == before - 20

    changed(one, "add", "7", "for the long wait")
    one.get_by_text("Added: 7 points.").wait_for()
    changed(one, "adjust", "-2", "counted twice")
    one.get_by_text("Adjusted: 2 points.").wait_for()
    assert to_redeem(one) == before - 15
    entries = (
        unfolded(page, "What was done with them", one).locator("table").first.locator("tbody tr").all_inner_texts()
    )
    assert [re.findall(r"Redeemed|Added|Adjusted", row) for row in entries] == [["Adjusted"], ["Added"], ["Redeemed"]]
    assert "reward cup" in entries[2]


def test_today_names_whose_points_lapse_within_a_month(page: Page) -> None:
    name = unique("Lapsing")
    form = filled(page, name)
    form.get_by_label("Days until they lapse").fill("365")
    form.get_by_role("button", name="Save").click()
    soon = section(page, "Lapsing soon")
    soon.locator("tbody tr").first.wait_for()
    told = re.findall(r"([\d,]+) points? of ([\d,]+) customers? lapse within 30 days", soon.inner_text())
    first = soon.locator("tbody tr").first.locator("a")
    who = first.inner_text()
    members = section(page, "Members")
    assert re.search(r"Members\s+3\d\d", members.inner_text())
    assert re.search(r"Gold\s+\d+", members.locator("table").inner_text())

    show(page, "")
    card = page.locator("section.card", has=page.get_by_role("heading", name=f"Points that lapse: {name}"))
    card.wait_for()
    assert told == [re.findall(r"([\d,]+)\s+([\d,]+) points", card.locator(".figure-of").inner_text())[0][::-1]]
    card.get_by_role("link", name=who).first.click()
    settled(page)
    lapsing = standing(page, name).inner_text()
    assert "Of these lapse in 30 days" in lapsing

    show(page, "loyalty")
    page.get_by_role("link", name=name).click()
    form.get_by_label("State").select_option("inactive")
    form.get_by_role("button", name="Save").click()
    section(page, "What it gives").get_by_text("It is off").wait_for()
    show(page, "")
    settled(page)
    assert card.count() == 0


@pytest.mark.complains("ERR_FAILED")
def test_a_redemption_whose_answer_was_lost_is_made_once_however_often_it_is_tried(page: Page) -> None:
    name = unique("Once")
    made(page, name)
    a_customer(page)
    one = standing(page, name)
    before = to_redeem(one)

    def lost(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        route.fetch()
        return route.abort()

    page.route("**/api/customers/loyalty-points", lost)
    redeem_a_cup(one)
    one.get_by_text("The API cannot be reached").wait_for()
    page.unroute("**/api/customers/loyalty-points")
    redeem_a_cup(one)
    one.get_by_text("Redeemed: 20 points.").wait_for()
    assert to_redeem(one) == before - 20

    redeem_a_cup(one)
    one.get_by_text(f"{before - 40:,} points are left to redeem.").wait_for()


def test_a_viewer_reads_programs_and_points_and_an_editor_changes_points_alone(
    page: Page, address_as: Callable[[str], str], chromium: Browser
) -> None:
    name = unique("To be read")
    made(page, name)
    with page_of(chromium) as (reading, noticed):
        for role, forms in (("viewer", 0), ("editor", 1)):
            reading.goto("about:blank")
            opened(reading, address_as(role))
            show(reading, "loyalty")
            assert reading.get_by_role("link", name="New program").count() == 0
            reading.get_by_role("link", name=name).click()
            settled(reading)
            assert reading.locator("main form").count() == 0
            assert "A cup" in section(reading, "Rewards").inner_text()
            show(reading, "loyalty/new")
            assert "An admin of the shop may make a program." in reading.inner_text("main")
            a_customer(reading)
            one = standing(reading, name)
            assert to_redeem(one) > 0
            assert one.locator("form").count() == forms
            assert one.get_by_role("button", name="Redeem: A cup").count() == forms
        assert noticed.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_programs_and_points_with_long_names_break_no_rule_nor_their_width(
    address: str, chromium: Browser, scheme: str
) -> None:
    with page_of(chromium, scheme=scheme) as (page, noticed):
        opened(page, address)
        filled(page, name := unique(LONG), tier=LONG, reward=LONG)
        broken = {"new": breaches(page, scheme)}
        page.get_by_role("form", name="Loyalty program").get_by_role("button", name="Save").click()
        page.wait_for_function("() => !location.hash.startsWith('#/loyalty/new')")
        settled(page)
        unfolded(page, "History")
        broken["program"] = breaches(page, scheme)
        show(page, "loyalty")
        broken["programs"] = breaches(page, scheme)
        a_customer(page)
        one = standing(page, name)
        for title in ("What they have", "What was done with them"):
            unfolded(page, title, one)
        one.get_by_role("button", name=f"Redeem: {LONG}").click()
        broken["points"] = breaches(page, scheme)
        assert {screen: found for screen, found in broken.items() if found} == {}
        assert noticed.complaints == []
