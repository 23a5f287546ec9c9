"""What is announced because time passed: whoever is due in an hour that is over is sent on."""

from __future__ import annotations

from aws_cdk import Duration
from constructs import Construct

from infra.defaults import Functions
from infra.permissions import allow
from infra.schedules import Schedules
from infra.streams import Queues
from infra.tables import Tables

EVERY = Duration.minutes(5)
"""The first call after an hour looks at it; the others go on where that had no time, or find nothing to do."""


class Due(Construct):
    def __init__(
        self, scope: Construct, id: str, *, make: Functions, tables: Tables, queues: Queues, schedules: Schedules
    ) -> None:
        super().__init__(scope, id)
        evaluations = tables.evaluations.table_arn
        self.function = make.function(
            "send_due",
            description="Sends on customers of whom something changes although nothing is written",
            timeout=Duration.minutes(4),
            memory_mb=512,
            environment={
                "EVALUATIONS_TABLE": tables.evaluations.table_name,
                "TENANTS_TABLE": tables.tenants.table_name,
                "BULK_QUEUE_URL": queues.bulk.queue_url,
            },
            permissions=[
                allow(["dynamodb:BatchGetItem"], tables.tenants.table_arn),
                allow(
                    ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query"], evaluations
                ),
                allow(["sqs:SendMessage"], queues.bulk.queue_arn),
            ],
        )
        schedules.every(self, "Hours", period=EVERY, description="Sends on who is due", function=self.function)
