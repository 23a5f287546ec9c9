"""When nights begin, and the machine that starts them all."""

from __future__ import annotations

import json

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.deployment import Deployment
from infra.machines import state_machine, step_task
from infra.schedules import Schedules

LONGEST_START = Duration.hours(20)
"""Before the next schedule fires."""
START_AGAIN_AFTER = Duration.seconds(30)


class ScheduleMachine(Construct):
    """start -> wait -> start ... until every tenant's night has been started, a limited number at once."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        deployment: Deployment,
        name: str,
        function: lambda_.Function,
        schedules: Schedules,
    ) -> None:
        super().__init__(scope, id)
        start = step_task(
            self,
            "Start",
            function=function,
            payload={"step": "start", "given": sfn.JsonPath.entire_payload},
            result_path="$",
        )
        start.next(
            sfn.Choice(self, "All started?")
            .when(sfn.Condition.boolean_equals("$.done", True), sfn.Succeed(self, "Done"))
            .otherwise(
                sfn.Wait(self, "Wait for some to end", time=sfn.WaitTime.duration(START_AGAIN_AFTER)).next(start)
            )
        )
        self.machine = state_machine(
            self,
            deployment=deployment,
            name=name,
            definition=start,
            functions=[function],
            timeout=LONGEST_START,
        )
        hour, minute = deployment.night_hour_and_minute
        schedules.at(
            self,
            "Schedule",
            expression=f"cron({minute} {hour} * * ? *)",
            zone=deployment.night_zone,
            description="Recalculates every tenant",
            machine_arn=self.machine.state_machine_arn,
            input=json.dumps({"zone": deployment.night_zone, "atOnce": deployment.capacity.nights}),
        )
