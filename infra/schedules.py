"""The stack's schedules: a group of their own, so that alarms count no others, and what could not begin is kept."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from constructs import Construct

GIVEN_UP_AFTER_S = 6 * 3600
"""Before the next night."""


class Schedules(Construct):
    def __init__(self, scope: Construct, id: str, *, undelivered: sqs.Queue) -> None:
        super().__init__(scope, id)
        self._undelivered = undelivered
        self._group = scheduler.CfnScheduleGroup(self, "Group", name=Stack.of(self).stack_name)

    @property
    def group_name(self) -> str:
        return Stack.of(self).stack_name

    def at(
        self, scope: Construct, id: str, *, expression: str, zone: str, description: str, machine_arn: str, input: str
    ) -> None:
        """Starts a machine; what fails for six hours is kept in the queue."""
        role = self._role(scope, f"{id}Role", "states:StartExecution", machine_arn)
        self._schedule(
            scope, id, expression, zone, description, arn=machine_arn, role=role, input=input, age_s=GIVEN_UP_AFTER_S
        )

    def every(
        self, scope: Construct, id: str, *, period: Duration, description: str, function: lambda_.Function
    ) -> None:
        """Calls a function; one that could not be called is not called later, since the next one comes."""
        role = self._role(scope, f"{id}Role", "lambda:InvokeFunction", function.function_arn)
        expression = f"rate({int(period.to_minutes())} minutes)"
        age_s = int(period.to_seconds())
        self._schedule(
            scope, id, expression, "UTC", description, arn=function.function_arn, role=role, input="{}", age_s=age_s
        )

    def _role(self, scope: Construct, id: str, action: str, arn: str) -> iam.Role:
        allowed = [
            iam.PolicyStatement(actions=[action], resources=[arn]),
            iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[self._undelivered.queue_arn]),
        ]
        return iam.Role(
            scope,
            id,
            assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"),
            inline_policies={"own": iam.PolicyDocument(statements=allowed)},
        )

    def _schedule(
        self,
        scope: Construct,
        id: str,
        expression: str,
        zone: str,
        description: str,
        *,
        arn: str,
        role: iam.Role,
        input: str,
        age_s: int,
    ) -> None:
        schedule = scheduler.CfnSchedule(
            scope,
            id,
            description=description,
            group_name=self.group_name,
            schedule_expression=expression,
            schedule_expression_timezone=zone,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=arn,
                role_arn=role.role_arn,
                input=input,
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(maximum_event_age_in_seconds=age_s),
                dead_letter_config=scheduler.CfnSchedule.DeadLetterConfigProperty(arn=self._undelivered.queue_arn),
            ),
        )
        schedule.node.add_dependency(self._group)
