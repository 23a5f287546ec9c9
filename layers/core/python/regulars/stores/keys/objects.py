"""Keys of objects in the bucket, by prefix."""

from __future__ import annotations


def upload_object(tenant_id: str, import_id: str, name: str) -> str:
    return f"uploads/{tenant_id}/{import_id}/{name}"


def split_job_id(key: str) -> str:
    """The id of the job that an object of the bucket belongs to; its third part, without what a file is of."""
    return key.split("/", 3)[2].partition(".")[0]


def split_upload_object(key: str) -> tuple[str, str]:
    """The tenant and the import that an uploaded object belongs to."""
    _, tenant_id, import_id, _ = key.split("/", 3)
    return tenant_id, import_id


def refused_object(tenant_id: str, import_id: str) -> str:
    return f"refused/{tenant_id}/{import_id}.csv"


def part_object(tenant_id: str, import_id: str, attempt: int, name: str) -> str:
    """A working object of the attempt that split the file."""
    return f"parts/{tenant_id}/{import_id}/{attempt}/{name}"


def night_object(tenant_id: str, job_id: str, name: str) -> str:
    """A working object of a recalculation."""
    return f"nights/{tenant_id}/{job_id}/{name}"


def answers_object(tenant_id: str, job_id: str, name: str) -> str:
    """An object that a recalculation left to be answered from."""
    return f"answers/{tenant_id}/{job_id}/{name}"


def lake_prefix(tenant_id: str) -> str:
    """What the keys of a tenant's lake begin with."""
    return f"lake/{tenant_id}/"


def lake_object(tenant_id: str, day: str, bucket: int) -> str:
    """A tenant's customers of one bucket as a night left them."""
    return f"{lake_prefix(tenant_id)}day={day}/bucket={bucket:02x}.jsonl.gz"


def catalogue_object(tenant_id: str) -> str:
    """What the tenant's products are called."""
    return f"catalogue/{tenant_id}.json.gz"


def export_object(tenant_id: str, job_id: str, extension: str) -> str:
    """The file of an export, as its link gives it."""
    return f"exports/{tenant_id}/{job_id}.{extension}"


def erasure_object(tenant_id: str, job_id: str, name: str) -> str:
    """A working object of an erasure."""
    return f"erasures/{tenant_id}/{job_id}/{name}"


def export_part_object(tenant_id: str, job_id: str, name: str) -> str:
    """A working object of an export."""
    return f"export-parts/{tenant_id}/{job_id}/{name}"
