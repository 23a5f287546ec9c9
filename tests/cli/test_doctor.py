"""`regulars doctor`: what it calls wrong, and what it leaves to whom it concerns."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError
from regulars.cli import doctor, probe
from regulars.cli.connection import Connection
from regulars.facts.order import Lane
from regulars.facts.tenant import Tenant, TenantStatus
from regulars.facts.time import HOUR_MS, MINUTE_MS
from regulars.importing.job.requests import create_import
from regulars.nightly.start import start_job
from regulars.scoring.settings import Settings
from regulars.stores.messages import Touched
from regulars.stores.queues import CustomerQueue
from regulars.stores.tenant.imports import ImportRecord
from regulars.stores.tenant.passages import Leaving

from testing.aws.tenants import make_tenant
from testing.commands.runs import Run
from testing.machines.imports import ImportMachine, create_machine, now_ms, project_bulk_queue
from testing.machines.night import create_night_machine, end


@pytest.fixture(autouse=True)
def probed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On moto nothing reads a stream, an account has no limit, and its tables are not protected."""
    monkeypatch.setattr(doctor, "probe_streams", lambda _: 0.2)
    monkeypatch.setattr(doctor, "look_at_account", lambda _: ())


def begun_import(connection: Connection, tenant: Tenant) -> ImportRecord:
    """An import whose upload is pinned and whose execution does not exist."""
    imports = connection.stores.imports(tenant)
    record, _ = create_import(
        {"fileName": "a.csv"},
        settings=Settings.defaults(2),
        imports=imports,
        files=connection.stores.files(tenant),
        now_ms=now_ms(),
    )
    imports.pin(record.import_id, version_id="1", size=1)
    imports.begin(record.import_id, attempt=1, now_ms=now_ms())
    return record


def test_the_probe_waits_until_an_order_has_become_facts(connection: Connection) -> None:
    with pytest.raises(Exception, match="has not become facts within 0 s"):
        probe.probe_streams(connection.stores, longest_s=0)

    found = connection.stores.directory.read("~probe")
    assert found is not None
    assert connection.stores.directory.all() == []
    orders = connection.stores.ledger(found.tenant).read_customer("probe").orders
    assert [(order.order_id, order.lane) for order in orders] == [("probe", Lane.LIVE)]


