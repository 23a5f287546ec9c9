"""A shop whose customers earn points."""

from __future__ import annotations

import pytest

from testing.api.client import Client
from testing.api.orders import line_of, order_with, post


@pytest.fixture
def shop(api: Client) -> Client:
    """`ann` has spent 150 in two orders, `bob` 40 in one."""
    post(api, order_with("o1", 50, line_of("tea", unitPrice=50)))
    post(api, order_with("o2", 10, line_of("tea", unitPrice=100)))
    post(api, order_with("o3", 40, line_of("cup", unitPrice=40), customerId="bob"))
    return api
