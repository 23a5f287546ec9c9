"""`webhook.disabled`: nothing is sent there any more."""

from __future__ import annotations

from ...facts.webhook import Disabled, Webhook
from ..event import Event
from ..event_type import EventType

WEBHOOK_DISABLED = EventType(
    "webhook.disabled",
    "A webhook is sent nothing any more: its receiver answered 410, or ten attempts failed.",
    {
        "webhookId": {"type": "string", "minLength": 1},
        "reason": {"enum": [str(one) for one in Disabled]},
    },
)


def webhook_disabled(webhook: Webhook, tenant_id: str) -> Event:
    """Of one that was just disabled."""
    assert webhook.disabled is not None
    assert webhook.disabled_ms is not None
    data = {
        "schemaVersion": WEBHOOK_DISABLED.version,
        "tenant": tenant_id,
        "webhookId": webhook.id,
        "reason": str(webhook.disabled),
    }
    id_ = f"{tenant_id}-{webhook.id}-{webhook.disabled_ms}"
    return Event(id_, WEBHOOK_DISABLED.name, tenant_id, webhook.id, webhook.disabled_ms, data)
