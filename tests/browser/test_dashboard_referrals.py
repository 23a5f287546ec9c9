"""A program of referrals on the dashboard: whoever brings somebody, and whoever came, earn points and a tier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from testing.deployed.browser import CHROMIUM
from testing.deployed.dashboard import section, settled, show, unfolded
from testing.deployed.programs import standing, to_redeem, unique
from testing.deployed.shop import asked, eventually, order, post

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from testing.deployed.stack import Stack

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

PROGRAMS = "/api/customers/loyalty-programs"


def made(page: Page, name: str) -> str:
    """A program of referrals with 100 points for each of the two, and a tier from 150 on; its id."""
    show(page, "loyalty/new")
    form = page.get_by_role("form", name="Loyalty program")
    form.get_by_label("Name").fill(name)
    form.get_by_label("Type").select_option("referral")
    assert form.get_by_label("Points for each USD").count() == 0, "orders earn nothing in it"
    form.get_by_label("Points for each of the two").fill("100")
    form.get_by_label(re.compile("^Orders earn since")).fill("2024-01-01")
    form.get_by_role("button", name="Add a tier").click()
    tier = form.get_by_role("group", name="Tier 1")
    tier.get_by_label("Name").fill("Ambassador")
    tier.get_by_label("From points").fill("150")
    form.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=name, level=1).wait_for()
    page.wait_for_function("() => !location.hash.startsWith('#/loyalty/new')")
    settled(page)
    return page.url.rsplit("/", 1)[-1]


def ordered(stack: Stack, shop: str, customer_id: str, **customer: str) -> None:
    told: dict[str, Any] = {**order(f"order of {customer_id}", customer_id), "customer": customer}
    assert post(stack, shop, told).status == 200


def stands(page: Page, customer_id: str, program: str) -> tuple[int, str]:
    """Their points to redeem, and what their part of the page says; read anew, since an address that is there already
    loads nothing."""
    show(page, "loyalty")
    show(page, f"customers/{customer_id}")
    one = standing(page, program)
    return to_redeem(one), one.inner_text()


def test_who_brings_others_is_credited_and_rises_and_the_program_sums_them(stack: Stack, shop: str, page: Page) -> None:
    name, brings, first, second = (unique(one) for one in ("Friends", "brings", "first", "second"))
    brings, first, second = (one.replace(" ", "-") for one in (brings, first, second))
    program = made(page, name)
    gives = section(page, "What it gives").inner_text()
    assert "Whoever brings somebody gets 100 points with their first order, and so do they." in gives
    assert "0 points" in section(page, "Members").inner_text()

    ordered(stack, shop, brings)
    show(page, f"customers/{brings}")
    code = unfolded(page, "Profile").locator("code").inner_text()
    show(page, "new")
    form = page.get_by_role("form", name="New customer")
    form.get_by_label(re.compile("^Id")).fill(first)
    form.get_by_label(re.compile("^Brought by the code")).fill(code)
    form.get_by_role("button", name="Add").click()
    page.wait_for_function(f"() => location.hash === '#/customers/{first}'")
    assert stands(page, brings, name)[0] == 0, "whoever came has not ordered yet"

    ordered(stack, shop, first)
    summary = f"{PROGRAMS}/{program}/summary"
    assert eventually(lambda: asked(stack, shop, summary)["data"]["outstandingPoints"] == 200)
    assert stands(page, first, name)[0] == 100
    points, said = stands(page, brings, name)
    assert points == 100
    assert "50 points to Ambassador" in said

    ordered(stack, shop, second, referralCode=code)
    assert eventually(lambda: asked(stack, shop, summary)["data"]["outstandingPoints"] == 400)
    points, said = stands(page, brings, name)
    assert points == 200
    assert "the highest tier" in said
    assert standing(page, name).locator("h3 .chip").inner_text() == "Ambassador"

    show(page, "loyalty")
    row = page.get_by_role("row", name=re.compile(name)).inner_text()
    assert re.search(r"Referrals\s+on\s", row)
    page.get_by_role("link", name=name).click()
    settled(page)
    members = section(page, "Members")
    assert re.search(r"May still be redeemed\s+400 points", members.inner_text())
    assert re.search(r"Ambassador\s+1$", members.locator("table").inner_text())
