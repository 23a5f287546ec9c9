"""One tenant as readers take it: stores, settings and a clock."""

from __future__ import annotations

from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..dataclass import dataclass
from ..facts.tenant import Tenant
from ..scoring.settings import Settings
from ..segments.membership import Memberships, memberships
from ..segments.values import Units
from .evaluations import Evaluations
from .files import Files
from .kept import Keeper, Kept
from .ledger import Ledger
from .ledger.kind import ItemKind
from .ledger.listed import Listed
from .lookups import Lookups
from .opened import Stores
from .registry import Registry
from .rows.rows import Rows
from .tenant.fits import FitStore
from .tenant.programs import ProgramStore
from .tenant.segments import SegmentStore
from .tenant.tag_names import TagNames
from .tenant.tenants import TenantRecord
from .tenant.terms import revision_of

if TYPE_CHECKING:
    from .tenant.backtests import Backtests
    from .tenant.night_records import NightRecords


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

    @cached_property
    def settings(self) -> Settings:
        """With what tells of the tenant's programs, which are read where they have changed."""
        return self.stores.kept_programs.settings(self.record)

    @property
    def keeper(self) -> Keeper:
        """What may be answered again within a minute, while settings and own rules stay as they are."""
        return Keeper(self.kept, self.tenant.id, revision_of(self.record), self.now_ms)

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
    def segments(self) -> SegmentStore:
        return self.stores.segments(self.tenant)

    @property
    def programs(self) -> ProgramStore:
        return self.stores.programs(self.tenant)

    def memberships(self) -> Memberships:
        """The tenant's own segments as they are stored now, compiled."""
        found = self.segments.read()
        return memberships(tuple(found.by_id.values()), self.units, found.revision)

    @property
    def units(self) -> Units:
        """What amounts and local times of rules mean here."""
        return Units(self.tenant.exponent, self.settings.timezone)

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
