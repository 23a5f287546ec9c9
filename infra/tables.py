"""The eight tables of the stack, and what each may lose."""

from __future__ import annotations

from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct
from regulars.stores import keys
from regulars.stores.ledger.listed import BY_KIND, LISTED_ATTRIBUTES
from regulars.stores.rows.indexes import BY_LAST_ORDER, BY_SPEND
from regulars.stores.rows.row_codec import VERSION

from infra.deployment import Deployment
from infra.nag import accept

LIST_ATTRIBUTES = [VERSION, "facts", "timeline"]
"""What a list page needs of a row. `long_timeline` is left out: it would be paid again in both indexes; so are
revision and `read_at`, which no page shows."""

WARM = ("Ledger", "Registry")
"""Of record, and written by imports and live orders at the same rate; facts are the third."""


class Tables(Construct):
    """Tables of record are kept whatever becomes of the stack, but for a first deployment that fails; or adopted."""

    def __init__(self, scope: Construct, id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id)
        self._deployment = deployment
        self.ledger = self._of_record("Ledger", stream=dynamodb.StreamViewType.NEW_IMAGE)
        self.registry = self._of_record("Registry")
        self.evaluations = self._of_record("Evaluations", stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES)
        self.tenants = self._of_record("Tenants")
        self.facts = self._facts()
        self.lookups = self._kept_for_now("Lookups", "Rebuilt from the facts, and they from the ledger.")
        self.requests = self._kept_for_now(
            "Requests",
            "Answers kept for 24 hours, so that a repeated request gets the same one.",
            partition="id",
            sort=None,
            expires=True,
        )
        self.deliveries = self._kept_for_now(
            "Deliveries", "What waits to be sent; the bus's archive has it, too.", expires=True
        )

    @property
    def all(self) -> dict[str, dynamodb.ITable]:
        return {
            "ledger": self.ledger,
            "registry": self.registry,
            "evaluations": self.evaluations,
            "tenants": self.tenants,
            "facts": self.facts,
            "lookups": self.lookups,
            "requests": self.requests,
            "deliveries": self.deliveries,
        }

    def _of_record(self, id: str, *, stream: dynamodb.StreamViewType | None = None) -> dynamodb.ITable:
        """A table that nothing else could rebuild; one that was there before where the deployment names it."""
        adopted: str | None = getattr(self._deployment, f"{id.lower()}_table")
        if adopted:
            return dynamodb.Table.from_table_attributes(
                self,
                id,
                table_name=adopted,
                table_stream_arn=getattr(self._deployment, f"{id.lower()}_stream") if stream else None,
            )
        ephemeral = self._deployment.ephemeral
        table = dynamodb.Table(
            self,
            id,
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=self._deployment.protected,
            removal_policy=RemovalPolicy.DESTROY if ephemeral else RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
            stream=stream,
            warm_throughput=self._warm() if id in WARM else None,
        )
        if id == "Ledger":
            table.add_global_secondary_index(
                index_name=BY_KIND,
                partition_key=_text(keys.LISTED_PARTITION),
                sort_key=_text(keys.LISTED_SORT),
                projection_type=dynamodb.ProjectionType.INCLUDE,
                non_key_attributes=list(LISTED_ATTRIBUTES),
            )
        return table

    def _facts(self) -> dynamodb.Table:
        why = "Rebuilt from the ledger: a backup would be an older copy of the same answer."
        stream = dynamodb.StreamViewType.NEW_AND_OLD_IMAGES
        table = self._kept_for_now("Facts", why, expires=True, stream=stream, warm_throughput=self._warm())
        for index in (BY_LAST_ORDER, BY_SPEND):
            table.add_global_secondary_index(
                index_name=index.name,
                partition_key=_text("pk"),
                sort_key=_text(index.sort_key),
                projection_type=dynamodb.ProjectionType.INCLUDE,
                non_key_attributes=LIST_ATTRIBUTES,
            )
        return table

    def _kept_for_now(
        self, id: str, why: str, *, partition: str = "pk", sort: str | None = "sk", expires: bool = False, **more: Any
    ) -> dynamodb.Table:
        """A table that goes with the stack; `why` it needs no backup."""
        table = dynamodb.Table(
            self,
            id,
            partition_key=_text(partition),
            sort_key=_text(sort) if sort else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute="expires" if expires else None,
            removal_policy=RemovalPolicy.DESTROY,
            **more,
        )
        accept(table, "AwsSolutions-DDB3", why)
        return table

    def _warm(self) -> dynamodb.WarmThroughput | None:
        units = self._deployment.warm_writes
        return dynamodb.WarmThroughput(write_units_per_second=units) if units else None


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
