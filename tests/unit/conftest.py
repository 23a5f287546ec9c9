"""Pure tests: many small properties, none of which is about time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("unit", max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unit")
