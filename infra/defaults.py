"""The one place that sets what every Lambda function of the stack has."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.deployment import Deployment
from infra.layers import Layers
from infra.nag import accept, accept_wildcards

FUNCTIONS = Path(__file__).parent.parent / "functions"
RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
"""The Python that builds: the layers' compiled modules fit no other one."""

MEMORY_MB = 1024
TIMEOUT = Duration.seconds(60)
LOG_RETENTION = logs.RetentionDays.ONE_MONTH


@dataclass(frozen=True, slots=True)
class Allowed:
    """One line of a function's list of permissions."""

    actions: Sequence[str]
    resources: Sequence[str]
    why: str


def allow(actions: Sequence[str], *resources: str, why: str = "") -> Allowed:
    """These actions on these ARNs; `why` is owed where an ARN holds a `*`."""
    return Allowed(actions, resources, why)


MINISTACK_STATEMENTS = allow(["dynamodb:BatchExecuteStatement"], "*")
"""MiniStack asks for the call by its name, without a table; AWS knows no such action, but one for each statement."""


class Functions(Construct):
    """Makes functions that differ only in what is said of each."""

    def __init__(self, scope: Construct, id: str, *, deployment: Deployment, layers: Layers) -> None:
        super().__init__(scope, id)
        self._laptop = deployment.laptop
        architecture = lambda_.Architecture.ARM_64
        self._layers = [
            lambda_.LayerVersion(
                self,
                name,
                code=lambda_.Code.from_asset(str(layer.folder), asset_hash=layer.fingerprint),
                compatible_runtimes=[_runtime()],
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
    ) -> lambda_.Function:
        """The function in functions/<name>/, with a role that may log and do what `permissions` lists."""
        title = "".join(part.title() for part in name.split("_"))
        log_group = logs.LogGroup(self, f"{title}Logs", retention=LOG_RETENTION, removal_policy=RemovalPolicy.DESTROY)
        role = self._role(title, log_group, permissions)
        function = lambda_.Function(
            self,
            title,
            code=lambda_.Code.from_asset(str(FUNCTIONS / name), exclude=["__pycache__", "*.pyc"]),
            handler="handler.lambda_handler",
            runtime=_runtime(),
            architecture=lambda_.Architecture.ARM_64,
            layers=self._layers,
            memory_size=memory_mb,
            timeout=timeout,
            tracing=lambda_.Tracing.DISABLED if self._laptop else lambda_.Tracing.ACTIVE,
            log_group=log_group,
            role=role.without_policy_updates(),
            description=description,
            environment={
                "POWERTOOLS_SERVICE_NAME": "regulars",
                "POWERTOOLS_METRICS_NAMESPACE": "Regulars",
                "POWERTOOLS_LOG_LEVEL": "INFO",
                **environment,
            },
        )
        accept(
            function,
            "AwsSolutions-L1",
            "The runtime is the Python that built the layers (3.11 to 3.13): they must match.",
        )
        return function

    def _role(self, title: str, log_group: logs.LogGroup, permissions: Sequence[Allowed]) -> iam.Role:
        own = allow(["logs:CreateLogStream", "logs:PutLogEvents"], log_group.log_group_arn)
        tracing = allow(
            ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*", why="X-Ray knows no narrower resource."
        )
        lines = [own, *permissions]
        if not self._laptop:
            lines.append(tracing)
        elif any("dynamodb:PartiQLInsert" in line.actions for line in permissions):
            lines.append(MINISTACK_STATEMENTS)
        role = iam.Role(
            self,
            f"{title}Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "own": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(actions=list(line.actions), resources=list(line.resources))
                        for line in lines
                    ]
                )
            },
        )
        for line in lines:
            if line.why:
                accept_wildcards(role, line.resources, line.why)
        return role


def _runtime() -> lambda_.Runtime:
    return lambda_.Runtime(RUNTIME, lambda_.RuntimeFamily.PYTHON)
