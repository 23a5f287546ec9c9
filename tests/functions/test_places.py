"""A function that answers imports the modules of the calls that it is asked, and knows where all of them are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import regulars
from regulars.http.resources import PLACES_FILE, RESOURCES, declared, endpoint_at, places

from openapi import places as made

_ASKED = """
import sys
from regulars.config import Names
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

event = {
    "rawPath": "%s", "rawQueryString": "", "headers": {}, "isBase64Encoded": False,
    "requestContext": {"stage": "$default", "requestId": "r", "http": {"method": "GET", "path": "%s"}},
}
Application(Stores(Names())).answer(event, None, now_ms=1)
print(*(name for name in sys.modules if name.startswith("regulars.http.") and name.endswith("routes")))
"""


def test_the_places_that_are_noted_are_those_that_are_declared() -> None:
    assert PLACES_FILE.read_text("utf-8") == made.text(), "run make openapi"
    assert places() == tuple(place for place, _ in declared())
    assert {place.module for place in places()} == set(RESOURCES), "a line without an endpoint"


def test_each_place_leads_to_its_endpoint() -> None:
    assert [endpoint_at(place) for place, _ in declared()] == [endpoint for _, endpoint in declared()]


@pytest.mark.parametrize(("path", "imported"), [("/api/me", "me.routes"), ("/api/tags", None)])
def test_a_call_imports_the_module_of_its_own_endpoint_alone(path: str, imported: str | None) -> None:
    """Beside those that the door itself needs, for tokens of machine clients."""
    package = Path(regulars.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(package), "AWS_DEFAULT_REGION": "us-east-1"}
    asked = [sys.executable, "-c", _ASKED % (path, path)]
    run = subprocess.run(asked, capture_output=True, text=True, check=True, env=environment)

    assert set(run.stdout.splitlines()[-1].split()) - {"regulars.http.oauth.routes"} == (
        {f"regulars.http.{imported}"} if imported else set()
    )
