"""One import as it is stored."""

from __future__ import annotations

from ...errors import NotFound
from ...stores.tenant.imports import ImportRecord, Imports


def find_import(import_id: str, imports: Imports) -> ImportRecord:
    """The record. Raises `NotFound`."""
    record = imports.read(import_id)
    if record is None:
        raise NotFound(f"There is no import {import_id}.")
    return record
