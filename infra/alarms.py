"""What somebody must be woken for. Every alarm goes to one topic; docs/runbook.md says what to do at each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct
from regulars.stores.ledger.listed import BY_KIND
from regulars.stores.rows.indexes import BY_LAST_ORDER, BY_SPEND

from infra.canary import EVERY
from infra.deployment import Deployment
from infra.metrics import MOST_CALLED, PERIOD, faults, of_aws, own, throttled
from infra.streams import Queues
from infra.tables import Tables
from infra.topic import AlarmTopic

STREAM_BEHIND = Duration.minutes(2)
LIVE_BEHIND = Duration.minutes(10)
BULK_BEHIND = Duration.hours(2)
LOOKUPS_BEHIND = Duration.minutes(30)
WEBHOOKS_BEHIND = Duration.minutes(30)
"""Receivers that are waited for do not count: what they are sent lies in a table."""
SLOW = Duration.minutes(1)
"""From an order to its facts."""
FULL = 0.8
"""Of the account's concurrency."""


class Watched(NamedTuple):
    """The parts of the stack that alarms look at; `async_starts` is called without anybody waiting for it."""

    functions: Mapping[str, lambda_.Function]
    stream_readers: Mapping[str, lambda_.Function]
    async_starts: lambda_.Function
    tables: Tables
    queues: Queues
    undelivered: sqs.Queue
    dead_events: sqs.Queue
    machines: Mapping[str, sfn.StateMachine]
    schedule: sfn.StateMachine
    rules: Mapping[str, events.Rule]
    schedule_group: str
    api: apigw.HttpApi


