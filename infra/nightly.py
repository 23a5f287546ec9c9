"""The night: the machine that recalculates one tenant, the one that starts them all, and when."""

from __future__ import annotations

import json

from aws_cdk import Duration
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct
from regulars.nightly.whole import Outcome

from infra.deployment import Deployment
from infra.machines import state_machine, step_task
from infra.night_functions import NightFunctions
from infra.schedules import Schedules

LONGEST_NIGHT = Duration.hours(12)
LONGEST_START = Duration.hours(20)
"""Before the next schedule fires."""
START_AGAIN_AFTER = Duration.seconds(30)


class NightMachine(Construct):
    """plan -> every shard, turn by turn -> summarise; asked for by {tenant, job}. Or, asked for by {tenants, job}: the
    whole night of each of these in one call, and again while one's time was not enough.

    `plan` answers {shards: [{number}]}, a turn {done, turn}, `summarise` {error}. A shard that fails does not stop the
    others: `summarise` finds it incomplete, and says so; it ends a job that could not be planned as well.
    """

    def __init__(
        self, scope: Construct, id: str, *, deployment: Deployment, name: str, functions: NightFunctions
    ) -> None:
        super().__init__(scope, id)
        self._functions = functions
        self._shards_at_once = deployment.capacity.shards
        self.machine = state_machine(
            self,
            deployment=deployment,
            name=name,
            definition=self._definition(),
            functions=list(functions.all.values()),
            timeout=LONGEST_NIGHT,
        )

    def _definition(self) -> sfn.Chain:
        asked = {"tenant": sfn.JsonPath.string_at("$.tenant"), "job": sfn.JsonPath.string_at("$.job")}
        plan = step_task(
            self,
            "Plan",
            function=self._functions.nightly,
            payload={"step": "plan", **asked},
            result_path="$.plan",
        )
        summarise = step_task(
            self,
            "Summarise",
            function=self._functions.summarise,
            payload={"step": "summarise", **asked},
            result_path="$.summary",
        )
        plan.add_catch(summarise, errors=["States.ALL"], result_path=sfn.JsonPath.DISCARD)
        failed = sfn.Fail(self, "Failed", error="NightFailed", cause_path="$.summary.error")
        outcome = (
            sfn.Choice(self, "Failed?")
            .when(sfn.Condition.string_equals("$.summary.error", ""), sfn.Succeed(self, "Done"))
            .otherwise(failed)
        )
        alone = plan.next(self._every_shard(asked)).next(summarise).next(outcome)
        shared = sfn.Condition.is_present("$.tenants")
        return sfn.Chain.start(sfn.Choice(self, "Shared?").when(shared, self._every_tenant()).otherwise(alone))

    def _every_tenant(self) -> sfn.Map:
        """One that fails stops no other, and is ended by a call of its own."""
        asked = {"tenant": sfn.JsonPath.string_at("$.tenant"), "job": sfn.JsonPath.string_at("$.job")}
        night = step_task(
            self,
            "Whole night",
            function=self._functions.recalculate,
            payload={"step": "night", **asked},
            result_path="$",
        )
        end = step_task(
            self,
            "End what broke off",
            function=self._functions.summarise,
            payload={"step": "summarise", **asked},
            result_path="$",
        )
        broken = sfn.Pass(self, "Tenant failed", result=sfn.Result.from_object({"outcome": Outcome.FAILED.value}))
        night.add_catch(end, errors=["States.ALL"], result_path=sfn.JsonPath.DISCARD)
        end.add_catch(broken, errors=["States.ALL"], result_path=sfn.JsonPath.DISCARD)
        end.next(broken)
        every = sfn.Map(
            self,
            "Every tenant",
            items_path="$.tenants",
            item_selector={"tenant": sfn.JsonPath.string_at("$$.Map.Item.Value"), "job": asked["job"]},
            max_concurrency=self._shards_at_once,
            result_selector={f"{one.value}.$": f"States.ArrayContains($[*].outcome, '{one.value}')"
                             for one in (Outcome.LEFT, Outcome.FAILED)},
            result_path="$.ended",
        ).item_processor(night)  # fmt: skip
        every.next(
            sfn.Choice(self, "All ended?")
            .when(sfn.Condition.boolean_equals("$.ended.left", True), every)
            .when(
                sfn.Condition.boolean_equals("$.ended.failed", True),
                sfn.Fail(self, "Some failed", error="NightFailed", cause="Their jobs say why."),
            )
            .otherwise(sfn.Succeed(self, "All done"))
        )
        return every

    def _every_shard(self, asked: dict[str, str]) -> sfn.Map:
        recalculate = step_task(
            self,
            "Recalculate",
            function=self._functions.recalculate,
            payload={
                "step": "recalculate",
                **asked,
                "shard": sfn.JsonPath.object_at("$.shard"),
                "turn": sfn.JsonPath.number_at("$.next.turn"),
            },
            result_path="$.next",
        )
        recalculate.add_catch(
            sfn.Pass(self, "Shard failed", result_path=sfn.JsonPath.DISCARD),
            errors=["States.ALL"],
            result_path=sfn.JsonPath.DISCARD,
        )
        recalculate.next(
            sfn.Choice(self, "Shard done?")
            .when(
                sfn.Condition.boolean_equals("$.next.done", True),
                sfn.Pass(self, "Shard done", result_path=sfn.JsonPath.DISCARD),
            )
            .otherwise(recalculate)
        )
        return sfn.Map(
            self,
            "Every shard",
            items_path="$.plan.shards",
            item_selector={**asked, "shard": sfn.JsonPath.object_at("$$.Map.Item.Value"), "next": {"turn": 0}},
            max_concurrency=self._shards_at_once,
            result_path=sfn.JsonPath.DISCARD,
        ).item_processor(recalculate)


class ScheduleMachine(Construct):
    """start -> wait -> start ... until every tenant's night has been started: never more than so many at once."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        deployment: Deployment,
        name: str,
        functions: NightFunctions,
        schedules: Schedules,
    ) -> None:
        super().__init__(scope, id)
        start = step_task(
            self,
            "Start",
            function=functions.nightly,
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
            functions=[functions.nightly],
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
