"""The seven tables of the stack, and what each may lose."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from infra.nag import accept

LIST_ATTRIBUTES = ["revision", "read_at", "facts_version", "facts", "timeline"]
"""What a list page needs of a row. `long_timeline` is left out: it would be paid again in both indexes."""


class Tables(Construct):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.ledger = self._of_record("Ledger", stream=dynamodb.StreamViewType.NEW_IMAGE)
        self.registry = self._of_record("Registry")
        self.evaluations = self._of_record("Evaluations")
        self.tenants = self._of_record("Tenants")
        self.facts = self._facts()
        self.lookups = self._lookups()
        self.requests = self._requests()

    def _of_record(self, id: str, *, stream: dynamodb.StreamViewType | None = None) -> dynamodb.Table:
        """A table that nothing else could rebuild."""
        return dynamodb.Table(
            self,
            id,
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=True,
            removal_policy=RemovalPolicy.RETAIN,
            stream=stream,
        )

    def _facts(self) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            "Facts",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute="expires",
            removal_policy=RemovalPolicy.DESTROY,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
        )
        for index, sort_key in (("by_last_order", "last_order_key"), ("by_spend", "spend_key")):
            table.add_global_secondary_index(
                index_name=index,
                partition_key=_text("pk"),
                sort_key=_text(sort_key),
                projection_type=dynamodb.ProjectionType.INCLUDE,
                non_key_attributes=LIST_ATTRIBUTES,
            )
        accept(
            table, "AwsSolutions-DDB3", "Rebuilt from the ledger: a backup would be an older copy of the same answer."
        )
        return table

    def _lookups(self) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            "Lookups",
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            removal_policy=RemovalPolicy.DESTROY,
        )
        accept(table, "AwsSolutions-DDB3", "Rebuilt from the facts, and they from the ledger.")
        return table

    def _requests(self) -> dynamodb.Table:
        table = dynamodb.Table(
            self,
            "Requests",
            partition_key=_text("id"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            time_to_live_attribute="expires",
            removal_policy=RemovalPolicy.DESTROY,
        )
        accept(table, "AwsSolutions-DDB3", "Answers kept for 24 hours, so that a repeated request gets the same one.")
        return table


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
