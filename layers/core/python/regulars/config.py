"""The environment, read by the doors (functions and the command line) and by nobody else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Names:
    """Where the stack's parts are, and how many imports run at once; what a function may not use is empty."""

    ledger_table: str = ""
    registry_table: str = ""
    facts_table: str = ""
    lookups_table: str = ""
    evaluations_table: str = ""
    tenants_table: str = ""
    requests_table: str = ""
    live_queue_url: str = ""
    bulk_queue_url: str = ""
    lookups_queue_url: str = ""
    imports_bucket: str = ""
    failures_bucket: str = ""
    import_machine_arn: str = ""
    night_machine_arn: str = ""
    imports_at_once: str = ""
    minutes_between_nights: str = ""
    user_pool_id: str = ""
    operator_client_id: str = ""


def names(environment: Mapping[str, str] = os.environ) -> Names:
    """The names from `LEDGER_TABLE`, `LIVE_QUEUE_URL` and so on."""
    return Names(**{field.name: environment.get(field.name.upper(), "") for field in fields(Names)})
