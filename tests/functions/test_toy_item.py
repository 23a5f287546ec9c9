"""One file of facts, one of stores and one line: every room knows a kind of ledger item that no shop has."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest


@pytest.fixture(scope="module")
def said() -> Any:
    """What becomes of a gift in a process whose `KINDS` has the toy's line."""
    done = subprocess.run([sys.executable, "-m", "testing.toy_item"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_stream_sends_its_customer_on_and_the_fold_and_the_night_pass_over_nothing(said: Any) -> None:
    assert said["projected again"]
    assert said["folded"]
    assert said["drift"] == 0


def test_the_journey_tells_of_it_and_can_be_asked_for_it_alone(said: Any) -> None:
    [step] = json.loads(said["journey"])["data"]

    assert (step["kind"], step["title"], step["data"]) == ("gift", "Gift", {"giftId": "g#1"})


def test_the_export_of_the_person_holds_it_and_the_page_calls_it_by_its_words(said: Any) -> None:
    [held] = said["held"]

    assert held["giftId"] == "g#1"
    assert "<h2>Gifts</h2>" in said["page"]


def test_the_erasure_takes_it_away_and_counts_it(said: Any) -> None:
    assert said["left"] == []
    assert said["erased"]["certificate"]["document"]["erased"]["gift"] == 1
