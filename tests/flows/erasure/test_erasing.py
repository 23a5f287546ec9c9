"""Whoever is erased is gone, whatever crosses it and wherever it is killed; everybody else is exact."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from regulars.config import Names
from regulars.facts.time import DAY_MS

from testing.pipeline.erasing import EXAMPLES, Erasing


@pytest.fixture
def names(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Names:
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.stores.machines.Machine.is_running", lambda *_: True)
    monkeypatch.setattr("regulars.stores.bus.Bus.put", lambda self, entries: [])
    monkeypatch.setattr("regulars.erasing.sweep.DUE_AHEAD_MS", 400 * DAY_MS)
    Erasing.names = aws
    return aws


def test_nothing_of_an_erased_person_is_left_at_rest_and_the_others_are_exact(names: Names) -> None:
    run_state_machine_as_test(
        Erasing,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
