"""What may differ between two deployments of the same stack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from regulars.stores.places import LAKE_DAYS

from infra import checks
from infra.capacity import LAPTOP, LEAST, USUAL, Capacity, capacity_of
from infra.night_time import refuse_skipped
from infra.options import Given, context_of, gather, option, options_of

if TYPE_CHECKING:
    from constructs import Node

ADOPTED = ("ledger_table", "registry_table", "evaluations_table", "tenants_table")


@dataclass(frozen=True, slots=True)
class Deployment:
    """One deployment's options: of `regulars.toml`, and of `-c name=value`, which comes before it (docs/deploy.md)."""

    stack: str = option(
        "Name of the stack, and prefix of what it names. Another name is another stack beside it, such as staging.",
        default="Regulars",
        check=checks.stack_name,
    )
    alarm_email: str | None = option(
        "Who hears of alarms. Without it nobody does, unless you subscribe something else to the topic.",
        check=checks.email,
    )
    monthly_budget: int | None = option(
        "US dollars a month; at 80 % and at 100 % of it the topic of alarms is told. It counts the whole account.",
        check=checks.between(1, 10_000_000),
    )
    origins: tuple[str, ...] = option(
        "Origins of browser pages that may call the API and upload files.", default=(), check=checks.origins
    )
    issuer: str | None = option(
        "An OIDC issuer that judges tokens in place of the stack's own user pool; needs audience.", check=checks.issuer
    )
    audience: tuple[str, ...] = option(
        "Client ids whose tokens the API accepts, beside the stack's own clients.", default=()
    )
    api: str | None = option(
        "Where people meet the API when it is not the gateway's own address, such as https://regulars.example.com.",
        check=checks.matches(
            r"https?://[^/\s]+", "write scheme and host without a path, as https://regulars.example.com"
        ),
    )
    night_time: str = option(
        "When every tenant is recalculated, in nightZone.", default="02:00", check=checks.time_of_day
    )
    night_zone: str = option("The zone of nightTime, by its IANA name.", default="UTC", check=checks.zone)
    nights_at_once: int | None = option(
        "Tenants that are recalculated at the same time. What is left out follows from accountConcurrency.",
        check=checks.between(1, 1000),
    )
    imports_at_once: int | None = option(
        "Imports that run at the same time, over all tenants, of which a tenant has four at most; more wait for their "
        "turn. What is left out follows from accountConcurrency.",
        check=checks.between(1, 1000),
    )
    minutes_between_nights: int = option(
        "Minutes after the end of a recalculation that somebody asked for until a tenant may ask for the next one.",
        default=10,
        check=checks.between(0, 1440),
    )
    erasure_wait_minutes: int = option(
        "Minutes between the two sweeps of an erasure: nobody who began before the first is at work any more. Fewer "
        "than the 17 that a function and its caller may take leave a risk; on a laptop it is 1.",
        default=17,
        check=checks.between(1, 1440),
    )
    account_concurrency: int = option(
        "How many Lambda executions the account may run at once, as `regulars doctor` reads it. What works in the "
        "background is bounded so that half of it is left to the API.",
        default=USUAL,
        check=checks.between(LEAST, 1_000_000),
    )
    reserved_for_api: int | None = option(
        "Lambda executions that are kept for the API alone. An account must keep 100 unreserved, so a new one has none "
        "to give.",
        check=checks.between(1, 100_000),
    )
    reserved_for_tokens: int | None = option(
        "The same for the function that puts the tenant into tokens.", check=checks.between(1, 100_000)
    )
    warm_writes: int | None = option(
        "Write units a second that ledger, registry and facts take from the first second on; a table on demand begins "
        "with 4000. It is paid once for each table.",
        check=checks.between(4000, 100_000),
    )
    lake: bool = option(
        "Each night leaves every customer with all fields as files under lake/, and a table of them for Athena "
        "(docs/lake.md).",
        default=False,
    )
    lake_days: int = option("Days that files of the lake are kept.", default=LAKE_DAYS, check=checks.between(1, 3650))
    tracing: bool = option("X-Ray traces of every function and machine, which cost by the call.", default=False)
    protect: bool = option(
        "Protects the stack, the tables of record and the user pool from deletion. Say false for the first deployment "
        "(one that fails then leaves nothing behind), and leave it out from the second on.",
        default=True,
    )
    ephemeral: bool = option(
        "A throw-away stack: nothing is protected, and its tables and user pool go with it.", default=False
    )
    ledger_table: str | None = option(
        "An existing table that the stack takes for its ledger; needs ledgerStream.", check=checks.table_name
    )
    ledger_stream: str | None = option(
        "The ARN of that table's stream of new images, with its date.", check=checks.stream_arn
    )
    registry_table: str | None = option("An existing table for the registry.", check=checks.table_name)
    evaluations_table: str | None = option(
        "An existing table for the evaluations; needs evaluationsStream.", check=checks.table_name
    )
    evaluations_stream: str | None = option(
        "The ARN of that table's stream of new and old images, with its date.", check=checks.stream_arn
    )
    tenants_table: str | None = option("An existing table for tenants and their members.", check=checks.table_name)
    secrets_key: str | None = option(
        "The ARN of an existing KMS key, under which the secrets of webhooks in that table are encrypted.",
        check=checks.matches(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+", "write the ARN of a KMS key"),
    )
    signing_key: str | None = option(
        "The ARN of an existing KMS key on NIST P-256, by which certificates of erasure are signed.",
        check=checks.matches(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+", "write the ARN of a KMS key"),
    )
    user_pool: str | None = option("The id of an existing user pool.", check=checks.user_pool)
    sign_in: str | None = option(
        "The sign-in page of that pool, such as https://shop.auth.eu-west-1.amazoncognito.com; without it nobody signs "
        "in to the dashboard there.",
        check=checks.matches(r"https://[^/\s]+", "write scheme and host without a path"),
    )
    laptop: bool = option(
        "A local AWS emulator instead of an account; `make up` says it. What differs then: docs/deploy.md.",
        default=False,
    )

    def __post_init__(self) -> None:
        """Raises ValueError for options that do not go together."""
        if self.issuer and not self.audience:
            raise ValueError("issuer needs audience, the client ids whose tokens are accepted")
        if (self.ledger_table is None) != (self.ledger_stream is None):
            raise ValueError("ledgerTable and ledgerStream go together: the stream is what the facts are made from")
        if (self.evaluations_table is None) != (self.evaluations_stream is None):
            raise ValueError("evaluationsTable and evaluationsStream go together: the stream makes the events")
        if self.ephemeral and any(getattr(self, name) for name in (*ADOPTED, "user_pool")):
            raise ValueError("an ephemeral stack adopts nothing: it would go with the stack")
        if self.reserved_for_api and self.account_concurrency < self.reserved_for_api + 100:
            raise ValueError("reservedForApi leaves fewer than 100 of accountConcurrency, which AWS refuses")
        refuse_skipped(checks.time_of_day(self.night_time), self.night_zone, date.today().year)

    @property
    def night_hour_and_minute(self) -> tuple[int, int]:
        hour, minute = checks.time_of_day(self.night_time).split(":")
        return int(hour), int(minute)

    @property
    def pause_of_nights(self) -> int:
        """Minutes; none on a laptop, where no recalculation costs money."""
        return 0 if self.laptop else self.minutes_between_nights

    @property
    def wait_of_erasures(self) -> int:
        """Minutes between the two sweeps of an erasure."""
        return 1 if self.laptop else self.erasure_wait_minutes

    @property
    def webhooks_to_localhost(self) -> str:
        """Whether webhooks may go to http://127.0.0.1: true or false, as functions are told."""
        return "true" if self.laptop else "false"

    @property
    def tls_only(self) -> bool:
        """Whether queues, buckets and the topic refuse plain HTTP: MiniStack speaks nothing else, and would obey."""
        return not self.laptop

    @property
    def protected(self) -> bool:
        """Whether tables of record, the pool and the stack refuse to be deleted."""
        return self.protect and not self.ephemeral

    @property
    def capacity(self) -> Capacity:
        if self.laptop:
            return LAPTOP
        return capacity_of(self.account_concurrency, self.nights_at_once, self.imports_at_once)

    @classmethod
    def of(cls, given: Mapping[str, Given]) -> Deployment:
        """Raises ValueError for options that do not go together."""
        return cls(**{OPTIONS[name].field: one.value for name, one in given.items()})

    @classmethod
    def from_context(cls, node: Node) -> Deployment:
        """From the CDK context alone. Raises ValueError for a name or a value that is none."""
        return cls.of(gather(OPTIONS, iter([("-c", context_of(node))])))


OPTIONS = options_of(Deployment)
