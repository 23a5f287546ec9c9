"""`Stores`: the parts of the stack with their clients, opened once at a door. `Shop`: those of one tenant."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from ..config import Names
from ..facts.order import Lane
from ..facts.tenant import Generation, Tenant
from ..facts.time import MINUTE_MS
from .bus import Bus, DeadEvents
from .clients import PATIENT, Clients
from .due_entries import DueTenants
from .evaluations import Evaluations
from .files import Files
from .ledger import Ledger
from .lookups import Lookups
from .machines import Machine
from .queues import CustomerQueue, LookupQueue, WebhookQueue
from .registry import Registry
from .rows.rows import Rows
from .sealer import Sealer
from .tenant.fits import FitStore
from .tenant.generations import GenerationStore
from .tenant.job_records import PlainJobs
from .tenant.job_turns import JobTurns
from .tenant.jobs import Jobs
from .tenant.kept_programs import KeptPrograms
from .tenant.programs import ProgramStore
from .tenant.segments import SegmentStore
from .tenant.tenants import Directory, FeedStore, SettingsStore
from .tenant.terms import TermsReader
from .tombstones import Tombstones

if TYPE_CHECKING:
    # Few functions and few calls want these: they are imported where they are opened (docs/decisions.md).
    from .deliveries import Outbox, Place, Turns
    from .lake import Lake
    from .of_tenant import OfTenant
    from .sign_in import SignIn
    from .signer import Signer
    from .tenant.backtests import Backtests
    from .tenant.erasures import Erasures
    from .tenant.imports import Imports
    from .tenant.job_items import JobItems
    from .tenant.night_records import NightRecords
    from .tenant.passages import Leaving, Passages
    from .tenant.webhooks import WebhookStore

# Where no deployment says otherwise, as `infra/capacity.py` does.
IMPORTS_AT_ONCE = 4
MINUTES_BETWEEN_NIGHTS = 10
# The longest function lives 15; a client may try a little longer, and clocks differ.
ERASURE_WAIT_MINUTES = 17


class Stores(Clients):
    """Every store of the deployed stack."""

    def __init__(self, names: Names, session: Any = None, *, config: Config = PATIENT) -> None:
        super().__init__(session, config)
        self.names = names
        self._due_tenants: set[str] = set()

    @property
    def directory(self) -> Directory:
        return Directory(self.dynamodb, self.names.tenants_table)

    def ledger(self, tenant: Tenant) -> Ledger:
        return Ledger(self.dynamodb, self.names.ledger_table, tenant, tombstones=self.tombstones(tenant))

    def tombstones(self, tenant: Tenant) -> Tombstones:
        return Tombstones(self.dynamodb, self.names.registry_table, tenant)

    def registry(self, tenant: Tenant) -> Registry:
        return Registry(self.dynamodb, self.names.registry_table, tenant)

    def rows(self, tenant: Tenant, generation: Generation | None = None) -> Rows:
        """The generation that is read, unless another is named."""
        return Rows(self.dynamodb, self.names.facts_table, tenant, generation or tenant.reading)

    def lookups(self, tenant: Tenant, generation: Generation | None = None) -> Lookups:
        """Of the generation that is read, unless another is named."""
        return Lookups(self.dynamodb, self.names.lookups_table, tenant, generation or tenant.reading)

    def generations(self, tenant: Tenant) -> GenerationStore:
        return GenerationStore(self.dynamodb, self.names.tenants_table, tenant)

    def written_rows(self, tenant: Tenant) -> list[Rows]:
        """Every generation that is written, in the order in which rows are put: the one that is read last.

        So every customer in it is also in a generation that is being built, when the readers move there.
        """
        written = sorted(tenant.writing, key=lambda generation: generation == tenant.reading)
        return [self.rows(tenant, generation) for generation in written]

    def evaluations(self, tenant: Tenant) -> Evaluations:
        return Evaluations(self.dynamodb, self.names.evaluations_table, tenant, noted=self._due_tenants)

    @property
    def due_tenants(self) -> DueTenants:
        return DueTenants(self.dynamodb, self.names.evaluations_table)

    def feed(self, tenant: Tenant) -> FeedStore:
        return FeedStore(self.dynamodb, self.names.tenants_table, tenant)

    def settings(self, tenant: Tenant) -> SettingsStore:
        return SettingsStore(self.dynamodb, self.names.tenants_table, tenant)

    def queue(self, lane: Lane) -> CustomerQueue:
        """The live lane has its own queue; every other takes the bulk one."""
        url = self.names.live_queue_url if lane is Lane.LIVE else self.names.bulk_queue_url
        return CustomerQueue(self.sqs, url)

    @property
    def lookup_queue(self) -> LookupQueue:
        return LookupQueue(self.sqs, self.names.lookups_queue_url)

    @property
    def bus(self) -> Bus:
        return Bus(self.events, self.names.event_bus)

    @property
    def dead_events(self) -> DeadEvents:
        return DeadEvents(self.sqs, self.names.dead_events_url)

    def webhooks(self, tenant_id: str) -> WebhookStore:
        from .tenant.webhooks import WebhookStore

        return WebhookStore(self.dynamodb, self.names.tenants_table, tenant_id)

    def outbox(self, place: Place) -> Outbox:
        from .deliveries import Outbox

        return Outbox(self.dynamodb, self.names.deliveries_table, place)

    @property
    def turns(self) -> Turns:
        """At webhooks of all tenants."""
        from .deliveries import Turns

        return Turns(self.dynamodb, self.names.deliveries_table)

    @property
    def webhook_queue(self) -> WebhookQueue:
        return WebhookQueue(self.sqs, self.names.webhooks_queue_url)

    @property
    def webhooks_to_localhost(self) -> bool:
        """Whether webhooks may go to http://127.0.0.1: on a laptop alone."""
        return self.names.webhooks_to_localhost == "true"

    @cached_property
    def sealer(self) -> Sealer:
        return Sealer(self.kms, self.names.secrets_key)

    @cached_property
    def signer(self) -> Signer:
        from .signer import Signer

        return Signer(self.kms, self.names.signing_key)

    def of_tenant(self, tenant_id: str) -> OfTenant:
        """All that lies anywhere under a tenant, also of one that nobody knows."""
        from .of_tenant import OfTenant

        return OfTenant(self.dynamodb, self.s3, self.names.imports_bucket, tenant_id)

    def passages(self, tenant_id: str) -> Passages:
        from .tenant.passages import Passages

        return Passages(self.dynamodb, self.names.tenants_table, tenant_id)

    def on_their_way(self) -> Iterator[tuple[str, Leaving | str]]:
        """Tenants that come or leave, known or not: `passages.on_their_way`."""
        from .tenant.passages import on_their_way

        return on_their_way(self.dynamodb, self.names.tenants_table)

    def table(self, name: str) -> str:
        """What the table `ledger`, and so on, is called in this stack."""
        return str(getattr(self.names, f"{name}_table"))

    def files(self, tenant: Tenant) -> Files:
        return Files(self.s3, self.names.imports_bucket, tenant)

    def lake(self, tenant: Tenant) -> Lake:
        from .lake import Lake

        return Lake(self.s3, self.names.imports_bucket, tenant)

    @property
    def has_lake(self) -> bool:
        """Whether nights leave one."""
        return self.names.lake == "true"

    def imports(self, tenant: Tenant) -> Imports:
        from .tenant.imports import Imports

        return Imports(self.dynamodb, self.names.tenants_table, tenant)

    def plain_jobs(self, tenant: Tenant, kind: str) -> PlainJobs:
        """The jobs of a kind that has no store of its own."""
        return PlainJobs(self.dynamodb, self.names.tenants_table, tenant, kind)

    def job_turns(self, kind: str) -> JobTurns:
        """Of all tenants."""
        return JobTurns(self.dynamodb, self.names.tenants_table, kind)

    @property
    def imports_at_once(self) -> int:
        """How many imports run at once, over all tenants."""
        return int(self.names.imports_at_once or IMPORTS_AT_ONCE)

    @property
    def between_nights_ms(self) -> int:
        """How long after the end of a recalculation that was asked for the next one may be."""
        return int(self.names.minutes_between_nights or MINUTES_BETWEEN_NIGHTS) * MINUTE_MS

    def erasures(self, tenant: Tenant) -> Erasures:
        from .tenant.erasures import Erasures

        return Erasures(self.dynamodb, self.names.tenants_table, tenant)

    def job_items(self, tenant: Tenant) -> JobItems:
        from .tenant.job_items import JobItems

        return JobItems(self.dynamodb, self.names.tenants_table, tenant)

    @property
    def erasure_wait_ms(self) -> int:
        """How long nobody who began before an erasure can still be at work."""
        return int(self.names.erasure_wait_minutes or ERASURE_WAIT_MINUTES) * MINUTE_MS

    def jobs(self, tenant: Tenant) -> Jobs:
        return Jobs(self.dynamodb, self.names.tenants_table, tenant)

    def night_records(self, tenant: Tenant) -> NightRecords:
        from .tenant.night_records import NightRecords

        return NightRecords(self.dynamodb, self.names.tenants_table, tenant)

    def fits(self, tenant: Tenant) -> FitStore:
        return FitStore(self.dynamodb, self.names.tenants_table, tenant)

    def backtests(self, tenant: Tenant) -> Backtests:
        from .tenant.backtests import Backtests

        return Backtests(self.dynamodb, self.names.tenants_table, tenant)

    def segments(self, tenant: Tenant) -> SegmentStore:
        return SegmentStore(self.dynamodb, self.names.tenants_table, tenant)

    def programs(self, tenant: Tenant) -> ProgramStore:
        return ProgramStore(self.dynamodb, self.names.tenants_table, tenant)

    @cached_property
    def terms(self) -> TermsReader:
        return TermsReader(self.segments, self.kept_programs)

    @cached_property
    def kept_programs(self) -> KeptPrograms:
        return KeptPrograms(self.programs)

    def machine(self, name: str) -> Machine:
        """The machine that does the jobs of a kind."""
        return Machine(self.stepfunctions, self.names.machine_arn(name))

    def failed_batches(self, most: int = 100) -> int:
        """How many batches of changes that could not be dispatched are kept, `most` at most."""
        found: int = self.s3.list_objects_v2(Bucket=self.names.failures_bucket, MaxKeys=most).get("KeyCount", 0)
        return found

    @cached_property
    def sign_in(self) -> SignIn:
        """The user pool, for machine clients."""
        from .sign_in import SignIn

        return SignIn(self.cognito, self.names.user_pool_id, self.names.operator_client_id)

    @property
    def sign_in_page(self) -> str:
        """The address of the pool's own pages for people; empty where tokens are made elsewhere."""
        return self.names.sign_in_url

    @property
    def uploads_url(self) -> str:
        """Where forms of uploads are posted to."""
        return f"{self.s3.meta.endpoint_url}/{self.names.imports_bucket}"
