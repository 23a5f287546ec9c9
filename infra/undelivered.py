"""What could not begin: an event of an upload, of an import, of the night, kept with the reason for two weeks."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.deployment import Deployment
from infra.nag import accept

GIVEN_UP_AFTER = Duration.hours(6)
"""So long an asynchronous call waits for a free execution."""


class Undelivered(Construct):
    """The dead letters of the rules on uploads and broken imports, of the calls they make, and of the schedule."""

    def __init__(self, scope: Construct, id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id)
        self.queue = sqs.Queue(self, "Queue", retention_period=Duration.days(14), enforce_ssl=deployment.tls_only)
        accept(self.queue, "Serverless::Serverless-SQSRedrivePolicy", "It holds dead letters itself.")
        accept(self.queue, "AwsSolutions-SQS3", "It holds dead letters itself.")

    def keep_failed_calls(self, id: str, function: lambda_.Function) -> None:
        """Asynchronous calls of `function` end here, after two more tries; its own role must be allowed to send."""
        lambda_.EventInvokeConfig(
            self,
            id,
            function=function,
            on_failure=destinations.SqsDestination(self.queue),
            max_event_age=GIVEN_UP_AFTER,
            retry_attempts=2,
        )
