"""The pictures of the docs: every screen that they show, with something on it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from testing.deployed.browser import CHROMIUM
from testing.deployed.dashboard import drawn, fits, settled, show
from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed: the browser's tests are skipped")

CLUB, GOLD, ERASURES = "Roasters' club", "Gold members", "/api/customers/privacy/erasures"
PICTURES = {
    "today": "",
    "overview": "overview",
    "customers": "customers",
    "retention": "retention",
    "settings": "data?tab=settings",
    "rule": "segments/new?start=secondOrderDue",
    "loyalty": "loyalty/{program}",
    "segment": "segments/{segment}",
    "privacy": "privacy",
    "erasure": "privacy/{erasure}",
}


@pytest.fixture(scope="module")
def filled(stack: Stack, shop: str) -> dict[str, str]:
    """The ids of a program that customers earn and redeem in, of a segment of its tier, and of an erasure that is
    done."""
    token = stack.token(shop)

    def said(method: str, path: str, **body: Any) -> Any:
        answer = stack.call(method, path, token=token, body=body or None)
        assert answer.status in (200, 201, 202), answer.body
        return answer.json()["data"]

    gone = "asked-by-letter"
    post(stack, shop, order("gone-1", gone) | {"customer": {"name": "Gone Bywish", "email": "gone@example.com"}})
    assert eventually(lambda: gone in listed(stack, shop))
    erasure = said("POST", ERASURES, customerId=gone, reason="asked by letter")["jobId"]
    rewards = [
        {"id": "five-off", "name": "5 dollars off", "kind": "amount", "points": 400, "amount": 5},
        {"id": "tasting", "name": "A tasting for two", "kind": "product", "points": 2_500,
         "minTier": "Gold", "stock": 12},
    ]  # fmt: skip
    tiers = [{"name": "Bronze", "threshold": 0}, {"name": "Silver", "threshold": 500, "multiplier": 1.2},
             {"name": "Gold", "threshold": 1_500, "multiplier": 1.5, "graceDays": 30}]  # fmt: skip
    terms = {"expiryDays": 365, "expiryRounding": "month", "pendingDays": 14, "effectiveFrom": "2024-01-01"}
    club = {"name": CLUB, "type": "points", "pointsPerUnit": 1, "tiers": tiers, "rewards": rewards, **terms}
    program = said("POST", "/api/customers/loyalty-programs", **club)["id"]
    best = stack.call("GET", "/api/customers?sort=-totalSpend&limit=12", token=token).json()["data"]
    for row in best:
        said("POST", "/api/customers/loyalty-points", customerId=row["contactID"], loyaltyProgramId=program,
             action="redeem", rewardId="five-off")  # fmt: skip
    rule = {"field": "loyaltyTiers", "operator": "has_any", "value": [f"{CLUB}: Gold"]}
    segments = "/api/customers/segments"
    segment = said("POST", segments, action="create", name=GOLD, criteria=rule, color="#b45309", announces=True)["id"]
    said("POST", segments, action="add_member", segmentId=segment, customerId=best[-1]["contactID"])
    said("POST", segments, action="exclude", segmentId=segment, customerId=best[0]["contactID"])
    assert eventually(lambda: said("GET", f"{ERASURES}/{erasure}")["state"] == "done", 240)
    return {"program": program, "segment": segment, "erasure": erasure}


def test_pictures_of_the_docs_can_be_made_anew(page: Page, filled: dict[str, str], tmp_path: Path) -> None:
    """`make pictures` puts them where the docs show them."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    page.set_viewport_size({"width": 1280, "height": 800})
    for name, screen in PICTURES.items():
        show(page, screen.format(**filled))
        page.screenshot(path=str(folder / f"{name}.png"))
    page.set_viewport_size({"width": 1600, "height": 900})
    show(page, "customers?sort=-totalSpend")
    page.locator("table.list tbody th a").first.click()
    settled(page)
    page.mouse.move(0, 0)
    drawn(page)
    page.screenshot(path=str(folder / "customer.png"))
    for name in (*PICTURES, "customer"):
        assert (folder / f"{name}.png").stat().st_size > 20_000


def test_each_screen_of_a_picture_fits_a_phone_from_top_to_bottom(
    page: Page, filled: dict[str, str], tmp_path: Path
) -> None:
    """`PHONE=folder` keeps them to be looked at: whole, as they are long there."""
    folder = Path(os.environ.get("PHONE", tmp_path))
    page.set_viewport_size({"width": 390, "height": 844})
    wide = []
    for name, screen in PICTURES.items():
        show(page, screen.format(**filled))
        if not fits(page):
            wide.append(name)
        page.screenshot(path=str(folder / f"{name}.png"), full_page=True)
    assert wide == []
