"""The dashboard in a real browser against the running stack, with the demo shop."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from laptop.demo_shop import write_orders
from testing.deployed.browser import CHROMIUM, browser, page_of, violations
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

SHOP = "coffee-demo"
SCREENS = (
    "",
    "overview",
    "customers",
    "due",
    "retention",
    "products",
    "segments",
    "data",
    "data?tab=nights",
    "data?tab=settings",
)
PICTURES = {
    "today": "",
    "overview": "overview",
    "customers": "customers",
    "retention": "retention",
    "settings": "data?tab=settings",
}


@pytest.fixture(scope="module")
def shop(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tenant with the demo shop's orders and a night."""
    stack.operator("tenant", "create", SHOP, "--name", "Demo Roasters", "--currency", "USD")
    orders = tmp_path_factory.mktemp("shop") / "orders.jsonl"
    write_orders(orders, today=datetime.now(UTC).date())
    stack.operator("import", str(orders), "--tenant", SHOP)
    stack.operator("recalculate", "--tenant", SHOP)
    return SHOP


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


def address_of(stack: Stack, tenant: str, role: str = "admin") -> str:
    return stack.operator("dashboard", "--tenant", tenant, "--role", role).strip()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("nav.screens")


@pytest.fixture
def page(request: pytest.FixtureRequest, stack: Stack, shop: str, chromium: Browser) -> Iterator[Page]:
    """Signed in, at the first screen; in the end nothing else was complained about and nobody else was called."""
    expected = request.node.get_closest_marker("complains")
    with page_of(chromium) as (found, noticed):
        opened(found, address_of(stack, shop))
        yield found
        said = [one for one in noticed.complaints if not (expected and expected.args[0] in one)]
        assert said == []
        assert noticed.origins <= allowed(stack), noticed.origins


def allowed(stack: Stack) -> set[str]:
    """This origin, and the emulator's, which is the pool and the bucket."""
    return {
        stack.at.api,
        stack.outputs["LiveQueueUrl"].split("/0000")[0],
        "data://",
        "blob://",
        stack.at.api.replace("http", "blob:http"),
    }


def show(page: Page, screen: str) -> None:
    page.evaluate("address => { location.hash = address }", f"#/{screen}")
    settled(page)


