"""From the streams of ledger and facts to the queues, and what becomes of what fails on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.buckets import private_bucket
from infra.deployment import Deployment
from infra.nag import accept

MAX_RECEIVES = 10
"""One that fails comes back after 20 to 30 s (stores/queues.py): some four minutes of a fault are outlived."""
RECORD_AGE = Duration.hours(6)
"""A quarter of the 24 hours a stream keeps: a blocked stream reaches the alarm and the bucket, not oblivion."""

LEDGER_FILTERS: tuple[Mapping[str, object], ...] = (
    {"dynamodb": {"NewImage": {"lane": {"S": ["live", "bulk"]}}}},
    {"eventName": ["REMOVE"]},
)
"""Either passes. What an import writes (lane `import`) is sent by the import itself, each customer once."""


class Queues(Construct):
    """The live and the bulk lane of customers to project, the lookups to bring up to date, what webhooks are sent."""

    def __init__(self, scope: Construct, id: str, *, deployment: Deployment, worker_timeout: Duration) -> None:
        super().__init__(scope, id)
        self._tls_only = deployment.tls_only
        self.live, self.live_dead = self._queue("Live", worker_timeout)
        self.bulk, self.bulk_dead = self._queue("Bulk", worker_timeout)
        self.lookups, self.lookups_dead = self._queue("Lookups", worker_timeout)
        self.webhooks, self.webhooks_dead = self._queue("Webhooks", worker_timeout)

    def _queue(self, id: str, worker_timeout: Duration) -> tuple[sqs.Queue, sqs.Queue]:
        dead = sqs.Queue(self, f"{id}Dead", retention_period=Duration.days(14), enforce_ssl=self._tls_only)
        accept(dead, "Serverless::Serverless-SQSRedrivePolicy", "It holds dead letters itself.")
        queue = sqs.Queue(
            self,
            id,
            # six times the function's timeout: docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
            visibility_timeout=Duration.seconds(6 * int(worker_timeout.to_seconds())),
            retention_period=Duration.days(14),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=MAX_RECEIVES),
            enforce_ssl=self._tls_only,
        )
        return queue, dead


class Failures(Construct):
    """Stream records that could not be dispatched, payload and all."""

    def __init__(self, scope: Construct, id: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id)
        self.bucket = private_bucket(self, "Bucket", deployment=deployment)
        self.bucket.add_lifecycle_rule(id="failures", expiration=Duration.days(14))


def read_stream(
    scope: Construct,
    id: str,
    *,
    table: dynamodb.ITable,
    function: lambda_.Function,
    failures: s3.Bucket,
    at_once: int,
    filters: Sequence[Mapping[str, object]] = (),
) -> lambda_.CfnEventSourceMapping:
    """A consumer of a table, of which a stream takes two, `at_once` of each shard. What it may do stands in the
    function's own list."""
    return lambda_.CfnEventSourceMapping(
        scope,
        id,
        function_name=function.function_arn,
        event_source_arn=table.table_stream_arn,
        starting_position="TRIM_HORIZON",
        batch_size=100,
        parallelization_factor=at_once,
        bisect_batch_on_function_error=True,
        maximum_record_age_in_seconds=int(RECORD_AGE.to_seconds()),
        maximum_retry_attempts=20,
        function_response_types=["ReportBatchItemFailures"],
        filter_criteria={"filters": [{"pattern": json.dumps(pattern)} for pattern in filters]} if filters else None,
        destination_config={"onFailure": {"destination": failures.bucket_arn}},
    )


def read_queue(
    scope: Construct,
    id: str,
    *,
    queue: sqs.Queue,
    function: lambda_.Function,
    concurrency: int,
    batch_size: int = 10,
) -> lambda_.CfnEventSourceMapping:
    """One queue's consumer, with workers of its own: a full bulk lane takes none from the live one."""
    mapping = lambda_.CfnEventSourceMapping(
        scope,
        id,
        function_name=function.function_arn,
        event_source_arn=queue.queue_arn,
        batch_size=batch_size,
        function_response_types=["ReportBatchItemFailures"],
        scaling_config={"maximumConcurrency": concurrency},
    )
    accept(mapping, "Serverless::Serverless-LambdaEventSourceMappingDestination", "The queue has its dead letters.")
    return mapping
