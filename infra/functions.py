"""The functions: what each is for, what it is told, and exactly what it may do."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct
from regulars.job_kinds import KINDS
from regulars.stores.ledger.listed import BY_KIND
from regulars.stores.rows.indexes import BY_LAST_ORDER, BY_SPEND

from infra.auth import ADMIN_SIGN_IN, Auth
from infra.defaults import ONE_PROCESSOR_MB, Functions
from infra.deployment import Deployment
from infra.permissions import allow, write_tenants
from infra.rights import executions_of, machine_arn_of, machine_names
from infra.streams import Failures, Queues
from infra.tables import Tables

QUEUE_WORKER_TIMEOUT = Duration.seconds(60)

RECEIVE = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]

INSERT = ["dynamodb:PartiQLInsert", "dynamodb:PutItem"]
"""Conditional puts, one by one or as a batch of statements (INSERT INTO)."""


class StackFunctions(Construct):
    """Every function of the stack. Names of actions are spelled out: no list holds one that its function never uses."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        make: Functions,
        tables: Tables,
        queues: Queues,
        failures: Failures,
        imports: s3.Bucket,
        token_claims: lambda_.Function,
        auth: Auth | None,
        secrets: kms.IKey,
        deployment: Deployment,
    ) -> None:
        """`auth` is the pool whose machine clients the API signs in; None where another issuer makes the tokens."""
        super().__init__(scope, id)
        self._make = make
        self._deployment = deployment
        self.token_claims = token_claims
        self.api = self._api(tables, queues, imports, auth, secrets)
        self.dispatch_changes = self._dispatch_changes(tables, queues, failures)
        self.update_facts = self._update_facts(tables, queues)
        self.update_lookups = self._update_lookups(tables, queues)

    @property
    def all(self) -> dict[str, lambda_.Function]:
        return {
            "api": self.api,
            "token_claims": self.token_claims,
            "dispatch_changes": self.dispatch_changes,
            "update_facts": self.update_facts,
            "update_lookups": self.update_lookups,
        }

    def _api(
        self, tables: Tables, queues: Queues, imports: s3.Bucket, auth: Auth | None, secrets: kms.IKey
    ) -> lambda_.Function:
        facts, stack = tables.facts.table_arn, Stack.of(self)
        return self._make.function(
            "api",
            description="Answers every HTTP request",
            timeout=Duration.seconds(29),  # API Gateway waits 30
            memory_mb=ONE_PROCESSOR_MB,
            reserved=self._deployment.reserved_for_api,
            environment={
                "LEDGER_TABLE": tables.ledger.table_name,
                "REGISTRY_TABLE": tables.registry.table_name,
                "FACTS_TABLE": tables.facts.table_name,
                "LOOKUPS_TABLE": tables.lookups.table_name,
                "TENANTS_TABLE": tables.tenants.table_name,
                "REQUESTS_TABLE": tables.requests.table_name,
                "DELIVERIES_TABLE": tables.deliveries.table_name,
                "WEBHOOKS_QUEUE_URL": queues.webhooks.queue_url,
                "WEBHOOKS_TO_LOCALHOST": self._deployment.webhooks_to_localhost,
                "SECRETS_KEY": secrets.key_arn,
                "IMPORTS_BUCKET": imports.bucket_name,
                "IMPORTS_AT_ONCE": str(self._deployment.capacity.imports),
                **machine_names(stack),
                "MINUTES_BETWEEN_NIGHTS": str(self._deployment.pause_of_nights),
                **(auth.environment if auth else {}),
            },
            permissions=[
                *([allow([ADMIN_SIGN_IN], auth.pool.user_pool_arn)] if auth else []),
                allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tables.tenants.table_arn),
                write_tenants(
                    ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], tables.tenants.table_arn
                ),
                allow(["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query"], tables.deliveries.table_arn),
                allow(["sqs:SendMessage"], queues.webhooks.queue_arn),
                allow(["kms:Encrypt"], secrets.key_arn),
                allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tables.registry.table_arn),
                allow(["dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", *INSERT], tables.registry.table_arn),
                allow(["dynamodb:DeleteItem", "dynamodb:Query"], tables.registry.table_arn),  # of an erasure
                allow(
                    ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:Query"],
                    tables.ledger.table_arn,
                ),
                allow(["dynamodb:Query"], f"{tables.ledger.table_arn}/index/{BY_KIND}"),
                allow(
                    ["dynamodb:Query"], facts, *(f"{facts}/index/{index.name}" for index in (BY_LAST_ORDER, BY_SPEND))
                ),
                allow(["dynamodb:BatchGetItem"], facts),
                allow(["dynamodb:Query"], tables.lookups.table_arn),
                allow(
                    ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
                    tables.requests.table_arn,
                ),
                allow(
                    ["s3:GetObject", "s3:PutObject"],
                    imports.arn_for_objects("uploads/*"),
                    why="Presigned uploads of any tenant; a retry looks whether one has come.",
                ),
                allow(["s3:GetObject"], imports.arn_for_objects("refused/*"), why="Links to refused rows."),
                allow(["s3:GetObject"], imports.arn_for_objects("exports/*"), why="Links to exports."),
                allow(["s3:GetObject"], imports.arn_for_objects("answers/*"), why="What nights of any tenant left."),
                allow(["s3:GetObject"], imports.arn_for_objects("catalogue/*"), why="What products are called."),
                allow(["s3:ListBucket"], imports.bucket_arn),  # else a missing object answers 403, not 404
                allow(["states:StartExecution"], *(machine_arn_of(stack, kind.machine) for kind in KINDS)),
                allow(
                    ["states:DescribeExecution"],
                    *(executions_of(stack, kind.machine) for kind in KINDS),
                    why="Of the machines of jobs.",
                ),
            ],
        )

    def _dispatch_changes(self, tables: Tables, queues: Queues, failures: Failures) -> lambda_.Function:
        streams = (tables.ledger.table_stream_arn or "", tables.facts.table_stream_arn or "")
        return self._make.function(
            "dispatch_changes",
            description="Sends on what the streams of ledger and facts touch: customers, and their lookups",
            memory_mb=512,  # it waits for the queue, and does little else
            environment={
                "FACTS_TABLE": tables.facts.table_name,
                "LIVE_QUEUE_URL": queues.live.queue_url,
                "BULK_QUEUE_URL": queues.bulk.queue_url,
                "LOOKUPS_QUEUE_URL": queues.lookups.queue_url,
            },
            permissions=[
                allow(["sqs:SendMessage"], queues.live.queue_arn, queues.bulk.queue_arn, queues.lookups.queue_arn),
                allow(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], *streams),
                allow(["dynamodb:ListStreams"], "*", why="The action knows no narrower resource."),
                allow(["s3:PutObject"], failures.bucket.arn_for_objects("*"), why="Lambda names the objects."),
                allow(["s3:ListBucket"], failures.bucket.bucket_arn),
            ],
        )

    def _update_facts(self, tables: Tables, queues: Queues) -> lambda_.Function:
        lanes = (queues.live.queue_arn, queues.bulk.queue_arn)
        return self._make.function(
            "update_facts",
            description="Folds a customer's ledger into their facts row and compares what was announced of them",
            timeout=QUEUE_WORKER_TIMEOUT,
            sends_to_itself=True,
            environment={
                "LEDGER_TABLE": tables.ledger.table_name,
                "FACTS_TABLE": tables.facts.table_name,
                "EVALUATIONS_TABLE": tables.evaluations.table_name,
                "REGISTRY_TABLE": tables.registry.table_name,
                "TENANTS_TABLE": tables.tenants.table_name,
                "LIVE_QUEUE_URL": queues.live.queue_url,
                "BULK_QUEUE_URL": queues.bulk.queue_url,
            },
            permissions=[
                allow(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"], tables.tenants.table_arn),
                allow(["dynamodb:BatchGetItem", "dynamodb:Query"], tables.ledger.table_arn),
                # Whoever brought a customer is told of their first order: all that is derived and in the ledger.
                allow(["dynamodb:ConditionCheckItem", "dynamodb:PutItem"], tables.ledger.table_arn),
                allow(
                    ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:Query"],
                    tables.registry.table_arn,
                ),
                allow(
                    ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
                    tables.facts.table_arn,
                    tables.evaluations.table_arn,
                ),
                allow(["sqs:SendMessage"], *lanes),
                allow(RECEIVE, *lanes),
            ],
        )

    def _update_lookups(self, tables: Tables, queues: Queues) -> lambda_.Function:
        return self._make.function(
            "update_lookups",
            description="Puts and removes a customer's lookups as their facts row stands",
            timeout=QUEUE_WORKER_TIMEOUT,
            sends_to_itself=True,
            environment={
                "LEDGER_TABLE": tables.ledger.table_name,
                "FACTS_TABLE": tables.facts.table_name,
                "LOOKUPS_TABLE": tables.lookups.table_name,
                "REGISTRY_TABLE": tables.registry.table_name,
                "TENANTS_TABLE": tables.tenants.table_name,
                "LOOKUPS_QUEUE_URL": queues.lookups.queue_url,
            },
            permissions=[
                allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tables.tenants.table_arn),
                allow(["dynamodb:BatchGetItem"], tables.facts.table_arn),
                allow(["dynamodb:Query"], tables.ledger.table_arn),
                allow(["dynamodb:BatchGetItem"], tables.registry.table_arn),
                allow(["dynamodb:DeleteItem", "dynamodb:PartiQLInsert", "dynamodb:PutItem"], tables.lookups.table_arn),
                allow(["sqs:SendMessage"], queues.lookups.queue_arn),
                allow(RECEIVE, queues.lookups.queue_arn),
            ],
        )


def token_claims_function(make: Functions, tables: Tables, reserved: int | None) -> lambda_.Function:
    """The pool's trigger. It is made before the pool, and the pool before the functions that sign in to it."""
    return make.function(
        "token_claims",
        description="Puts tenant and role into a token",
        timeout=Duration.seconds(5),  # Cognito waits no longer
        reserved=reserved,
        environment={"TENANTS_TABLE": tables.tenants.table_name},
        permissions=[allow(["dynamodb:GetItem"], tables.tenants.table_arn)],
    )
