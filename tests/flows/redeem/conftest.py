"""A shop of the pipeline with one loyalty program."""

from __future__ import annotations

import pytest

from testing.pipeline.points import with_program
from testing.pipeline.shop import Shop, Shops


@pytest.fixture
def shop(shops: Shops) -> Shop:
    found = shops.open()
    with_program(found)
    return found
