"""`regulars doctor`: what it calls wrong, and what it leaves to whom it concerns."""

from __future__ import annotations

import json

import pytest
from regulars.cli import doctor, probe
from regulars.cli.connection import Connection
from regulars.facts.order import Lane
from regulars.facts.tenant import Tenant
from regulars.importing.requests import create_import
from regulars.scoring.settings import Settings
from regulars.stores.imports import ImportRecord
from regulars.stores.queues import CustomerQueue, Touched

from tests.cli.conftest import Run
from tests.conftest import make_tenant
from tests.flows.import_machine import create_machine, now_ms


@pytest.fixture(autouse=True)
def probed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On moto nothing reads a stream."""
    monkeypatch.setattr(doctor, "probe_streams", lambda _: 0.2)


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
    imports.pin(record.import_id, version_id="1", size=1, now_ms=now_ms())
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
    assert told.err == "3 of 9 are not as they should be.\n"


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