def drawn(page: Page) -> None:
    """Until what has just been done is drawn: two frames, and the turn after them."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
    )


def fits(page: Page) -> bool:
    """Whether the page is no wider than its window, once charts have taken their new width."""
    drawn(page)
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def settled(page: Page) -> None:
    """Until nothing is on its way: an address has first to become a screen that waits."""
    drawn(page)
    page.wait_for_function("() => !document.querySelector('.shape, [aria-busy=true]')")


def test_an_address_of_the_command_opens_the_first_screen_and_leaves_no_token_behind(stack: Stack, page: Page) -> None:
    assert page.url == f"{stack.at.api}/app"
    assert "Demo Roasters" in page.inner_text("nav.screens")
    assert page.inner_text("h1") == "Today"
    settled(page)
    assert page.locator("section.today").count() == 3
    assert re.search(r"\d+ customers? ordered last between 77 and 90 days ago", page.inner_text("main"))
    assert page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])").count("eyJ") == 0


def test_after_a_reload_the_command_is_named_and_never_the_pool_s_form(page: Page) -> None:
    page.reload()

    page.wait_for_selector("main.door")
    assert "The session has ended." in page.inner_text("main")
    assert f"regulars dashboard --tenant {SHOP}" in page.inner_text("main")


def test_a_person_signs_in_at_the_pool_and_comes_back_to_the_screen_they_wanted(
    stack: Stack, shop: str, chromium: Browser
) -> None:
    said = stack.operator("tenant", "add-member", shop, "--email", "olga@example.com", "--role", "viewer")
    [password] = re.findall(r"once: (\S+)", said)
    with page_of(chromium) as (page, noticed):
        page.goto(f"{stack.at.api}/app#/retention")
        page.click("text=Sign in")
        page.fill("input[name=username]", "olga@example.com")
        page.fill("input[name=password]", password)
        page.click("button, input[type=submit]")

        page.wait_for_selector("nav.screens")
        settled(page)

        assert page.url == f"{stack.at.api}/app#/retention"
        assert page.inner_text("h1") == "Retention"
        # A viewer changes nothing.
        show(page, "data")
        assert page.locator(".drop").count() == 0
        assert noticed.origins <= allowed(stack)


def test_a_sign_in_that_was_not_begun_here_is_refused(stack: Stack, chromium: Browser) -> None:
    with page_of(chromium) as (page, _):
        page.goto(f"{stack.at.api}/app?code=stolen&state=other")
        page.wait_for_selector("main.door")

        assert "This sign-in was not begun here." in page.inner_text("main")
        assert "stolen" not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_screen_breaks_a_rule_of_accessibility_nor_its_own_width(
    stack: Stack, shop: str, chromium: Browser, scheme: str
) -> None:
    with page_of(chromium, scheme=scheme) as (page, noticed):
        opened(page, address_of(stack, shop))
        show(page, "customers")
        [first, product] = [page.locator("table.list a").first.get_attribute("href"), None]
        show(page, "products")
        product = page.locator("table.list a").first.get_attribute("href")
        found: dict[str, Any] = {}
        for screen in (*SCREENS, str(first)[2:], str(product)[2:]):
            show(page, screen)
            if broken := violations(page):
                found[screen] = broken
            for width in (390, 1024, 1600):
                page.set_viewport_size({"width": width, "height": 900})
                if not fits(page):
                    found[f"{screen} {width}"] = "wider than the page"
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

    page.get_by_role("button", name="Show as table").click()

    assert page.locator("section.figure table").first.locator("tbody tr").count() > 50


def test_filters_search_and_sorting_lead_to_addresses_that_can_be_kept(page: Page) -> None:
    show(page, "customers")
    page.click("button:has-text('VIP')")
    settled(page)
    assert page.url.endswith("#/customers?segment=VIP")
    assert set(page.locator("table.list .chip").all_inner_texts()) == {"VIP"}

    page.click("th a:has-text('Spent')")
    settled(page)
    spent = [
        float(text.strip("$US ").replace(",", ""))
        for text in page.locator("table.list td:last-child").all_inner_texts()
    ]
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

    page.fill("input[type=date]", "2020-01-01")
    page.keyboard.press("Tab")
    page.wait_for_selector("text=This is how it was on")
    settled(page)
    assert "no order of theirs counts yet" in page.inner_text("main")


def test_a_list_is_taken_along_as_a_file_of_exactly_its_rows(page: Page) -> None:
    show(page, "customers?segment=Dormant")
    total = int(page.inner_text(".list-head b").split()[0])

    with page.expect_download() as download:
        page.click("text=Save as CSV")

    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == total == len({row["Customer ID"] for row in rows})
    assert {row["Segment"] for row in rows} == {"Dormant"}
    assert re.fullmatch(rf"customers-{SHOP}-\d{{4}}-\d\d-\d\dT\d{{4}}Z\.csv", download.value.suggested_filename)


@pytest.mark.complains("401 (Unauthorized)")
def test_a_file_is_dropped_tried_imported_and_its_refused_row_offered(page: Page) -> None:
    show(page, "data")
    text = (
        "order_id,customer_id,ordered_at,status,product_id,quantity,unit_price\n"
        "N1,newcomer,2026-01-20T10:00:00Z,paid,TEA,2,12.50\nN2,newcomer,not a day,paid,TEA,1,12.50\n"
    )
    dropped = page.evaluate_handle(
        "text => { const data = new DataTransfer(); data.items.add(new File([text], 'orders.csv')); return data }", text
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})

    page.wait_for_selector("text=Import it now", timeout=90_000)
    main = page.inner_text("main")
    assert "dry run: nothing was written" in main
    assert "not a day is no date" in main
    assert page.evaluate("() => fetch('/api/customers/newcomer').then(answer => answer.status)") == 401

    page.click("text=Import it now")
    page.wait_for_selector(".chip.good:has-text('done')", timeout=90_000)
    page.wait_for_selector("text=What came of it")
    show(page, "customers/newcomer")
    assert "newcomer" in page.inner_text("h1")


def test_what_settles_a_file_with_two_readings_holds_for_its_import_too(page: Page) -> None:
    show(page, "data")
    head = "order_id,customer_id,ordered_at,status,product_id,quantity,unit_price"
    text = f"{head}\nN9,twofold,03/04/2026,paid,TEA,2,12.50\n"
    page.set_input_files("input[type=file]", {"name": "two.csv", "mimeType": "text/csv", "buffer": text.encode()})
    page.wait_for_selector("text=Read 03/04 as 3 April", timeout=90_000)
    assert page.locator("text=Read 1,234").count() == 0

    page.click("text=Read 03/04 as 3 April")
    page.wait_for_selector("text=Import it now", timeout=90_000)
    page.click("text=Import it now")
    page.wait_for_selector("text=What came of it", timeout=90_000)
    show(page, "customers/twofold")
    assert "3 Apr 2026" in page.inner_text("main")


def test_suggested_thresholds_are_taken_over_previewed_and_saved_by_keyboard_alone(page: Page) -> None:
    show(page, "data?tab=settings")
    take = page.get_by_role("button", name=re.compile("Take over: VIP"))
    take.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Who would move?").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(
        "text=from Active to VIP, text=from VIP to", state="attached"
    ) if False else page.wait_for_selector("h2:has-text('Who would move')")
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


def test_an_empty_shop_says_what_to_do_next(stack: Stack, chromium: Browser) -> None:
    stack.operator("tenant", "create", "nobody", "--name", "متجر القهوة " + "long " * 30, "--currency", "JPY")
    with page_of(chromium, width=390) as (page, noticed):
        opened(page, address_of(stack, "nobody"))
        for screen in SCREENS:
            show(page, screen)
            assert page.inner_text("main").strip()
            assert fits(page), screen
        show(page, "")
        assert "drop your shop's export" in page.inner_text("main")
        assert [one for one in noticed.complaints if "409" not in one] == []


@pytest.mark.complains("ERR_FAILED")
def test_a_bad_day_is_said_with_what_still_holds(page: Page) -> None:
    show(page, "customers")
    page.route("**/api/customers?*", lambda route: route.abort())
    show(page, "customers?segment=VIP")

    page.wait_for_selector("[role=alert]")
    assert "The API cannot be reached" in page.inner_text("[role=alert]")
    assert page.locator("table.list").count() == 1
    page.unroute("**/api/customers?*")
    page.click("text=Try again")
    page.wait_for_function("() => !document.querySelector('[role=alert]')")


def test_pictures_of_the_docs_can_be_made_anew(page: Page, tmp_path: Path) -> None:
    """`make pictures` puts them where the docs show them."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    page.set_viewport_size({"width": 1280, "height": 800})
    for name, screen in PICTURES.items():
        show(page, screen)
        page.screenshot(path=str(folder / f"{name}.png"))
        assert (folder / f"{name}.png").stat().st_size > 20_000
