"""The functions of the night."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.defaults import Functions
from infra.functions import EVERY_TENANT, NIGHTS, executions_of, machine_arn_of
from infra.permissions import Allowed, allow, write_tenants
from infra.streams import Queues
from infra.tables import Tables

LONGEST = Duration.minutes(15)


class NightFunctions(Construct):
    """`nightly` starts and plans, `recalculate` does a turn of a shard, `summarise` ends a night."""

    def __init__(
        self, scope: Construct, id: str, *, make: Functions, tables: Tables, queues: Queues, bucket: s3.Bucket
    ) -> None:
        super().__init__(scope, id)
        self._make = make
        self.nightly = self._nightly(tables, bucket)
        self.recalculate = self._recalculate(tables, queues, bucket)
        self.summarise = self._summarise(tables, bucket)

    @property
    def all(self) -> dict[str, lambda_.Function]:
        return {"nightly": self.nightly, "recalculate": self.recalculate, "summarise": self.summarise}

    def _nightly(self, tables: Tables, bucket: s3.Bucket) -> lambda_.Function:
        stack = Stack.of(self)
        return self._make.function(
            "nightly",
            description="Starts every tenant's night, and plans one",
            timeout=LONGEST,
            environment={
                "FACTS_TABLE": tables.facts.table_name,
                "TENANTS_TABLE": tables.tenants.table_name,
                "IMPORTS_BUCKET": bucket.bucket_name,
                "NIGHT_MACHINE_ARN": machine_arn_of(stack, NIGHTS),
            },
            permissions=[
                allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tables.tenants.table_arn),
                write_tenants(["dynamodb:PutItem", "dynamodb:UpdateItem"], tables.tenants.table_arn),
                allow(["states:StartExecution"], machine_arn_of(stack, NIGHTS)),
                allow(["states:DescribeExecution"], executions_of(stack, NIGHTS), why="Of this one machine."),
                allow(["dynamodb:Query"], tables.facts.table_arn),  # a sample of what is bought, the first night
                allow(["s3:GetObject"], bucket.arn_for_objects("answers/*"), why=EVERY_TENANT),
                *_working_objects(bucket, "s3:PutObject"),
            ],
        )

    def _recalculate(self, tables: Tables, queues: Queues, bucket: s3.Bucket) -> lambda_.Function:
        return self._make.function(
            "recalculate",
            description="Derives and verifies the customers of one shard, turn by turn, or of a small tenant whole",
            timeout=LONGEST,
            environment={
                "LEDGER_TABLE": tables.ledger.table_name,
                "REGISTRY_TABLE": tables.registry.table_name,
                "FACTS_TABLE": tables.facts.table_name,
                "LOOKUPS_TABLE": tables.lookups.table_name,
                "EVALUATIONS_TABLE": tables.evaluations.table_name,
                "TENANTS_TABLE": tables.tenants.table_name,
                "BULK_QUEUE_URL": queues.bulk.queue_url,
                "LOOKUPS_QUEUE_URL": queues.lookups.queue_url,
                "IMPORTS_BUCKET": bucket.bucket_name,
            },
            permissions=[
                allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tables.tenants.table_arn),
                write_tenants(["dynamodb:PutItem", "dynamodb:UpdateItem"], tables.tenants.table_arn),
                allow(["dynamodb:Query"], tables.lookups.table_arn),
                allow(["dynamodb:Query"], tables.registry.table_arn, tables.ledger.table_arn),
                allow(["dynamodb:BatchGetItem"], tables.registry.table_arn),  # who has a row and is on no roster
                allow(["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"], tables.facts.table_arn),
                allow(["dynamodb:BatchWriteItem"], tables.facts.table_arn),
                allow(["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"], tables.evaluations.table_arn),
                allow(["sqs:SendMessage"], queues.bulk.queue_arn, queues.lookups.queue_arn),
                *_working_objects(bucket, "s3:GetObject", "s3:PutObject"),
                allow(["s3:GetObject", "s3:PutObject"], bucket.arn_for_objects("answers/*"), why=EVERY_TENANT),
                allow(["s3:GetObject", "s3:PutObject"], bucket.arn_for_objects("catalogue/*"), why=EVERY_TENANT),
            ],
        )

    def _summarise(self, tables: Tables, bucket: s3.Bucket) -> lambda_.Function:
        return self._make.function(
            "summarise",
            description="Merges what the turns of a night have left into the summary of the day",
            timeout=LONGEST,
            environment={
                "FACTS_TABLE": tables.facts.table_name,
                "TENANTS_TABLE": tables.tenants.table_name,
                "IMPORTS_BUCKET": bucket.bucket_name,
            },
            permissions=[
                allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tables.tenants.table_arn),
                write_tenants(["dynamodb:PutItem", "dynamodb:UpdateItem"], tables.tenants.table_arn),
                allow(["dynamodb:Query"], tables.facts.table_arn),  # whether a retired generation is swept
                *_working_objects(bucket, "s3:GetObject"),
                allow(["s3:PutObject"], bucket.arn_for_objects("answers/*"), why=EVERY_TENANT),
                allow(["s3:GetObject", "s3:PutObject"], bucket.arn_for_objects("catalogue/*"), why=EVERY_TENANT),
            ],
        )


def _working_objects(bucket: s3.Bucket, *actions: str) -> list[Allowed]:
    return [
        allow(actions, bucket.arn_for_objects("nights/*"), why=EVERY_TENANT),
        allow(["s3:ListBucket"], bucket.bucket_arn),  # else a missing object answers 403, not 404
    ]
