"""The stack's tables, queues and bucket as `infra/` describes them, made by plain calls for tests without a stack."""

from __future__ import annotations

from typing import Any

from regulars.config import Names

from tests.partiql import teach_moto

teach_moto()

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html
_LISTED = ["revision", "read_at", "facts_version", "facts", "timeline"]


def create_stack(session: Any) -> Names:
    """Creates everything empty and returns the names."""
    dynamodb = session.client("dynamodb")
    _table(dynamodb, "ledger", StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"})
    _table(dynamodb, "registry")
    _table(
        dynamodb,
        "facts",
        indexes={"by_last_order_1": "last_order_key", "by_spend_1": "spend_key"},
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    _table(dynamodb, "lookups")
    _table(dynamodb, "evaluations")
    _table(dynamodb, "tenants")
    dynamodb.create_table(
        TableName="requests",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    sqs = session.client("sqs")
    live, bulk, lookups = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("live", "bulk", "lookups"))
    s3 = session.client("s3")
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
        import_machine_arn="arn:aws:states:us-east-1:123456789012:stateMachine:imports",
        night_machine_arn="arn:aws:states:us-east-1:123456789012:stateMachine:nights",
    )


def _table(dynamodb: Any, name: str, indexes: dict[str, str] | None = None, **more: Any) -> None:
    indexes = indexes or {}
    keys = [{"AttributeName": "pk", "KeyType": "HASH"}]
    secondary = [
        {
            "IndexName": index,
            "KeySchema": [*keys, {"AttributeName": attribute, "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": _LISTED},
        }
        for index, attribute in indexes.items()
    ]
    dynamodb.create_table(
        TableName=name,
        KeySchema=[*keys, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "S"} for attribute in ("pk", "sk", *indexes.values())
        ],
        BillingMode="PAY_PER_REQUEST",
        **({"GlobalSecondaryIndexes": secondary} if secondary else {}),
        **more,
    )
