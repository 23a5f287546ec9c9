"""docs/events/: a JSON Schema for each type of events, which real events keep to."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema_rs
import pytest
from regulars.events.event_type import EventType
from regulars.events.registry import EVENT_TYPES
from regulars.events.schemas import schema_of

from openapi.events import FOLDER, pages
from testing.real_events import real_events


def valid(type_: EventType) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema_of(type_), validate_formats=True)


def test_the_committed_schemas_are_what_the_registry_makes() -> None:
    assert {path: path.read_text("utf-8") for path in sorted(FOLDER.iterdir())} == dict(pages()), "run make openapi"


@pytest.mark.parametrize("type_", EVENT_TYPES, ids=lambda type_: type_.name)
def test_real_events_keep_to_their_schema(type_: EventType) -> None:
    found = real_events(type_)

    assert found
    for event in found:
        assert [error.message for error in valid(type_).iter_errors(event)] == []


@pytest.mark.parametrize("type_", EVENT_TYPES, ids=lambda type_: type_.name)
def test_a_schema_refuses_an_event_that_lacks_something_or_is_another(type_: EventType) -> None:
    event = real_events(type_)[0]

    for name in event:
        assert not valid(type_).is_valid({key: value for key, value in event.items() if key != name}), name
    for name in event["data"]:
        lacking: dict[str, Any] = copy.deepcopy(event)
        del lacking["data"][name]
        assert valid(type_).is_valid(lacking) == (name in ("customerId", "survivorId")), name
    assert not valid(type_).is_valid({**event, "type": "customer.vanished"})
