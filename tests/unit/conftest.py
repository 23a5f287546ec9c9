"""Pure tests: many small properties, none of which is about time. `make unit` asks few examples of each."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("unit", max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("unit"), max_examples=8)


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("unit")
