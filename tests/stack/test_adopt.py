"""The runbook's restoring, played: a shop's tables are restored, a second stack adopts them and the pool, and answers.

The emulator restores to now alone; to an earlier second only AWS does.
"""

from __future__ import annotations

import base64
import json
import shutil
from dataclasses import replace
from typing import Any

import pytest

from laptop.deploy import deploy
from laptop.operator import operator
from laptop.place import Place
from tests.running_stack import Stack
from tests.stack.shop import eventually, listed, order, post

TENANT = "restored"
OF_RECORD = ("Ledger", "Registry", "Evaluations", "Tenants")


@pytest.fixture(scope="module")
def shop(stack: Stack) -> Stack:
    """Three customers with their rows."""
    stack.operator("tenant", "create", TENANT)
    assert post(stack, TENANT, *(order(f"o{n}", f"c{n}", f"{n}.00") for n in (1, 2, 3))).status == 200
    eventually(lambda: len(listed(stack, TENANT)) == 3)
    return stack


@pytest.fixture(scope="module")
def adopting(shop: Stack, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A stack of another name, beside the first one, on what was restored from it."""
    dynamodb = shop.client("dynamodb")
    for name in OF_RECORD:
        source = shop.outputs[f"{name}Table"]
        recovery = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=source, PointInTimeRecoverySpecification=recovery)
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=source, TargetTableName=f"{name}-restored", UseLatestRestorableTime=True
        )
    stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    dynamodb.update_table(TableName="Ledger-restored", StreamSpecification=stream)
    place = Place(tmp_path_factory.mktemp("adopting"), shop.place.port)
    shutil.copy(shop.place.key_note, place.key_note)  # the same AWS
    arn = dynamodb.describe_table(TableName="Ledger-restored")["Table"]["LatestStreamArn"]
    options = {f"{name.lower()}Table": f"{name}-restored" for name in OF_RECORD}
    deploy(place, {"stack": "Adopting", "ledgerStream": arn, "userPool": shop.outputs["UserPoolId"], **options})
    return replace(shop, place=place, outputs=place.noted()["outputs"], _tokens={})


def test_the_second_stack_has_the_restored_tables_and_others_of_its_own(shop: Stack, adopting: Stack) -> None:
    assert [adopting.outputs[f"{name}Table"] for name in OF_RECORD] == [f"{name}-restored" for name in OF_RECORD]
    assert adopting.outputs["UserPoolId"] == shop.outputs["UserPoolId"]
    own = {name for name, value in adopting.outputs.items() if shop.outputs[name] != value}
    assert own >= {"FactsTable", "LookupsTable", "ApiId", "LiveQueueUrl", "ImportMachineArn", "OperatorClientId"}


def test_its_facts_are_made_anew_and_are_what_the_first_ones_were(shop: Stack, adopting: Stack) -> None:
    operator(adopting.place, "rebuild", "--tenant", TENANT)

    assert facts(adopting) == facts(shop)
    assert len(facts(adopting)) == 3


def test_an_order_flows_through_the_adopted_ledger(adopting: Stack) -> None:
    assert "became facts" in operator(adopting.place, "doctor", "--streams")


def test_the_adopted_pools_users_get_tokens_by_the_second_stacks_trigger(shop: Stack, adopting: Stack) -> None:
    cognito = shop.client("cognito-idp")
    pool = shop.outputs["UserPoolId"]
    before = cognito.describe_user_pool(UserPoolId=pool)["UserPool"]["LambdaConfig"]
    trigger = {"LambdaVersion": "V2_0", "LambdaArn": adopting.outputs["TokenClaimsArn"]}
    cognito.update_user_pool(UserPoolId=pool, LambdaConfig={"PreTokenGenerationConfig": trigger})
    try:
        token = operator(adopting.place, "token", "--tenant", TENANT).strip()
    finally:
        cognito.update_user_pool(UserPoolId=pool, LambdaConfig=before)

    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["tenant"] == TENANT


def facts(stack: Stack) -> dict[str, Any]:
    """The tenant's facts by customer, as they are stored."""
    items = stack.client("dynamodb").scan(TableName=stack.outputs["FactsTable"])["Items"]
    return {item["sk"]["S"]: item["facts"] for item in items if item["pk"]["S"].startswith(f"{TENANT}#")}
