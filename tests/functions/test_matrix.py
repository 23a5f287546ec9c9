"""Every operation x roles x foreign ids x bad tokens, from the declarations themselves.

Whatever one tenant asks, no word of the other comes back, a refused call writes nothing, and another's id is answered
as one that nobody has. A new route is born in here: it fails until it has an example (its folder's `examples.py`), and
an id of a new kind until `KINDS` knows whose it is.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.auth import Role
from regulars.http.door.endpoint import Endpoint
from regulars.http.door.shapes import Problem

from openapi.__main__ import PATH
from openapi.calls import TENANT
from openapi.operations import OPERATIONS
from openapi.responses import without_signatures
from openapi.schemas import check
from testing.api.client import Answered
from testing.api.matrix_world import ADMIN, GOOD, RIVAL, SUSPENDED, Sent, World, example_of, open_world

NAMES = ("tenantId", "userId", "venueId")
# What an id is of, by its name in a path, in a query or in a body.
KINDS = {
    "order_id": "order",
    "orderId": "order",
    "customer_id": "customer",
    "customerId": "customer",
    "userId": "customer",
    "from": "customer",
    "into": "customer",
    "product_id": "product",
    "productId": "product",
    "sku": "product",
    "import_id": "import",
    "job_id": "job",
    "customer_hash": "hash",
    "export_id": "export",
    "id": "note",
    "segment_id": "segment",
    "segmentId": "segment",
    "customSegment": "segment",
    "program_id": "program",
    "loyaltyProgramId": "program",
    "webhook_id": "webhook",
}
# Ids that name nothing of a tenant's own, each with what holds it.
OTHERS = {
    "venue_id": "the tenant: another one is refused, as below",
    "asset": "a file that everybody may read",
    "messageId": "counts within one order: tests/flows/test_track.py",
    "externalId": "an id elsewhere, looked for among the tenant's own: tests/functions/test_api_communications.py",
    "client_id": "goes with its secret: tests/functions/test_api_oauth.py",
}
BAD_TOKENS: dict[str, dict[str, str]] = {
    "none": {},
    "no tenant": {"sub": "user", "role": "admin"},
    "an empty tenant": {"sub": "user", "tenant": "", "role": "admin"},
    "an unknown tenant": {"sub": "user", "tenant": "nobody", "role": "admin"},
    "a key's mark": {"sub": "user", "tenant": f"{TENANT}#", "role": "admin"},
    "the directory": {"sub": "user", "tenant": "~tenants", "role": "admin"},
    "no role": GOOD,
    "an empty role": GOOD | {"role": ""},
    "an unknown role": GOOD | {"role": "owner"},
    "a role's number": GOOD | {"role": "3"},
    "a suspended tenant": {"sub": "user", "tenant": SUSPENDED, "role": "admin"},
}


def name_of(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.path}"


every_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
private_endpoints = pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.role is not None], ids=name_of)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with open_world() as opened:
        yield opened


@pytest.fixture(autouse=True)
def _each_test_leaves_the_tables_as_they_were(world: World) -> Iterator[None]:
    yield
    world.put_back()


@pytest.fixture(scope="module")
def description() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(PATH.read_text("utf-8"))
    return found


def test_the_description_names_the_operations_that_are_declared(description: Mapping[str, Any]) -> None:
    described = [(method.upper(), path) for path, methods in description["paths"].items() for method in methods]

    assert sorted(described) == sorted((one.method, re.sub(r"<(\w+)>", camel, one.path)) for one in ENDPOINTS)


@every_endpoint
def test_each_role_may_what_is_declared_and_nothing_above(world: World, endpoint: Endpoint) -> None:
    sent = world.example(endpoint)
    for role in (None, *Role):
        claims = {} if role is None else GOOD | {"role": role.name.lower()}
        answer = world.ask(endpoint, sent, claims)
        assert_no_foreign_word(answer)
        if endpoint.role is not None and (role or 0) < endpoint.role:
            assert_refused(answer, 403, world)
        else:
            assert answer.status == OPERATIONS[endpoint.run.__name__].status, answer
            assert endpoint.writes or world.written == []
        world.put_back()


@every_endpoint
def test_a_bad_token_opens_nothing(world: World, endpoint: Endpoint) -> None:
    sent = world.example(endpoint)
    for claims in BAD_TOKENS.values():
        answer = world.ask(endpoint, sent, claims)
        assert_no_foreign_word(answer)
        if endpoint.role is None:
            assert answer.status == OPERATIONS[endpoint.run.__name__].status
        else:
            assert_refused(answer, 403, world)


@private_endpoints
def test_another_tenants_name_is_refused_wherever_it_stands(world: World, endpoint: Endpoint) -> None:
    sent = world.example(endpoint)
    told = [sent._replace(query={**sent.query, name: RIVAL}) for name in NAMES]
    told += [sent._replace(query={**sent.query, "tenantId": TENANT, name: RIVAL}) for name in NAMES[1:]]
    told += [sent._replace(body={**(sent.body or {}), name: RIVAL}) for name in names_in_body(endpoint)]
    if "<venue_id>" in endpoint.path:
        told.append(world.example(endpoint, venue_id=RIVAL))
    for one in told:
        answer = world.ask(endpoint, one)
        assert_refused(answer, 403, world)
        assert_no_foreign_word(answer)


@private_endpoints
def test_the_tenants_own_name_changes_nothing(world: World, endpoint: Endpoint) -> None:
    sent, status = world.example(endpoint), OPERATIONS[endpoint.run.__name__].status
    own = [sent._replace(query={**sent.query, name: TENANT}) for name in NAMES]
    own += [sent._replace(body={**(sent.body or {}), name: TENANT}) for name in names_in_body(endpoint)]
    for one in own:
        assert world.ask(endpoint, one).status == status
        world.put_back()


@private_endpoints
def test_anothers_id_is_answered_as_one_that_nobody_has(world: World, endpoint: Endpoint) -> None:
    for kind, place in places(endpoint):
        foreign = world.foreign[kind]
        # As long and of the same characters, so that nothing but whose it is tells the two apart.
        nobodys = foreign[::-1]
        answers = []
        for value in (foreign, nobodys):
            answer = world.ask(endpoint, place(world, value))
            if world.written:
                assert of_rival(world.tables()) == of_rival(world.base), "another tenant's items were changed"
                assert answer.status < 400, "a refused call has written"
            world.put_back()
            assert_no_foreign_word(answer, asked_for=value)
            told = json.dumps(without_signatures(answer.json))
            # Their own code is a hash of the id.
            code = world.shop.tenant.referral_code(value)
            answers.append((answer.status, told.replace(value, "-").replace(code, "-")))
        assert answers[0] == answers[1], f"{kind} {foreign} is answered unlike {nobodys}"


@pytest.mark.parametrize(
    "endpoint", [one for one in ENDPOINTS if "cursor" in {p.name for p in one.params}], ids=name_of
)
def test_anothers_cursor_is_refused(world: World, endpoint: Endpoint) -> None:
    sent = first_page_of_rival(world, endpoint)
    cursor = next_cursor(world.ask(endpoint, sent, ADMIN | {"tenant": RIVAL}).json)
    assert cursor, "the other tenant has too little for a second page of this list: give the shop of examples more"
    ours = world.example(endpoint)

    own = {one.name: ours.query[one.name] for one in endpoint.params if one.required}
    answer = world.ask(endpoint, ours._replace(query={**sent.query, **own, "cursor": cursor}))

    assert_refused(answer, 400, world)
    assert list(answer.errors) == ["cursor"]
    assert_no_foreign_word(answer, asked_for=cursor)


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if not one.writes], ids=name_of)
def test_an_answer_is_the_same_whoever_else_is_there(
    world: World, endpoint: Endpoint, description: Mapping[str, Any]
) -> None:
    """The examples of the description were answered where this tenant is alone."""
    operation = OPERATIONS[endpoint.run.__name__]
    answer = world.ask(endpoint, world.example(endpoint))
    described = description["paths"][re.sub(r"<(\w+)>", camel, endpoint.path)][endpoint.method.lower()]
    content = described["responses"][str(operation.status)]["content"]

    if operation.answer is not None:
        assert without_signatures(answer.json) == content["application/json"]["examples"]["example"]["value"]


def assert_refused(answer: Answered, status: int, world: World) -> None:
    """A problem as described, and not one write to AWS."""
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json"), answer
    check(Problem, answer.json)
    assert (answer.json["status"], answer.json["requestId"]) == (status, "request-1")
    assert world.written == []


def assert_no_foreign_word(answer: Answered, asked_for: str = "") -> None:
    """Neither in the body nor in a header, but for what was asked for."""
    told = answer.text + json.dumps(dict(answer.headers))
    assert RIVAL not in (told.replace(asked_for, "") if asked_for else told).lower()


def names_in_body(endpoint: Endpoint) -> tuple[str, ...]:
    if endpoint.method == "GET":
        return ()
    return tuple(name for name in NAMES if (endpoint.run.__name__, name) != ("post_order_events", "userId"))


def of_rival(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        key: item
        for items in tables.values()
        for key, item in items.items()
        if "pk" in item and item["pk"]["S"].startswith(RIVAL)
    }


def places(endpoint: Endpoint) -> Iterator[tuple[str, Any]]:
    """Wherever a call takes an id: what it is of, and the example with another in its place."""
    example = example_of(endpoint)
    for name in re.findall(r"<(\w+)>", endpoint.path):
        if kind := kind_of(name, endpoint):
            yield kind, lambda world, value, name=name: world.example(endpoint, **{name: value})
    for param in endpoint.params:
        if param.name.endswith("Id") and (kind := kind_of(param.name, endpoint)):
            yield kind, lambda world, value, name=param.name: in_query(world.example(endpoint), name, value)
    for path in ids_within(example.body):
        if kind := kind_of(str(path[-1]), endpoint):
            yield kind, lambda world, value, path=path: in_body(world.example(endpoint), path, value)


def kind_of(name: str, endpoint: Endpoint) -> str | None:
    assert name in KINDS or name in OTHERS, f"whose is {name} of {name_of(endpoint)}? Say it in KINDS or OTHERS"
    return KINDS.get(name)


def ids_within(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of a body's fields that are called as ids are."""
    for key, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if isinstance(one, (dict, list)):
            yield from ids_within(one, (*path, key))
        elif isinstance(key, str) and re.search(r"(Id|_id)$|^sku$|^id$|^from$|^into$", key):
            yield (*path, key)


