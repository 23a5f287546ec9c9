"""Loyalty programs on the dashboard: how a customer stands in one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from testing.deployed.dashboard import section, settled

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def unique(name: str) -> str:
    return f"{name} {datetime.now(UTC):%H%M%S%f}"


def standing(page: Page, program: str) -> Locator:
    """How the customer on the page stands in a program."""
    return section(page, "Loyalty").locator(".column", has=page.get_by_role("link", name=program, exact=True))


def to_redeem(one: Locator) -> int:
    settled(one.page)
    return int(re.findall(r"To redeem\s+([\d,]+) point", one.inner_text())[0].replace(",", ""))
