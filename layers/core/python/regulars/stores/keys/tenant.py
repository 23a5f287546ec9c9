"""Keys of a tenant's own records, of members and of deliveries."""

from __future__ import annotations

from .ledger import Key


def tenant_item(tenant_id: str, kind: str) -> Key:
    """The tenant's own records: `tenant`, `settings`, `generation`, `job#kind#id` ..."""
    return {"pk": tenant_id, "sk": kind}


def directory_entry(tenant_id: str) -> Key:
    return {"pk": "~tenants", "sk": tenant_id}


def member(subject: str) -> Key:
    """Which tenant and role a token's subject (a user's `sub`) has."""
    return {"pk": f"~member#{subject}", "sk": "member"}


MEMBERSHIP = "member#"
TAG_NAME = "tag#"


def membership(tenant_id: str, subject: str) -> Key:
    """The same among the tenant's own records, with who it is."""
    return tenant_item(tenant_id, MEMBERSHIP + subject)


def job_turns(kind: str) -> Key:
    """Whose jobs of a kind run, over all tenants. No tenant id begins with `#`; the API may not write what begins with
    `~`."""
    return {"pk": "#turns", "sk": kind}


JOB = "job#"


def job_sort(kind: str, job_id: str) -> str:
    """A job among the tenant's own records; without an id what all jobs of the kind begin with."""
    return f"{JOB}{kind}#{job_id}"


def job_slot(kind: str) -> str:
    """Which job of a kind is the tenant's current one."""
    return f"job-slot#{kind}"


# Notes of the operator's command among a tenant's own records: of a file that is taken in, of an erasure.
ARRIVING = "arriving"
LEAVING = "leaving"
STAYING = (MEMBERSHIP, "job#", "job-slot#", "job-shard#", ARRIVING, LEAVING)
"""What begins the records that do not move with their tenant, but for jobs of the kind that erases persons."""


# An attribute of the tenant's own record: the edits of its segments and loyalty programs.
SEGMENTS_REVISION = "segments_revision"
# The same after the last edit by which what is announced may differ.
ANNOUNCING_REVISION = "announcing_revision"
SEGMENT = "segment#"


def segment_sort(segment_id: str) -> str:
    """An own segment of the tenant; without an id what all of them begin with."""
    return SEGMENT + segment_id


def segment_edit_sort(segment_id: str, revision: int | None = None) -> str:
    """An own segment as one edit left it; without a revision what all of the segment's begin with."""
    return f"segment-edit#{segment_id}#" + ("" if revision is None else f"{revision:06d}")


PROGRAM = "loyalty-program#"


def program_sort(program_id: str | None = None, revision: int | None = None) -> str:
    """A loyalty program as one edit left it; with less what all of the program's, or of all programs, begin with."""
    if program_id is None:
        return PROGRAM
    return f"{PROGRAM}{program_id}#" + ("" if revision is None else f"{revision:06d}")


def reward_sort(program_id: str, reward_id: str = "") -> str:
    """How many of a reward were taken; without one what all of a program's begin with."""
    return f"loyalty-reward#{program_id}#{reward_id}"


WEBHOOK = "webhook#"


def webhook_sort(webhook_id: str) -> str:
    """A webhook among the tenant's own records."""
    return WEBHOOK + webhook_id


WEBHOOK_GONE = "webhook-gone#"


def webhook_gone_sort(webhook_id: str) -> str:
    """That a webhook was removed: what it was sent is kept for a while."""
    return WEBHOOK_GONE + webhook_id


def outbox_partition(tenant_id: str, webhook_id: str) -> str:
    """What is to be sent to a webhook."""
    return f"{tenant_id}#{webhook_id}#outbox"


def delivery_log_partition(tenant_id: str, webhook_id: str) -> str:
    """What was delivered to a webhook."""
    return f"{tenant_id}#{webhook_id}#log"


def delivery_sort(at_ms: int, message_id: str) -> str:
    """By the instant of the event (15 digits), then by its id."""
    return f"{at_ms:015d}#{message_id}"


DELIVERY_TURNS = "#turns"


def delivery_turn(tenant_id: str, webhook_id: str) -> Key:
    """Whose turn it is to send to a webhook. No tenant id begins with `#`."""
    return {"pk": DELIVERY_TURNS, "sk": f"{tenant_id}#{webhook_id}"}


def split_delivery_turn(sort: str) -> tuple[str, str]:
    """The tenant and the webhook of a turn."""
    tenant_id, _, webhook_id = sort.partition("#")
    return tenant_id, webhook_id


ERASED_DAY = "erased#"


def erased_sort(day: str, job_id: str) -> str:
    """That an erasure ended on a tenant-local day."""
    return f"{ERASED_DAY}{day}#{job_id}"


ERASING = "erasing#"


def erasing_sort(customer_hash: str) -> str:
    """Which erasure somebody's last one is."""
    return ERASING + customer_hash


SUMMARY = "summary#"
NIGHT = "night#"
BACKTEST = "backtest"
PREDICTION = "prediction"


def job_shard_sort(job_id: str, shard: int | None = None) -> str:
    """What one shard of a recalculation has done; without a shard what all of them begin with."""
    return f"job-shard#{job_id}#" + ("" if shard is None else f"{shard:04d}")


def summary_sort(day: str) -> str:
    """Of a tenant-local day, `2025-10-15`: summaries sort by it."""
    return SUMMARY + day


def night_sort(day: str) -> str:
    """What else the last recalculation of a tenant-local day left."""
    return NIGHT + day
