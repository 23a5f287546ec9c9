"""The dashboard as somebody uses it: opened, gone through, and waited for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHOP = "coffee-demo"
SCREENS = (
    "",
    "overview",
    "customers",
    "due",
    "retention",
    "products",
    "segments",
    "segments?by=rfm",
    "segments?by=venue",
    "data",
    "data?tab=nights",
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


def said_of(page: Page, column: str) -> list[str]:
    """What the list on the screen says in a column."""
    names = [name.strip(" ↑↓") for name in page.locator("table.list thead th").all_inner_texts()]
    return page.locator(f"table.list tbody tr > :nth-child({names.index(column) + 1})").all_inner_texts()
