"""Webhooks: what the bus says goes into a queue, a function sends it, and each minute looks for what waited."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from regulars.stores.bus import SOURCE, WEBHOOK

from infra.bus import Bus
from infra.defaults import Functions
from infra.deployment import Deployment
from infra.functions import QUEUE_WORKER_TIMEOUT, RECEIVE
from infra.permissions import allow, write_tenants
from infra.schedules import Schedules
from infra.streams import Queues
from infra.tables import Tables
from infra.undelivered import GIVEN_UP_AFTER, Undelivered

EVERY = Duration.minutes(1)


def secrets_key(scope: Construct, deployment: Deployment) -> kms.IKey:
    """Tenants' secrets are encrypted under it. Without it none could be read again: it is kept as tables of record."""
    if deployment.secrets_key:
        return kms.Key.from_key_arn(scope, "Secrets", deployment.secrets_key)
    return kms.Key(
        scope,
        "Secrets",
        description="Secrets of tenants' webhooks",
        enable_key_rotation=True,
        removal_policy=RemovalPolicy.DESTROY if deployment.ephemeral else RemovalPolicy.RETAIN,
    )


class Webhooks(Construct):
    """`rule` takes events of the bus into the queue: not those that no webhook wants (`stores/bus.py`), nor what is
    replayed of the archive, which is for others."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        make: Functions,
        tables: Tables,
        queues: Queues,
        bus: Bus,
        key: kms.IKey,
        schedules: Schedules,
        undelivered: Undelivered,
        deployment: Deployment,
    ) -> None:
        super().__init__(scope, id)
        self.rule = events.Rule(
            self,
            "All",
            event_bus=bus.bus,
            description="Events that may be wanted by webhooks",
            event_pattern=events.EventPattern(source=[SOURCE]),
            targets=[
                targets.SqsQueue(queues.webhooks, dead_letter_queue=undelivered.queue, max_event_age=GIVEN_UP_AFTER)
            ],
        )
        rule = self.rule.node.default_child
        assert isinstance(rule, events.CfnRule)
        absent = {"exists": False}  # an empty list is one that is not there
        rule.event_pattern = {"source": [SOURCE], "resources": [WEBHOOK, absent], "replay-name": [absent]}
        self.function = self._deliver(make, tables, queues, bus, key, deployment)
        schedules.every(self, "Tick", period=EVERY, description="Webhooks whose wait is over", function=self.function)

    def _deliver(
        self, make: Functions, tables: Tables, queues: Queues, bus: Bus, key: kms.IKey, deployment: Deployment
    ) -> lambda_.Function:
        return make.function(
            "deliver_webhooks",
            description="Signs what webhooks want to hear, and sends it",
            timeout=QUEUE_WORKER_TIMEOUT,
            memory_mb=512,  # it waits for receivers
            sends_to_itself=True,
            environment={
                "DELIVERIES_TABLE": tables.deliveries.table_name,
                "WEBHOOKS_QUEUE_URL": queues.webhooks.queue_url,
                "WEBHOOKS_TO_LOCALHOST": deployment.webhooks_to_localhost,
                "SECRETS_KEY": key.key_arn,
                **bus.told(tables),
            },
            permissions=[
                allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tables.tenants.table_arn),
                write_tenants(["dynamodb:PutItem"], tables.tenants.table_arn),
                allow(["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query"], tables.deliveries.table_arn),
                allow(["sqs:SendMessage"], queues.webhooks.queue_arn),
                allow(RECEIVE, queues.webhooks.queue_arn),
                *bus.publishing(tables),
                allow(["kms:Decrypt"], key.key_arn),
            ],
        )
