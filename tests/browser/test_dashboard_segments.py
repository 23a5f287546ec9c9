"""Own segments on the dashboard: a rule is built, counted while it is, kept, mended, and pinned by hand."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of
from testing.deployed.dashboard import breaches, opened, section, settled, show, unfolded
from testing.deployed.shop import asked, eventually
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")


def condition(page: Page, field: str, operator: str, *values: str, at: int = -1) -> Locator:
    """Adds a condition, or changes the one at this place; the values as they are typed."""
    if at < 0:
        page.get_by_role("button", name="Add a condition").first.click()
    found = page.locator(".condition").nth(at)
    found.get_by_label("Field").select_option(field)
    found.get_by_label("How it is compared").select_option(operator)
    for number, value in enumerate(values):
        found.locator("input").nth(number).fill(value)
    return found


def counted(page: Page) -> int:
    """Of how many customers the rule holds, once nothing is typed any more."""
    return counted_among(page)[0]


def counted_among(page: Page) -> tuple[int, int]:
    """The same, and among how many: both of one instant, where a list's total may be a minute old."""
    settled(page)
    found = section(page, "Who that is").locator("p", has=page.locator("b.figure-of"))
    found.wait_for()
    told = re.match(r"([\d,]+) of ([\d,]+) customer", found.inner_text())
    assert told is not None, found.inner_text()
    members, customers = (int(one.replace(",", "")) for one in told.groups())
    return members, customers


def keep(page: Page, name: str) -> str:
    """Names the new segment and saves it; its id."""
    form = page.get_by_role("form", name="Segment")
    form.get_by_label("Name").fill(name)
    form.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    page.wait_for_function("() => !location.hash.startsWith('#/segments/new')")
    settled(page)
    return str(page.evaluate("location.hash")).removeprefix("#/segments/").split("?")[0]


def listed(page: Page, screen: str) -> int:
    show(page, screen)
    return int(page.inner_text(".list-head b").split()[0].replace(",", ""))


def total(stack: Stack, shop: str, segment: str) -> int:
    """How many the list says are in a segment."""
    found: int = asked(stack, shop, f"/api/customers?customSegment={segment}")["meta"]["total"]
    return found


def unique(name: str) -> str:
    return f"{name} {datetime.now(UTC):%H%M%S}"


def test_a_rule_is_counted_while_it_is_built_and_its_members_are_the_list(page: Page) -> None:
    lately = listed(page, "customers?maxDaysSinceLastOrder=20")
    both = listed(page, "customers?maxDaysSinceLastOrder=20&minSpend=500")
    show(page, "segments?by=own")
    page.get_by_role("link", name="From an empty rule").click()
    settled(page)
    assert "Fill in each condition" in section(page, "Who that is").inner_text()
    condition(page, "lastOrderDaysAgo", "at_most", "20")
    assert counted(page) == lately
    condition(page, "totalSpend", "at_least", "500")
    assert counted(page) == both
    assert 0 < section(page, "Who that is").locator("p a").count() <= 10

    name = unique("Lately and well")
    made = keep(page, name)

    assert listed(page, f"customers?customSegment={made}") == both
    assert f"in {name}" in page.locator(".filters .chip").inner_text()
    show(page, "segments?by=own")
    row = page.get_by_role("row", name=re.compile(name))
    row.get_by_role("link", name=str(both), exact=True).wait_for()
    with page.expect_download() as download:
        row.get_by_role("button", name=f"Save as CSV: {name}").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len({one["Customer ID"] for one in rows}) == both


def test_a_list_waits_for_the_name_of_its_segment_and_never_shows_an_id_instead(page: Page) -> None:
    show(page, "segments/new")
    condition(page, "lastOrderDaysAgo", "at_most", "20")
    name = unique("Called")
    made = keep(page, name)
    held: list[Route] = []
    page.route("**/api/customers/segments", lambda route: held.append(route))
    page.evaluate("address => { location.hash = address }", f"#/customers?customSegment={made}")
    chip = page.locator(".filters .chip")

    chip.locator("[aria-busy=true]", has_text="in an own segment").wait_for()
    page.locator(".list-head b").wait_for()
    for route in held:
        route.continue_()
    settled(page)

    assert f"in {name}" in chip.inner_text()


@pytest.mark.complains("400 (Bad Request)")
def test_what_is_wrong_with_a_rule_is_said_at_its_condition(page: Page) -> None:
    show(page, "segments/new")
    condition(page, "lastOrderDaysAgo", "at_most", "20")
    wrong = condition(page, "totalSpend", "between", "500", "100")
    wrong.get_by_role("alert").wait_for()
    assert "must begin with the smaller of the two" in wrong.get_by_role("alert").inner_text()
    assert page.locator(".condition [role=alert]").count() == 1
    assert wrong.locator("[aria-invalid]").count() == 2
    assert "before that is mended" in section(page, "Who that is").inner_text()

    wrong.get_by_label("From").fill("50")
    wrong.get_by_role("alert").wait_for(state="detached")
    assert counted(page) > 0


