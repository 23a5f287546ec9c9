"""Exactness: whatever is duplicated, crossed, killed, late or swept, facts end equal to a fold of the ledger, and
lookups to what the facts make."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from regulars.config import Names

from testing.pipeline.life import EXAMPLES, Pipeline


@pytest.fixture
def names(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Names:
    # A first purchase makes a repeat buyer: entries come and go with every order, and meet the same schedules oftener.
    monkeypatch.setattr("regulars.projection.lookups.REPEAT_PURCHASES", 1)
    Pipeline.names = aws
    return aws


def test_facts_and_lookups_end_equal_to_what_the_ledger_makes_whatever_happens_on_the_way(names: Names) -> None:
    run_state_machine_as_test(
        Pipeline,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
