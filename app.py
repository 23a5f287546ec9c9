"""The CDK app: one stack, the same in an account and on a laptop."""

from __future__ import annotations

import os

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.deployment import Deployment
from infra.layers import AWS, HOST, build_layers
from infra.stack import RegularsStack

app = cdk.App()
deployment = Deployment.from_context(app.node)
RegularsStack(
    app,
    "Regulars",
    deployment=deployment,
    layers=build_layers(HOST if deployment.laptop else AWS),
    description="Customer intelligence from orders: segments that are never stale",
    env=cdk.Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION")),
    # MiniStack is deployed to with its own keys; the bootstrap roles of an account are not there
    synthesizer=cdk.CliCredentialsStackSynthesizer() if deployment.laptop else None,
)
if not deployment.laptop:
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))
app.synth()
