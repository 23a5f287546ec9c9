"""The key by which certificates of erasure are signed."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.deployment import Deployment


def signing_key(scope: Construct, deployment: Deployment) -> kms.IKey:
    """A pair on NIST P-256 whose private half nobody can read. Whoever has kept its fingerprint knows what it signs:
    it is kept as tables of record. A pair cannot be rotated."""
    if deployment.signing_key:
        return kms.Key.from_key_arn(scope, "Signing", deployment.signing_key)
    return kms.Key(
        scope,
        "Signing",
        description="Signs certificates of erasure",
        key_spec=kms.KeySpec.ECC_NIST_P256,
        key_usage=kms.KeyUsage.SIGN_VERIFY,
        removal_policy=RemovalPolicy.DESTROY if deployment.ephemeral else RemovalPolicy.RETAIN,
    )
