"""The event bus on moto, with somebody who listens to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from regulars.stores.bus import NO_WEBHOOK, WEBHOOK
from regulars.stores.opened import Stores


class Listener:
    """A rule on the stack's bus that takes everything of ours into a queue."""

    def __init__(self, stores: Stores) -> None:
        self._sqs = stores.sqs
        bus = stores.names.event_bus
        self._url = self._sqs.create_queue(QueueName="heard")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        pattern = json.dumps({"source": ["regulars"]})
        stores.events.put_rule(Name="heard", EventBusName=bus, EventPattern=pattern)
        stores.events.put_targets(Rule="heard", EventBusName=bus, Targets=[{"Id": "heard", "Arn": arn}])

    def heard(self) -> list[dict[str, Any]]:
        """The details of all events since it was asked last."""
        return [event["detail"] for event in self.events()]

    def for_webhooks(self) -> list[tuple[str, bool]]:
        """The types of all events since it was asked last, and whether some webhook was said to want it."""
        return [(event["detail-type"], event["resources"] == [WEBHOOK]) for event in self.events()]

    def events(self) -> list[dict[str, Any]]:
        """The same as a rule's target gets them."""
        found = []
        while messages := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                event = json.loads(message["Body"])
                assert event["detail-type"] == event["detail"]["type"]
                assert event["resources"] in ([WEBHOOK], [NO_WEBHOOK])
                found.append(event)
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return found


def refuse(stores: Stores, refused: Callable[[dict[str, Any]], bool]) -> list[Sequence[str]]:
    """Lets the bus refuse entries, as one under load does; the ids of each request, as they come."""
    asked: list[Sequence[str]] = []
    put = stores.events.put_events

    def put_events(Entries: list[dict[str, Any]]) -> dict[str, Any]:
        details = [json.loads(entry["Detail"]) for entry in Entries]
        asked.append([detail["id"] for detail in details])
        bad = [refused(detail) for detail in details]
        taken = [entry for entry, is_bad in zip(Entries, bad, strict=True) if not is_bad]
        answers = iter(put(Entries=taken)["Entries"] if taken else [])
        found = [{"ErrorCode": "ThrottlingException"} if is_bad else next(answers) for is_bad in bad]
        return {"FailedEntryCount": len(Entries) - len(taken), "Entries": found}

    stores.events.put_events = put_events
    return asked