def in_query(sent: Sent, name: str, value: str) -> Sent:
    return sent._replace(query={**sent.query, name: value})


def in_body(sent: Sent, path: tuple[str | int, ...], value: str) -> Sent:
    body = place = copy.deepcopy(sent.body)
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return sent._replace(body=body)


def first_page_of_rival(world: World, endpoint: Endpoint) -> Sent:
    """The list as the other tenant would ask for it: one row a page, and no filter that could leave it short."""
    theirs = {name: world.foreign[kind] for name in re.findall(r"<(\w+)>", endpoint.path) if (kind := KINDS.get(name))}
    if "<venue_id>" in endpoint.path:
        theirs["venue_id"] = RIVAL
    kept = {name: text for name, text in world.example(endpoint).query.items() if name in ("q", "minScore")}
    kept |= {one.name: world.foreign[KINDS[one.name]] for one in endpoint.params if one.required and one.name in KINDS}
    return world.example(endpoint, **theirs)._replace(query={"limit": 1, **kept})


def next_cursor(answer: Mapping[str, Any]) -> str | None:
    found: str | None = answer.get("nextCursor") or answer.get("meta", {}).get("nextCursor")
    return found


def camel(match: re.Match[str]) -> str:
    head, *tail = match[1].split("_")
    return "{" + head + "".join(part.title() for part in tail) + "}"