def test_groups_lie_within_groups_and_one_of_them_may_hold_or_none(page: Page) -> None:
    vips, new = listed(page, "customers?segment=VIP"), listed(page, "customers?segment=New")
    show(page, "segments/new")
    page.get_by_role("button", name="Add a group").click()
    group = page.locator(".group .group")
    group.get_by_label("Customers of whom").select_option("or")
    group.get_by_label("Field").select_option("lifecycleSegment")
    group.get_by_role("button", name="VIP").click()
    group.get_by_role("button", name="New", exact=True).click()
    assert counted(page) == vips + new

    group.get_by_label("Customers of whom").select_option("not or")
    others, everybody = counted_among(page)
    assert others == everybody - vips - new
    page.get_by_role("button", name="Take out: these conditions").click()
    page.get_by_text("Fill in each condition").wait_for()


def test_orders_within_a_window_are_counted_and_only_some_of_them(page: Page) -> None:
    show(page, "segments/new")
    page.get_by_role("button", name="Count something").click()
    node = page.locator(".condition").first
    node.get_by_label("Value").fill("2")
    ever = counted(page)
    node.get_by_label("within").fill("30")
    lately = counted(page)
    assert 0 < lately < ever

    page.get_by_role("button", name="Only some of them").click()
    page.locator(".where").get_by_label("Value").fill("60")
    some = counted(page)
    assert some < lately


def test_the_past_of_a_rule_is_told_and_what_has_none_says_why(page: Page) -> None:
    show(page, "segments/new")
    condition(page, "lastOrderDaysAgo", "at_most", "30")
    counted(page)
    page.get_by_role("button", name="Look back").click()
    told = section(page, "Who that is").locator(".note")
    told.wait_for()
    assert re.search(
        r"90 days ago \d+ would have been in it; [\d.]+ % of them ordered within 30 days anyway", told.inner_text()
    )

    condition(page, "tags", "is_set")
    page.get_by_text("Had you sent this before?").click()
    assert "Rule, condition 2: reads tags" in section(page, "Who that is").inner_text()


def test_a_suggestion_is_a_rule_to_begin_with_and_overlaps_are_counted(page: Page) -> None:
    show(page, "segments/new")
    condition(page, "orderCount", "at_least", "1")
    other = unique("Everybody who ordered")
    everybody = counted(page)
    keep(page, other)
    show(page, "segments?by=own")
    suggested = section(page, "Suggested by your own customers").locator("li", has_text="Slipping VIPs")
    members = int(re.findall(r"(\d+) customers?", suggested.inner_text())[0])
    suggested.get_by_role("link").click()
    settled(page)

    assert counted(page) == members
    assert page.get_by_role("form", name="Segment").get_by_label("Name").input_value() == "Slipping VIPs"
    overlap = page.get_by_role("list", name="Overlap with other segments").get_by_text(other)
    both = {0: "None of them are", 1: "1 of them is"}.get(members, f"{members} of them are")
    assert f"{both} in {other} too, which has {everybody}" in overlap.locator("..").inner_text()


def test_somebody_is_put_in_and_kept_out_by_hand_and_every_edit_is_in_the_history(
    stack: Stack, shop: str, page: Page
) -> None:
    show(page, "segments/new")
    condition(page, "lastOrderDaysAgo", "at_most", "10")
    name = unique("By hand")
    made = keep(page, name)
    members = section(page, "Members")
    first = members.locator("tbody tr").first
    customer = str(first.locator("a").get_attribute("href")).split("/")[-1]
    before = int(members.locator("p[role=status] b").inner_text().split()[0])
    first.get_by_role("button", name=f"Keep out: {customer}").click()
    first.locator(".sure").get_by_role("button", name="Keep out", exact=True).click()
    members.get_by_text(f"{customer} is not in it now.").wait_for()
    # The list follows by the length of a queue; a function keeps a total for a minute, so the page may be told another.
    assert eventually(lambda: total(stack, shop, made) == before - 1)
    show(page, "segments")
    show(page, f"segments/{made}")
    assert members.locator("tbody tr").count() > 0
    assert members.locator(f"tbody a[href$='/{customer}']").count() == 0

    show(page, f"customers/{customer}")
    own = unfolded(page, "Own segments").locator("li", has_text=name)
    assert re.search(r"not in it\s+by hand", own.inner_text())
    own.get_by_role("button", name=f"As the rule says: {name}").click()
    own.get_by_text("in it", exact=True).wait_for()
    assert "Last order days ago at most 10" in own.inner_text()

    show(page, f"segments/{made}")
    condition(page, "lastOrderDaysAgo", "at_most", "5", at=0)
    form = page.get_by_role("form", name="Segment")
    form.get_by_label("What it is for").fill("Whoever is warm")
    form.get_by_role("button", name="Save").click()
    page.locator(".page-head").get_by_text("Whoever is warm").wait_for()
    settled(page)
    history = unfolded(page, "History")
    what = history.locator("tbody tr").all_inner_texts()
    assert len(what) == 2
    assert re.search(r"what it is for, rule.*Last order days ago at most 5$", what[0])
    assert re.search(r"made.*Last order days ago at most 10$", what[1])

    form.get_by_label("On").uncheck()
    form.get_by_role("button", name="Save").click()
    page.locator(".page-head .chip", has_text="off").wait_for()
    assert section(page, "Members").count() == 0
    page.get_by_role("button", name="Remove the segment").click()
    page.locator(".sure").get_by_role("button", name="Remove the segment").click()
    page.wait_for_function("() => location.hash === '#/segments?by=own'")
    settled(page)
    assert page.get_by_role("row", name=re.compile(name)).count() == 0


