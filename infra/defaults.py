"""The one place that sets what every Lambda function of the stack has."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.deployment import Deployment
from infra.emulator import as_the_emulator_asks
from infra.layers import AWS_PYTHON, Layers
from infra.nag import accept, accept_wildcards
from infra.permissions import Allowed, allow, statements

FUNCTIONS = Path(__file__).parent.parent / "functions"
AWS_RUNTIME = f"python{AWS_PYTHON}"
"""Of every account, whatever Python deploys."""
LAPTOP_RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
"""The emulator runs functions with the Python that it has itself, which is the one that builds."""

MEMORY_MB = 1024
ONE_PROCESSOR_MB = 1769
"""Lambda gives a whole processor from here on, and a share of one below:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"""
TIMEOUT = Duration.seconds(60)
LOG_RETENTION = logs.RetentionDays.ONE_MONTH


class Functions(Construct):
    """Makes functions that differ only in what is said of each."""

    def __init__(self, scope: Construct, id: str, *, deployment: Deployment, layers: Layers) -> None:
        super().__init__(scope, id)
        self._laptop = deployment.laptop
        self._tracing = deployment.tracing and not deployment.laptop
        self._runtime = lambda_.Runtime(
            LAPTOP_RUNTIME if deployment.laptop else AWS_RUNTIME, lambda_.RuntimeFamily.PYTHON
        )
        architecture = lambda_.Architecture.ARM_64
        self._layers = [
            lambda_.LayerVersion(
                self,
                name,
                code=lambda_.Code.from_asset(str(layer.folder), asset_hash=layer.fingerprint),
                compatible_runtimes=[self._runtime],
                compatible_architectures=[architecture],
                description=description,
            )
            for name, layer, description in (
                ("Deps", layers.deps, "Third-party packages"),
                ("Core", layers.core, "The package regulars"),
            )
        ]

    def function(
        self,
        name: str,
        *,
        description: str,
        environment: Mapping[str, str],
        permissions: Sequence[Allowed],
        memory_mb: int = MEMORY_MB,
        timeout: Duration = TIMEOUT,
        reserved: int | None = None,
        sends_to_itself: bool = False,
    ) -> lambda_.Function:
        """The function in functions/<name>/, with a role that may log and do what `permissions` lists.

        `sends_to_itself`: through its queue, which Lambda would end after 16 times; its messages count their hops.
        """
        title = "".join(part.title() for part in name.split("_"))
        log_group = logs.LogGroup(self, f"{title}Logs", retention=LOG_RETENTION, removal_policy=RemovalPolicy.DESTROY)
        role = self._role(title, log_group, permissions)
        function = lambda_.Function(
            self,
            title,
            code=lambda_.Code.from_asset(str(FUNCTIONS / name), exclude=["__pycache__", "*.pyc"]),
            handler="handler.lambda_handler",
            runtime=self._runtime,
            architecture=lambda_.Architecture.ARM_64,
            layers=self._layers,
            memory_size=memory_mb,
            timeout=timeout,
            tracing=lambda_.Tracing.ACTIVE if self._tracing else lambda_.Tracing.DISABLED,
            log_group=log_group,
            # START, END and REPORT of each call would be half of all that is logged; failures and time-outs stay
            logging_format=lambda_.LoggingFormat.JSON,
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
            role=role.without_policy_updates(),
            description=description,
            reserved_concurrent_executions=reserved,
            recursive_loop=lambda_.RecursiveLoop.ALLOW if sends_to_itself else None,
            environment={
                "POWERTOOLS_SERVICE_NAME": "regulars",
                "POWERTOOLS_METRICS_NAMESPACE": Stack.of(self).stack_name,
                "POWERTOOLS_LOG_LEVEL": "INFO",
                **environment,
            },
        )
        if not self._tracing:
            accept(function, "Serverless::Serverless-LambdaTracing", "Traces cost by the call: they are an option.")
        accept(
            function,
            "Serverless::Serverless-LambdaDLQ",
            "The caller keeps what fails: a queue's dead letters, a machine's retries, undelivered.py.",
        )
        accept(
            function,
            "Serverless::Serverless-LambdaLatestVersion",
            f"Layers are built for {AWS_RUNTIME}, as their lock.",
        )
        accept(function, "AwsSolutions-L1", f"Layers are built for {AWS_RUNTIME}: it is raised with their lock.")
        return function

    def _role(self, title: str, log_group: logs.LogGroup, permissions: Sequence[Allowed]) -> iam.Role:
        own = allow(["logs:CreateLogStream", "logs:PutLogEvents"], log_group.log_group_arn)
        tracing = allow(
            ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*", why="X-Ray knows no narrower resource."
        )
        lines = [own, *permissions]
        if self._tracing:
            lines.append(tracing)
        if self._laptop:
            lines = as_the_emulator_asks(lines)
        role = iam.Role(
            self,
            f"{title}Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "own": iam.PolicyDocument(statements=[statement for line in lines for statement in statements(line)])
            },
        )
        for line in lines:
            if line.why:
                accept_wildcards(role, line.resources, line.why)
        return role
