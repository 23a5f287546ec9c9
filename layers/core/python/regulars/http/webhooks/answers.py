"""Webhooks and deliveries as they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...events.webhooks.manage import Shown
from ...facts.webhook import Webhook
from ...stores.deliveries import Delivery
from ..door.render import instant

if TYPE_CHECKING:
    from .shapes import DeliveryRow, NewWebhook, WebhookRow


def webhook_row(webhook: Webhook, now_ms: int) -> WebhookRow:
    rotating = webhook.former_secret is not None and now_ms < webhook.former_until_ms
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "description": webhook.description,
        "active": webhook.active,
        "disabledReason": webhook.disabled,
        "disabledAt": instant(webhook.disabled_ms),
        "formerSecretUntil": instant(webhook.former_until_ms) if rotating else None,
        "createdAt": instant(webhook.created_ms),
        "updatedAt": instant(webhook.updated_ms),
    }


def shown_row(made: Shown, now_ms: int) -> NewWebhook:
    row: Any = {**webhook_row(made.webhook, now_ms), "secret": made.secret}
    found: NewWebhook = row
    return found


def delivery_row(delivery: Delivery) -> DeliveryRow:
    tried = delivery.tried
    return {
        "messageId": delivery.message_id,
        "type": delivery.type,
        "eventAt": instant(delivery.at_ms),
        "state": "delivered" if delivery.delivered else "waiting",
        "attempts": delivery.attempts,
        "lastAttemptAt": instant(tried.at_ms) if tried else None,
        "status": tried.status if tried else None,
        "latencyMs": tried.latency_ms if tried else None,
        "error": tried.error if tried else None,
        "answer": tried.text if tried else None,
    }
