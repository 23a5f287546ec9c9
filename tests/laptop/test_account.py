"""The opt-in suite refuses to begin unasked, and its sweeper deletes what is its own and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import boto3
import pytest
from moto import mock_aws

from account.deploy import deploy
from account.suite import ACCOUNT, ASKED, EMULATOR, STACK, asked
from account.sweep import sweep
from account.tags import ABANDONED_AFTER, KEY, Run, is_abandoned
from infra.options_read import read_options
from laptop.steps import Refused

NOW = datetime(2026, 11, 29, 10, 30, tzinfo=UTC)
RUN = Run(NOW, "RegularsTest1")


@pytest.mark.parametrize("environment", [{}, {ASKED: ""}, {ASKED: "true", "AWS_PROFILE": "p"}, {ASKED: ACCOUNT}])
def test_unasked_it_says_what_it_would_do_what_it_costs_and_how_long_it_takes(environment: dict[str, str]) -> None:
    with pytest.raises(Refused, match=r"throw-away stack .* deletes everything again: .* minutes, about \$1"):
        asked(environment)


def test_asked_for_each_run_has_a_stack_of_its_own_or_the_one_that_is_named() -> None:
    first, second = (asked({ASKED: ACCOUNT, "AWS_PROFILE": "p"}) for _ in range(2))

    assert first.in_account
    assert first.run.stack != second.run.stack
    assert asked({ASKED: EMULATOR, STACK: "Mine"}, NOW) == (Run(NOW, "Mine"), False)


def test_a_run_is_abandoned_after_three_hours_and_a_foreign_tag_never() -> None:
    assert not is_abandoned(RUN.tag, NOW + ABANDONED_AFTER)
    assert is_abandoned(RUN.tag, NOW + ABANDONED_AFTER + timedelta(seconds=1))
    assert not is_abandoned("somebody's own", NOW + timedelta(days=999))


class Formation:
    """CloudFormation with these stacks, as far as it is asked; what it deletes it notes. Moto's needs more packages."""

    def __init__(self, *names: str) -> None:
        tags = [{"Key": KEY, "Value": RUN.tag}]
        self.stacks = [
            {"StackName": name, "StackId": name, "StackStatus": status, "Tags": own, "CreationTime": NOW + age}
            for name, status, own, age in (
                ("first", "CREATE_COMPLETE", tags, timedelta(0)),
                ("adopting", "ROLLBACK_COMPLETE", tags, timedelta(minutes=9)),
                ("production", "CREATE_COMPLETE", [], timedelta(minutes=20)),
            )
            if name in names
        ]
        self.deleted: list[str] = []

    def get_paginator(self, name: str) -> Any:
        answer = {"Stacks": self.stacks} if name == "describe_stacks" else {"StackResourceSummaries": []}
        return type("Pages", (), {"paginate": staticmethod(lambda **_: [answer])})

    def describe_stacks(self, StackName: str) -> Any:
        [one] = [stack for stack in self.stacks if stack["StackName"] == StackName]
        return {"Stacks": [{**one, "StackStatus": "DELETE_COMPLETE"} if StackName in self.deleted else one]}

    def delete_stack(self, StackName: str) -> None:
        self.deleted.append(StackName)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An account with a table, a bucket of two versions, a queue and a topic of a run; and the same of another."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        for name, value in (("run", RUN.tag), ("other", "somebody's own")):
            fill(name, value)
        formation = Formation()
        yield lambda name: formation if name == "cloudformation" else boto3.client(name)


def fill(name: str, value: str) -> None:
    tags = [{"Key": KEY, "Value": value}]
    boto3.client("dynamodb").create_table(
        TableName=f"{name}-table",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=True,
        Tags=tags,
    )
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=f"{name}-bucket")
    s3.put_bucket_versioning(Bucket=f"{name}-bucket", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_tagging(Bucket=f"{name}-bucket", Tagging={"TagSet": tags})
    for _ in range(2):
        s3.put_object(Bucket=f"{name}-bucket", Key="file", Body=b"x")
    s3.delete_object(Bucket=f"{name}-bucket", Key="file")
    boto3.client("sqs").create_queue(QueueName=f"{name}-queue", tags={KEY: value})
    boto3.client("sns").create_topic(Name=f"{name}-topic", Tags=tags)


def names() -> set[str]:
    tables = boto3.client("dynamodb").list_tables()["TableNames"]
    buckets = [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]]
    queues = [url.rpartition("/")[2] for url in boto3.client("sqs").list_queues().get("QueueUrls", [])]
    return {*tables, *buckets, *queues}


def test_a_run_is_swept_with_protected_tables_and_versions_and_what_cannot_be_deleted_is_told(account: Any) -> None:
    swept = sweep(account, lambda tag: tag == RUN.tag)

    assert names() == {"other-table", "other-bucket", "other-queue"}
    assert sorted(arn.rpartition(":")[2] for arn in swept.deleted) == ["run-bucket", "run-queue", "table/run-table"]
    assert [arn.rpartition(":")[2] for arn in swept.left] == ["run-topic"]


def test_swept_again_there_is_nothing(account: Any) -> None:
    sweep(account, lambda tag: True)

    assert sweep(account, lambda tag: True).deleted == []


def test_a_key_is_scheduled_to_be_deleted_since_aws_deletes_none_at_once(account: Any) -> None:
    tags = [{"TagKey": KEY, "TagValue": RUN.tag}]
    key = boto3.client("kms").create_key(Tags=tags)["KeyMetadata"]

    swept = sweep(account, lambda tag: tag == RUN.tag)

    assert key["Arn"] in swept.deleted
    assert boto3.client("kms").describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] == "PendingDeletion"
    again = sweep(account, lambda tag: tag == RUN.tag)
    assert key["Arn"] not in {*again.deleted, *again.left}, "while it waits nothing is left to do"


def test_the_newest_stack_goes_first_since_it_may_have_adopted_of_the_older_ones(account: Any) -> None:
    formation = Formation("first", "adopting", "production")

    swept = sweep(lambda name: formation if name == "cloudformation" else account(name), lambda tag: tag == RUN.tag)

    assert formation.deleted == swept.deleted[:2] == ["adopting", "first"]


def test_a_deployment_to_an_account_is_tagged_and_takes_no_option_of_the_operators_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands = []

    def run(command: list[Any], **_: Any) -> str:
        commands.append([str(part) for part in command])
        written = Path(commands[0][commands[0].index("--outputs-file") + 1])
        written.write_text(json.dumps({"RegularsTest1": {"ApiUrl": "https://x"}}))
        return ""

    monkeypatch.setattr("account.deploy.run", run)
    own = tmp_path / "regulars.toml"
    own.write_text('alarmEmail = "ops@example.com"\nprotect = true\n[stacks.RegularsTest1]\nmonthlyBudget = 5\n')

    outputs = deploy("RegularsTest1", RUN.tags, {"ephemeral": "true"})

    [command] = commands
    assert outputs == {"ApiUrl": "https://x"}
    assert command[command.index("--tags") + 1] == f"{KEY}={RUN.tag}"
    context = dict(command[at + 1].split("=", 1) for at, part in enumerate(command) if part == "-c")
    options = read_options(cdk.App(context=context).node, file=own, environment={})
    assert {name: one.value for name, one in options.items()} == {"stack": "RegularsTest1", "ephemeral": True}
