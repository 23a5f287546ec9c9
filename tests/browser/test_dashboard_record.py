"""What is on file about a customer, on the dashboard: shown, written, mended and taken back, by those who may."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from testing.deployed.browser import CHROMIUM, page_of, violations
from testing.deployed.dashboard import a_customer, breaches, opened, section, settled, show, unfolded
from testing.deployed.shop import asked, eventually
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

FOLDS = ("Profile", "Addresses", "What they did", "Churn signals", "Consent log", "Ids")


def press(part: Locator, name: str) -> None:
    part.get_by_role("button", name=name, exact=True).click()


def sure(part: Locator, name: str) -> None:
    """Presses a button that asks, and then the one that does it."""
    press(part, name)
    part.get_by_role("alert").wait_for()
    press(part.locator(".sure"), name)
    settled(part.page)


def customer_id(page: Page) -> str:
    return page.locator(".page-head code").inner_text()


def with_orders(page: Page, *customers: str, email: str) -> None:
    """Imports one order of each customer, all with one address."""
    head = "order_id,customer_id,ordered_at,status,product_id,quantity,unit_price,customer_email"
    rows = [f"{name}-1,{name},2026-01-20T10:00:00Z,paid,TEA,2,12.50,{email}" for name in customers]
    text = "\n".join([head, *rows, ""])
    show(page, "data")
    page.set_input_files("input[type=file]", {"name": "o.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.click("text=Import it now", timeout=90_000)
    page.wait_for_selector("text=What came of it", timeout=90_000)
    page.wait_for_selector(".chip.good:has-text('done')")


def duplicates(stack: Stack, shop: str) -> list[set[str]]:
    """All pairs of the shop."""
    found, cursor = [], ""
    while cursor is not None:
        page = asked(stack, shop, f"/api/customers/profiles/duplicates?limit=100{cursor and f'&cursor={cursor}'}")
        found += [{one["customerId"] for one in pair["customers"]} for pair in page["data"]]
        cursor = page["meta"]["nextCursor"]
    return found


def test_who_a_customer_is_is_set_and_given_back_to_the_orders(page: Page) -> None:
    name = a_customer(page)
    profile = unfolded(page, "Profile")
    first = profile.get_by_label(re.compile("^First name"))
    assert first.input_value() == ""
    assert first.get_attribute("placeholder") == name.split(maxsplit=1)[0]

    first.fill("Wilhelmina")
    profile.get_by_label(re.compile("^Type")).select_option("wholesale")
    press(profile, "Save")

    profile.get_by_text("First name · set here").wait_for()
    page.get_by_role("heading", name=f"Wilhelmina {name.split(maxsplit=1)[1]}", level=1).wait_for()
    assert profile.get_by_label(re.compile("^Type")).input_value() == "wholesale"

    profile.get_by_label(re.compile("^First name")).fill("")
    profile.get_by_label(re.compile("^Type")).select_option("")
    press(profile, "Save")

    profile.get_by_text("First name · from orders").wait_for()
    page.get_by_role("heading", name=name, level=1, exact=True).wait_for()


def test_of_each_type_of_address_one_is_the_default_and_each_is_edited_and_removed(page: Page) -> None:
    a_customer(page)
    part = unfolded(page, "Addresses")
    for street in ("1 Quay Street", "2 Hill Road"):
        form = part.get_by_role("form", name="A new address")
        form.get_by_label("Street and number").fill(street)
        form.get_by_label("City").fill("Auckland")
        form.get_by_label("Country").fill("NZ")
        form.get_by_label("The default of its type").check()
        press(form, "Add")
        part.get_by_text(street).wait_for()
    quay = part.locator("li", has_text="1 Quay Street")
    hill = part.locator("li", has_text="2 Hill Road")
    assert (quay.locator(".chip").count(), hill.locator(".chip").all_inner_texts()) == (0, ["Default"])

    press(quay, "Make it the default")
    quay.locator(".chip").wait_for()
    assert hill.locator(".chip").count() == 0

    press(quay, "Edit")
    form = part.get_by_role("form", name="Change the address")
    form.get_by_label("Postal code").fill("1010")
    press(form, "Save")
    part.get_by_text("1010 Auckland").wait_for()

    sure(hill, "Remove")
    hill.wait_for(state="detached")
    sure(quay, "Remove")
    part.get_by_text("None yet.").wait_for()


def test_what_they_did_and_signals_of_the_shop_make_their_scores_at_once(page: Page) -> None:
    a_customer(page)
    health = section(page, "Engagement and risk")
    before = int(re.findall(r"Churn risk of 100\s+(\d+)", health.inner_text())[0])
    done = unfolded(page, "What they did")
    done.get_by_label("Kind").select_option("nps")
    assert done.get_by_role("button", name="Log it").is_disabled()
    done.get_by_label("Would recommend, 0 to 10").fill("9")
    press(done, "Log it")
    done.get_by_text("9 of 10").wait_for()
    settled(page)
    assert re.search(r"Would recommend, of 10\s+9", health.inner_text())

    signals = unfolded(page, "Churn signals")
    for label, value in (("Name", "support backlog"), ("Risk, 0 to 100", "100"), ("Weighs, % of", "50")):
        signals.get_by_label(label).fill(value)
    press(signals, "Set")
    signals.get_by_role("row", name=re.compile("support backlog")).wait_for()
    settled(page)
    after = int(re.findall(r"Churn risk of 100\s+(\d+)", health.inner_text())[0])
    assert after == (50 * before + 50 * 100 + 50) // 100

    sure(signals, "Remove")
    signals.get_by_text("None yet").wait_for()
    sure(done.get_by_role("row", name=re.compile("9 of 10")), "Remove")


@pytest.mark.complains("409 (Conflict)")
def test_a_message_is_logged_and_none_is_meant_for_who_said_no(page: Page) -> None:
    a_customer(page)
    consents = unfolded(page, "Consent log")
    consents.get_by_label("Channel").select_option("sms")
    consents.get_by_label("They have").select_option("withdrawn")
    consents.get_by_label("How they said it").fill("on the phone")
    press(consents, "Add")
    consents.get_by_text("on the phone").first.wait_for()

    messages = unfolded(page, "Log a message")
    messages.get_by_label("Over").select_option("sms")
    messages.get_by_label("About").fill("New teas")
    messages.get_by_label("Came to").select_option("queued")
    press(messages, "Log it")
    assert "sms" in messages.get_by_role("alert").inner_text()

    messages.get_by_label("Came to").select_option("sent")
    press(messages, "Log it")
    row = section(page, "Messages").get_by_role("row", name=re.compile("New teas")).first
    row.wait_for()
    assert "not wanted" in row.inner_text()

    show(page, "activity?tab=consent")
    page.get_by_label("Yes or no").select_option("withdrawn")
    settled(page)
    assert "on the phone" in page.locator("table.list tbody").inner_text()
    assert "granted" not in page.locator("table.list tbody").inner_text()


def test_a_note_is_pinned_mended_and_found_among_those_of_all_customers(stack: Stack, shop: str, page: Page) -> None:
    a_customer(page)
    notes = section(page, "Notes")
    content = f"Prefers mornings, {datetime.now(UTC):%H:%M:%S}."
    notes.get_by_placeholder("A new note").fill(content)
    notes.get_by_label("How urgent").select_option("urgent")
    press(notes, "Add")
    written = notes.locator("li", has_text=content)
    written.wait_for()
    press(written, "Edit")
    form = notes.get_by_role("form", name="Change the note")
    form.get_by_label("Title").fill("Visits")
    form.get_by_label("Pinned").check()
    press(form, "Save")
    written.get_by_text("Visits").wait_for()
    assert {"Pinned", "Urgent"} <= set(written.locator(".chip").all_inner_texts())

    # The list over all customers follows by the length of a queue.
    assert eventually(lambda: content in str(asked(stack, shop, "/api/customers/notes?priority=urgent")))
    show(page, "activity?tab=notes&priority=urgent")
    row = page.get_by_role("row", name=re.compile(re.escape(content)))
    assert "Visits" in row.inner_text()
    row.get_by_role("link").click()
    settled(page)
    sure(section(page, "Notes").locator("li", has_text=content), "Remove")
    section(page, "Notes").locator("li", has_text=content).wait_for(state="detached")


def test_topics_and_the_best_channel_are_kept(page: Page) -> None:
    a_customer(page)
    here = page.evaluate("location.hash").removeprefix("#/")
    wishes = section(page, "How to reach them")
    wishes.get_by_label("Best reached by").select_option("phone")
    wishes.get_by_placeholder("A new topic").fill("new roasts")
    press(wishes, "Add")
    wishes.get_by_label("new roasts").wait_for()
    settled(page)
    wishes.get_by_label("new roasts").uncheck()
    settled(page)

    show(page, "retention")
    show(page, here)
    settled(page)

    assert wishes.get_by_label("Best reached by").input_value() == "phone"
    assert not wishes.get_by_label("new roasts").is_checked()


def test_two_who_share_an_address_are_made_one_and_taken_apart_again(stack: Stack, shop: str, page: Page) -> None:
    now = f"{datetime.now(UTC):%H%M%S}"
    one, two = f"twin-{now}-one", f"twin-{now}-two"
    with_orders(page, one, two, email=f"twins-{now}@example.com")
    assert eventually(lambda: {one, two} in duplicates(stack, shop))
    show(page, "duplicates")
    pair = page.locator("section.figure", has_text=two)
    assert "the same e-mail" in pair.inner_text()
    assert [one for one in violations(page) if one] == []
    pair.get_by_label(f"{two} stays").check()
    press(pair, f"Merge them: {one} into {two}")
    assert f"{one} becomes part of {two}" in pair.get_by_role("alert").inner_text()
    press(pair, "Cancel")
    assert pair.get_by_role("alert").count() == 0
    press(pair, f"Merge them: {one} into {two}")
    press(pair.locator(".sure"), "Merge them")
    pair.wait_for(state="detached")

    show(page, f"customers/{one}")
    page.wait_for_function("two => location.hash === `#/customers/${two}`", arg=two)
    settled(page)
    assert customer_id(page) == two
    assert re.search(r"Orders\s+2\s", page.locator(".standing").inner_text())
    ids = unfolded(page, "Ids")
    assert "merged by hand" in ids.locator("li", has_text=one).inner_text()

    press(ids, f"Take it out: {one}")
    press(ids.locator(".sure"), "Take it out")
    ids.locator("li", has_text=one).wait_for(state="detached")
    settled(page)
    assert re.search(r"Orders\s+1\s", page.locator(".standing").inner_text())


def test_a_customer_is_made_without_an_order_and_one_who_is_there_stays_as_they_are(page: Page) -> None:
    fresh = f"shop-{datetime.now(UTC):%H%M%S}"
    show(page, "customers")
    page.get_by_role("link", name="New customer").click()
    form = page.get_by_role("form", name="New customer")
    form.get_by_label(re.compile("^Id")).fill(fresh)
    form.get_by_label("First name").fill("Flora")
    form.get_by_label("Source").select_option("referral")
    press(form, "Add")
    page.get_by_role("heading", name="Flora", level=1).wait_for()
    assert customer_id(page) == fresh

    show(page, "new")
    form.get_by_label(re.compile("^Id")).fill(fresh)
    form.get_by_label("First name").fill("Somebody else")
    press(form, "Add")
    page.get_by_text("has a profile already").wait_for()
    page.get_by_role("link", name="Open it").click()
    page.get_by_role("heading", name="Flora", level=1).wait_for()


@pytest.mark.complains("400 (Bad Request)")
def test_what_the_api_refuses_is_said_at_its_field(page: Page) -> None:
    show(page, "new")
    form = page.get_by_role("form", name="New customer")
    form.get_by_label(re.compile("^Id")).fill("profiles")
    press(form, "Add")

    field = form.get_by_label(re.compile("^Id"))
    page.wait_for_selector("input[aria-invalid]")
    described = field.get_attribute("aria-describedby")
    assert "profiles" in page.inner_text(f"#{described}")


def test_tags_have_a_colour_for_all_who_have_them(page: Page) -> None:
    a_customer(page)
    tags = section(page, "Tags")
    tags.get_by_placeholder("A new tag").fill("tasting")
    press(tags, "Add")
    tags.get_by_text("tasting").wait_for()

    show(page, "activity?tab=tags")
    colour = page.get_by_label("Colour of tasting")
    colour.fill("#b3261e")
    row = page.get_by_role("row", name=re.compile("tasting"))
    row.locator("i.dot[style*='179, 38, 30']").wait_for()
    settled(page)
    row.get_by_role("link", name="tasting").click()
    settled(page)
    assert "tagged tasting" in page.inner_text("main")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_every_section_open_a_customer_s_page_breaks_no_rule_nor_its_width(
    address: str, chromium: Browser, scheme: str
) -> None:
    with page_of(chromium, scheme=scheme) as (page, noticed):
        opened(page, address)
        a_customer(page)
        for title in (*FOLDS, "Log a message"):
            unfolded(page, title)
        done = unfolded(page, "What they did")
        done.get_by_label("Kind").select_option("review")
        assert breaches(page, scheme, (390,)) == {}
        done.get_by_label("Kind").select_option("tier_changed")
        assert breaches(page, scheme) == {}
        assert noticed.complaints == []


def test_a_viewer_reads_all_of_it_and_is_offered_nothing_to_write(
    address_as: Callable[[str], str], chromium: Browser
) -> None:
    with page_of(chromium) as (page, noticed):
        opened(page, address_as("viewer"))
        a_customer(page)
        for title in FOLDS:
            unfolded(page, title)
        assert page.locator("main form").count() == 0
        assert page.locator("main input:enabled, main select:enabled, main textarea").count() == 0
        assert page.locator("details.fold button").count() == 0
        assert "from orders" in unfolded(page, "Profile").inner_text()
        for screen in ("duplicates", "activity?tab=tags", "new"):
            show(page, screen)
            assert page.locator("main form, main input").count() == 0, screen
        assert noticed.complaints == []
