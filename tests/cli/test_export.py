"""`regulars export`: asks, waits, and saves the whole file or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from regulars.cli.output import grouped_of

from testing.commands.fake_api import FakeApi
from testing.commands.runs import Run

PATH = "/api/customers/exports"


def shown(api: FakeApi, state: str = "done", **changes: Any) -> dict[str, Any]:
    """An export as the API shows it; its file is at `/the-file`."""
    done = state == "done"
    left = {"doNotContact": 1, "optedOut": 2, "withoutEmail": 0}
    counts = {"customers": 1_200, "bytes": 9, "leftOut": left, "unreadable": 3} if done else None
    file = {"name": "csv.csv", "url": f"{api.base}/the-file", "expiresAt": "x", "keptUntil": "x"} if done else None
    return {"data": {"exportId": "e1", "state": state, "error": None, "counts": counts, "file": file} | changes}


def test_a_segment_is_asked_for_waited_for_and_saved(
    api: FakeApi, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"POST {PATH}", shown(api, "waiting"), status=202)
    api.say(f"GET {PATH}/e1", shown(api, "running"), shown(api))
    api.answers["GET /the-file"] = [(200, {"the": "file"})]
    file = tmp_path / "members.csv"

    options = ("--segment", "s1", "--filter", "minSpend=10", "--field", "email", "--format", "meta")
    assert regulars("export", str(file), "--tenant", "acme", *options) == 0

    assert json.loads(file.read_text()) == {"the": "file"}
    [body] = [json.loads(sent) for call, _, sent in api.asked if call == f"POST {PATH}"]
    assert body == {"format": "meta", "filters": {"minSpend": "10"}, "segment": "s1", "fields": ["email"]}
    said = capsys.readouterr().out
    assert said.startswith("1 200 customers as of ")
    assert "1 not to be contacted, 2 opted out, 0 without e-mail" in said


def test_a_file_that_cannot_be_written_there_is_refused_before_anything_is_asked(
    api: FakeApi, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "locked").mkdir(mode=0o555)
    sentences = {
        "nope/x.csv": f"there is no folder {tmp_path / 'nope'}.",
        "file/x.csv": f"{tmp_path / 'file'} is a file, no folder.",
        "locked/x.csv": f"{tmp_path / 'locked'} is read-only for you.",
    }

    for name, sentence in sentences.items():
        assert regulars("export", str(tmp_path / name), "--tenant", "acme") == 1
        assert f"{tmp_path / name} could not be written: {sentence} Nothing was done." in capsys.readouterr().err

    assert api.asked == []


def test_one_that_failed_says_why_and_leaves_no_file(
    api: FakeApi, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"POST {PATH}", shown(api, "failed", error="The export broke off."), status=202)

    assert regulars("export", str(tmp_path / "x.csv"), "--tenant", "acme") == 1
    assert "The export broke off. (export e1)" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_fetched_leaves_nothing_behind(
    api: FakeApi, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"POST {PATH}", shown(api), status=202)
    api.answers["GET /the-file"] = [(403, {})]

    assert regulars("export", str(tmp_path / "x.csv"), "--tenant", "acme") == 1
    assert "could not be written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_filter_without_a_value_is_refused_before_anything_is_asked(
    api: FakeApi, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("export", str(tmp_path / "x.csv"), "--tenant", "acme", "--filter", "minSpend") == 1
    assert "NAME=VALUE" in capsys.readouterr().err
    assert api.asked == []


def test_one_customer_is_counted_in_the_singular() -> None:
    assert [grouped_of(number, "customer") for number in (0, 1, 1_200)] == [
        "0 customers",
        "1 customer",
        "1 200 customers",
    ]
