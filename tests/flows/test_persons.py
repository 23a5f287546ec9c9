"""One person, several ids: whatever is claimed, merged, taken out, crossed and killed, rows end equal to a fold of the
union of each person's ids, and each order counts once."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from regulars.config import Names

from testing.pipeline import everything, feeds, persons, referrals, told
from testing.pipeline.everything import Everything
from testing.pipeline.feeds import Feeds, Rivals
from testing.pipeline.persons import Persons
from testing.pipeline.referrals import Bringing
from testing.pipeline.told import Told


def settings_of(examples: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def test_rows_end_equal_to_a_fold_of_the_union_whatever_is_merged_on_the_way(
    aws: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Persons, "names", aws, raising=False)
    run_state_machine_as_test(Persons, settings=settings_of(persons.EXAMPLES))


def test_where_one_customer_names_an_address_any_order_ends_in_the_same_persons_and_sums_with_nobody_refused(
    aws: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Feeds, "names", aws, raising=False)
    run_state_machine_as_test(Feeds, settings=settings_of(feeds.EXAMPLES))


def test_whoever_names_an_order_and_whoever_is_merged_its_newest_statement_stands_once_a_deletion_being_one(
    aws: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rivals, "names", aws, raising=False)
    run_state_machine_as_test(Rivals, settings=settings_of(feeds.EXAMPLES))


def test_rows_of_long_records_end_equal_to_a_fold_of_everything_whatever_of_it_a_projection_reads(
    aws: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here two items are a long record: nearly every projection reads what changed and copies the rest."""
    monkeypatch.setattr(Everything, "names", aws, raising=False)
    monkeypatch.setattr("regulars.projection.reading.LONG_RECORD", 2)
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.stores.machines.Machine.is_running", lambda *_: False)
    run_state_machine_as_test(Everything, settings=settings_of(everything.EXAMPLES))


@pytest.mark.parametrize("long_record", [2, 100])
def test_whoever_brought_somebody_is_told_of_their_first_order_once_whatever_is_merged_edited_or_killed(
    aws: Names, monkeypatch: pytest.MonkeyPatch, long_record: int
) -> None:
    monkeypatch.setattr(Bringing, "names", aws, raising=False)
    monkeypatch.setattr("regulars.projection.reading.LONG_RECORD", long_record)
    run_state_machine_as_test(Bringing, settings=settings_of(referrals.EXAMPLES))


def test_what_is_told_ends_as_an_evaluation_from_scratch_by_the_end_of_each_hour(
    aws: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is written, edited, pinned, merged, crossed and killed, and whoever looks at an hour late or twice."""
    monkeypatch.setattr(Told, "names", aws, raising=False)
    monkeypatch.setattr("regulars.projection.reading.LONG_RECORD", 2)
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.stores.machines.Machine.is_running", lambda *_: False)
    run_state_machine_as_test(Told, settings=settings_of(told.EXAMPLES))
