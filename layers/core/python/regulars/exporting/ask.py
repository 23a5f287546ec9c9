"""Asking for an export: one at a time of a tenant, of a list or a segment that can be exported."""

from __future__ import annotations

from ..errors import FieldError, QueryRefused
from ..facts.tenant import Tenant
from ..stores.opened import Stores
from ..stores.shop import Shop
from ..stores.tenant.job_record import JobRecord
from .alone import find_alone, start_alone
from .formats import FORMATS
from .job import EXPORT
from .request import AUDIENCES, TAG, ExportRequest


def ask_for_export(request: ExportRequest, shop: Shop) -> JobRecord:
    """The job that writes it. Raises `QueryRefused` that names what does not go together or does not exist, and
    `Conflict` while another export of the tenant is under way."""
    faults = _faults(request, shop)
    if faults:
        raise QueryRefused(faults)
    return start_alone(EXPORT, request.as_json(), shop)


def find_export(job_id: str, tenant: Tenant, *, stores: Stores, now_ms: int) -> JobRecord:
    """The export as it stands. Raises `NotFound`."""
    return find_alone(EXPORT, job_id, tenant, stores=stores, now_ms=now_ms)


def _faults(request: ExportRequest, shop: Shop) -> list[FieldError]:
    faults = []
    if request.fields is not None and not FORMATS[request.format].takes_fields:
        faults.append(FieldError("fields", f"does not go with {request.format}, whose columns are fixed"))
    if request.include_opted_out and request.format not in AUDIENCES:
        faults.append(FieldError("includeOptedOut", f"does not go with {request.format}, which leaves nobody out"))
    if request.as_of_ms is not None:
        if request.tag is not None:
            faults.append(FieldError(f"filters.{TAG}", "does not go with asOf: who had a tag then is not known"))
        if request.segment_id is not None:
            faults.append(FieldError("segment", "does not go with asOf: who was pinned then is not known"))
    if request.segment_id is not None:
        segment = shop.segments.read().by_id.get(request.segment_id)
        if segment is None:
            faults.append(FieldError("segment", "is no segment: GET /api/customers/segments lists them"))
        elif not segment.active:
            faults.append(FieldError("segment", "is inactive, and an inactive segment has no members"))
    return faults