def test_doctor_names_what_is_wrong_and_what_to_do(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    create_machine(connection.stores)
    tenant = make_tenant(connection.stores, "acme")
    assert regulars("doctor") == 0
    well = capsys.readouterr()
    CustomerQueue(connection.stores.sqs, connection.outputs["BulkDlqUrl"]).send([Touched("acme", "ann")])
    connection.stores.s3.put_object(Bucket="failures", Key="batch", Body=b"{}")
    record = begun_import(connection, tenant)

    assert regulars("doctor", "--json") == 1

    told = capsys.readouterr()
    wrong = {finding["what"]: finding["advice"] for finding in json.loads(told.out) if not finding["ok"]}
    assert "ok     stream and live queue: an order became facts in 0.2 s" in well.out
    assert list(wrong) == ["bulk dead letters", "failed changes", f"import {record.import_id} of acme"]
    assert f"--resume {record.import_id}" in wrong[f"import {record.import_id} of acme"]
    assert told.err == "3 of 10 are not as they should be.\n"


def test_who_stands_beside_many_addresses_is_told_and_is_nothing_wrong(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    create_machine(connection.stores)
    tenant = make_tenant(connection.stores, "acme")
    rows = [f"{at},{id_},{id_}{at}@example.com,2025-10-06,5\n" for at, id_ in enumerate(["web"] * 3 + ["ann"] * 2)]
    machine = ImportMachine(connection.stores, tenant, project=lambda: project_bulk_queue(connection.stores) and None)
    machine.take_in(("order_id,customer_id,email,date,total\n" + "".join(rows)).encode())

    assert regulars("doctor") == 0

    said = capsys.readouterr().out
    assert "ok     customer web of acme: orders with 3 e-mail addresses or more: one customer, or all without" in said
    assert "customer ann" not in said


def test_an_upload_that_nothing_has_begun_is_named(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    create_machine(connection.stores)
    machine = ImportMachine(connection.stores, make_tenant(connection.stores, "acme"))
    record = machine.create()
    machine.upload(record, b"order_id\n")
    assert regulars("doctor") == 0
    monkeypatch.setattr(doctor, "time", SimpleNamespace(time_ns=lambda: time.time_ns() + 6 * MINUTE_MS * 1_000_000))

    assert regulars("doctor") == 1

    said = capsys.readouterr().out
    assert f"wrong  import {record.import_id} of acme: its file is there, and nothing has begun it\n" in said
    assert f"regulars import FILE --tenant acme --resume {record.import_id}" in said


@pytest.mark.parametrize(("refused", "wrong"), [(True, 0), (False, 1)])
def test_only_an_import_that_broke_is_the_stacks_matter_not_one_whose_file_was_refused(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str], refused: bool, wrong: int
) -> None:
    create_machine(connection.stores)
    tenant = make_tenant(connection.stores, "acme")
    record = begun_import(connection, tenant)
    connection.stores.imports(tenant).finish(
        record.import_id, 1, finished_ms=now_ms(), error="It is empty.", refused=refused, result={}
    )

    assert regulars("doctor") == wrong

    assert ("It is empty." in capsys.readouterr().out) is not refused


@pytest.mark.parametrize(
    ("hours", "error", "said"),
    [
        (25, None, None),
        (27, None, "it began 27 hours ago"),
        (1, "Of 1 shards 1 did not end (0).", "Of 1 shards 1 did not end (0)."),
    ],
)
def test_a_tenant_whose_last_night_is_old_or_failed_is_named(
    connection: Connection,
    regulars: Run,
    capsys: pytest.CaptureFixture[str],
    hours: int,
    error: str | None,
    said: str | None,
) -> None:
    create_night_machine(connection.stores)
    tenants = [make_tenant(connection.stores, name) for name in ("acme", "new", "gone")]
    for tenant in (tenants[0], tenants[2]):
        began_ms = now_ms() - hours * HOUR_MS
        start_job(tenant, "night-1", manual=False, stores=connection.stores, now_ms=began_ms)
        connection.stores.jobs(tenant).finish("night-1", finished_ms=began_ms, error=error)
    connection.stores.directory.set_status("gone", TenantStatus.SUSPENDED)

    assert regulars("doctor") == int(said is not None)

    told = capsys.readouterr().out
    wrong = [line for line in told.splitlines() if line.startswith("wrong")]
    assert wrong == ([f"wrong  last night of acme: {said}"] if said else [])
    assert ("`regulars recalculate --tenant acme` mends it." in told) is (said is not None)


def test_a_night_whose_machine_broke_down_is_named(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    create_night_machine(connection.stores)
    tenant = make_tenant(connection.stores, "acme")
    start_job(tenant, "night-1", manual=False, stores=connection.stores, now_ms=now_ms() - HOUR_MS)
    assert regulars("doctor") == 0
    end(connection.stores, "acme-night-1")

    assert regulars("doctor") == 1

    assert "wrong  last night of acme: The recalculation stopped half-way" in capsys.readouterr().out


def test_a_signing_key_is_tried_and_one_that_is_off_is_named(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    create_machine(connection.stores)
    assert regulars("doctor") == 0
    assert "ok     signing key: signs, and is sha256:" in capsys.readouterr().out

    def off(**_: object) -> None:
        raise ClientError({"Error": {"Code": "DisabledException", "Message": "is disabled"}}, "Sign")

    connection.stores.kms.meta.events.register("before-call.kms.Sign", off)

    assert regulars("doctor") == 1
    said = capsys.readouterr().out
    assert "wrong  signing key: signs nothing: DisabledException" in said
    assert "enable the key in KMS" in said


def test_a_tenant_that_is_half_erased_is_named_once_no_command_can_be_at_it(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    create_machine(connection.stores)
    make_tenant(connection.stores, "acme")
    passages = connection.stores.passages("acme")
    passages.note_leaving(Leaving("Acme", now_ms() - 50 * MINUTE_MS, deleted={"ledger": 40, "users": 2}))
    passages.forget_tenant()
    assert regulars("doctor") == 0
    state = "tenant acme: its erasure is under way, 42 items, objects and users are deleted"
    assert f"ok     {state}" in capsys.readouterr().out

    passages.note_leaving(Leaving("Acme", now_ms() - HOUR_MS))

    assert regulars("doctor") == 1
    said = capsys.readouterr().out
    assert "wrong  tenant acme: its erasure is under way, 0 items" in said
    assert "tenant erase acme` goes on with it." in said
    passages.has_left()
    assert regulars("doctor") == 0
    assert "tenant acme" not in capsys.readouterr().out


@pytest.mark.parametrize("known", [False, True])
def test_a_tenant_that_is_half_taken_in_is_named(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str], known: bool
) -> None:
    create_machine(connection.stores)
    if known:
        make_tenant(connection.stores, "acme")
    assert connection.stores.passages("acme").note_arriving("the digest of a file")

    assert regulars("doctor") == 1

    said = capsys.readouterr().out
    assert ("its rows are not all made" in said, "nobody can use it yet" in said) == (known, not known)
    assert "tenant import FILE` with the same file goes on with it" in said
    assert ("tenant erase acme` gives it up" in said) is not known
    connection.stores.passages("acme").has_settled()
    assert regulars("doctor") == 0
