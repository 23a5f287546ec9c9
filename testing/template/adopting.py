"""A deployment that takes up the tables and the user pool of one before it."""

from __future__ import annotations

from infra.deployment import Deployment

STREAM = "arn:aws:dynamodb:eu-central-1:123456789012:table/old-ledger/stream/2026-11-29T10:00:00.000"
EVALUATIONS_STREAM = STREAM.replace("ledger", "evaluations")
ADOPTING = Deployment(
    ledger_table="old-ledger",
    ledger_stream=STREAM,
    registry_table="old-registry",
    evaluations_table="old-evaluations",
    evaluations_stream=EVALUATIONS_STREAM,
    tenants_table="old-tenants",
    signing_key="arn:aws:kms:eu-central-1:123456789012:key/old-signer",
    secrets_key="arn:aws:kms:eu-central-1:123456789012:key/old",
    user_pool="eu-central-1_AbCdEf123",
)
