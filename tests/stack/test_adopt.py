"""The runbook's restoring, played: a shop's tables are restored, a second stack adopts them and the pool, and answers.

The emulator restores to now alone; to an earlier second only AWS does. What a restored table has not got (its stream,
tags) is set by hand in both.
"""

from __future__ import annotations

import base64
import datetime
import json
from functools import partial
from typing import Any

import pytest

from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack

TENANT = "restored"
OF_RECORD = ("Ledger", "Registry", "Evaluations", "Tenants")
STREAMS = {"Ledger": "NEW_IMAGE", "Evaluations": "NEW_AND_OLD_IMAGES"}


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Stack:
    """Three customers with their rows."""
    stack.operator("tenant", "create", TENANT)
    assert post(stack, TENANT, *(order(f"o{n}", f"c{n}", f"{n}.00") for n in (1, 2, 3))).status == 200
    eventually(lambda: len(listed(stack, TENANT)) == 3)
    return stack


@pytest.fixture(scope="module")
def restored(shop: Stack) -> dict[str, str]:
    """The tables of record restored to a second at which the shop was there, by their names in the stack."""
    dynamodb, since = shop.client("dynamodb"), datetime.datetime.now(datetime.UTC)
    names = {name: f"{shop.at.stack}-{name}-restored" for name in OF_RECORD}
    for name, target in names.items():
        source = shop.outputs[f"{name}Table"]
        if shop.at.is_account:
            assert eventually(partial(restorable_since, dynamodb, source, since), 900)
        else:
            recovery = {"PointInTimeRecoveryEnabled": True}
            dynamodb.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification=recovery)
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=source, TargetTableName=target, UseLatestRestorableTime=True
        )
    for target in names.values():
        dynamodb.get_waiter("table_exists").wait(TableName=target, WaiterConfig={"Delay": 10, "MaxAttempts": 180})
        arn = dynamodb.describe_table(TableName=target)["Table"]["TableArn"]
        tags = [{"Key": key, "Value": value} for key, value in shop.at.tags.items()]
        if tags:
            dynamodb.tag_resource(ResourceArn=arn, Tags=tags)
    for name, images in STREAMS.items():
        stream = {"StreamEnabled": True, "StreamViewType": images}
        dynamodb.update_table(TableName=names[name], StreamSpecification=stream)
        dynamodb.get_waiter("table_exists").wait(TableName=names[name])
    return names


def restorable(dynamodb: Any, table: str) -> datetime.datetime:
    """Up to when a table can be restored: AWS is some five minutes behind."""
    described = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    latest = described["PointInTimeRecoveryDescription"]["LatestRestorableDateTime"]
    assert isinstance(latest, datetime.datetime)
    return latest


def restorable_since(dynamodb: Any, table: str, since: datetime.datetime) -> bool:
    return restorable(dynamodb, table) > since


@pytest.fixture(scope="module")
def adopting(shop: Stack, restored: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A stack of another name, beside the first one, on what was restored from it."""
    describe = shop.client("dynamodb").describe_table
    streams = {
        f"{name.lower()}Stream": describe(TableName=restored[name])["Table"]["LatestStreamArn"] for name in STREAMS
    }
    tables = {f"{name.lower()}Table": table for name, table in restored.items()}
    options = {**streams, "userPool": shop.outputs["UserPoolId"], **tables}
    return Stack(shop.at.beside("Adopting", options, tmp_path_factory.mktemp("adopting")))


def test_the_second_stack_has_the_restored_tables_and_others_of_its_own(
    shop: Stack, restored: dict[str, str], adopting: Stack
) -> None:
    assert {name: adopting.outputs[f"{name}Table"] for name in OF_RECORD} == restored
    assert adopting.outputs["UserPoolId"] == shop.outputs["UserPoolId"]
    own = {name for name, value in adopting.outputs.items() if shop.outputs[name] != value}
    assert own >= {"FactsTable", "LookupsTable", "ApiId", "LiveQueueUrl", "ImportsMachineArn", "OperatorClientId"}


def test_its_facts_are_made_anew_and_are_what_the_first_ones_were(shop: Stack, adopting: Stack) -> None:
    adopting.operator("rebuild", "--tenant", TENANT)

    assert facts(adopting) == facts(shop)
    assert len(facts(adopting)) == 3


def test_an_order_flows_through_the_adopted_ledger(adopting: Stack) -> None:
    assert "became facts" in adopting.operator("doctor", "--streams")


def test_the_adopted_pools_users_get_tokens_by_the_second_stacks_trigger(shop: Stack, adopting: Stack) -> None:
    cognito = shop.client("cognito-idp")
    pool = shop.outputs["UserPoolId"]
    before = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]["LambdaConfig"]
    trigger = {"LambdaVersion": "V2_0", "LambdaArn": adopting.outputs["TokenClaimsArn"]}
    cognito.update_user_pool(UserPoolId=pool, LambdaConfig={"PreTokenGenerationConfig": trigger})
    try:
        token = adopting.operator("token", "--tenant", TENANT).strip()
    finally:
        cognito.update_user_pool(UserPoolId=pool, LambdaConfig=before)

    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["tenant"] == TENANT


def facts(stack: Stack) -> dict[str, Any]:
    """The tenant's facts by customer, as they are stored."""
    items = stack.client("dynamodb").scan(TableName=stack.outputs["FactsTable"])["Items"]
    return {item["sk"]["S"]: item["facts"] for item in items if item["pk"]["S"].startswith(f"{TENANT}#")}
