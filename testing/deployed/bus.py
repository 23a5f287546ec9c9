"""What is said on a deployed stack's bus about one tenant, heard by a rule of ours and its queue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from testing.deployed.stack import Stack

Take = Callable[[], list[dict[str, Any]]]


@contextmanager
def listening(stack: Stack, tenant: str) -> Iterator[Take]:
    """Gives the details of the tenant's events since it was asked last. Nothing of it stays."""
    events, sqs, bus = stack.client("events"), stack.client("sqs"), stack.outputs["EventBus"]
    tags = dict(stack.at.tags)
    name = f"{stack.at.stack}-heard-{tenant}"
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

    def take() -> list[dict[str, Any]]:
        found = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                found.append(json.loads(message["Body"])["detail"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    try:
        yield take
    finally:
        events.remove_targets(Rule=name, EventBusName=bus, Ids=["heard"])
        events.delete_rule(Name=name, EventBusName=bus)
        sqs.delete_queue(QueueUrl=url)
