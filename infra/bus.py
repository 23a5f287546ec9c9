"""From the streams of evaluations and of merges to one event bus, and what becomes of what the bus does not take."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct
from regulars.stores.bus import SOURCE

from infra.defaults import Functions
from infra.deployment import Deployment
from infra.nag import accept
from infra.permissions import Allowed, allow
from infra.streams import Failures
from infra.tables import Tables

EVALUATION_FILTERS: tuple[Mapping[str, object], ...] = (
    {"dynamodb": {"NewImage": {"values": {"S": [{"exists": True}]}}}},
)
"""Evaluations alone: whatever else lies in their table has no `values`, and what is removed announces nothing."""
EDGE_FILTERS: tuple[Mapping[str, object], ...] = ({"dynamodb": {"NewImage": {"merged_at": {"N": [{"exists": True}]}}}},)
"""Of the ledger the edges between customers alone: what else passes is the other reader's."""
KEPT = Duration.days(30)


class Bus(Construct):
    """The bus that others put their rules on, its archive, and the dead letters of what it refused."""

    def __init__(self, scope: Construct, id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id)
        self.bus = events.EventBus(self, "Bus", event_bus_name=Stack.of(self).stack_name)
        self.dead = sqs.Queue(self, "Dead", retention_period=Duration.days(14), enforce_ssl=deployment.tls_only)
        accept(self.dead, "Serverless::Serverless-SQSRedrivePolicy", "It holds dead letters itself.")
        accept(self.dead, "AwsSolutions-SQS3", "It holds dead letters itself.")
        if not deployment.laptop:  # MiniStack fails a deployment that has one
            events.Archive(
                self,
                "Archive",
                source_event_bus=self.bus,
                event_pattern=events.EventPattern(source=[SOURCE]),
                retention=KEPT,
                description="Events of the last 30 days, to be replayed by whoever missed them",
            )

    def publishing(self, tables: Tables) -> list[Allowed]:
        """What a function may do that publishes (`events/publish.py`): it asks which webhooks want what."""
        return [
            allow(["events:PutEvents"], self.bus.event_bus_arn),
            allow(["sqs:SendMessage"], self.dead.queue_arn),
            allow(["dynamodb:Query"], tables.tenants.table_arn),
        ]

    def told(self, tables: Tables) -> dict[str, str]:
        """What such a function is told."""
        return {
            "TENANTS_TABLE": tables.tenants.table_name,
            "EVENT_BUS": self.bus.event_bus_name,
            "DEAD_EVENTS_URL": self.dead.queue_url,
        }


def publish_events_function(make: Functions, tables: Tables, bus: Bus, failures: Failures) -> lambda_.Function:
    """One reader of the evaluations, in the order of each customer's; and the second one of the ledger."""
    return make.function(
        "publish_events",
        description="Puts what was announced of customers on the event bus",
        memory_mb=512,  # it waits for the bus, and does little else
        environment=bus.told(tables),
        permissions=[
            allow(["dynamodb:BatchGetItem"], tables.tenants.table_arn),
            *bus.publishing(tables),
            allow(
                ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
                tables.evaluations.table_stream_arn or "",
                tables.ledger.table_stream_arn or "",
            ),
            allow(["dynamodb:ListStreams"], "*", why="The action knows no narrower resource."),
            allow(["s3:PutObject"], failures.bucket.arn_for_objects("*"), why="Lambda names the objects."),
            allow(["s3:ListBucket"], failures.bucket.bucket_arn),
        ],
    )
