"""Transactions as `testing/aws/transactions.py` has them: all or nothing, of items and of the stream."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.dynamodb.models import dynamodb_backends
from regulars.config import Names

_ANN, _BOB, _CID = ({"pk": {"S": "acme"}, "sk": {"S": name}} for name in ("ann", "bob", "cid"))


@pytest.fixture
def dynamodb(aws: Names) -> Any:
    client = boto3.client("dynamodb")
    for key, cents in ((_ANN, "1"), (_BOB, "2")):
        client.put_item(TableName="ledger", Item=key | {"cents": {"N": cents}})
    return client


def _stored(client: Any) -> tuple[list[Any], int]:
    shard = dynamodb_backends["123456789012"]["us-east-1"].tables["ledger"].stream_shard
    assert shard is not None
    return client.scan(TableName="ledger", ConsistentRead=True)["Items"], len(shard.items)


def _raise(key: dict[str, Any]) -> dict[str, Any]:
    values = {":more": {"N": "10"}}
    return {"Update": {"TableName": "ledger", "Key": key, "UpdateExpression": "SET cents = cents + :more",
                       "ExpressionAttributeValues": values}}  # fmt: skip


def _put(key: dict[str, Any], condition: str) -> dict[str, Any]:
    return {"Put": {"TableName": "ledger", "Item": key, "ConditionExpression": condition}}


def test_a_cancelled_transaction_leaves_items_and_stream_as_they_were(dynamodb: Any) -> None:
    before = _stored(dynamodb)
    actions = [
        _raise(_ANN),
        {"Delete": {"TableName": "ledger", "Key": _BOB}},
        _put(_CID, "attribute_not_exists(pk)"),
        _put({"pk": {"S": "other"}, "sk": {"S": "dan"}}, "attribute_exists(pk)"),
    ]
    with pytest.raises(ClientError) as raised:
        dynamodb.transact_write_items(TransactItems=actions)
    reasons = [reason["Code"] for reason in raised.value.response["CancellationReasons"]]
    assert reasons == ["None", "None", "None", "ConditionalCheckFailed"]
    assert _stored(dynamodb) == before


def test_a_transaction_that_writes_an_item_twice_is_refused_and_writes_nothing(dynamodb: Any) -> None:
    before = _stored(dynamodb)
    with pytest.raises(ClientError, match="multiple operations on one item"):
        dynamodb.transact_write_items(TransactItems=[_raise(_ANN), _raise(_ANN)])
    assert _stored(dynamodb) == before


def test_a_transaction_writes_all_and_streams_all(dynamodb: Any) -> None:
    _, streamed = _stored(dynamodb)
    dynamodb.transact_write_items(
        TransactItems=[
            _raise(_ANN),
            {"Delete": {"TableName": "ledger", "Key": _BOB}},
            _put(_CID, "attribute_not_exists(pk)"),
        ]
    )
    assert _stored(dynamodb) == ([_ANN | {"cents": {"N": "11"}}, _CID], streamed + 3)


def test_a_transaction_of_a_table_without_sort_key_is_taken_back_too(dynamodb: Any) -> None:
    one = {"id": {"S": "one"}}
    dynamodb.put_item(TableName="requests", Item=one | {"state": {"S": "old"}})
    with pytest.raises(ClientError):
        dynamodb.transact_write_items(
            TransactItems=[{"Put": {"TableName": "requests", "Item": one}}, _put(_CID, "attribute_exists(pk)")]
        )
    assert dynamodb.get_item(TableName="requests", Key=one)["Item"] == one | {"state": {"S": "old"}}
