"""The CDK app: one stack, for an account or for a laptop (what differs: docs/deploy.md)."""

from __future__ import annotations

import os
import sys

import aws_cdk as cdk

from infra.deployment import Deployment
from infra.layers import AWS, HOST, build_layers
from infra.options_read import read_options
from infra.show_options import said
from infra.stack import RegularsStack

app = cdk.App()
try:
    options = read_options(app.node)
    deployment = Deployment.of(options)
except ValueError as error:
    sys.exit(f"Nothing was deployed. {error}")
if not deployment.laptop:
    print("\n".join(said(options)), file=sys.stderr)
RegularsStack(
    app,
    deployment.stack,
    deployment=deployment,
    layers=build_layers(HOST if deployment.laptop else AWS),
    description="Customer intelligence from orders: segments that are never stale",
    env=cdk.Environment(account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION")),
    # MiniStack is deployed to with its own keys; the bootstrap roles of an account are not there
    synthesizer=cdk.CliCredentialsStackSynthesizer() if deployment.laptop else None,
    termination_protection=deployment.protected and not deployment.laptop,
)
if not deployment.laptop:
    from cdk_nag import AwsSolutionsChecks, ServerlessChecks

    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
app.synth()