def test_whoever_was_put_in_or_kept_out_is_listed_newest_first_and_left_to_the_rule_again(page: Page) -> None:
    show(page, "segments/new")
    condition(page, "lastOrderDaysAgo", "at_most", "10")
    made = keep(page, unique("Pins"))
    members = section(page, "Members")
    assert "Nobody: all are in it, or not, as the rule says." in unfolded(page, "Put in and kept out").inner_text()
    theirs = [
        str(link.get_attribute("href")).split("/")[-1] for link in members.locator("tbody th a, tbody td a").all()
    ]
    kept_out, put_in = theirs[0], theirs[1]
    for customer, what in ((kept_out, "exclude"), (put_in, "add_member")):
        form = page.get_by_role("form", name="By hand")
        form.get_by_label("Customer, by id").fill(customer)
        form.locator("select").select_option(what)
        form.get_by_role("button", name="Set").click()
        members.get_by_text(f"{customer} is {'in it' if what == 'add_member' else 'not in it'} now.").wait_for()

    show(page, f"segments/{made}")
    fold = unfolded(page, "Put in and kept out")
    rows = fold.locator("tbody tr")
    assert "2 customers by hand, the newest first." in fold.inner_text()
    assert [row.split("\t")[:2] for row in rows.all_inner_texts()] == [[put_in, "put in"], [kept_out, "kept out"]]
    fold.get_by_role("button", name=f"As the rule says: {kept_out}").click()
    fold.get_by_text("1 customer by hand").wait_for()
    assert rows.first.locator("a").get_attribute("href") == f"#/customers/{put_in}"


def test_a_rule_is_built_and_kept_by_keyboard_alone(page: Page) -> None:
    show(page, "segments/new")
    page.get_by_role("button", name="Add a condition").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Value").focus()
    page.keyboard.type("15")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("at most")
    assert counted(page) > 0
    page.get_by_role("form", name="Segment").get_by_label("Name").focus()
    name = unique("Keys")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=name, level=1).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_rule_of_every_kind_breaks_no_rule_of_accessibility_nor_its_width(
    address: str, chromium: Browser, scheme: str
) -> None:
    with page_of(chromium, scheme=scheme) as (page, noticed):
        opened(page, address)
        show(page, "segments/new")
        condition(page, "lastOrderDate", "in_last", "30")
        condition(page, "totalSpend", "between", "1", "5000")
        condition(page, "customerId", "one_of", "a, b")
        condition(page, "doNotContact", "is")
        condition(page, "rfmSegment", "one_of")
        page.get_by_role("button", name="Count something").click()
        page.get_by_role("button", name="Only some of them").click()
        page.get_by_role("button", name="Add a group").click()
        assert breaches(page, scheme) == {}
        assert noticed.complaints == []


def test_a_viewer_reads_a_rule_and_its_members_and_changes_nothing(
    address_as: Callable[[str], str], page: Page, chromium: Browser
) -> None:
    show(page, "segments/new")
    condition(page, "lastOrderDaysAgo", "at_most", "10")
    made = keep(page, unique("To be read"))
    with page_of(chromium) as (reading, noticed):
        opened(reading, address_as("viewer"))
        show(reading, f"segments/{made}")
        assert counted(reading) > 0
        assert section(reading, "Members").locator("tbody tr").count() > 0
        assert reading.locator(".rule :enabled").count() == 0
        assert reading.get_by_role("form", name="Segment").count() == 0
        assert reading.locator("main button:enabled").all_inner_texts() == ["Look back", "Save as CSV"]
        assert noticed.complaints == []
