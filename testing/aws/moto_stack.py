"""The stack's tables, queues and bucket as `infra/` describes them, made by plain calls for tests without a stack."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import boto3
from moto.dynamodb.models import dynamodb_backends
from regulars.config import Names

from testing.aws.in_process import ACCOUNT, REGION, ask_moto_in_process
from testing.aws.partiql import teach_moto
from testing.aws.quicker import make_moto_quicker
from testing.aws.transactions import copy_less_in_transactions

teach_moto()
ask_moto_in_process()
make_moto_quicker()
copy_less_in_transactions()


TABLES = ("ledger", "registry", "facts", "lookups", "evaluations", "tenants", "requests")
# By table: each index with its keys and what it holds beside them.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html
_ROWS = ["v", "facts", "timeline"]
_INDEXES: dict[str, dict[str, tuple[tuple[str, str], list[str]]]] = {
    "facts": {"by_last_order_1": (("pk", "last_order_key"), _ROWS), "by_spend_1": (("pk", "spend_key"), _ROWS)},
    "ledger": {
        "by_kind": (
            ("list", "place"),
            ["channel", "status", "type", "action", "priority", "pinned", "direction", "purpose"],
        )
    },
}
_STREAMS = {"ledger": "NEW_IMAGE", "facts": "NEW_AND_OLD_IMAGES"}


def table_definition(name: str, *, streams: bool = True) -> dict[str, Any]:
    """What `create_table` takes for one of `TABLES`."""
    keys = ("id",) if name == "requests" else ("pk", "sk")
    indexes = _INDEXES.get(name, {})
    definition: dict[str, Any] = {
        "TableName": name,
        "KeySchema": _schema(*keys),
        "AttributeDefinitions": [
            {"AttributeName": one, "AttributeType": "S"}
            for one in dict.fromkeys((*keys, *(key for of, _ in indexes.values() for key in of)))
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }
    if indexes:
        definition["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index,
                "KeySchema": _schema(*of),
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": held},
            }
            for index, (of, held) in indexes.items()
        ]
    if streams and name in _STREAMS:
        definition["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": _STREAMS[name]}
    return definition


def _schema(partition: str, *sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        *({"AttributeName": one, "KeyType": "RANGE"} for one in sort),
    ]


@cache
def _client(service: str) -> Any:
    """Made once: making a session and its clients takes longer than all their calls here."""
    session = boto3.session.Session("testing", "testing", "testing", region_name=REGION)
    # The service is a name that only the caller knows.
    return session.client(service)  # type: ignore[call-overload]


@cache
def _empty_tables() -> dict[str, Any]:
    """As moto holds them. To create seven takes seven requests, and most tests begin with that: they take copies."""
    dynamodb = _client("dynamodb")
    for name in TABLES:
        dynamodb.create_table(**table_definition(name))
    return deepcopy(dynamodb_backends[ACCOUNT][REGION].tables)


def create_stack() -> Names:
    """Creates everything empty and returns the names."""
    dynamodb_backends[ACCOUNT][REGION].tables = deepcopy(_empty_tables())
    sqs = _client("sqs")
    live, bulk, lookups = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("live", "bulk", "lookups"))
    s3 = _client("s3")
    s3.create_bucket(Bucket="imports")
    s3.put_bucket_versioning(Bucket="imports", VersioningConfiguration={"Status": "Enabled"})
    return Names(
        ledger_table="ledger",
        registry_table="registry",
        facts_table="facts",
        lookups_table="lookups",
        evaluations_table="evaluations",
        tenants_table="tenants",
        requests_table="requests",
        live_queue_url=live,
        bulk_queue_url=bulk,
        lookups_queue_url=lookups,
        imports_bucket="imports",
        machines={name: f"arn:aws:states:us-east-1:123456789012:stateMachine:{name}" for name in ("imports", "nights")},
    )


ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "POWERTOOLS_SERVICE_NAME": "regulars",
    "POWERTOOLS_METRICS_NAMESPACE": "Regulars",
}
