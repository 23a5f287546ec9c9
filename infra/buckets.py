"""What every bucket of the stack has in common."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.deployment import Deployment
from infra.nag import accept


def private_bucket(
    scope: Construct,
    id: str,
    *,
    deployment: Deployment,
    versioned: bool = False,
) -> s3.Bucket:
    """A bucket that is encrypted, closed to the public and to plain HTTP, and outlives the stack.

    Kept at removal because only an empty bucket can be deleted; the lifecycle rules empty it within 35 days, but
    for what products are called.
    """
    bucket = s3.Bucket(
        scope,
        id,
        versioned=versioned,
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        enforce_ssl=deployment.tls_only,
        removal_policy=RemovalPolicy.RETAIN,
    )
    bucket.add_lifecycle_rule(id="unfinished-uploads", abort_incomplete_multipart_upload_after=Duration.days(1))
    accept(
        bucket,
        "AwsSolutions-S1",
        "Every object here is named in an import's record or a failure's alarm; access logs would keep "
        "tenants' file names in one more place. Switch on CloudTrail data events where an audit asks for them.",
    )
    return bucket
