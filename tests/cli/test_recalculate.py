"""`regulars recalculate`: waits until it has ended, says what it did, and ends with 1 where it failed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from testing.commands.fake_api import FakeApi
from testing.commands.runs import Run

PATH = "/product-affinity/recalculate"
SUMMARY = "GET /api/customers/summary?history=0"


def shown(state: str = "done", **changes: Any) -> dict[str, Any]:
    """A recalculation as the API shows it."""
    counts = {"processed": 1_000, "updated": 1_000, "errors": 0, "written": 0, "drift": 0, "lagging": 0}
    return {"data": {"jobId": "manual-1", "state": state, "error": None, "shards": [], **counts} | changes}


@pytest.fixture
def counted(api: FakeApi) -> None:
    api.say(SUMMARY, {"data": {"pairs": 1_000}})


@pytest.mark.usefixtures("counted")
def test_one_that_ends_at_once_is_reported_as_it_is(
    api: FakeApi, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"POST {PATH}", shown(written=7, lagging=2))

    assert regulars("recalculate", "--tenant", "acme") == 0

    said = capsys.readouterr()
    assert said.out.startswith("1 000 affinities updated, 0 errors, in ")
    assert said.out.splitlines()[1:] == ["7 written, 0 drifted, 2 lagging"]
    assert said.err == "Recalculating\n"


@pytest.mark.usefixtures("counted")
def test_a_longer_one_is_waited_for(api: FakeApi, regulars: Run, capsys: pytest.CaptureFixture[str]) -> None:
    api.say(f"POST {PATH}", shown("waiting"), status=202)
    api.say(f"GET {PATH}/manual-1", shown("running"), shown("running"), shown(errors=2, drift=1))

    assert regulars("recalculate", "--tenant", "acme") == 0

    assert [call for call, *_ in api.asked].count(f"GET {PATH}/manual-1") == 3
    said = capsys.readouterr().out
    assert "2 errors" in said
    assert "customer.failed" in said
    assert "customer.drifted" in said


@pytest.mark.usefixtures("counted")
def test_machines_get_the_apis_own_answer(api: FakeApi, regulars: Run, capsys: pytest.CaptureFixture[str]) -> None:
    api.say(f"POST {PATH}", shown())

    assert regulars("recalculate", "--tenant", "acme", "--json") == 0

    assert json.loads(capsys.readouterr().out) == api.told(f"POST {PATH}")["data"]


@pytest.mark.usefixtures("counted")
def test_a_failed_one_ends_with_its_sentence_and_1(
    api: FakeApi, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"POST {PATH}", shown("failed", error="Of 2 shards 1 did not end (1)."))

    assert regulars("recalculate", "--tenant", "acme") == 1

    assert capsys.readouterr().err.endswith("Of 2 shards 1 did not end (1). (recalculation manual-1)\n")


def test_where_nobody_can_count_the_pairs_it_goes_without_a_bar(api: FakeApi, regulars: Run) -> None:
    api.say(SUMMARY, {"detail": "There are more customers than a summary may read."}, status=409)
    api.say(f"POST {PATH}", shown())

    assert regulars("recalculate", "--tenant", "acme") == 0


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    ("status", "detail"),
    [(403, "This tenant is suspended."), (429, "A recalculation has just ended. The next one may start in 9 minutes.")],
)
def test_what_the_api_refuses_is_said_in_its_words(
    api: FakeApi, regulars: Run, capsys: pytest.CaptureFixture[str], status: int, detail: str
) -> None:
    api.say(f"POST {PATH}", {"detail": detail}, status=status)

    assert regulars("recalculate", "--tenant", "acme") == 1

    assert capsys.readouterr().err.endswith(f"{status}: {detail}\n")
