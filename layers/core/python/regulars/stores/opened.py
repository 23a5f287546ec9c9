"""`Stores`: the parts of the stack with their clients, opened once at a door. `Shop`: those of one tenant."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

from ..config import Names
from ..facts.order import Lane
from ..facts.tenant import Generation, Tenant
from ..facts.time import MINUTE_MS
from ..scoring.settings import Settings
from .dynamo.answers import read_directly
from .dynamo.calls import Client
from .evaluations import Evaluations
from .files import Files
from .kept import Keeper, Kept
from .ledger import Ledger
from .ledger.kind import ItemKind
from .ledger.listed import Listed
from .lookups import Lookups
from .machines import Machine
from .queues import CustomerQueue, LookupQueue
from .registry import Registry
from .rows.rows import Rows
from .sign_in import SignIn
from .tenant.backtests import Backtests
from .tenant.fits import FitStore
from .tenant.generations import GenerationStore
from .tenant.imports import Imports
from .tenant.job_records import PlainJobs
from .tenant.job_turns import JobTurns
from .tenant.jobs import Jobs
from .tenant.night_records import NightRecords
from .tenant.tag_names import TagNames
from .tenant.tenants import Directory, SettingsStore, TenantRecord

# Behind a queue or a state machine: minutes, until the store answers again.
PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 6}, connect_timeout=3, read_timeout=20)
# Where somebody waits: four attempts of 4 s with pauses of at most 1, 2 and 4 s end before the gateway's 30 s.
PROMPT = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=1, read_timeout=3)
# Where no deployment says otherwise, as `infra/capacity.py` does.
IMPORTS_AT_ONCE = 4
MINUTES_BETWEEN_NIGHTS = 10
# Forms and links carry the bucket in their path: a bucket's own host name does not exist everywhere.
_FILES = Config(signature_version="s3v4", s3={"addressing_style": "path"}, read_timeout=60)


class Stores:
    """Every store of the deployed stack. Clients are made when first needed."""

    def __init__(self, names: Names, session: Any = None, *, config: Config = PATIENT) -> None:
        self.names = names
        self._config = config
        self._session = session or boto3.session.Session()

    @property
    def directory(self) -> Directory:
        return Directory(self.dynamodb, self.names.tenants_table)

    def ledger(self, tenant: Tenant) -> Ledger:
        return Ledger(self.dynamodb, self.names.ledger_table, tenant)

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
        return Evaluations(self.dynamodb, self.names.evaluations_table, tenant)

    def settings(self, tenant: Tenant) -> SettingsStore:
        return SettingsStore(self.dynamodb, self.names.tenants_table, tenant)

    def queue(self, lane: Lane) -> CustomerQueue:
        """The live lane has its own queue; every other takes the bulk one."""
        url = self.names.live_queue_url if lane is Lane.LIVE else self.names.bulk_queue_url
        return CustomerQueue(self.sqs, url)

    @property
    def lookup_queue(self) -> LookupQueue:
        return LookupQueue(self.sqs, self.names.lookups_queue_url)

    def files(self, tenant: Tenant) -> Files:
        return Files(self.s3, self.names.imports_bucket, tenant)

    def imports(self, tenant: Tenant) -> Imports:
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

    def jobs(self, tenant: Tenant) -> Jobs:
        return Jobs(self.dynamodb, self.names.tenants_table, tenant)

    def night_records(self, tenant: Tenant) -> NightRecords:
        return NightRecords(self.dynamodb, self.names.tenants_table, tenant)

    def fits(self, tenant: Tenant) -> FitStore:
        return FitStore(self.dynamodb, self.names.tenants_table, tenant)

    def backtests(self, tenant: Tenant) -> Backtests:
        return Backtests(self.dynamodb, self.names.tenants_table, tenant)

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
        client = self._session.client("cognito-idp", config=self._config)
        return SignIn(client, self.names.user_pool_id, self.names.operator_client_id)

    @property
    def sign_in_page(self) -> str:
        """The address of the pool's own pages for people; empty where tokens are made elsewhere."""
        return self.names.sign_in_url

    @property
    def uploads_url(self) -> str:
        """Where forms of uploads are posted to."""
        return f"{self.s3.meta.endpoint_url}/{self.names.imports_bucket}"

    @cached_property
    def dynamodb(self) -> Client:
        return read_directly(self._session.client("dynamodb", config=self._config))

    @cached_property
    def sqs(self) -> Client:
        return self._session.client("sqs", config=self._config)

    @cached_property
    def s3(self) -> Client:
        return self._session.client("s3", config=self._config.merge(_FILES))

    @cached_property
    def stepfunctions(self) -> Client:
        return self._session.client("stepfunctions", config=self._config)


@dataclass(frozen=True)
class Shop:
    """One tenant's stores and settings, and the clock: everything that a reader needs of the stack, as one value.

    `kept` is what this process keeps for a minute; without one, nothing is kept longer than the shop. `then`: the clock
    stands in the past, and customers are as they were then, by the orders known today.
    """

    stores: Stores
    record: TenantRecord
    now_ms: int
    kept: Kept = field(default_factory=Kept)
    then: bool = False

    def at(self, instant_ms: int) -> Shop:
        """The same shop at another instant, such as the one at which a walk began."""
        return replace(self, now_ms=instant_ms)

    def as_of(self, instant_ms: int) -> Shop:
        """The same shop as it was at an instant, as known today; what is kept of now is not of then."""
        return replace(self, now_ms=instant_ms, then=True, kept=Kept())

    @property
    def tenant(self) -> Tenant:
        return self.record.tenant

    @property
    def settings(self) -> Settings:
        return self.record.settings

    @property
    def keeper(self) -> Keeper:
        """What may be answered again within a minute, while the settings stay as they are."""
        return Keeper(self.kept, self.tenant.id, self.record.settings_revision, self.now_ms)

    @property
    def ledger(self) -> Ledger:
        return self.stores.ledger(self.tenant)

    @property
    def registry(self) -> Registry:
        return self.stores.registry(self.tenant)

    def listed(self, kind: ItemKind[Any], *, under: str | None = None) -> Listed[Any]:
        """All customers' items of a kind, of one name where it is listed by names."""
        names = self.stores.names
        return Listed(self.stores.dynamodb, names.ledger_table, self.tenant, self.ledger, kind, under=under)

    @property
    def tags(self) -> TagNames:
        return TagNames(self.stores.dynamodb, self.stores.names.tenants_table, self.tenant)

    @property
    def rows(self) -> Rows:
        """Of the generation that is read."""
        return self.stores.rows(self.tenant)

    @property
    def written_rows(self) -> list[Rows]:
        return self.stores.written_rows(self.tenant)

    @property
    def lookups(self) -> Lookups:
        """Of the generation that is read."""
        return self.stores.lookups(self.tenant)

    @property
    def evaluations(self) -> Evaluations:
        return self.stores.evaluations(self.tenant)

    @property
    def night_records(self) -> NightRecords:
        return self.stores.night_records(self.tenant)

    @property
    def fits(self) -> FitStore:
        return self.stores.fits(self.tenant)

    @property
    def backtests(self) -> Backtests:
        return self.stores.backtests(self.tenant)

    @property
    def files(self) -> Files:
        return self.stores.files(self.tenant)
