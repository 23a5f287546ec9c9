"""The tests of the stores run on moto over HTTP, on moto as all other tests have it, and on another DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from botocore.exceptions import ClientError
from regulars.config import Names
from regulars.stores.opened import Stores

from testing.aws.dynalite import SERVER, client, create_tables, dynalite
from testing.aws.in_process import over_http
from testing.aws.moto_stack import TABLES, table_definition

# What dynalite does not know, by the words of its refusal.
_UNKNOWN = "UnknownOperationException"


@pytest.fixture(scope="session")
def second_engine() -> Iterator[str]:
    """The endpoint of the second engine, started once a session."""
    if not SERVER.exists():
        pytest.skip("dynalite is not installed: run the tests by `make test`")
    with dynalite() as endpoint:
        yield endpoint


@pytest.fixture(autouse=True)
def _over_http(request: pytest.FixtureRequest) -> Iterator[None]:
    """So that what a test asks beside its stores goes the way of AWS, too."""
    engine = request.node.callspec.params.get("stores") if hasattr(request.node, "callspec") else None
    with nullcontext() if engine == "moto in process" else over_http():
        yield


@pytest.fixture(params=["moto", "moto in process", "dynalite"])
def stores(aws: Names, request: pytest.FixtureRequest) -> Stores:
    opened = Stores(aws)
    if request.param == "dynalite":
        endpoint: str = request.getfixturevalue("second_engine")
        create_tables(endpoint, [table_definition(name, streams=False) for name in TABLES])
        # A cached property: the store's own client is never made.
        opened.__dict__["dynamodb"] = client(endpoint)
    return opened


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    """A test that needs what dynalite does not have is skipped there, by name: PartiQL, and streams."""
    on_dynalite = "dynalite" in pyfuncitem.name
    if on_dynalite and "stream_of_facts" in pyfuncitem.function.__code__.co_names:
        pytest.skip("dynalite has no streams")
    try:
        return (yield)
    except ClientError as error:
        if on_dynalite and error.response["Error"]["Code"] == _UNKNOWN:
            pytest.skip(f"dynalite knows no {error.operation_name}")
        raise
