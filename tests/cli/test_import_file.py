"""`regulars import` and `regulars get`: over the API's own path, to an end that is told."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from regulars.importing.file.options import CHOICES
from regulars.importing.job.sentences import ASKED

from testing.commands.fake_api import FakeApi
from testing.commands.runs import Run

ID = "20250102t030405006-0a1b2c3d"


OPTIONS: dict[str, Any] = {
    "preset": None,
    "mapping": {},
    "statuses": {},
    "dates": None,
    "decimal": None,
    "countPending": None,
    "exportedAt": None,
}


def shown(state: str = "done", **changes: Any) -> dict[str, Any]:
    """An import as the API shows it."""
    return {
        "data": {
            "importId": ID,
            "fileName": "orders.csv",
            "state": state,
            "dryRun": False,
            "error": None,
            "progress": {"phase": "loading", "rows": 10, "rowsDone": 4, "customers": None, "customersSettled": 0},
            "counts": {
                "rows": 1_234,
                "rowsRefused": 0,
                "ordersRead": 1_002,
                "orders": {"created": 1_000, "updated": 2, "unchanged": 0, "stale": 0, "refused": 0, "erased": 0},
                "customers": 300,
            },
            "statuses": [{"status": "paid", "counted": True, "orders": 1_000, "amount": 8911407.9}],
            "withoutCustomer": None,
            "newestAt": "2025-03-04T10:00:00.000Z",
            "unknownStatuses": {},
            "reconciliation": None,
            "advice": [],
            "options": OPTIONS,
            "recognised": {
                "format": "csv",
                "preset": None,
                "decimals": {},
                "dates": None,
                "dateExamples": [],
                "localTimes": True,
                "encoding": "utf-8",
                "separator": ",",
                "timezone": "UTC",
                "currency": "USD",
                "mapping": {},
                "ignoredColumns": ["cds"],
                "sha256": None,
            },
            "refusals": [],
        }
        | changes
    }


@pytest.fixture
def file(tmp_path: Path, api: FakeApi) -> Path:
    path = tmp_path / "orders.csv"
    path.write_bytes(b"order_id\n1\n")
    form = {"url": f"{api.base}/bucket", "fields": {"key": "uploads/x", "policy": "p"}}
    api.say("POST /api/imports", {"data": {"importId": ID, "upload": form}}, status=201)
    api.say("POST /bucket", b"", status=204)
    return path


def test_a_file_is_announced_uploaded_and_waited_for(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"GET /api/imports/{ID}", shown("running"), shown("running"), shown())

    assert regulars("import", str(file), "--tenant", "acme", "--map", "orderId=Nr=1", "--status", "a=b=paid") == 0

    announced, form = json.loads(api.asked[0][2]), api.asked[1][2]
    assert announced == {"fileName": "orders.csv", "mapping": {"orderId": "Nr=1"}, "statuses": {"a=b": "paid"}}
    assert b'name="key"\r\n\r\nuploads/x\r\n' in form
    assert form.index(b'name="policy"') < form.index(b'name="file"')
    assert b"\r\n\r\norder_id\n1\n\r\n--" in form
    said = capsys.readouterr().out
    assert said.startswith("orders.csv: 1 234 rows -> 1 002 orders -> 300 customers in ")
    assert "read as            CSV, separated by comma, UTF-8, USD\n" in said
    assert "\n                     times without an offset are in UTC\n" in said
    assert "1 000 created, 2 updated, 0 unchanged, 0 stale\n" in said
    assert "ignored            cds" in said
    assert "paid               1 000 orders, 8911407.90 USD" in said


@pytest.mark.parametrize(
    ("option", "field", "value"),
    [
        ("--count-pending" if field == "countPending" else f"--{field}", field, str(value))
        for field, values in CHOICES.items()
        for value in values
    ],
)
def test_every_value_that_an_option_documents_reaches_the_api_as_it_is_written(
    api: FakeApi, file: Path, regulars: Run, option: str, field: str, value: str
) -> None:
    api.say(f"GET /api/imports/{ID}", shown())

    assert regulars("import", str(file), "--tenant", "acme", option, value) == 0

    assert json.loads(api.asked[0][2])[field] == value


def test_refused_rows_are_told_and_laid_beside_the_file(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    refusals = [{"line": 7, "column": "Quantity", "reason": "-1 is negative"}]
    counts = shown()["data"]["counts"] | {"rowsRefused": 3}
    counts["orders"] |= {"refused": 1}
    api.say(f"GET /api/imports/{ID}", shown(counts=counts, refusals=refusals))
    api.say(f"GET /api/imports/{ID}/refused", {"data": {"url": f"{api.base}/refused.csv"}})
    api.say("GET /refused.csv", b"order_id,_line\r\n")

    assert regulars("import", str(file), "--tenant", "acme") == 0

    refused = Path(f"{file}.refused.csv")
    said = capsys.readouterr().out
    assert refused.read_bytes() == b"order_id,_line\r\n"
    assert "refused            1 order, 3 rows\n    line 7, Quantity: -1 is negative\n" in said
    line = f"regulars import {refused} --tenant acme --timezone UTC"
    assert f"all of them are in {refused}: mend them there, then\n    {line}\n" in said


def test_refused_rows_that_cannot_be_laid_down_cost_no_report(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = shown()["data"]["counts"] | {"rowsRefused": 3}
    api.say(f"GET /api/imports/{ID}", shown(counts=counts, refusals=[{"line": 7, "column": "Quantity", "reason": "x"}]))
    api.say(f"GET /api/imports/{ID}/refused", {"data": {"url": f"{api.base}/refused.csv"}})
    Path(f"{file}.refused.csv").mkdir()

    assert regulars("import", str(file), "--tenant", "acme") == 0

    told = capsys.readouterr()
    assert "    line 7, Quantity: x\n" in told.out
    assert "all of them are in" not in told.out
    assert f"refused.csv could not be written: Is a directory. `regulars get /api/imports/{ID}/refused" in told.err


def test_a_failed_import_ends_with_its_sentence_and_1(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"GET /api/imports/{ID}", shown("failed", error="The file is empty.", counts=None))

    assert regulars("import", str(file), "--tenant", "acme") == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(f"The file is empty. (import {ID})\n")


def test_machines_get_the_import_as_the_api_shows_it(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"GET /api/imports/{ID}", shown())

    assert regulars("import", str(file), "--tenant", "acme", "--dry-run", "--json") == 0

    assert json.loads(api.asked[0][2])["dryRun"] is True
    assert json.loads(capsys.readouterr().out) == api.told(f"GET /api/imports/{ID}")["data"] | {"refusedFile": None}


OWN_DATE_S = 1_741_082_400  # 2025-03-04T10:00:00Z


@pytest.mark.parametrize(("seconds_later", "proposes"), [(0, False), (1, True)])
def test_a_dry_run_proposes_the_files_own_date_where_all_that_is_in_it_is_older(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str], seconds_later: int, proposes: bool
) -> None:
    os.utime(file, (0, OWN_DATE_S + seconds_later))
    api.say(f"GET /api/imports/{ID}", shown(dryRun=True))

    assert regulars("import", str(file), "--tenant", "acme", "--dry-run") == 0

    assert ("--exported-at 2025-03-04T10:00:01.000Z says so" in capsys.readouterr().out) is proposes


def test_when_the_file_was_exported_is_sent_and_told(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    exported = "2025-03-05T00:00:00.000Z"
    api.say(f"GET /api/imports/{ID}", shown(options=OPTIONS | {"exportedAt": exported}))

    assert regulars("import", str(file), "--tenant", "acme", "--exported-at", "2025-03-05") == 0

    assert json.loads(api.asked[0][2])["exportedAt"] == "2025-03-05"
    assert f"exported           {exported}, as given" in capsys.readouterr().out


def test_beside_the_question_when_a_file_was_exported_stands_its_own_date(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    os.utime(file, (0, OWN_DATE_S))
    del api.answers["POST /api/imports"]
    errors = [{"field": "exportedAt", "message": ASKED}]
    api.say("POST /api/imports", {"detail": "", "errors": errors}, status=400)

    assert regulars("import", str(file), "--tenant", "acme") == 1
    asked = capsys.readouterr().err
    assert regulars("import", str(file), "--tenant", "acme", "--exported-at", "9999-01-01") == 1

    assert ASKED in asked
    assert "whether --exported-at 2025-03-04T10:00:00.000Z can be right" in asked
    assert "can be right" not in capsys.readouterr().err


def test_a_failed_import_is_resumed(api: FakeApi, file: Path, regulars: Run) -> None:
    api.say(f"GET /api/imports/{ID}", shown("failed"), shown())
    api.say(f"POST /api/imports/{ID}/retry", shown("running"), status=202)

    assert regulars("import", str(file), "--tenant", "acme", "--resume", ID) == 0

    assert [call for call, _, _ in api.asked] == [
        f"GET /api/imports/{ID}",
        f"POST /api/imports/{ID}/retry",
        f"GET /api/imports/{ID}",
    ]


def test_an_import_that_is_under_way_is_only_waited_for(api: FakeApi, file: Path, regulars: Run) -> None:
    api.say(f"GET /api/imports/{ID}", shown("running"), shown())
    api.say(f"POST /api/imports/{ID}/retry", {"detail": "under way"}, status=409)

    assert regulars("import", str(file), "--tenant", "acme", "--resume", ID) == 0


def test_an_import_that_waits_for_its_turn_shows_its_place(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    place = {"phase": "waiting", "position": 2, "rows": None, "rowsDone": 0, "customers": None, "customersSettled": 0}
    api.say(f"GET /api/imports/{ID}", shown("waiting", progress=place), shown())

    assert regulars("import", str(file), "--tenant", "acme") == 0
    assert "Waiting for the tenant's other imports, number 2 in line\n" in capsys.readouterr().err


def test_an_upload_that_nothing_has_begun_is_begun_by_a_resume(api: FakeApi, file: Path, regulars: Run) -> None:
    api.say(f"GET /api/imports/{ID}", shown("waiting"), shown())
    api.say(f"POST /api/imports/{ID}/retry", shown("running"), status=202)

    assert regulars("import", str(file), "--tenant", "acme", "--resume", ID) == 0


def test_an_import_that_never_got_its_file_is_not_resumed(
    api: FakeApi, file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(f"GET /api/imports/{ID}", shown("expired"))
    api.say(f"POST /api/imports/{ID}/retry", {"detail": "the import has no file yet"}, status=409)

    assert regulars("import", str(file), "--tenant", "acme", "--resume", ID) == 1
    assert "never got its file" in capsys.readouterr().err


def test_options_that_are_refused_are_named(
    api: FakeApi, tmp_path: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "orders.csv"
    path.touch()
    problem = {"detail": "See errors", "errors": [{"field": "mapping.x", "message": "is not a field"}]}
    api.say("POST /api/imports", problem, status=400)

    assert regulars("import", str(path), "--tenant", "acme", "--map", "x=y") == 1
    assert regulars("import", str(path), "--tenant", "acme", "--map", "x") == 1
    assert regulars("import", str(tmp_path / "none"), "--tenant", "acme") == 1

    said = capsys.readouterr().err
    assert "400: mapping.x is not a field\n" in said
    assert "--map x: write it as two names with = between them.\n" in said


def test_a_file_that_storage_refuses_is_told(
    api: FakeApi, tmp_path: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "orders.csv"
    path.touch()
    form = {"url": f"{api.base}/bucket", "fields": {}}
    api.say("POST /api/imports", {"data": {"importId": ID, "upload": form}}, status=201)
    api.say("POST /bucket", b"<Code>EntityTooLarge</Code>", status=400)

    assert regulars("import", str(path), "--tenant", "acme") == 1
    assert "was not taken: it is larger than 2 GB." in capsys.readouterr().err


def test_get_prints_the_answer_and_signs_for_the_tenant(
    api: FakeApi, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    call = "GET /api/orders/1"
    api.say(call, {"data": {"customerId": "Ångström", "netSpend": 1.5}})

    assert regulars("get", "/api/orders/1", "--tenant", "acme") == 0

    said = json.loads(capsys.readouterr().out)
    assert said == api.told(call)
    assert (said["data"]["customerId"], said["data"]["netSpend"]) == ("Ångström", 1.5)
    assert api.asked[0][1]["Authorization"] == "Bearer token-1"


def test_get_ends_with_the_problems_sentence_and_1(
    api: FakeApi, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say("GET /api/customers/x", {"title": "Not found", "detail": "No customer x."}, status=404)
    api.say("GET /other", b"<html>", status=503)

    assert regulars("get", "api/customers/x", "--tenant", "acme") == 1
    assert regulars("get", "/other", "--tenant", "acme") == 1

    assert capsys.readouterr().err == "404: No customer x.\n503: no reason given\n"


def test_a_token_that_has_run_out_is_replaced(api: FakeApi, file: Path, regulars: Run) -> None:
    api.answers[f"GET /api/imports/{ID}"] = [(401, {"message": "Unauthorized"}), (200, shown())]

    assert regulars("import", str(file), "--tenant", "acme") == 0

    signed = [headers["Authorization"] for call, headers, _ in api.asked if call.startswith("GET")]
    assert signed == ["Bearer token-1", "Bearer token-2"]


def test_url_prints_the_address_and_nothing_else(
    api: FakeApi, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("url") == 0
    assert capsys.readouterr().out == f"{api.base}\n"


def test_a_misspelt_command_ends_with_1(regulars: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert regulars("improt") == 1
    assert "No such command" in capsys.readouterr().err
