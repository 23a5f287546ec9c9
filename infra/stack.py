"""The whole stack, put together. Read it first; each construct is a file of its own."""

from __future__ import annotations

from typing import Any

from aws_cdk import CfnOutput, Stack
from constructs import Construct
from regulars.importing.job.kind import IMPORT
from regulars.job_kinds import KINDS

from infra.alarms import Alarms, Watched
from infra.api import Api
from infra.auth import Auth
from infra.bus import EDGE_FILTERS, EVALUATION_FILTERS, Bus, publish_events_function
from infra.canary import Canary
from infra.defaults import Functions
from infra.deployment import Deployment
from infra.due import Due
from infra.functions import QUEUE_WORKER_TIMEOUT, StackFunctions, token_claims_function
from infra.imports import ImportBucket, call_on_upload
from infra.jobs import Jobs
from infra.lake import lake_table
from infra.layers import Layers
from infra.nightly import ScheduleMachine
from infra.rights import Parts, machine_arn_of
from infra.schedules import Schedules
from infra.signing import signing_key
from infra.streams import LEDGER_FILTERS, Failures, Queues, read_queue, read_stream
from infra.tables import Tables
from infra.undelivered import Undelivered
from infra.webhooks import Webhooks, secrets_key


class RegularsStack(Stack):
    def __init__(self, scope: Construct, id: str, *, deployment: Deployment, layers: Layers, **kwargs: Any) -> None:
        super().__init__(scope, id, **kwargs)
        self.tables = Tables(self, "Tables", deployment=deployment)
        self.queues = Queues(self, "Queues", deployment=deployment, worker_timeout=QUEUE_WORKER_TIMEOUT)
        self.failures = Failures(self, "Failures", deployment=deployment)
        self.undelivered = Undelivered(self, "Undelivered", deployment=deployment)
        self.schedules = Schedules(self, "Schedules", undelivered=self.undelivered.queue)
        self.imports = ImportBucket(self, "Imports", deployment=deployment)
        make = Functions(self, "Lambda", deployment=deployment, layers=layers)
        token_claims = token_claims_function(make, self.tables, deployment.reserved_for_tokens)
        self.auth = Auth(self, "Auth", token_claims=token_claims, deployment=deployment)
        self.secrets = secrets_key(self, deployment)
        self.signing_key = signing_key(self, deployment)
        self.functions = StackFunctions(
            self,
            "Functions",
            make=make,
            tables=self.tables,
            queues=self.queues,
            failures=self.failures,
            imports=self.imports.bucket,
            token_claims=token_claims,
            auth=None if deployment.issuer else self.auth,
            secrets=self.secrets,
            deployment=deployment,
        )
        self.bus = Bus(self, "Events", deployment=deployment)
        self.publish_events = publish_events_function(make, self.tables, self.bus, self.failures)
        self.webhooks = Webhooks(
            self,
            "Webhooks",
            make=make,
            tables=self.tables,
            queues=self.queues,
            bus=self.bus,
            key=self.secrets,
            schedules=self.schedules,
            undelivered=self.undelivered,
            deployment=deployment,
        )
        self._connect(deployment)
        parts = Parts(
            self.tables,
            self.queues,
            self.undelivered.queue,
            self.imports.bucket,
            self.signing_key,
            self.bus,
            deployment,
        )
        self.jobs = Jobs(self, KINDS, make=make, parts=parts, undelivered=self.undelivered)
        imports = self.jobs.machines[IMPORT.machine]
        import_orders = self.jobs.functions["import_orders"]
        self.uploaded = call_on_upload(imports, self.imports.bucket, import_orders, self.undelivered)
        self.schedule = ScheduleMachine(
            self,
            "Schedule",
            deployment=deployment,
            name=f"{self.stack_name}-schedule",
            function=self.jobs.functions["nightly"],
            schedules=self.schedules,
        )
        self.canary = Canary(
            self, "Canary", make=make, tables=self.tables, failures=self.failures, schedules=self.schedules
        )
        self.due = Due(self, "Due", make=make, tables=self.tables, queues=self.queues, schedules=self.schedules)
        self.api = Api(
            self,
            "Api",
            deployment=deployment,
            function=self.functions.api,
            issuer=deployment.issuer or self.auth.issuer,
            audience=[
                *([] if deployment.issuer else self.auth.audience),
                *deployment.audience,
            ],
            tokens=not deployment.issuer,
        )
        dashboard = deployment.api or self.api.http.api_endpoint
        self.auth.return_to(dashboard)
        self.imports.let_upload([dashboard, *deployment.origins])
        if deployment.lake:
            lake_table(self, self.imports.bucket)
        self.alarms = Alarms(self, "Alarms", watched=self._watched(), deployment=deployment)
        self._outputs(deployment)

    def _watched(self) -> Watched:
        return Watched(
            functions=self.functions.all
            | self.jobs.functions
            | {
                "canary": self.canary.function,
                "publish_events": self.publish_events,
                "send_due": self.due.function,
                "deliver_webhooks": self.webhooks.function,
            },
            stream_readers={
                "stream": self.functions.dispatch_changes,
                "evaluations stream": self.publish_events,
            },
            async_starts=self.jobs.functions["import_orders"],
            tables=self.tables,
            queues=self.queues,
            undelivered=self.undelivered.queue,
            dead_events=self.bus.dead,
            machines={name: job.machine for name, job in self.jobs.machines.items()},
            schedule=self.schedule.machine,
            rules={"upload": self.uploaded, "webhooks": self.webhooks.rule, **self.jobs.rules},
            schedule_group=self.schedules.group_name,
            api=self.api.http,
        )

    def _connect(self, deployment: Deployment) -> None:
        """ledger -> dispatch_changes -> lanes -> update_facts; facts -> dispatch_changes -> queue -> update_lookups;
        evaluations, and merges of the ledger -> publish_events -> bus -> queue -> deliver_webhooks"""
        facts, lookups = self.functions.update_facts, self.functions.update_lookups
        dispatch = self.functions.dispatch_changes
        capacity = deployment.capacity
        for name, table, function, filters, at_once in (
            ("LedgerStream", self.tables.ledger, dispatch, LEDGER_FILTERS, capacity.per_stream_shard),
            ("FactsStream", self.tables.facts, dispatch, (), capacity.per_stream_shard),
            (
                "EvaluationsStream",
                self.tables.evaluations,
                self.publish_events,
                EVALUATION_FILTERS,
                capacity.per_stream_shard,
            ),
            ("MergesStream", self.tables.ledger, self.publish_events, EDGE_FILTERS, capacity.in_turn),
        ):
            read_stream(
                self,
                name,
                table=table,
                function=function,
                failures=self.failures.bucket,
                filters=filters,
                at_once=at_once,
            )
        for name, queue, function, workers in (
            ("LiveLane", self.queues.live, facts, capacity.live),
            ("BulkLane", self.queues.bulk, facts, capacity.bulk),
            ("LookupsQueue", self.queues.lookups, lookups, capacity.lookups),
        ):
            read_queue(self, name, queue=queue, function=function, concurrency=workers)
        read_queue(
            self,
            "WebhooksQueue",
            queue=self.queues.webhooks,
            function=self.webhooks.function,
            concurrency=capacity.webhooks,
            batch_size=1,  # a slow receiver holds up no other's
        )

    def _outputs(self, deployment: Deployment) -> None:
        """What the operator's command reads."""
        outputs = {
            "ApiUrl": self.api.http.api_endpoint,
            "ApiId": self.api.http.api_id,
            "TokenClaimsArn": self.functions.token_claims.function_arn,
            "UserPoolId": self.auth.pool.user_pool_id,
            "WebClientId": self.auth.web_client.user_pool_client_id,
            "OperatorClientId": self.auth.operator_client.user_pool_client_id,
            "DashboardClientId": self.auth.dashboard_client.user_pool_client_id,
            "LedgerTable": self.tables.ledger.table_name,
            "RegistryTable": self.tables.registry.table_name,
            "FactsTable": self.tables.facts.table_name,
            "LookupsTable": self.tables.lookups.table_name,
            "EvaluationsTable": self.tables.evaluations.table_name,
            "TenantsTable": self.tables.tenants.table_name,
            "DeliveriesTable": self.tables.deliveries.table_name,
            "RequestsTable": self.tables.requests.table_name,
            "LiveQueueUrl": self.queues.live.queue_url,
            "BulkQueueUrl": self.queues.bulk.queue_url,
            "LookupsQueueUrl": self.queues.lookups.queue_url,
            "LiveDlqUrl": self.queues.live_dead.queue_url,
            "BulkDlqUrl": self.queues.bulk_dead.queue_url,
            "LookupsDlqUrl": self.queues.lookups_dead.queue_url,
            "WebhooksDlqUrl": self.queues.webhooks_dead.queue_url,
            "WebhooksQueueUrl": self.queues.webhooks.queue_url,
            "SecretsKey": self.secrets.key_arn,
            "SigningKey": self.signing_key.key_arn,
            "EventBus": self.bus.bus.event_bus_name,
            "DeadEventsUrl": self.bus.dead.queue_url,
            "UndeliveredUrl": self.undelivered.queue.queue_url,
            "AlarmTopicArn": self.alarms.topic.topic_arn,
            "BackgroundConcurrency": str(deployment.capacity.background),
            "ImportsAtOnce": str(deployment.capacity.imports),
            "ImportsBucket": self.imports.bucket.bucket_name,
            "FailuresBucket": self.failures.bucket.bucket_name,
            **{f"{name.title()}MachineArn": machine_arn_of(self, name) for name in self.jobs.machines},
            "ScheduleMachineArn": self.schedule.machine.state_machine_arn,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
