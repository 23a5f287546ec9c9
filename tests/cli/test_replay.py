"""`regulars replay` and what `regulars doctor` says of the same queues."""

from __future__ import annotations

import json

import pytest
from regulars.cli import doctor, probe
from regulars.cli.connection import Connection
from regulars.facts.order import Lane
from regulars.importing.requests import create_import
from regulars.scoring.settings import Settings
from regulars.stores.queues import CustomerQueue, Touched

from tests.cli.conftest import Run
from tests.conftest import make_tenant
from tests.flows.import_machine import create_machine, now_ms


def count(connection: Connection, output: str) -> int:
    answer = connection.stores.sqs.get_queue_attributes(
        QueueUrl=connection.outputs[output], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def test_dead_letters_go_back_to_their_own_lane(connection: Connection, regulars: Run) -> None:
    for output, customers in (("LiveDlqUrl", 3), ("BulkDlqUrl", 12)):
        dead = CustomerQueue(connection.stores.sqs, connection.outputs[output])
        dead.send([Touched("acme", f"c{number}") for number in range(customers)])

    assert regulars("replay") == 0

    outputs = ("LiveDlqUrl", "BulkDlqUrl", "LiveQueueUrl", "BulkQueueUrl")
    assert [count(connection, output) for output in outputs] == [0, 0, 3, 12]


def test_a_dead_letter_that_names_nobody_stays(connection: Connection, regulars: Run) -> None:
    connection.stores.sqs.send_message(QueueUrl=connection.outputs["LiveDlqUrl"], MessageBody="hello")

    assert regulars("replay") == 0

    assert count(connection, "LiveQueueUrl") == 0
    assert connection.stores.sqs.get_queue_attributes(
        QueueUrl=connection.outputs["LiveDlqUrl"], AttributeNames=["ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"] == {"ApproximateNumberOfMessagesNotVisible": "1"}


def test_a_whole_roster_goes_once_into_the_bulk_queue(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    tenant = make_tenant(connection.stores, "acme")
    connection.stores.registry(tenant).enroll(f"c{number}" for number in range(25))

    assert regulars("replay", "--all", "--tenant", "acme", "--json") == 0

    assert json.loads(capsys.readouterr().out) == {"customers": 25}
    assert count(connection, "BulkQueueUrl") == 25


def test_a_roster_needs_its_tenant(connection: Connection, regulars: Run) -> None:
    assert regulars("replay", "--all") == 1
    assert regulars("replay", "--tenant", "acme") == 1
    assert regulars("replay", "--all", "--tenant", "none") == 1


def test_the_probe_waits_until_an_order_has_become_facts(connection: Connection) -> None:
    with pytest.raises(Exception, match="has not become facts within 0 s"):
        probe.probe_streams(connection.stores, longest_s=0)

    found = connection.stores.directory.read("~probe")
    assert found is not None
    assert connection.stores.directory.all() == []
    orders = connection.stores.ledger(found.tenant).read_customer("probe").orders
    assert [(order.order_id, order.lane) for order in orders] == [("probe", Lane.LIVE)]


def test_doctor_names_what_is_wrong_and_what_to_do(
    connection: Connection, regulars: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "probe_streams", lambda _: 0.2)
    create_machine(connection.stores)
    tenant = make_tenant(connection.stores, "acme")
    assert regulars("doctor") == 0
    well = capsys.readouterr()
    CustomerQueue(connection.stores.sqs, connection.outputs["BulkDlqUrl"]).send([Touched("acme", "ann")])
    connection.stores.s3.put_object(Bucket="failures", Key="batch", Body=b"{}")
    imports = connection.stores.imports(tenant)
    record, _ = create_import(
        {"fileName": "a.csv"},
        settings=Settings.defaults(2),
        imports=imports,
        files=connection.stores.files(tenant),
        now_ms=now_ms(),
    )
    imports.pin(record.import_id, version_id="1", size=1)

    assert regulars("doctor", "--json") == 1

    told = capsys.readouterr()
    wrong = {finding["what"]: finding["advice"] for finding in json.loads(told.out) if not finding["ok"]}
    assert "ok     stream and live queue: an order became facts in 0.2 s" in well.out
    assert list(wrong) == ["bulk dead letters", "failed changes", f"import {record.import_id} of acme"]
    assert f"--resume {record.import_id}" in wrong[f"import {record.import_id} of acme"]
    assert told.err == "3 of 7 are not as they should be.\n"
