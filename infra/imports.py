"""Files of orders: the bucket they are uploaded to, and what an upload begins."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct
from regulars.stores.places import PREFIXES

from infra.buckets import private_bucket
from infra.deployment import Deployment
from infra.jobs import call_of
from infra.undelivered import Undelivered


class ImportBucket(Construct):
    def __init__(self, scope: Construct, id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id)
        self.bucket = private_bucket(self, "Bucket", deployment=deployment, versioned=True)
        # All of them hold personal data; parts, nights and parts of exports are of use only while their job runs.
        kept = {prefix.name: prefix.days for prefix in PREFIXES} | {"lake": deployment.lake_days}
        for name, days in kept.items():
            if days is not None:
                self.bucket.add_lifecycle_rule(
                    id=name,
                    prefix=f"{name}/",
                    expiration=Duration.days(days),
                    noncurrent_version_expiration=Duration.days(1),
                )
        # What products are called is of use as long as there is a tenant; only what it replaced goes.
        self.bucket.add_lifecycle_rule(
            id="catalogue", prefix="catalogue/", noncurrent_version_expiration=Duration.days(1)
        )
        # The L2 switch would add a custom resource with a function of its own; the property does the same.
        resource = self.bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)
        resource.add_property_override("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True)

    def let_upload(self, origins: Sequence[str]) -> None:
        """Lets pages of these origins post files.

        A presigned form carries its own permission: the origin of the page that posts it proves nothing more.
        """
        self.bucket.add_cors_rule(
            allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.GET],
            allowed_origins=list(origins),
            allowed_headers=["*"],
            max_age=3600,
        )


def call_on_upload(
    scope: Construct, bucket: s3.Bucket, function: lambda_.Function, undelivered: Undelivered
) -> events.Rule:
    """A file that has come begins its import."""
    return events.Rule(
        scope,
        "Uploaded",
        event_pattern=events.EventPattern(
            source=["aws.s3"],
            detail_type=["Object Created"],
            detail={"bucket": {"name": [bucket.bucket_name]}, "object": {"key": [{"prefix": "uploads/"}]}},
        ),
        targets=[call_of(function, undelivered)],
    )
