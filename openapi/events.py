"""The JSON Schemas of events, a file for each type: docs/events/."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from regulars.events.registry import EVENT_TYPES
from regulars.events.schemas import schema_of

FOLDER = Path(__file__).parent.parent / "docs" / "events"


def pages() -> Iterator[tuple[Path, str]]:
    """Each file with its text."""
    for type_ in EVENT_TYPES:
        yield FOLDER / f"{type_.name}.json", json.dumps(schema_of(type_), indent=2) + "\n"
