"""The environment, read by the doors (functions and the command line) and by nobody else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field, fields

from .dataclass import dataclass


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
    event_bus: str = ""
    dead_events_url: str = ""
    deliveries_table: str = ""
    webhooks_queue_url: str = ""
    webhooks_to_localhost: str = ""
    secrets_key: str = ""
    signing_key: str = ""
    imports_bucket: str = ""
    failures_bucket: str = ""
    imports_at_once: str = ""
    lake: str = ""
    minutes_between_nights: str = ""
    erasure_wait_minutes: str = ""
    user_pool_id: str = ""
    operator_client_id: str = ""
    dashboard_client_id: str = ""
    sign_in_url: str = ""
    machines: Mapping[str, str] = field(default_factory=dict)

    def machine_arn(self, name: str) -> str:
        """The ARN of the stack's state machine of that name."""
        return self.machines.get(name, "")


def names(environment: Mapping[str, str] = os.environ) -> Names:
    """The names from `LEDGER_TABLE`, `LIVE_QUEUE_URL` and so on, and machines from `NIGHTS_MACHINE_ARN` and so on."""
    plain = {name: environment.get(name.upper(), "") for name in PLAIN}
    if plain["sign_in_url"] and (emulator := environment.get(_EMULATOR)):
        plain["sign_in_url"] = emulator
    machines = {
        name.removesuffix(_MACHINE).lower(): arn for name, arn in environment.items() if name.endswith(_MACHINE)
    }
    return Names(**plain, machines=machines)


PLAIN = tuple(one.name for one in fields(Names) if one.name != "machines")
"""Each is a variable, or an output of the stack, of its own."""
_MACHINE = "_MACHINE_ARN"
# Set where AWS is not the real one; its pools have their pages at this address.
_EMULATOR = "AWS_ENDPOINT_URL"
