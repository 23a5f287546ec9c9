"""The line that imports mended rows, run as it is printed: its rows are read as the file's were."""

from __future__ import annotations

import json
import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from regulars.command_line import quoted
from regulars.facts.time import rfc3339, to_ms
from regulars.http.imports.answers import show_import
from regulars.scoring.settings import Settings
from regulars.stores.tenant.imports import ImportRecord
from regulars.stores.tenant.job_record import JobState

from testing.builders import NOW_MS
from testing.commands.fake_api import FakeApi
from testing.commands.runs import Run
from testing.files.read import FileRead, read_file

ID = "20250102t030405006-0a1b2c3d"


def as_shown(read: FileRead, **options: Any) -> dict[str, Any]:
    """The import of a file as the API shows it."""
    record = ImportRecord(
        job_id=ID,
        file_name="orders.csv",
        object_name="orders.csv",
        created_ms=NOW_MS,
        settings=Settings.defaults(2),
        mapping=options.get("mapping", {}),
        statuses=options.get("statuses", {}),
        preset=options.get("preset"),
        dates=options.get("dates"),
        decimal=options.get("decimal"),
        count_pending=options.get("countPending"),
        exported_ms=to_ms(datetime.fromisoformat(options["exportedAt"])) if "exportedAt" in options else None,
        state=JobState.DONE,
        result={**read.report, "orders": {"created": len(read.orders), "refused": 1}},
    )
    return {"data": json.loads(json.dumps(show_import(record, now_ms=NOW_MS)))}


def mended(
    content: bytes, api: FakeApi, regulars: Run, folder: Path, capsys: pytest.CaptureFixture[str], **options: Any
) -> FileRead:
    """The file's refused rows, after FIX was replaced by 1, imported by the very line that the command printed."""
    file = folder / "my orders.csv"
    file.write_bytes(content)
    first = read_file(content, **options)
    form = {"url": f"{api.base}/bucket", "fields": {}}
    api.say("POST /api/imports", {"data": {"importId": ID, "upload": form}}, status=201)
    api.say("POST /bucket", b"", status=204)
    api.say(f"GET /api/imports/{ID}", as_shown(first, **options))
    api.say(f"GET /api/imports/{ID}/refused", {"data": {"url": f"{api.base}/refused.csv"}})
    api.say("GET /refused.csv", first.refused_file.encode("utf-8-sig"))
    assert regulars("import", str(file), "--tenant", "acme") == 0
    line = re.search(r"mend them there, then\n    (regulars import .*)\n", capsys.readouterr().out)
    assert line is not None
    del api.asked[:]

    program, *words = shlex.split(line[1])
    assert program == "regulars"
    assert regulars(*words) == 0

    path = Path(words[1])
    assert words[:4] == ["import", str(path), "--tenant", "acme"]
    return read_file(path.read_bytes().replace(b"FIX", b"1"), **json.loads(api.asked[0][2]))


def when(read: FileRead, order_id: str) -> str:
    return rfc3339(read.by_id[order_id].ordered_at_ms)


def test_the_time_zone_that_was_given_is_kept(
    api: FakeApi, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = b"order_id,email,date,total\n1,a@b.co,2025-06-05 20:38:34,10\n2,b@b.co,2025-06-05 20:38:34,FIX\n"

    read = mended(content, api, regulars, tmp_path, capsys, timezone="Europe/Berlin")

    assert when(read, "2") == "2025-06-05T18:38:34.000Z"


def test_what_the_whole_file_decided_is_kept(
    api: FakeApi, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (
        b"order_id;email;date;sku;qty;price\n1;a@b.co;24.04.2025;T;1;1.249,00\n"
        b"2;b@b.co;03.04.2025;P;FIX;1.249\n2;b@b.co;03.04.2025;T;x;1\n"
    )

    read = mended(content.replace(b"x;1", b"FIX;1"), api, regulars, tmp_path, capsys)

    assert when(read, "2") == "2025-04-03T00:00:00.000Z"
    assert read.by_id["2"].gross_minor == 125_000


def test_what_the_caller_said_is_kept(
    api: FakeApi, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = (
        b"Nr,Wer,email,date,total,Zu Stand\n1,ann,a@b.co,2025-04-03,2,\n2,bob,b@b.co,03/04/2025,FIX,\n"
        b"3,cyd,c@b.co,2025-04-03,FIX,Gut's\n"
    )
    options = {
        "mapping": {"orderId": "Nr", "customerId": "Wer", "status": "Zu Stand"},
        "statuses": {"": "paid", "Gut's": "refunded"},
        "preset": "plain",
        "dates": "month-first",
        "decimal": "comma",
        "exportedAt": "2025-04-04T12:00:00.000Z",
    }

    read = mended(content, api, regulars, tmp_path, capsys, **options)

    assert when(read, "2") == "2025-03-04T00:00:00.000Z"
    assert [(order.customer_id, order.status) for order in read.orders] == [("bob", "paid"), ("cyd", "refunded")]
    assert {rfc3339(order.arrived_ms) for order in read.orders} == {options["exportedAt"]}


def test_words_are_quoted_for_every_shell() -> None:
    words = ["=paid", "a b", "it's", "plain", "='x'"]

    assert [quoted(word) for word in words] == ["'=paid'", "'a b'", "'it'\"'\"'s'", "plain", "'='\"'\"'x'\"'\"''"]
    assert shlex.split(" ".join(map(quoted, words))) == words
