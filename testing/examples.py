"""Which examples a property is asked for, and how many: fewer where only a quick look is wanted (`make unit`)."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis.internal.conjecture import providers

QUICK = "quick"
# The same examples each time, so that what a change breaks is the change's; `make machines` draws others.
STEADY = "HYPOTHESIS_RANDOM" not in os.environ


def examples(most: int) -> settings:
    """As many as the test says it needs; under the profile `quick` no more than that has."""
    quick = settings.get_current_profile_name() == QUICK
    return settings(max_examples=min(most, settings.get_profile(QUICK).max_examples) if quick else most)


def draw_the_same() -> None:
    """Hypothesis also draws constants of whatever modules are loaded, so the examples of a test would depend on which
    tests ran before it in the same process. Not where others are wanted each time."""
    if STEADY:
        providers._get_local_constants = lambda: providers._local_constants
