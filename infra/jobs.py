"""A kind of long jobs as it is deployed: the functions that it declares, and the state machine of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aws_cdk import Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from regulars.jobs.kind import JobKind

from infra.defaults import MEMORY_MB, Functions
from infra.deployment import Deployment
from infra.job_steps import JobSteps
from infra.machines import state_machine
from infra.rights import Parts, allowed, machine_name, told
from infra.undelivered import GIVEN_UP_AFTER, Undelivered

LONGEST_STEP = Duration.minutes(15)
_MACHINES = {"import": "ImportMachine", "recalculation": "Night"}
_CALLS = {"import": "FailedCalls"}
"""Ids of constructs that deployed stacks know; another kind's are made of its name."""


class Jobs:
    """Functions and machines of every kind, by name."""

    def __init__(
        self,
        scope: Construct,
        kinds: Iterable[JobKind],
        *,
        make: Functions,
        parts: Parts,
        undelivered: Undelivered,
    ) -> None:
        self.functions: dict[str, lambda_.Function] = {}
        self.machines: dict[str, JobMachine] = {}
        for kind in kinds:
            functions = functions_of(kind, make, parts)
            self.functions |= functions
            self.machines[kind.machine] = JobMachine(
                scope,
                _MACHINES.get(kind.name, f"{kind.name.title()}Job"),
                kind=kind,
                deployment=parts.deployment,
                functions=functions,
                undelivered=undelivered,
            )

    @property
    def rules(self) -> dict[str, events.Rule]:
        """What hears of executions that broke down."""
        return {f"broken {one.kind.name}": one.broken for one in self.machines.values() if one.broken}


def functions_of(kind: JobKind, make: Functions, parts: Parts) -> dict[str, lambda_.Function]:
    """The functions that do the steps of a kind."""
    return {
        worker.name: make.function(
            worker.name,
            description=worker.description,
            timeout=LONGEST_STEP,
            memory_mb=worker.memory_mb or MEMORY_MB,
            environment=told(worker, parts),
            permissions=allowed(worker, parts),
        )
        for worker in kind.workers
    }


class JobMachine(Construct):
    """The state machine of a kind. It is asked for by {tenant, job, broken: {}}, and the attempt of what is retried.

    For kinds whose jobs wait in a line, the event of an execution that broke down calls the function of the last step:
    that one gives the turn on.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        kind: JobKind,
        deployment: Deployment,
        functions: Mapping[str, lambda_.Function],
        undelivered: Undelivered,
    ) -> None:
        super().__init__(scope, id)
        self.kind = kind
        self.machine = state_machine(
            self,
            deployment=deployment,
            name=machine_name(Stack.of(self), kind.machine),
            definition=JobSteps(self, kind, functions, deployment).definition(),
            functions=list(functions.values()),
            timeout=Duration.hours(kind.longest_hours),
        )
        self.broken: events.Rule | None = None
        if kind.retried:
            listener = functions[kind.steps[-1].function]
            self.broken = self._call_on_break(listener, undelivered)
            undelivered.keep_failed_calls(_CALLS.get(kind.name, f"{kind.name.title()}Calls"), listener)

    def _call_on_break(self, function: lambda_.Function, undelivered: Undelivered) -> events.Rule:
        return events.Rule(
            self,
            "Broken",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={
                    "stateMachineArn": [self.machine.state_machine_arn],
                    "status": ["FAILED", "TIMED_OUT", "ABORTED"],
                },
            ),
            targets=[call_of(function, undelivered)],
        )


def call_of(function: lambda_.Function, undelivered: Undelivered) -> targets.LambdaFunction:
    """A rule's call, which is kept where it cannot be made."""
    return targets.LambdaFunction(function, max_event_age=GIVEN_UP_AFTER, dead_letter_queue=undelivered.queue)
