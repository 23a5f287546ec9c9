"""Before a token is made: tenant and role from the member item that only the operator writes."""

from __future__ import annotations

from functools import cache
from typing import Any

from regulars.config import names
from regulars.stores.opened import Stores
from regulars.telemetry import logger


@cache
def stores() -> Stores:
    return Stores(names())


def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Puts `tenant` and `role` into id and access token; who is no member gets neither, and no answer from the API."""
    attributes = event["request"].get("userAttributes") or {}
    subject = attributes.get("sub") or event["callerContext"]["clientId"]
    member = stores().directory.member(subject)
    claims = {"tenant": member.tenant_id, "role": member.role} if member else {}
    suppressed = [] if member else ["tenant", "role"]
    token = {"claimsToAddOrOverride": claims, "claimsToSuppress": suppressed}
    event["response"]["claimsAndScopeOverrideDetails"] = {
        "idTokenGeneration": token,
        "accessTokenGeneration": token,
    }
    logger().info("token.claims", extra={"member": member is not None, "trigger": event["triggerSource"]})
    return event
