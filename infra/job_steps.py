"""The steps of a kind of jobs as states: in their order, repeated, for each of a list, and what follows a failure."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct
from regulars.jobs.kind import FAILED, LEFT, Each, JobKind, Step, Together

from infra.deployment import Deployment
from infra.machines import step_task


class JobSteps:
    """What broke off is noted under `$.broken` by the step's name, and the next step that is `always` done follows: at
    last the one that ends the job, which is told. Its `error` is the cause of a failed execution.

    A state is a transition, and costs as much as 200 reads: there is none that a step could do without.
    """

    def __init__(
        self,
        scope: Construct,
        kind: JobKind,
        functions: Mapping[str, lambda_.Function],
        deployment: Deployment,
    ) -> None:
        self._scope = scope
        self._kind = kind
        self._functions = functions
        self._failed = f"{_title(kind.name)}Failed"
        self._capacity = deployment.capacity
        self._asked: dict[str, object] = {
            "tenant": sfn.JsonPath.string_at("$.tenant"),
            "job": sfn.JsonPath.string_at("$.job"),
            **({"attempt": sfn.JsonPath.number_at("$.attempt")} if kind.retried else {}),
        }

    def definition(self) -> sfn.IChainable:
        *steps, last = self._kind.steps
        following: sfn.State = self._end(last)
        rescue = following
        before: Step | None
        for at in reversed(range(len(steps))):
            step, before = steps[at], steps[at - 1] if at else None
            first = self._step(step, before, following, rescue)
            if step.always:
                rescue = first
            following = first
        together = self._kind.together
        if together is None:
            return sfn.Chain.start(following)
        shared = sfn.Condition.is_present("$.tenants")
        choice = sfn.Choice(self._scope, "Shared?").when(shared, self._every_tenant(together, last))
        return sfn.Chain.start(choice.otherwise(following))

    def _step(self, step: Step, before: Step | None, following: sfn.State, rescue: sfn.State) -> sfn.State:
        """The first state of a step; behind it comes `following`, and `rescue` where it breaks off."""
        if step.each is not None:
            assert before is not None, "the list is in the answer of the step before"
            every = self._every(step, step.each, f"$.{before.name}.{step.each.items}")
            if not step.each.go_on:
                every.add_catch(rescue, errors=["States.ALL"], result_path=f"$.broken.{step.name}")
            every.next(following)
            return every
        task = self._task(step, self._asked, f"$.{step.name}")
        task.add_catch(rescue, errors=["States.ALL"], result_path=f"$.broken.{step.name}")
        task.next(self._again(step, task, following) if step.again else following)
        return task

    def _again(self, step: Step, task: tasks.LambdaInvoke, following: sfn.State) -> sfn.Choice:
        """Goes on where the step says that it is done, else does it again."""
        repeated: sfn.IChainable = task
        if step.waits:
            seconds = sfn.WaitTime.seconds_path(f"$.{step.name}.waitSeconds")
            repeated = sfn.Wait(self._scope, f"Wait before {step.name}", time=seconds).next(task)
        done = sfn.Condition.boolean_equals(f"$.{step.name}.done", True)
        return sfn.Choice(self._scope, f"{_title(step.name)} done?").when(done, following).otherwise(repeated)

    def _every(self, step: Step, each: Each, items: str) -> sfn.Map:
        """The step for each of a list, one beside the other, each turn by turn until it says that it is done."""
        item = {each.item: sfn.JsonPath.object_at(f"$.{each.item}"), "turn": sfn.JsonPath.number_at("$.next.turn")}
        task = self._task(step, {**self._asked, **item}, "$.next")
        name = _title(each.item)
        if each.go_on:
            failed = sfn.Pass(self._scope, f"{name} failed", result_path=sfn.JsonPath.DISCARD)
            task.add_catch(failed, errors=["States.ALL"], result_path=sfn.JsonPath.DISCARD)
        if step.again:
            done = sfn.Pass(self._scope, f"{name} done", result_path=sfn.JsonPath.DISCARD)
            is_done = sfn.Condition.boolean_equals("$.next.done", True)
            task.next(sfn.Choice(self._scope, f"{name} done?").when(is_done, done).otherwise(task))
        return sfn.Map(
            self._scope,
            f"Every {each.item}",
            items_path=items,
            item_selector={
                **self._asked,
                each.item: sfn.JsonPath.object_at("$$.Map.Item.Value"),
                "next": {"turn": 0},
            },
            max_concurrency=getattr(self._capacity, each.at_once),
            result_path=sfn.JsonPath.DISCARD,
        ).item_processor(task)

    def _end(self, last: Step) -> tasks.LambdaInvoke:
        """The last step, and how the execution ends."""
        error = f"$.{last.name}.error"
        told = {"broken": sfn.JsonPath.object_at("$.broken")}
        end = self._task(last, {**self._asked, **told}, f"$.{last.name}")
        failed = sfn.Fail(self._scope, "Failed", error=self._failed, cause_path=error)
        well = sfn.Condition.string_equals(error, "")
        end.next(sfn.Choice(self._scope, "Failed?").when(well, sfn.Succeed(self._scope, "Done")).otherwise(failed))
        return end

    def _every_tenant(self, together: Together, last: Step) -> sfn.Map:
        """The whole job of each of {tenants, job} in one call, and again while the time of one was not enough.

        One that fails stops no other, and a call of the last step ends its job.
        """
        asked: dict[str, object] = {
            "tenant": sfn.JsonPath.string_at("$.tenant"),
            "job": sfn.JsonPath.string_at("$.job"),
        }
        whole = step_task(
            self._scope,
            "Whole job",
            function=self._functions[together.function],
            payload={"step": together.step, **asked},
            result_path="$",
        )
        end = step_task(
            self._scope,
            "End what broke off",
            function=self._functions[last.function],
            payload={"step": last.name, **asked},
            result_path="$",
        )
        broken = sfn.Pass(self._scope, "Tenant failed", result=sfn.Result.from_object({"outcome": FAILED}))
        whole.add_catch(end, errors=["States.ALL"], result_path=sfn.JsonPath.DISCARD)
        end.add_catch(broken, errors=["States.ALL"], result_path=sfn.JsonPath.DISCARD)
        end.next(broken)
        every = sfn.Map(
            self._scope,
            "Every tenant",
            items_path="$.tenants",
            item_selector={"tenant": sfn.JsonPath.string_at("$$.Map.Item.Value"), "job": asked["job"]},
            max_concurrency=getattr(self._capacity, together.at_once),
            result_selector={f"{one}.$": f"States.ArrayContains($[*].outcome, '{one}')" for one in (LEFT, FAILED)},
            result_path="$.ended",
        ).item_processor(whole)
        every.next(
            sfn.Choice(self._scope, "All ended?")
            .when(sfn.Condition.boolean_equals(f"$.ended.{LEFT}", True), every)
            .when(
                sfn.Condition.boolean_equals(f"$.ended.{FAILED}", True),
                sfn.Fail(
                    self._scope, "Some failed", error=f"{_title(self._kind.name)}Failed", cause="Their jobs say why."
                ),
            )
            .otherwise(sfn.Succeed(self._scope, "All done"))
        )
        return every

    def _task(self, step: Step, payload: Mapping[str, object], result_path: str) -> tasks.LambdaInvoke:
        return step_task(
            self._scope,
            _title(step.name),
            function=self._functions[step.function],
            payload={"step": step.name, **payload},
            result_path=result_path,
        )


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]
