"""GET /api/me and /schemas/fields: who asks, what there is for them, and what can be read from a customer."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS
from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.customers import filters
from regulars.http.door.app import Application
from regulars.http.me.routes import FEATURES
from regulars.scoring.derive import FIELDS
from regulars.segments.vocabulary import PROFILE, TAGS
from regulars.stores.opened import Stores
from regulars.stores.tenant.night_records import LastNight

from testing.api.client import Answered, Client
from testing.builders import NOW_MS


def openly(api: Client, path: str, **headers: str) -> Answered:
    """Asked without a token."""
    return api.send("GET", path, headers=headers, claims={})


def test_a_member_is_told_their_tenant_and_what_exists(api: Client) -> None:
    assert api.get("/api/me").data == {
        "tenant": "acme",
        "name": "Acme",
        "role": "admin",
        "currency": "USD",
        "exponent": 2,
        "timezone": "UTC",
        "lastNight": None,
        "features": [*FEATURES],
    }


@pytest.mark.parametrize("role", ["viewer", "editor", "admin"])
def test_the_role_is_that_of_the_caller(application: Application, tenant: Tenant, role: str) -> None:
    assert Client(application, tenant.id, role=role).get("/api/me").data["role"] == role


def test_the_last_night_and_the_zone_are_told(stores: Stores, tenant: Tenant, api: Client) -> None:
    api.put("/api/settings", {"timezone": "Asia/Tokyo"}, if_match="*")
    stores.night_records(tenant).put(LastNight("2025-10-15", "night-1", NOW_MS - HOUR_MS, {}), {})

    me = api.get("/api/me").data

    assert me["lastNight"] == {"day": "2025-10-15", "asOf": "2025-10-15T07:30:00.000Z"}
    assert me["timezone"] == "Asia/Tokyo"


def test_every_feature_stands_for_a_call_that_exists() -> None:
    assert set(FEATURES.values()) <= {endpoint.path for endpoint in ENDPOINTS}


def test_a_parameter_is_refused(api: Client) -> None:
    assert list(api.get("/api/me", tenant="acme").errors) == ["tenant"]


def test_every_field_of_the_registry_is_told_with_its_filters(api: Client) -> None:
    fields = openly(api, "/schemas/fields").data["fields"]

    assert [one["name"] for one in fields] == [field.name for field in (*FIELDS, *PROFILE.fields, *TAGS.fields)]
    by_name = {one["name"]: one for one in fields}
    assert by_name["segment"] == {
        "name": "segment",
        "ruleName": "lifecycleSegment",
        "score": "lifecycle",
        "description": "Lifecycle segment: VIP, Dormant, New or Active; the first rule that holds.",
        "type": "enumeration",
        "unit": None,
        "values": ["VIP", "Active", "New", "Dormant"],
        "nullable": False,
        "inLists": True,
        "changesWithTime": True,
        "hasPast": True,
        "operators": ["one_of", "none_of", "is", "is_not", "is_set", "is_not_set"],
        "filters": [
            {
                "parameter": "segment",
                "operator": "one_of",
                "description": "Only these lifecycle segments.",
                "values": ["VIP", "Active", "New", "Dormant"],
            }
        ],
    }
    assert (by_name["lastOrderDaysAgo"]["unit"], by_name["lastOrderDaysAgo"]["type"]) == ("days", "integer")
    assert by_name["recencyScore"]["filters"][0]["values"] == ["1", "2", "3", "4", "5"]
    told = [one["parameter"] for field in fields for one in field["filters"]]
    assert told == [param.name for param in filters.PARAMS]


def test_who_has_the_fields_already_is_not_sent_them_again(api: Client) -> None:
    first = openly(api, "/schemas/fields")
    assert (first.status, first.headers["Cache-Control"]) == (200, "public, no-cache")

    again, other = (openly(api, "/schemas/fields", if_none_match=tag) for tag in (first.headers["ETag"], 'W/"another"'))

    assert (again.status, again.text) == (304, "")
    assert (other.status, other.text) == (200, first.text)
    assert openly(api, "/health", if_none_match="*").status == 200, "it has no tag"
