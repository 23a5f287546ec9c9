"""The stack's tables, queues and bucket as `infra/` describes them, made by plain calls for tests without a stack."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import boto3
from moto.dynamodb.models import dynamodb_backends
from moto.events.models import events_backends
from moto.kms.models import Key, kms_backends
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends
from regulars.config import Names
from regulars.job_kinds import KINDS

from testing.aws.digests import sign_digests
from testing.aws.in_process import ACCOUNT, REGION, ask_moto_in_process
from testing.aws.partiql import teach_moto
from testing.aws.quicker import make_moto_quicker
from testing.aws.transactions import copy_less_in_transactions

teach_moto()
ask_moto_in_process()
make_moto_quicker()
copy_less_in_transactions()
sign_digests()


MACHINES = tuple(kind.machine for kind in KINDS)
TABLES = ("ledger", "registry", "facts", "lookups", "evaluations", "tenants", "requests", "deliveries")
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
_STREAMS = {"ledger": "NEW_IMAGE", "facts": "NEW_AND_OLD_IMAGES", "evaluations": "NEW_AND_OLD_IMAGES"}


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
def session() -> boto3.session.Session:
    """Made once a process: a session takes longer to make than a test's own calls. Nothing is to be hung on it."""
    return boto3.session.Session("testing", "testing", "testing", region_name=REGION)


@cache
def _empty_tables() -> dict[str, Any]:
    """As moto holds them. To create eight takes eight requests, and most tests begin with that: they take copies."""
    dynamodb = session().client("dynamodb")
    for name in TABLES:
        dynamodb.create_table(**table_definition(name))
    return deepcopy(dynamodb_backends[ACCOUNT][REGION].tables)


@cache
def _keys() -> tuple[Key, Key]:
    """The keys that seal secrets and sign certificates. moto makes an RSA key for each of any kind, which takes longer
    than everything else that a test begins with."""
    kms = kms_backends[ACCOUNT][REGION]
    sealing = kms.create_key(None, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "", None)
    return sealing, kms.create_key(None, "SIGN_VERIFY", "ECC_NIST_P256", "", None)


def _key(made: Key) -> str:
    """Puts a key that was made before into this test's account; its ARN."""
    fresh = deepcopy(made, {id(made.private_key): made.private_key})
    kms_backends[ACCOUNT][REGION].keys[fresh.id] = fresh
    return str(fresh.arn)


def _queue(name: str) -> str:
    """A new queue's address."""
    sqs_backends[ACCOUNT][REGION].create_queue(name)
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"


def create_stack() -> Names:
    """Creates everything empty and returns the names."""
    dynamodb_backends[ACCOUNT][REGION].tables = deepcopy(_empty_tables())
    events_backends[ACCOUNT][REGION].create_event_bus("regulars")
    s3_backends[ACCOUNT]["aws"].create_bucket("imports", REGION).versioning_status = "Enabled"
    sealing, signing = _keys()
    return Names(
        ledger_table="ledger",
        registry_table="registry",
        facts_table="facts",
        lookups_table="lookups",
        evaluations_table="evaluations",
        tenants_table="tenants",
        requests_table="requests",
        live_queue_url=_queue("live"),
        bulk_queue_url=_queue("bulk"),
        lookups_queue_url=_queue("lookups"),
        event_bus="regulars",
        dead_events_url=_queue("dead-events"),
        deliveries_table="deliveries",
        webhooks_queue_url=_queue("webhooks"),
        webhooks_to_localhost="false",
        secrets_key=_key(sealing),
        signing_key=_key(signing),
        imports_bucket="imports",
        machines={name: f"arn:aws:states:us-east-1:123456789012:stateMachine:{name}" for name in MACHINES},
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