class Alarms(Construct):
    def __init__(self, scope: Construct, id: str, *, watched: Watched, deployment: Deployment) -> None:
        super().__init__(scope, id)
        self.topic = AlarmTopic(self, "Told", deployment=deployment).topic
        self._action = actions.SnsAction(self.topic)
        self._functions(watched, deployment)
        self._queues(watched)
        if not deployment.laptop:  # MiniStack fails a deployment whose alarms calculate
            self._tables(watched.tables)
        self._beginnings(watched)
        self._machines(watched)
        self._canary()
        self._above("customers beyond promise", own(self, "customersBeyondPromise"), 0)
        self._above("webhook disabled", own(self, "webhooksDisabled"), 0)
        self._above("drift", own(self, "drift"), 0)
        self._above("api server errors", watched.api.metric_server_error(period=PERIOD, statistic="Sum"), 0)

    def _functions(self, watched: Watched, deployment: Deployment) -> None:
        for name, function in watched.functions.items():
            self._above(f"{name} errors", function.metric_errors(period=PERIOD), 0)
            self._above(f"{name} throttles", function.metric_throttles(period=PERIOD), 0)
        running = of_aws("Lambda", "ConcurrentExecutions", {}, "Maximum")
        self._above("account concurrency", running, int(FULL * deployment.account_concurrency))

    def _queues(self, watched: Watched) -> None:
        """A message that failed comes back within 30 s and keeps its age: an old one alone means nothing yet."""
        for stream, reader in watched.stream_readers.items():
            age = reader.metric("IteratorAge", statistic="Maximum", period=PERIOD)
            self._above(f"{stream} iterator age", age, STREAM_BEHIND.to_milliseconds())
        self._above("events dead letters", _depth(watched.dead_events), 0)
        queues = watched.queues
        for name, queue, dead, behind in (
            ("live", queues.live, queues.live_dead, LIVE_BEHIND),
            ("bulk", queues.bulk, queues.bulk_dead, BULK_BEHIND),
            ("lookups", queues.lookups, queues.lookups_dead, LOOKUPS_BEHIND),
            ("webhooks", queues.webhooks, queues.webhooks_dead, WEBHOOKS_BEHIND),
        ):
            self._above(f"{name} dead letters", _depth(dead), 0)
            oldest = queue.metric_approximate_age_of_oldest_message(statistic="Maximum", period=PERIOD)
            self._above(f"{name} oldest message", oldest, behind.to_seconds(), points=2, within=3)

    def _tables(self, tables: Tables) -> None:
        indexes = {"facts": (BY_LAST_ORDER.name, BY_SPEND.name), "ledger": (BY_KIND,)}
        for name, table in tables.all.items():
            self._above(f"{name} throttled", throttled(table, indexes.get(name, ())), 0, points=2, within=3)
            self._above(f"{name} faults", faults(table, MOST_CALLED[name]), 0, points=2, within=3)

    def _beginnings(self, watched: Watched) -> None:
        """What nobody waits for: an event of an upload or of an import that broke, the call it makes, the schedule."""
        name = watched.async_starts.function_name
        self._above("dropped starts", of_aws("Lambda", "AsyncEventsDropped", {"FunctionName": name}), 0)
        for what, rule in watched.rules.items():
            failed = of_aws("Events", "FailedInvocations", {"RuleName": rule.rule_name})
            self._above(f"{what} rule failed", failed, 0)
        group = {"ScheduleGroup": watched.schedule_group}
        self._above("schedules failed", of_aws("Scheduler", "TargetErrorCount", group), 0)
        self._above("schedules dropped", of_aws("Scheduler", "InvocationDroppedCount", group), 0)
        self._above("undelivered", _depth(watched.undelivered), 0)

    def _machines(self, watched: Watched) -> None:
        for name, machine in (*watched.machines.items(), ("schedule", watched.schedule)):
            self._above(f"{name} failed", machine.metric_failed(period=PERIOD), 0)
            self._above(f"{name} timed out", machine.metric_timed_out(period=PERIOD), 0)
            self._above(f"{name} aborted", machine.metric_aborted(period=PERIOD), 0)
            self._above(f"{name} throttled machine", machine.metric_throttled(period=PERIOD), 0)
        # What never began has no failure: a day and two hours without a schedule that ended well. It goes off in a new
        # deployment too, until its first night.
        self._alarm(
            "no night",
            watched.schedule.metric_succeeded(period=Duration.hours(1)),
            1,
            comparison=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            missing=cloudwatch.TreatMissingData.BREACHING,
            points=26,
            within=26,
        )

    def _canary(self) -> None:
        took = own(self, "orderToFactsSeconds", "Maximum", EVERY)
        self._above("order to facts", took, SLOW.to_seconds(), points=2, within=3)
        # silence: nobody says any more that an order becomes facts
        self._alarm(
            "no order becomes facts",
            own(self, "orderToFactsSeconds", "SampleCount", EVERY),
            1,
            comparison=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            missing=cloudwatch.TreatMissingData.BREACHING,
            points=3,
            within=3,
        )
        self._above("failed batches", own(self, "failedBatches", "Maximum", EVERY), 0)

    def _above(
        self, name: str, metric: cloudwatch.IMetric, threshold: float, *, points: int = 1, within: int = 1
    ) -> None:
        """Goes off where `points` of the last `within` periods are above the threshold."""
        self._alarm(
            name,
            metric,
            threshold,
            comparison=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            missing=cloudwatch.TreatMissingData.NOT_BREACHING,
            points=points,
            within=within,
        )

    def _alarm(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        *,
        comparison: cloudwatch.ComparisonOperator,
        missing: cloudwatch.TreatMissingData,
        points: int,
        within: int,
    ) -> None:
        alarm = cloudwatch.Alarm(
            self,
            "".join(word.title() for word in name.replace("_", " ").split()),
            metric=metric,
            threshold=threshold,
            evaluation_periods=within,
            datapoints_to_alarm=points,
            comparison_operator=comparison,
            treat_missing_data=missing,
            alarm_description=f"Regulars: {name} (docs/runbook.md)",
        )
        alarm.add_alarm_action(self._action)


def _depth(queue: sqs.Queue) -> cloudwatch.Metric:
    return queue.metric_approximate_number_of_messages_visible(statistic="Maximum", period=PERIOD)
