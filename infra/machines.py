"""What every state machine of the stack has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from infra.deployment import Deployment
from infra.nag import accept

BUSY = (
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
)
"""Throttled, and faults of Lambda itself.

docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
"""


def state_machine(
    scope: Construct,
    *,
    deployment: Deployment,
    name: str,
    definition: sfn.IChainable,
    functions: Sequence[lambda_.Function],
    timeout: Duration,
) -> sfn.StateMachine:
    """A machine of that name whose tasks call `functions`; its log holds no data."""
    log_group = logs.LogGroup(
        scope,
        "Logs",
        # this prefix keeps the resource policy of all log groups short:
        # docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
        log_group_name=f"/aws/vendedlogs/states/{name}",
        retention=logs.RetentionDays.ONE_MONTH,
        removal_policy=RemovalPolicy.DESTROY,
    )
    machine = sfn.StateMachine(
        scope,
        "Machine",
        state_machine_name=name,
        definition_body=sfn.DefinitionBody.from_chainable(definition),
        timeout=timeout,
        tracing_enabled=deployment.tracing and not deployment.laptop,
        logs=sfn.LogOptions(destination=log_group, level=sfn.LogLevel.ALL, include_execution_data=False),
    )
    _accept_wildcards(machine, functions)
    if not deployment.tracing:
        accept(machine, "Serverless::Serverless-StepFunctionStateMachineXray", "Traces cost: they are an option.")
        accept(machine, "AwsSolutions-SF2", "Traces cost by the transition: they are an option.")
    return machine


def step_task(
    scope: Construct, id: str, *, function: lambda_.Function, payload: Mapping[str, object], result_path: str
) -> tasks.LambdaInvoke:
    """One step: a call of `function` that is repeated where it breaks off."""
    task = tasks.LambdaInvoke(
        scope,
        id,
        lambda_function=function,
        payload=sfn.TaskInput.from_object(dict(payload)),
        payload_response_only=True,
        result_path=result_path,
        retry_on_service_exceptions=False,
    )
    # A busy account is waited for, some 15 minutes; it says nothing of the step. This one stands first: the next one
    # would take these errors too.
    task.add_retry(
        errors=list(BUSY),
        interval=Duration.seconds(2),
        backoff_rate=2,
        max_delay=Duration.seconds(60),
        jitter_strategy=sfn.JitterType.FULL,
        max_attempts=20,
    )
    # Every step may be repeated. The class of a Python error does not arrive on MiniStack: TaskFailed covers both.
    task.add_retry(
        errors=["States.TaskFailed", "States.Timeout"],
        interval=Duration.seconds(2),
        backoff_rate=2,
        max_attempts=3,
    )
    return task


def _accept_wildcards(machine: sfn.StateMachine, functions: Sequence[lambda_.Function]) -> None:
    stack = Stack.of(machine)
    for function in functions:
        logical_id = stack.get_logical_id(function.node.default_child)  # type: ignore[arg-type]
        accept(
            machine,
            f"AwsSolutions-IAM5[Resource::<{logical_id}.Arn>:*]",
            "CDK adds the function's versions; this stack makes none.",
        )
    accept(
        machine,
        "AwsSolutions-IAM5[Resource::*]",
        "Log delivery and X-Ray know no narrower resource: docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
    )
