"""The dashboard as somebody uses it: opened, gone through, and waited for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from testing.deployed.browser import violations
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SHOP = "coffee-demo"
SCREENS = (
    "",
    "overview",
    "customers",
    "due",
    "duplicates",
    "new",
    "activity",
    "activity?tab=consent",
    "activity?tab=tags",
    "retention",
    "products",
    "segments",
    "segments?by=rfm",
    "segments?by=venue",
    "segments?by=own",
    "segments/new",
    "loyalty",
    "loyalty/new",
    "privacy",
    "data",
    "data?tab=nights",
    "data?tab=webhooks",
    "data?tab=settings",
)


def address_of(stack: Stack, tenant: str, role: str = "admin") -> str:
    return stack.operator("dashboard", "--tenant", tenant, "--role", role).strip()


def new_member(stack: Stack, email: str) -> str:
    """Makes a viewer of the shop; their password."""
    said = stack.operator("tenant", "add-member", SHOP, "--email", email, "--role", "viewer")
    password: list[str] = re.findall(r"once: (\S+)", said)
    return password[0]


def sign_in(page: Page, email: str, password: str) -> None:
    """On the pool's own page."""
    page.fill("input[name=username]", email)
    page.fill("input[name=password]", password)
    page.click("button, input[type=submit]")
    page.wait_for_selector("nav.screens")
    settled(page)


def allowed(stack: Stack) -> set[str]:
    """This origin, and the emulator's, which is the pool and the bucket."""
    return {
        stack.at.api,
        stack.outputs["LiveQueueUrl"].split("/0000")[0],
        "data://",
        "blob://",
        stack.at.api.replace("http", "blob:http"),
    }


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("nav.screens")


def show(page: Page, screen: str) -> None:
    page.evaluate("address => { location.hash = address }", f"#/{screen}")
    settled(page)


def drawn(page: Page) -> None:
    """Until what has just been done is drawn: two frames, and the turn after them."""
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))"
    )


def settled(page: Page) -> None:
    """Until nothing is on its way: an address has first to become a screen that waits."""
    drawn(page)
    page.wait_for_function("() => !document.querySelector('.shape, [aria-busy=true]')")


def fits(page: Page) -> bool:
    """Whether the page is no wider than its window, once charts have taken their new width."""
    drawn(page)
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def breaches(page: Page, scheme: str, widths: tuple[int, ...] = (390, 1024, 1600)) -> dict[int, list[str]]:
    """By width what breaks a rule of accessibility there, and whether the page is wider than its window."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        wide = [] if fits(page) else ["wider than the page"]
        settled(page)
        found[width] = [*violations(page, colours_alone=scheme == "dark"), *wide]
    return {width: broken for width, broken in found.items() if broken}


def said_of(page: Page, column: str) -> list[str]:
    """What the list on the screen says in a column."""
    names = [name.strip(" ↑↓") for name in page.locator("table.list thead th").all_inner_texts()]
    return page.locator(f"table.list tbody tr > :nth-child({names.index(column) + 1})").all_inner_texts()


def section(page: Page, title: str) -> Locator:
    """The part of a screen that has this title."""
    return page.locator("section.figure", has=page.get_by_role("heading", name=title, exact=True))


def unfolded(page: Page, title: str, within: Locator | None = None) -> Locator:
    """The part of a screen, or of a section of one, that opens under this title, open."""
    found = (within or page).locator("details.fold", has=page.get_by_role("heading", name=title, exact=True))
    settled(page)
    # What comes above it meanwhile moves it away from under a click.
    for _ in range(3):
        if found.get_attribute("open") is None:
            found.locator("summary").first.click()
        settled(page)
    assert found.get_attribute("open") is not None
    return found


def a_customer(page: Page) -> str:
    """The page of somebody who ordered lately; their name."""
    show(page, "customers?segment=Active")
    page.locator("table.list th[scope=row] a").first.click()
    settled(page)
    return page.inner_text("h1")
