"""Whatever a deployed stack holds of somebody: every table and index, version of an object, queue, log and execution.

Where it looks follows from the stack's own resources: what is new among them is looked through without a word here.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from testing.deployed.resources import of_type
from testing.deployed.stack import Stack

Found = Iterator[tuple[str, str]]
# Asked again without any news so often, a queue has shown what can be received of it.
_IN_VAIN = 3


def hits(stack: Stack, texts: Iterable[str], *, since_ms: int) -> list[str]:
    """The places where one of the texts stands, letters of either case alike; logs and executions since an instant."""
    wanted = [text.casefold() for text in texts]
    return sorted({place for place, held in held_by(stack, since_ms) if any(one in held.casefold() for one in wanted)})


def held_by(stack: Stack, since_ms: int, *kinds: str) -> Found:
    """Everything that lies in resources of these kinds, or of all, each with the place where it lies."""
    for kind in kinds or _LOOKS:
        for title, physical_id in of_type(stack, kind).items():
            for place, held in _LOOKS[kind](stack, physical_id, since_ms):
                yield f"{title}{place}", held


def places(stack: Stack) -> dict[str, list[str]]:
    """By kind of resource what is looked through, indexes of tables under the table's title."""
    found = {kind: sorted(of_type(stack, kind)) for kind in _LOOKS}
    tables = of_type(stack, "AWS::DynamoDB::Table")
    found["index"] = sorted(
        f"{title}/{index}" for title, table in tables.items() for index in _indexes(stack.client("dynamodb"), table)
    )
    return found


def _table(stack: Stack, table: str, since_ms: int) -> Found:
    dynamodb = stack.client("dynamodb")
    for place, index in [("", {}), *((f"/{name}", {"IndexName": name}) for name in _indexes(dynamodb, table))]:
        for page in dynamodb.get_paginator("scan").paginate(TableName=table, **index):
            yield from ((place, str(item)) for item in page["Items"])


def _indexes(dynamodb: Any, table: str) -> list[str]:
    described = dynamodb.describe_table(TableName=table)["Table"]
    kinds = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
    return [one["IndexName"] for kind in kinds for one in described.get(kind, ())]


def _bucket(stack: Stack, bucket: str, since_ms: int) -> Found:
    s3 = stack.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        yield from ((f"/{one['Key']}", one["Key"]) for one in page.get("DeleteMarkers", ()))
        for one in page.get("Versions", ()):
            body = s3.get_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])["Body"].read()
            content = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
            yield f"/{one['Key']}", f"{one['Key']} {content.decode('utf-8', 'replace')}"
    for upload in s3.list_multipart_uploads(Bucket=bucket).get("Uploads", ()):
        yield f"/{upload['Key']}", upload["Key"]


def _queue(stack: Stack, url: str, since_ms: int) -> Found:
    """Queues of dead letters, too. Messages stay: they are visible again at once."""
    sqs, seen, in_vain = stack.client("sqs"), set[str](), 0
    while in_vain < _IN_VAIN:
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 0, "WaitTimeSeconds": 0}
        fresh = [one for one in sqs.receive_message(**asked).get("Messages", ()) if one["MessageId"] not in seen]
        in_vain = 0 if fresh else in_vain + 1
        for message in fresh:
            seen.add(message["MessageId"])
            yield "", message["Body"]


def _log_group(stack: Stack, group: str, since_ms: int) -> Found:
    pages = stack.client("logs").get_paginator("filter_log_events")
    for page in pages.paginate(logGroupName=group, startTime=since_ms):
        yield from (("", event["message"]) for event in page["events"])


def _machine(stack: Stack, arn: str, since_ms: int) -> Found:
    """What executions were given, and what each of their steps was and answered."""
    client = stack.client("stepfunctions")
    for page in client.get_paginator("list_executions").paginate(stateMachineArn=arn):
        for execution in page["executions"]:
            if execution["startDate"].timestamp() * 1000 < since_ms:
                continue
            history = client.get_paginator("get_execution_history")
            for events in history.paginate(executionArn=execution["executionArn"]):
                yield f"/{execution['name']}", json.dumps(events["events"], default=str)


_LOOKS: dict[str, Callable[[Stack, str, int], Found]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::S3::Bucket": _bucket,
    "AWS::SQS::Queue": _queue,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::StepFunctions::StateMachine": _machine,
}
