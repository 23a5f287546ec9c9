"""Imports that wait in one line."""

from __future__ import annotations

from regulars.stores.tenant.imports import ImportRecord

from testing.machines.imports import ImportMachine

CONTENT = b"order_id,customer_id,date,total\n1,ann,2025-01-02,5\n"


def uploaded(machine: ImportMachine, number: int) -> list[ImportRecord]:
    """So many imports whose files have come and whose events were delivered, in this order."""
    records = [machine.create() for _ in range(number)]
    for record in records:
        machine.upload(record, CONTENT)
        machine.begin(record)
    return records
