"""What the tests of the dashboard share: a browser, the demo shop, and a page that is signed in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from laptop.demo_shop import write_orders
from testing.deployed.browser import browser, page_of
from testing.deployed.dashboard import SHOP, address_of, allowed, opened
from testing.deployed.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def shop(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tenant with the demo shop's orders and a night."""
    stack.operator("tenant", "create", SHOP, "--name", "Demo Roasters", "--currency", "USD")
    orders = tmp_path_factory.mktemp("shop") / "orders.jsonl"
    write_orders(orders, today=datetime.now(UTC).date())
    stack.operator("import", str(orders), "--tenant", SHOP)
    stack.operator("recalculate", "--tenant", SHOP)
    return SHOP


@pytest.fixture(scope="session")
def address(stack: Stack, shop: str) -> str:
    """What the command prints for an admin of the shop, for an hour."""
    return address_of(stack, shop)


@pytest.fixture(scope="session")
def address_as(stack: Stack, shop: str) -> Callable[[str], str]:
    """The same for another role, printed once."""
    return functools.cache(lambda role: address_of(stack, shop, role))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture
def page(request: pytest.FixtureRequest, stack: Stack, address: str, chromium: Browser) -> Iterator[Page]:
    """Signed in, at the first screen; in the end nothing else was complained about and nobody else was called."""
    expected = request.node.get_closest_marker("complains")
    with page_of(chromium) as (found, noticed):
        opened(found, address)
        yield found
        said = [one for one in noticed.complaints if not (expected and any(what in one for what in expected.args))]
        assert said == []
        assert noticed.origins <= allowed(stack), noticed.origins
