"""Before a token is made: tenant and role from the member item that only the operator writes."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from regulars.config import names
from regulars.stores.opened import Stores
from regulars.telemetry import logger


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Puts `tenant` and `role` into id and access token.

    A user who is no member, or no longer one, gets neither, and no answer from the API.
    """
    subject = (event["request"].get("userAttributes") or {}).get("sub")
    member = stores().directory.member(subject) if subject else None
    if member and not member.holds(time.time_ns() // 1_000_000):
        member = None
    claims = {"tenant": member.tenant_id, "role": member.role} if member else {}
    suppressed = [] if member else ["tenant", "role"]
    token = {"claimsToAddOrOverride": claims, "claimsToSuppress": suppressed}
    event["response"]["claimsAndScopeOverrideDetails"] = {
        "idTokenGeneration": token,
        "accessTokenGeneration": token,
    }
    logger().info("token.claims", extra={"member": member is not None, "trigger": event["triggerSource"]})
    return event
