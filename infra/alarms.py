"""What somebody must be woken for. Every alarm goes to one topic."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigw
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.deployment import Deployment
from infra.streams import Queues

PERIOD = Duration.minutes(5)
STREAM_BEHIND = Duration.minutes(2)
LIVE_BEHIND = Duration.minutes(2)
BULK_BEHIND = Duration.hours(2)
LOOKUPS_BEHIND = Duration.minutes(30)


class Alarms(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        functions: Mapping[str, lambda_.Function],
        stream_reader: lambda_.Function,
        queues: Queues,
        machine: sfn.StateMachine,
        night: sfn.StateMachine,
        schedule: sfn.StateMachine,
        api: apigw.HttpApi,
        deployment: Deployment,
    ) -> None:
        super().__init__(scope, id)
        self.topic = sns.Topic(self, "Topic", enforce_ssl=deployment.tls_only)
        if deployment.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(deployment.alarm_email))
        self._action = actions.SnsAction(self.topic)

        for name, function in functions.items():
            self._above(f"{name} errors", function.metric_errors(period=PERIOD), 0)
            self._above(f"{name} throttles", function.metric_throttles(period=PERIOD), 0)
        age = stream_reader.metric("IteratorAge", statistic="Maximum", period=PERIOD)
        self._above("stream iterator age", age, STREAM_BEHIND.to_milliseconds())
        for name, queue, dead, behind in (
            ("live", queues.live, queues.live_dead, LIVE_BEHIND),
            ("bulk", queues.bulk, queues.bulk_dead, BULK_BEHIND),
            ("lookups", queues.lookups, queues.lookups_dead, LOOKUPS_BEHIND),
        ):
            self._above(f"{name} dead letters", _depth(dead), 0)
            oldest = queue.metric_approximate_age_of_oldest_message(statistic="Maximum", period=PERIOD)
            self._above(f"{name} oldest message", oldest, behind.to_seconds())
        beyond = cloudwatch.Metric(
            namespace="Regulars",
            metric_name="customersBeyondPromise",
            dimensions_map={"service": "regulars"},
            statistic="Sum",
            period=PERIOD,
        )
        self._above("customers beyond promise", beyond, 0)
        self._above("imports failed", machine.metric_failed(period=PERIOD), 0)
        self._above("imports timed out", machine.metric_timed_out(period=PERIOD), 0)
        self._nights(night, schedule)
        self._above("api server errors", api.metric_server_error(period=PERIOD, statistic="Sum"), 0)

    def _nights(self, night: sfn.StateMachine, schedule: sfn.StateMachine) -> None:
        drift = cloudwatch.Metric(
            namespace="Regulars",
            metric_name="drift",
            dimensions_map={"service": "regulars"},
            statistic="Sum",
            period=PERIOD,
        )
        self._above("drift", drift, 0)
        for name, machine in (("nights", night), ("schedule", schedule)):
            self._above(f"{name} failed", machine.metric_failed(period=PERIOD), 0)
            self._above(f"{name} timed out", machine.metric_timed_out(period=PERIOD), 0)
            self._above(f"{name} aborted", machine.metric_aborted(period=PERIOD), 0)
        # What never began has no failure: a day and two hours without a schedule that ended well. It goes off in a new
        # deployment too, until its first night.
        alarm = cloudwatch.Alarm(
            self,
            "NoNight",
            metric=schedule.metric_succeeded(period=Duration.hours(1)),
            threshold=1,
            evaluation_periods=26,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING,
            alarm_description="Regulars: no night",
        )
        alarm.add_alarm_action(self._action)

    def _above(self, name: str, metric: cloudwatch.Metric, threshold: float) -> None:
        alarm = cloudwatch.Alarm(
            self,
            "".join(word.title() for word in name.replace("_", " ").split()),
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=f"Regulars: {name}",
        )
        alarm.add_alarm_action(self._action)


def _depth(queue: sqs.Queue) -> cloudwatch.Metric:
    return queue.metric_approximate_number_of_messages_visible(statistic="Maximum", period=PERIOD)
