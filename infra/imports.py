"""Files of orders: the bucket they are uploaded to, and the machine that takes one in."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from infra.buckets import private_bucket
from infra.deployment import Deployment
from infra.machines import state_machine, step_task
from infra.undelivered import GIVEN_UP_AFTER, Undelivered

LONGEST_IMPORT = Duration.hours(12)

KEPT = (
    ("uploads/", Duration.days(30)),
    ("refused/", Duration.days(30)),
    ("parts/", Duration.days(1)),
    ("nights/", Duration.days(2)),
    ("answers/", Duration.days(35)),
)
"""All of them hold personal data; parts are of use only while their import runs, nights while theirs does."""


class ImportBucket(Construct):
    def __init__(self, scope: Construct, id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id)
        # A presigned form carries its own permission: the origin of the page that posts it proves nothing more.
        # Without named origins no page of a browser needs the bucket.
        cors = [
            s3.CorsRule(
                allowed_methods=[s3.HttpMethods.POST, s3.HttpMethods.GET],
                allowed_origins=list(deployment.origins),
                allowed_headers=["*"],
                max_age=3600,
            )
        ]
        self.bucket = private_bucket(
            self, "Bucket", deployment=deployment, versioned=True, cors=cors if deployment.origins else None
        )
        for prefix, age in KEPT:
            self.bucket.add_lifecycle_rule(
                id=prefix.rstrip("/"), prefix=prefix, expiration=age, noncurrent_version_expiration=Duration.days(1)
            )
        # What products are called is of use as long as there is a tenant; only what it replaced goes.
        self.bucket.add_lifecycle_rule(
            id="catalogue", prefix="catalogue/", noncurrent_version_expiration=Duration.days(1)
        )
        # The L2 switch would add a custom resource with a function of its own; the property does the same.
        resource = self.bucket.node.default_child
        assert isinstance(resource, s3.CfnBucket)
        resource.add_property_override("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled", True)


class ImportMachine(Construct):
    """split -> load every part -> settle -> report; settle and report run after a failure too.

    Every task calls one function with {step, tenant, importId, attempt} (`load` also gets `part`, `settle` and
    `report` get `error`). `load` answers {done}, `settle` {settled, waitSeconds}, `split` {parts: [...]}.
    A file that is refused ends well: its record says why. Only what broke ends as a failed execution.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        deployment: Deployment,
        name: str,
        bucket: s3.Bucket,
        function: lambda_.Function,
        undelivered: Undelivered,
    ) -> None:
        super().__init__(scope, id)
        self._function = function
        self._parts_at_once = deployment.capacity.parts
        self.machine = state_machine(
            self,
            deployment=deployment,
            name=name,
            definition=self._definition(),
            functions=[function],
            timeout=LONGEST_IMPORT,
        )
        self.uploaded = self._call_on_upload(bucket, undelivered)
        self.broken = self._call_on_break(undelivered)
        undelivered.keep_failed_calls(function)

    def _definition(self) -> sfn.Chain:
        failed = sfn.Fail(self, "Failed", error_path="$.error.Error", cause_path="$.error.Cause")
        outcome = (
            sfn.Choice(self, "Failed?")
            .when(sfn.Condition.is_present("$.error.Error"), failed)
            .otherwise(sfn.Succeed(self, "Done"))
        )
        report = self._task("Report", {"error": sfn.JsonPath.object_at("$.error")})
        report.next(outcome)

        settle = self._task("Settle", {"error": sfn.JsonPath.object_at("$.error")})
        settle.add_catch(report, errors=["States.ALL"], result_path="$.error")
        wait = sfn.Wait(self, "Wait for projections", time=sfn.WaitTime.seconds_path("$.settle.waitSeconds")).next(
            settle
        )
        settle.next(
            sfn.Choice(self, "Settled?")
            .when(sfn.Condition.boolean_equals("$.settle.settled", True), report)
            .otherwise(wait)
        )

        split = self._task("Split", {})
        split.add_catch(settle, errors=["States.ALL"], result_path="$.error")
        load_all = self._load_all()
        load_all.add_catch(settle, errors=["States.ALL"], result_path="$.error")

        begin = sfn.Pass(
            self,
            "Begin",
            parameters={
                "tenant": sfn.JsonPath.string_at("$.tenant"),
                "importId": sfn.JsonPath.string_at("$.importId"),
                "attempt": sfn.JsonPath.number_at("$.attempt"),
                "error": {},
            },
        )
        return begin.next(split).next(load_all).next(settle)

    def _load_all(self) -> sfn.Map:
        load = self._task("Load", {"part": sfn.JsonPath.object_at("$.part")})
        load.next(
            sfn.Choice(self, "Loaded?")
            .when(
                sfn.Condition.boolean_equals("$.load.done", True),
                sfn.Pass(self, "Part done", result_path=sfn.JsonPath.DISCARD),
            )
            .otherwise(load)
        )
        return sfn.Map(
            self,
            "Load parts",
            items_path="$.split.parts",
            item_selector={
                "tenant": sfn.JsonPath.string_at("$.tenant"),
                "importId": sfn.JsonPath.string_at("$.importId"),
                "attempt": sfn.JsonPath.number_at("$.attempt"),
                "part": sfn.JsonPath.object_at("$$.Map.Item.Value"),
            },
            max_concurrency=self._parts_at_once,
            result_path=sfn.JsonPath.DISCARD,
        ).item_processor(load)

    def _task(self, name: str, more: dict[str, object]) -> tasks.LambdaInvoke:
        step = name.lower()
        payload = {
            "step": step,
            "tenant": sfn.JsonPath.string_at("$.tenant"),
            "importId": sfn.JsonPath.string_at("$.importId"),
            "attempt": sfn.JsonPath.number_at("$.attempt"),
            **more,
        }
        return step_task(self, name, function=self._function, payload=payload, result_path=f"$.{step}")

    def _call(self, undelivered: Undelivered) -> targets.LambdaFunction:
        return targets.LambdaFunction(self._function, max_event_age=GIVEN_UP_AFTER, dead_letter_queue=undelivered.queue)

    def _call_on_break(self, undelivered: Undelivered) -> events.Rule:
        """The turn of an execution that could not report its end is given on."""
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
            targets=[self._call(undelivered)],
        )

    def _call_on_upload(self, bucket: s3.Bucket, undelivered: Undelivered) -> events.Rule:
        return events.Rule(
            self,
            "Uploaded",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={"bucket": {"name": [bucket.bucket_name]}, "object": {"key": [{"prefix": "uploads/"}]}},
            ),
            targets=[self._call(undelivered)],
        )
