"""An alarm reaches whoever listens to the topic: the topic's own policy decides, which no function's role shows."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from testing.deployed.shop import eventually
from testing.deployed.stack import Stack


@pytest.fixture
def listener(stack: Stack) -> Iterator[str]:
    """The address of a queue that hears what the topic of alarms is told."""
    sqs, sns, topic = stack.client("sqs"), stack.client("sns"), stack.outputs["AlarmTopicArn"]
    url = sqs.create_queue(QueueName=f"{stack.at.stack}-hears-{secrets.token_hex(3)}", tags=dict(stack.at.tags))[
        "QueueUrl"
    ]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True)
    yield url
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    sqs.delete_queue(QueueUrl=url)


def test_every_alarm_of_the_stack_has_the_topic_and_one_that_goes_off_is_heard(stack: Stack, listener: str) -> None:
    cloudwatch, topic = stack.client("cloudwatch"), stack.outputs["AlarmTopicArn"]
    pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=f"{stack.at.stack}-")
    alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
    assert len(alarms) > 30
    assert {tuple(alarm["AlarmActions"]) for alarm in alarms} == {(topic,)}
    name = alarms[0]["AlarmName"]

    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="a test begins")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test asks for it")

    assert name in eventually(lambda: heard(stack, listener), 60)


def heard(stack: Stack, url: str) -> list[str]:
    """The names of the alarms that the queue was told of."""
    answer: dict[str, Any] = stack.client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1
    )
    told = [json.loads(json.loads(message["Body"])["Message"]) for message in answer.get("Messages", [])]
    return [one["AlarmName"] for one in told if one["NewStateValue"] == "ALARM"]
