"""Who asks, and what there is for them: what a page has to know before it shows anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..door.auth import ROLE_NAMES
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.render import instant

if TYPE_CHECKING:
    from .shapes import Me, MeAnswer

routes = Routes()

# What exists, each with a call that it takes: a page of what does not exist yet shows no empty tab.
FEATURES: Mapping[str, str] = {
    "overview": "/api/v1/analytics/overview",
    "history": "/api/customers/summary",
    "customers": "/api/customers",
    "search": "/customers/venue/<venue_id>/search",
    "profiles": "/api/customers/profiles",
    "notes": "/api/customers/notes",
    "rfm": "/api/customers/rfm",
    "retention": "/api/v1/analytics/cohorts",
    "backtest": "/api/v1/analytics/backtest",
    "products": "/product-affinity/product/<product_id>/customers",
    "nextProducts": "/product-affinity/product/<product_id>/next",
    "reorders": "/product-affinity/due",
    "imports": "/api/imports",
    "recalculations": "/product-affinity/recalculate",
    "loyalty": "/api/customers/loyalty-programs",
    "privacy": "/api/customers/privacy/erasures",
    "webhooks": "/api/webhooks",
    "settings": "/api/settings",
    "suggestedSettings": "/api/settings/suggested",
}


@routes.get("/api/me")
def get_me(call: Call) -> Answer[MeAnswer]:
    """The token's tenant with its currency and zone, the caller's role now, the last night, and what exists."""
    tenant, night = call.tenant, call.shop.night_records.last()
    data: Me = {
        "tenant": tenant.id,
        "name": tenant.name,
        "role": ROLE_NAMES[call.role],
        "currency": tenant.currency,
        "exponent": tenant.exponent,
        "timezone": call.settings.timezone,
        "lastNight": {"day": night.day, "asOf": instant(night.as_of_ms)} if night else None,
        "features": list(FEATURES),
    }
    return Answer({"success": True, "data": data})
