"""What a certificate of an erasure says: a pure function of the job, of what was counted, and of an instant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..facts.time import DAY_MS, rfc3339
from ..stores.places import COPIES
from ..stores.tenant.erasures import ErasureRecord

KIND = "erasure of a person"


def certificate_document(
    job: ErasureRecord, tenant_id: str, counts: Mapping[str, int], *, same_address: int, now_ms: int
) -> dict[str, Any]:
    """The document that is signed: it names the person by a hash alone, and each copy that remains with its end."""
    return {
        "kind": KIND,
        "version": 1,
        "tenant": tenant_id,
        "jobId": job.job_id,
        "personHash": job.person,
        "reason": job.reason,
        "requestedBy": job.actor,
        "requestedAt": rfc3339(job.created_ms),
        "erasedAt": rfc3339(now_ms),
        "erased": dict(sorted(counts.items())),
        "ordersOfOthersWithoutTheirAddress": same_address,
        "remains": remains(now_ms),
    }


def remains(now_ms: int) -> list[dict[str, str]]:
    """What no erasure reaches, and until when each is there at most."""
    return [{"where": copy.name, "what": copy.holds, "until": rfc3339(now_ms + copy.days * DAY_MS)} for copy in COPIES]
