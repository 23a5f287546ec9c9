"""The demo shop is filled and recalculated once; what broke off is taken up where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from laptop.demo import fill_demo, forget_demo, recalculate_demo
from laptop.place import Place
from laptop.steps import Refused

# Stands in for `regulars`: notes what it was asked for, knows no tenant, and fails at the word in the file `broken`.
_COMMAND = """#!/bin/sh
echo "$*" >> "{folder}/asked"
[ "$1 $2" = "tenant list" ] && echo '[]'
grep -qx "$1" "{folder}/broken" 2>/dev/null && echo "$1 broke" >&2 && exit 1
exit 0
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    command = tmp_path / "regulars"
    command.write_text(_COMMAND.format(folder=tmp_path))
    command.chmod(0o755)
    monkeypatch.setattr("laptop.operator.COMMAND", command)
    return Place(tmp_path, 4566)


def up(place: Place) -> list[str]:
    """What `make up` does for the demo; answers what the command was asked for by it."""
    asked = place.folder / "asked"
    asked.write_text("")
    fill_demo(place, is_new=False)
    recalculate_demo(place)
    return asked.read_text().splitlines()


def test_the_first_time_it_is_made_filled_and_recalculated_with_the_seconds_said(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    file = place.folder / "demo-orders.jsonl"

    assert up(place) == [
        "tenant list --json",
        "tenant create demo --name Demo Roasters",
        f"import {file} --tenant demo",
        "recalculate --tenant demo",
    ]
    assert capfd.readouterr().out.splitlines()[-1].startswith("Recalculating the tenant demo ... ")


def test_a_new_stack_is_not_asked_for_its_tenants(place: Place) -> None:
    asked = place.folder / "asked"
    asked.write_text("")

    fill_demo(place, is_new=True)

    assert asked.read_text().splitlines()[0] == "tenant create demo --name Demo Roasters"


def test_the_second_time_nothing_is_done_and_nothing_said(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    up(place)
    capfd.readouterr()

    assert up(place) == []
    assert capfd.readouterr().out == ""


def test_a_recalculation_that_failed_is_said_and_done_the_next_time_without_the_orders(place: Place) -> None:
    broken = place.folder / "broken"
    broken.write_text("recalculate\n")
    with pytest.raises(Refused, match=r"(?s)regulars recalculate failed:.*recalculate broke"):
        up(place)
    broken.unlink()

    assert up(place) == ["recalculate --tenant demo"]
    assert up(place) == []


def test_a_demo_that_was_filled_before_there_was_a_recalculation_gets_it(place: Place) -> None:
    (place.folder / "demo-filled").touch()

    assert up(place) == ["recalculate --tenant demo"]


def test_a_demo_that_is_forgotten_is_filled_and_recalculated_again(place: Place) -> None:
    up(place)
    forget_demo(place)

    assert [asked.split()[0] for asked in up(place)] == ["tenant", "tenant", "import", "recalculate"]
