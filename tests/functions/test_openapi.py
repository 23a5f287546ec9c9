"""The committed description of the API is the one that its endpoints, shapes and answers make."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import ValidationError
from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.revisions import IF_MATCH
from regulars.http.door.shapes import Health

from openapi.__main__ import PATH
from openapi.ask import Asked, ask_all
from openapi.build import as_text, build
from openapi.operations import EXAMPLES, OPERATIONS, TAGS
from openapi.schemas import check
from testing.api.client import Client
from testing.api.shapes import check_answer

# What is the same for everybody is made once, and leaves as text.
KEPT_AS_TEXT = {"get_fields"}
NAMES = [endpoint.run.__name__ for endpoint in ENDPOINTS]


@pytest.fixture(scope="module")
def asked() -> Mapping[str, Asked]:
    return ask_all()


def test_the_committed_file_is_what_make_openapi_makes(asked: Mapping[str, Asked]) -> None:
    assert PATH.read_text("utf-8") == as_text(build(asked)), "run make openapi"


def patterns(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["pattern"]] if isinstance(value.get("pattern"), str) else [])
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from patterns(inner)


def test_no_pattern_says_what_only_python_understands() -> None:
    """https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.3: ECMA-262 has none of it."""
    found = set(patterns(json.loads(PATH.read_text("utf-8"))))

    assert len(found) > 3
    assert [one for one in found if re.search(r"[*+?}]\+|\(\?[>P]", one)] == []


def test_the_pattern_of_if_match_takes_what_the_call_takes() -> None:
    [pattern] = {one for one in patterns(json.loads(PATH.read_text("utf-8"))) if "W/" in one}

    for given in ("*", ' "3" ', 'W/"3"', '"7" , "1"', "3", "* *", '*"', '"0" "1"', '"0",', ""):
        assert bool(re.search(pattern, given)) == bool(IF_MATCH.fullmatch(given.strip())), given


def test_every_endpoint_is_described_and_has_an_example() -> None:
    assert set(OPERATIONS) == set(EXAMPLES) == set(NAMES)
    assert {operation.tag for operation in OPERATIONS.values()} == set(TAGS)
    assert len(set(NAMES)) == len(NAMES)


def test_every_endpoint_returns_the_shape_that_the_description_names() -> None:
    """The type checker holds what is returned to the annotation; this holds the annotation to the description."""
    for endpoint in ENDPOINTS:
        name, shape = endpoint.run.__name__, OPERATIONS[endpoint.run.__name__].answer
        returned = set(re.findall(r"\w+", endpoint.run.__annotations__["return"])) - {"Answer"}
        if shape is None or name in KEPT_AS_TEXT:
            assert returned <= {"str", "bytes"}, name
        else:
            assert shape.__name__ in returned, name


def test_an_answer_with_a_field_that_is_not_declared_is_found() -> None:
    alive = {"success": True, "data": {"status": "ok"}}

    check(Health, alive)
    for wrong in (
        alive | {"since": 1},
        alive | {"success": "true"},
        {"success": True},
        {"success": True, "data": {"status": "ok", "since": 1}},
    ):
        with pytest.raises(ValidationError):
            check(Health, wrong)


def test_whatever_a_test_asks_is_held_to_the_shape_of_its_endpoint() -> None:
    right, wrong = '{"success": true, "data": {"status": "ok"}}', '{"success": true, "data": {"status": "fine"}}'

    check_answer("GET", "/api/health", 200, "application/json", right)
    for path, status, media_type in (("/api/health", 200, "application/json"), ("/x", 404, "application/problem+json")):
        with pytest.raises(ValidationError):
            check_answer("GET", path, status, media_type, wrong)


def test_every_example_is_answered_as_described(asked: Mapping[str, Asked]) -> None:
    for name, operation in OPERATIONS.items():
        answer = asked[name]
        assert answer.status == operation.status, answer
        if operation.answer is not None:
            check(operation.answer, json.loads(answer.body))


def test_every_example_of_a_body_has_the_shape_of_its_body() -> None:
    for name, operation in OPERATIONS.items():
        if operation.body is not None and name != "post_orders":
            operation.body.model_validate(EXAMPLES[name].body)


@pytest.mark.parametrize(
    ("path", "name", "default"),
    [
        ("/product-affinity/customer/{customerId}/affinities", "limit", 50),
        ("/product-affinity/customer/{customerId}/recommendations", "limit", 10),
        ("/api/customers/profiles", "limit", 50),
        ("/api/customers/profiles", "offset", 0),
        ("/api/customers/communications", "limit", 50),
        ("/api/customers/communications", "offset", 0),
        ("/api/customers/analytics", "days", 365),
        ("/api/customers/rfm", "days", 365),
    ],
)
def test_what_nobody_asks_otherwise_is_as_the_source_documents_say(path: str, name: str, default: int) -> None:
    parameters = json.loads(PATH.read_text("utf-8"))["paths"][path]["get"]["parameters"]
    [schema] = [one["schema"] for one in parameters if one["name"] == name]

    assert schema["default"] == default


def test_every_reference_leads_somewhere() -> None:
    document = json.loads(PATH.read_text("utf-8"))
    for reference in references(document):
        place = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_operation_ids_are_unique_and_every_private_call_needs_the_token() -> None:
    document = json.loads(PATH.read_text("utf-8"))
    operations = [operation for path in document["paths"].values() for operation in path.values()]

    assert len({operation["operationId"] for operation in operations}) == len(operations) == len(ENDPOINTS)
    open_paths = {path for path, calls in document["paths"].items() for call in calls.values() if not call["security"]}
    without_token = {path for path, calls in document["paths"].items() for c in calls.values() if {} in c["security"]}
    assert without_token == {"/oauth/token"}
    assert open_paths == {
        *("/", "/app", "/app/config.json", "/app/{asset}"),
        *(
            "/openapi.json",
            "/docs",
            "/docs/{asset}",
            "/schemas/fields",
            "/schemas/segment-rule.json",
            "/health",
            "/api/health",
        ),
    }


def test_the_description_and_its_page_are_served_without_a_token_under_a_strict_policy(api: Client) -> None:
    described = api.send("GET", "/openapi.json", claims={})
    page = api.send("GET", "/docs", claims={})
    script = api.send("GET", "/docs/init.js", claims={})

    assert described.json["openapi"] == "3.1.0"
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<script src=" in page.text
    assert "<script>" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert api.send("GET", "/docs/../app.py", claims={}).status == 404


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        found = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return found + [one for part in value.values() for one in references(part)]
    if isinstance(value, list):
        return [one for part in value for one in references(part)]
    return []


def test_no_shape_is_named_after_a_module_of_ours() -> None:
    """Where two have one name, the description names both after the module that each lies in."""
    schemas = json.loads(PATH.read_text("utf-8"))["components"]["schemas"]

    assert [name for name in schemas if "__" in name] == []
