"""The day in one column and the time of day in another: joined where the other is a time and nothing else."""

from __future__ import annotations

import pytest
from regulars.importing.cells.when import instant_cell
from regulars.importing.order.faults import CellRow


def said(*cells: str) -> str | None:
    cell = instant_cell(CellRow(2, list(cells)), range(len(cells)))
    return cell and cell.text


@pytest.mark.parametrize(
    "time",
    ["10:15", "9:30:05", "09:30:05.250", "9:30 PM", "9:30pm", "9 PM", "13 PM", "09.30", "10:15 +02:00", "10:15 EST"],
)
def test_a_time_of_day_is_joined_to_the_day_before_it(time: str) -> None:
    assert said("2025-01-02", time) == f"2025-01-02 {time}"


@pytest.mark.parametrize("other", ["", "2025-01-03", "13.11.25", "13.11.2025", "11", "noon", "2025-01-03 10:15", "1e5"])
def test_what_is_no_time_of_day_is_left_aside(other: str) -> None:
    assert said("2025-01-02", other) == "2025-01-02"


def test_a_day_that_has_its_time_needs_no_other() -> None:
    assert said("2025-01-02 10:15", "11:30") == "2025-01-02 10:15"


def test_the_first_cell_that_says_something_stands() -> None:
    assert said("", "2025-01-03", "10:15") == "2025-01-03 10:15"
    assert said("", "") is None
