"""The canary: an order of a hidden tenant every five minutes, from the ledger to its facts."""

from __future__ import annotations

from aws_cdk import Duration
from constructs import Construct

from infra.defaults import Functions
from infra.functions import INSERT
from infra.permissions import allow, write_probe
from infra.schedules import Schedules
from infra.streams import Failures
from infra.tables import Tables

EVERY = Duration.minutes(5)


class Canary(Construct):
    """Writes `orderToFactsSeconds`, and `failedBatches`: how many batches of changes lie in the bucket of failures.

    Its tenant begins with `~` and is on no list. It is the one function that makes a tenant.
    """

    def __init__(
        self, scope: Construct, id: str, *, make: Functions, tables: Tables, failures: Failures, schedules: Schedules
    ) -> None:
        super().__init__(scope, id)
        tenants = tables.tenants.table_arn
        self.function = make.function(
            "canary",
            description="Does an order become facts, and how fast",
            memory_mb=512,
            environment={
                "LEDGER_TABLE": tables.ledger.table_name,
                "REGISTRY_TABLE": tables.registry.table_name,
                "FACTS_TABLE": tables.facts.table_name,
                "TENANTS_TABLE": tables.tenants.table_name,
                "FAILURES_BUCKET": failures.bucket.bucket_name,
            },
            permissions=[
                allow(["dynamodb:BatchGetItem"], tenants, tables.facts.table_arn),
                write_probe(tenants),
                allow(["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", *INSERT], tables.registry.table_arn),
                allow(["dynamodb:BatchGetItem", "dynamodb:PutItem"], tables.ledger.table_arn),
                allow(["s3:ListBucket"], failures.bucket.bucket_arn),
            ],
        )
        schedules.every(self, "Probe", period=EVERY, description="Does an order become facts", function=self.function)
