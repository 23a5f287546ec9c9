"""What is said on a deployed stack's bus about one tenant, heard by a rule of ours and its queue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from testing.deployed.stack import Stack

Take = Callable[[], list[dict[str, Any]]]


@contextmanager
def heard_queue(
    client: Callable[[str], Any], bus: str, tenant: str, *, name: str, tags: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The URL of a queue to which a rule of the bus sends the events of a tenant. Nothing of either stays."""
    events, sqs, tags = client("events"), client("sqs"), dict(tags or {})
    url = sqs.create_queue(QueueName=name, tags=tags)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {"source": ["regulars"], "detail": {"data": {"tenant": [tenant]}}}
    tagged = {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]} if tags else {}
    rule = events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern), **tagged)["RuleArn"]
    allow = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
            }
        ],
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(allow)})
    events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "heard", "Arn": arn}])
    try:
        yield url
    finally:
        events.remove_targets(Rule=name, EventBusName=bus, Ids=["heard"])
        events.delete_rule(Name=name, EventBusName=bus)
        sqs.delete_queue(QueueUrl=url)


@contextmanager
def listening(stack: Stack, tenant: str) -> Iterator[Take]:
    """Gives the details of the tenant's events since it was asked last."""
    with heard_events(stack, tenant) as take:
        yield lambda: [event["detail"] for event in take()]


@contextmanager
def heard_events(stack: Stack, tenant: str) -> Iterator[Take]:
    """Gives the tenant's events since it was asked last, as a rule's target gets them."""
    sqs, name = stack.client("sqs"), f"{stack.at.stack}-heard-{tenant}"
    with heard_queue(stack.client, stack.outputs["EventBus"], tenant, name=name, tags=stack.at.tags) as url:

        def take() -> list[dict[str, Any]]:
            found = []
            while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
                for message in messages:
                    found.append(json.loads(message["Body"]))
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return found

        yield take
