"""The steps of an export of one person; whatever broke off may simply be done again."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from ...errors import Merged, NotFound
from ...jobs.steps import StepCall, Steps
from ...stores.shop import Shop
from ...stores.tenant.job_record import JobRecord
from ...stores.workplace import Workplace
from .ask import DATA, PAGE
from .collect import collect
from .job import BROKE_OFF, GONE, PERSON_EXPORT
from .page import page

_COLLECTED = "collected.json"


class _Work(NamedTuple):
    shop: Shop
    job: JobRecord
    place: Workplace


def do_collect(call: StepCall) -> dict[str, Any]:
    """Writes both files, then notes what they hold."""
    shop, job, place = _open(call)
    PERSON_EXPORT.of(shop.stores, shop.tenant).begun(job.job_id, now_ms=call.clock())
    try:
        document = collect(shop, job.asked["customerId"])
    except (NotFound, Merged):
        place.put_json(_COLLECTED, {"error": GONE})
        return {}
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    for file, made in ((DATA, content), (PAGE, page(document))):
        shop.files.put_person(job.job_id, file.extension, made, file.content_type)
    counts = {name: len(items) for name, items in document["held"].items() if items}
    place.put_json(_COLLECTED, {"error": None, "counts": counts, "bytes": len(content)})
    return {}


def do_finish(call: StepCall) -> dict[str, Any]:
    """Ends the job, and answers `{error}`: empty where the execution ends well."""
    shop, job, place = _open(call)
    broken = PERSON_EXPORT.sentence_of(call.broken)
    found = None if broken else place.get_json(_COLLECTED)
    error = BROKE_OFF if found is None else found["error"]
    PERSON_EXPORT.of(shop.stores, shop.tenant).finish(
        job.job_id,
        finished_ms=call.clock(),
        error=broken or error,
        refused=found is not None and error is not None,
        result=None if found is None or error else found,
    )
    return {"error": broken or (BROKE_OFF if found is None else "")}


def _open(call: StepCall) -> _Work:
    """Raises `NotFound` for a tenant or a job that does not exist."""
    record = call.stores.directory.read(call.event["tenant"])
    if record is None:
        raise NotFound(f"There is no tenant {call.event['tenant']}.")
    shop = Shop(call.stores, record, call.clock())
    job: Any = PERSON_EXPORT.of(call.stores, record.tenant).read(call.event["job"])
    if job is None:
        raise NotFound(f"There is no export {call.event['job']} of one person.")
    return _Work(shop, job, shop.files.exportplace(job.job_id))


STEPS: Steps = {"collect": do_collect, "finish": do_finish}
