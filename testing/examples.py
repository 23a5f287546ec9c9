"""How many examples a property is asked for: fewer where only a quick look is wanted (`make unit`)."""

from __future__ import annotations

from hypothesis import settings

QUICK = "quick"


def examples(most: int) -> settings:
    """As many as the test says it needs; under the profile `quick` no more than that has."""
    quick = settings.get_current_profile_name() == QUICK
    return settings(max_examples=min(most, settings.get_profile(QUICK).max_examples) if quick else most)
