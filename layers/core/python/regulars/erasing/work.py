"""One erasure at work: its tenant, its job, and who it is about, which only its working objects say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..dataclass import dataclass
from ..errors import NotFound
from ..facts.tenant import Generation, Tenant
from ..stores.opened import Stores
from ..stores.tenant.erasures import ErasureRecord, Erasures
from ..stores.tenant.job_record import JobState
from ..stores.tenant.tenants import TenantRecord
from ..stores.workplace import Workplace
from .needles import Needles
from .person import Person

_PERSON, _FOUND, _COUNTED, _SEARCHED = "person.json", "found.json", "counted.json", "searched.json"
# Of hashes by which what went is told apart.
_DIGITS = 16


@dataclass(frozen=True)
class Work:
    """What every step is given."""

    stores: Stores
    record: TenantRecord
    job: ErasureRecord
    place: Workplace

    @property
    def tenant(self) -> Tenant:
        return self.record.tenant

    @property
    def erasures(self) -> Erasures:
        return self.stores.erasures(self.tenant)

    @property
    def generations(self) -> list[Generation]:
        """Every one that may have rows of the person, also those that are about to be swept."""
        known = self.stores.generations(self.tenant).read()
        return [*known.writing, *(retired.generation for retired in known.retired)]

    def person(self) -> Person | None:
        """Who it is about, as far as that was looked for; None before."""
        stored = self.place.get_json(_PERSON)
        return None if stored is None else Person.of(stored)

    def marked(self) -> tuple[Person, int]:
        """The person, and since when nothing of them is stored or read. Raises `LookupError` before the step *mark*."""
        stored = self.place.get_json(_PERSON)
        if stored is None or "marked" not in stored:
            raise LookupError("nobody was marked yet")
        return Person.of(stored), stored["marked"]

    def keep(self, person: Person, *, marked_ms: int | None = None) -> None:
        """What a step that is done again goes by: before anything of the person is swept."""
        said = {} if marked_ms is None else {"marked": marked_ms}
        self.place.put_json(_PERSON, {**person.as_json(), **said})

    def found(self, person: Person) -> None:
        """Notes how much was there, once and for all."""
        if self.place.get_json(_FOUND) is None:
            self.place.put_json(_FOUND, dict(person.found))

    def searched(self, sweep: str) -> tuple[str, str] | None:
        """How far this sweep has looked through files: the prefix, and the last key of it; None where it has not begun.

        Marked anew, the person may have more names than were looked for: then it has not begun either.
        """
        stored = self.place.get_json(_SEARCHED)
        _, marked_ms = self.marked()
        if stored is None or (stored["sweep"], stored["marked"]) != (sweep, marked_ms):
            return None
        return stored["prefix"], stored["after"]

    def keep_searched(self, sweep: str, prefix: str, after: str) -> None:
        _, marked_ms = self.marked()
        self.place.put_json(_SEARCHED, {"sweep": sweep, "marked": marked_ms, "prefix": prefix, "after": after})

    def count(self, store: str, gone: Iterable[str]) -> None:
        """Notes what is about to go, by names of which each counts once, however often it is said. They are kept as
        hashes: this outlives who the erasure is about."""
        hashes = {self.tenant.customer_hash(name)[:_DIGITS] for name in gone}
        if hashes:
            counted: dict[str, list[str]] = self.place.get_json(_COUNTED) or {}
            counted[store] = sorted({*counted.get(store, ()), *hashes})
            self.place.put_json(_COUNTED, counted)

    def counted(self) -> dict[str, int]:
        """How much there was of each kind of item, and how much went of each store."""
        gone = {store: len(names) for store, names in (self.place.get_json(_COUNTED) or {}).items()}
        return {**(self.place.get_json(_FOUND) or {}), **gone}

    def forget_person(self) -> None:
        """Nothing says who it was any more; what was counted stays until the job has ended."""
        self._delete(lambda key: key.endswith((_PERSON, _SEARCHED)))

    def forget(self) -> None:
        """Deletes all working objects, every version of them."""
        self._delete(lambda key: True)

    def _delete(self, wanted: Callable[[str], bool]) -> None:
        versions = self.stores.files(self.tenant).versions(self.place.prefix)
        for one in versions.all():
            if wanted(one.key):
                versions.delete(one)


def needles_of(person: Person) -> Needles:
    return Needles(person.texts, person.phones)


def open_work(stores: Stores, event: Mapping[str, Any]) -> Work | None:
    """None for an erasure that was cancelled. Raises `NotFound` for a tenant or a job that does not exist."""
    record = stores.directory.read(event["tenant"])
    if record is None:
        raise NotFound(f"There is no tenant {event['tenant']}.")
    job = stores.erasures(record.tenant).read(event["job"])
    if job is None:
        raise NotFound(f"There is no erasure {event['job']}.")
    if job.cancelled or job.state is JobState.DONE:
        return None
    return Work(stores, record, job, stores.files(record.tenant).erasureplace(job.job_id))
