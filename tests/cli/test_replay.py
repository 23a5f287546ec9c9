"""`regulars replay`: dead letters go back, and a whole roster goes round again."""

from __future__ import annotations

import json

import pytest
from regulars.cli.connection import Connection
from regulars.stores.bus import BusEntry
from regulars.stores.messages import LookupChange, Touch, Touched, decode_change, decode_touch
from regulars.stores.queues import CustomerQueue, LookupQueue

from testing.aws.bus import Listener
from testing.aws.tenants import make_tenant
from testing.commands.runs import Run
from testing.lookups import products, words
from testing.webhook_world import CHANGED, put_webhook


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


def test_a_dead_letter_goes_back_with_everybody_it_names(connection: Connection, regulars: Run) -> None:
    dead = Touch(Touched("acme", "ann"), members=("guest-1", "guest-2"))
    CustomerQueue(connection.stores.sqs, connection.outputs["BulkDlqUrl"]).send_touches([dead._replace(hops=3)])

    assert regulars("replay") == 0

    url = connection.outputs["BulkQueueUrl"]
    [message] = connection.stores.sqs.receive_message(QueueUrl=url)["Messages"]
    assert decode_touch(message["Body"]) == dead


def test_dead_lookups_go_back_with_every_key(connection: Connection, regulars: Run) -> None:
    dead = LookupChange("acme", 1, "ann", 5, (*products("tea", "cup"), *words("ann")))
    LookupQueue(connection.stores.sqs, connection.outputs["LookupsDlqUrl"]).send([dead])

    assert regulars("replay") == 0

    assert count(connection, "LookupsDlqUrl") == 0
    url = connection.outputs["LookupsQueueUrl"]
    [message] = connection.stores.sqs.receive_message(QueueUrl=url)["Messages"]
    assert decode_change(message["Body"]) == dead


def test_a_dead_letter_that_names_nobody_stays(connection: Connection, regulars: Run) -> None:
    connection.stores.sqs.send_message(QueueUrl=connection.outputs["LiveDlqUrl"], MessageBody="hello")

    assert regulars("replay") == 0

    assert count(connection, "LiveQueueUrl") == 0
    assert connection.stores.sqs.get_queue_attributes(
        QueueUrl=connection.outputs["LiveDlqUrl"], AttributeNames=["ApproximateNumberOfMessagesNotVisible"]
    )["Attributes"] == {"ApproximateNumberOfMessagesNotVisible": "1"}


def test_a_whole_roster_goes_once_into_the_bulk_queue_and_its_lookups_into_theirs(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    tenant = make_tenant(connection.stores, "acme")
    connection.stores.registry(tenant).enroll(f"c{number}" for number in range(25))

    assert regulars("replay", "--all", "--tenant", "acme", "--json") == 0

    assert json.loads(capsys.readouterr().out) == {"customers": 25}
    assert count(connection, "BulkQueueUrl") == 25
    assert count(connection, "LookupsQueueUrl") == 25


def test_a_roster_needs_its_tenant(connection: Connection, regulars: Run) -> None:
    assert regulars("replay", "--all") == 1
    assert regulars("replay", "--tenant", "acme") == 1
    assert regulars("replay", "--all", "--tenant", "none") == 1


def test_dead_events_go_onto_the_bus_again(
    connection: Connection, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    bus = Listener(connection.stores)
    detail = {"id": "1", "type": "customer.segment.changed"}
    kept = BusEntry("customer.segment.changed", json.dumps(detail))
    connection.stores.dead_events.keep([kept] * 12)

    assert regulars("replay") == 0

    assert bus.heard() == [detail] * 12
    assert count(connection, "DeadEventsUrl") == 0
    assert "12 events" in capsys.readouterr().out


def test_a_dead_event_is_for_webhooks_if_one_wanted_it_when_it_happened(connection: Connection, regulars: Run) -> None:
    bus, stores = Listener(connection.stores), connection.stores
    detail = json.dumps({"type": CHANGED, "data": {"tenant": make_tenant(stores, "acme").id}})
    stores.dead_events.keep([BusEntry(CHANGED, detail, wanted) for wanted in (True, False)])
    put_webhook(stores, "acme", CHANGED)

    assert regulars("replay") == 0

    assert sorted(bus.for_webhooks()) == [(CHANGED, False), (CHANGED, True)]
