"""Deletes what runs of the suite have made: stacks first, then what stacks leave behind, all found by its tag."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from account.tags import KEY
from laptop.steps import Refused

Client = Callable[[str], Any]
"""Makes a boto3 client of a service, such as `session.client`."""
LONGEST_S = 1800
"""For one stack; most of it is spent on the functions and the pool."""
_GONE = {
    "NotFound",
    "NoSuchBucket",
    "ResourceNotFoundException",
    "AWS.SimpleQueueService.NonExistentQueue",
}


class _WaitsToGo(Exception):
    """It is found as long as it waits, and nothing is left to do."""


class Swept(NamedTuple):
    deleted: list[str]
    """Names of stacks, and ARNs of what they left."""
    left: list[str]
    """What carries the tag and no rule here deletes, by ARN."""


def sweep(client: Client, is_ours: Callable[[str], bool]) -> Swept:
    """Deletes everything whose tag's value `is_ours`. Raises Refused where a stack does not go.

    The newest stack goes first: it may have adopted the tables and the pool of an older one.
    """
    deleted = [delete_stack(client, name) for name in _stacks(client, is_ours)]
    left = []
    for arn in _resources(client, is_ours):
        delete = _DELETE.get(_kind(arn))
        if delete is None:
            left.append(arn)
        elif _unless_gone(delete, client, arn):
            deleted.append(arn)
    return Swept(deleted, left)


def delete_stack(client: Client, name: str) -> str:
    """Deletes a stack and the buckets that it keeps, and waits for it. Raises Refused where it does not go."""
    formation = client("cloudformation")
    buckets = _buckets(formation, name)
    stack_id = formation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
    formation.delete_stack(StackName=stack_id)
    deadline = time.monotonic() + LONGEST_S
    while (status := _status(formation, stack_id)) == "DELETE_IN_PROGRESS" and time.monotonic() < deadline:
        time.sleep(1)
    if status != "DELETE_COMPLETE":
        raise Refused(f"The stack {name} is {status}: look into its events, then `make aws-sweep`.")
    for bucket in buckets:
        _unless_gone(_bucket, client, f"arn:aws:s3:::{bucket}")
    return name


def _buckets(formation: Any, stack: str) -> list[str]:
    """The stack's own, which stay behind it: only an empty bucket can be deleted."""
    pages = formation.get_paginator("list_stack_resources").paginate(StackName=stack)
    resources = [one for page in pages for one in page["StackResourceSummaries"]]
    return [one["PhysicalResourceId"] for one in resources if one["ResourceType"] == "AWS::S3::Bucket"]


def _status(formation: Any, stack_id: str) -> str:
    try:
        return str(formation.describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if "does not exist" in str(error):
            return "DELETE_COMPLETE"
        raise


def _stacks(client: Client, is_ours: Callable[[str], bool]) -> list[str]:
    pages = client("cloudformation").get_paginator("describe_stacks").paginate()
    stacks = [stack for page in pages for stack in page["Stacks"] if stack["StackStatus"] != "DELETE_COMPLETE"]
    ours = [stack for stack in stacks if any(is_ours(tag) for tag in _values(stack.get("Tags", [])))]
    return [stack["StackName"] for stack in sorted(ours, key=lambda one: one["CreationTime"], reverse=True)]


def _resources(client: Client, is_ours: Callable[[str], bool]) -> Iterator[str]:
    pages = client("resourcegroupstaggingapi").get_paginator("get_resources")
    for page in pages.paginate(TagFilters=[{"Key": KEY}]):
        for resource in page["ResourceTagMappingList"]:
            if any(is_ours(tag) for tag in _values(resource["Tags"])):
                yield resource["ResourceARN"]


def _values(tags: list[dict[str, str]]) -> list[str]:
    return [tag["Value"] for tag in tags if tag["Key"] == KEY]


def _kind(arn: str) -> str:
    """`dynamodb:table`, `s3`, `sqs`: the service, and the kind of thing where the ARN says it."""
    _, _, service, _, _, rest = arn.split(":", 5)
    kind = "" if service in ("s3", "sqs") else rest.replace("/", ":").partition(":")[0]
    return f"{service}:{kind}" if kind else service


def _name(arn: str) -> str:
    return arn.split(":", 5)[5].replace("/", ":").rpartition(":")[2]


def _unless_gone(delete: Callable[[Client, str], None], client: Client, arn: str) -> bool:
    """Whether there was anything to delete: an index of tags is some minutes behind."""
    try:
        delete(client, arn)
    except _WaitsToGo:
        return False
    except ClientError as error:
        if not any(word in error.response["Error"]["Code"] for word in _GONE):
            raise
        return False
    return True


def _bucket(client: Client, arn: str) -> None:
    """With every version of every object in it."""
    s3, name = client("s3"), _name(arn)
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if found:
            objects = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            s3.delete_objects(Bucket=name, Delete={"Objects": objects, "Quiet": True})
    s3.delete_bucket(Bucket=name)


def _table(client: Client, arn: str) -> None:
    dynamodb, name = client("dynamodb"), _name(arn)
    if dynamodb.describe_table(TableName=name)["Table"].get("DeletionProtectionEnabled"):
        dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
        dynamodb.get_waiter("table_exists").wait(TableName=name)
    dynamodb.delete_table(TableName=name)


def _queue(client: Client, arn: str) -> None:
    sqs = client("sqs")
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=_name(arn))["QueueUrl"])


def _key(client: Client, arn: str) -> None:
    """AWS deletes none before a week has passed."""
    kms, key = client("kms"), _name(arn)
    if kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "PendingDeletion":
        raise _WaitsToGo
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)


def _log_group(client: Client, arn: str) -> None:
    client("logs").delete_log_group(logGroupName=arn.split(":log-group:", 1)[1].removesuffix(":*"))


def _pool(client: Client, arn: str) -> None:
    """With its sign-in page: a pool that has one does not go."""
    cognito, pool = client("cognito-idp"), _name(arn)
    domain = cognito.describe_user_pool(UserPoolId=pool)["UserPool"].get("Domain")
    if domain:
        cognito.delete_user_pool_domain(UserPoolId=pool, Domain=domain)
    cognito.update_user_pool(UserPoolId=pool, DeletionProtection="INACTIVE")
    cognito.delete_user_pool(UserPoolId=pool)


_DELETE: dict[str, Callable[[Client, str], None]] = {
    "s3": _bucket,
    "dynamodb:table": _table,
    "sqs": _queue,
    "kms:key": _key,
    "logs:log-group": _log_group,
    "cognito-idp:userpool": _pool,
}
