"""The files that name the person: whole uploads, refused rows and exports go; answers of nights, and the files of the
lake, go on without them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Collection
from itertools import groupby

from ..products.due import without_customers
from ..stores.files import ObjectVersion, Versions
from ..stores.keys import split_job_id
from ..stores.tenant.job_record import JobState
from .job import SEARCHED
from .needles import Needles
from .person import Person
from .sentences import UNREAD
from .work import Work, needles_of

# Of what is answered from, this alone names customers; they are taken out of it.
ANSWERS, NAMING = "answers", "/due/"
LAKE, UPLOADS = "lake", "uploads"


def sweep_files(
    work: Work, person: Person, busy: Collection[str], is_over: Callable[[], bool], *, late_ms: int | None = None
) -> bool:
    """Looks through every version of every file, or as many as there is time for; whether that was all. Called again it
    goes on behind the last key that was looked through.

    Those of a job that is under way are left until it has ended: it would find them missing, or write them again. So is
    an upload whose import has not heard of it yet; where it has not at `late_ms`, in the second sweep, its import ends.
    """
    needles, files = needles_of(person), work.stores.files(work.tenant)
    sweep = "first" if late_ms is None else "second"
    done = work.searched(sweep)
    if done is None and (rewritten := work.stores.lake(work.tenant).forget(person.ids)):
        work.count(LAKE, rewritten)
    begun_with, after = done or (SEARCHED[0].name, "")
    first = next(number for number, prefix in enumerate(SEARCHED) if prefix.name == begun_with)
    for prefix in SEARCHED[first:]:
        versions = files.versions(prefix.of(work.tenant.id))
        behind = after if prefix.name == begun_with else ""
        for key, of_key in groupby(versions.all(after=behind), key=lambda one: one.key):
            for one in of_key:
                if not one.marks and split_job_id(key) not in busy:
                    _look_into(work, prefix.name, versions, one, person, needles, late_ms)
            if is_over():
                work.keep_searched(sweep, prefix.name, key)
                return False
    return True


def _look_into(
    work: Work,
    store: str,
    versions: Versions,
    one: ObjectVersion,
    person: Person,
    needles: Needles,
    late_ms: int | None,
) -> None:
    if store == ANSWERS:
        if NAMING in one.key:
            _rewrite(work, versions, one, person)
        return
    if store == LAKE and one.latest:
        return  # it was written again without them; the one before goes
    if not _names(versions, one, needles):
        return
    if store == UPLOADS:
        _delete_upload(work, versions, one, late_ms)
    else:
        _delete(work, store, versions, one)


def _names(versions: Versions, one: ObjectVersion, needles: Needles) -> bool:
    stream = versions.open(one)
    return stream is not None and needles.in_bytes(stream.read)


def _delete(work: Work, store: str, versions: Versions, one: ObjectVersion) -> None:
    work.count(store, [f"{one.key} {one.version_id}"])
    versions.delete(one)


def _delete_upload(work: Work, versions: Versions, one: ObjectVersion, late_ms: int | None) -> None:
    """Unless its import is about to begin: it would wait for ever for a file that is gone."""
    imports, import_id = work.stores.imports(work.tenant), split_job_id(one.key)
    record = imports.read(import_id)
    begins = record is not None and record.state is JobState.WAITING and record.version_id is None
    if not begins or (late_ms is not None and imports.end_unread(import_id, finished_ms=late_ms, error=UNREAD)):
        _delete(work, UPLOADS, versions, one)


def _rewrite(work: Work, versions: Versions, one: ObjectVersion, person: Person) -> None:
    """The version that is read goes on without them, an older one that named them goes. Where somebody else, such as
    another erasure, was faster, it is theirs that goes on without them."""
    seen: ObjectVersion | None = one
    while seen is not None:
        stream = versions.open(seen)
        if stream is not None:
            before = json.loads(gzip.decompress(stream.read()))
            after = json.loads(json.dumps(without_customers(before, person.ids)))
            if after == before:
                return
            if not seen.latest:
                _delete(work, ANSWERS, versions, seen)
                return
            work.count(ANSWERS, [seen.key])
            text = json.dumps(after, ensure_ascii=False, separators=(",", ":")).encode()
            if versions.replace(seen, gzip.compress(text, compresslevel=6, mtime=0)):
                return
        seen = versions.newest(seen.key) if seen.latest else None
