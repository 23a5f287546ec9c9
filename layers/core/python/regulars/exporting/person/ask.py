"""Asking for the export of one person: one at a time of a tenant."""

from __future__ import annotations

from typing import NamedTuple

from ...facts.tenant import Tenant
from ...stores.folded import read_folded
from ...stores.opened import Stores
from ...stores.shop import Shop
from ...stores.tenant.job_record import JobRecord
from ..alone import find_alone, start_alone
from .job import PERSON_EXPORT


class PersonFile(NamedTuple):
    """One of the two files: its extension in the bucket, and what it is."""

    extension: str
    content_type: str


DATA = PersonFile("json", "application/json")
PAGE = PersonFile("html", "text/html; charset=utf-8")
_OF = " of one person"


def ask_for_person(customer_id: str, shop: Shop) -> JobRecord:
    """The job that writes the files. Raises `NotFound`, `Merged`, and `Conflict` while another one is under way."""
    read_folded(customer_id, shop.ledger)
    return start_alone(PERSON_EXPORT, {"customerId": customer_id}, shop, of=_OF)


def find_person_export(job_id: str, tenant: Tenant, *, stores: Stores, now_ms: int) -> JobRecord:
    """The export as it stands. Raises `NotFound`."""
    return find_alone(PERSON_EXPORT, job_id, tenant, stores=stores, now_ms=now_ms, of=_OF)
