"""Pure tests: many small properties, none of which is about time. `make unit` asks few examples of each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from testing.examples import STEADY, draw_the_same
from testing.shares import share_of
from testing.workers import keep_what_was_collected, name_of_bytes

# `make unit` does not read tests/conftest.py, which has the same.
pytest_make_parametrize_id = name_of_bytes
settings.register_profile(
    "unit", max_examples=80, deadline=None, derandomize=STEADY, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("quick", settings.get_profile("unit"), max_examples=8)


@cache
def _mine() -> set[Path]:
    return share_of([*Path(__file__).parent.rglob("test_*.py")])


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file whose every test is long is not even imported where these are left out: some import for seconds. Nor is
    one that another run of `make unit` has."""
    if collection_path.suffix != ".py":
        return None
    left_out = config.getoption("markexpr") == "not long"
    if left_out and "\npytestmark = pytest.mark.long\n" in collection_path.read_text():
        return True
    return None if collection_path in _mine() else True


def pytest_configure(config: pytest.Config) -> None:
    draw_the_same()
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("unit")


def pytest_collection_finish() -> None:
    keep_what_was_collected()
