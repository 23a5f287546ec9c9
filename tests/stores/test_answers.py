"""Reads parsed by the store itself are what botocore makes of the same answers."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from regulars.config import Names
from regulars.stores.dynamo.answers import read_directly
from regulars.stores.opened import Stores

_KEY = {"pk": {"S": "acme#1#0"}, "sk": {"S": "ann"}}
_ROW = {
    **_KEY,
    "facts": {"S": '["\\u00e9",1]'},
    "revision": {"N": "12345678901234567890"},
    "timeline": {"B": b"\x00\xff\x80 bytes"},
    "heavy": {"BOOL": True},
    "counts": {"M": {"tea": {"N": "3"}}},
}
_QUERY = {
    "KeyConditionExpression": "pk = :pk",
    "ExpressionAttributeValues": {":pk": {"S": "acme#1#0"}},
    "Limit": 1,
    "ReturnConsumedCapacity": "TOTAL",
}


def both(aws: Names) -> tuple[Any, Any]:
    """A client as the stores have it, and botocore's own."""
    plain = boto3.client("dynamodb")
    for customer in ("ann", "bob"):
        plain.put_item(TableName=aws.facts_table, Item=_ROW | {"sk": {"S": customer}})
    return Stores(aws).dynamodb, plain


def without_metadata(answer: dict[str, Any]) -> dict[str, Any]:
    """The headers of two answers differ by their request."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def test_a_query_is_read_as_botocore_reads_it(aws: Names) -> None:
    ours, plain = both(aws)

    found = ours.query(TableName=aws.facts_table, **_QUERY)

    assert without_metadata(found) == without_metadata(plain.query(TableName=aws.facts_table, **_QUERY))
    assert found["Items"] == [_ROW]
    assert found["LastEvaluatedKey"] == _KEY
    assert found["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_query_that_only_counts_is_read_as_botocore_reads_it(aws: Names) -> None:
    ours, plain = both(aws)
    query = {"TableName": aws.facts_table, **_QUERY, "Select": "COUNT"}

    assert without_metadata(ours.query(**query)) == without_metadata(plain.query(**query))


def test_a_batch_is_read_as_botocore_reads_it(aws: Names) -> None:
    ours, plain = both(aws)
    asked = {aws.facts_table: {"Keys": [_KEY, {**_KEY, "sk": {"S": "nobody"}}]}}

    found = ours.batch_get_item(RequestItems=asked)

    assert without_metadata(found) == without_metadata(plain.batch_get_item(RequestItems=asked))
    assert found["Responses"][aws.facts_table] == [_ROW]


def test_an_error_stays_an_error_with_its_code(aws: Names) -> None:
    client = read_directly(boto3.client("dynamodb"))

    with pytest.raises(ClientError) as refused:
        client.query(TableName="no-such-table", **_QUERY)

    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
