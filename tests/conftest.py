"""What several test folders share: the stack's tables and queues on moto, and a tenant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any

import boto3
import botocore.session
import pytest
from moto import mock_aws
from regulars.config import Names
from regulars.facts.tenant import Generation, Tenant, TenantStatus
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores

from account.suite import ACCOUNT, ASKED, asked
from laptop.install import MINISTACK, NODE_MODULES
from tests.aws import create_stack
from tests.running_stack import Stack, emulated_stack, stack_of_suite
from tests.workers import ByWhatTheyShare, longest_first

# The opt-in suite's own, `make aws-test` (docs/aws-test.md).
collect_ignore = [] if ASKED in os.environ else ["account"]

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_REGION": "us-east-1",
    "POWERTOOLS_SERVICE_NAME": "regulars",
    "POWERTOOLS_METRICS_NAMESPACE": "Regulars",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWhatTheyShare | None:
    return ByWhatTheyShare(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes go by their argument's name: gzip puts the second into them, and workers must agree on every name."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        only = item.get_closest_marker("account")
        if only and os.environ.get(ASKED) != ACCOUNT:
            item.add_marker(pytest.mark.skip(reason=f"only in an account: {only.args[0]}"))
    if hasattr(config, "workerinput"):
        longest_first(items)


@pytest.fixture(scope="session", autouse=True)
def _descriptions_of_services_are_read_once() -> Iterator[None]:
    """All sessions share one loader: else each test parses the same JSON for half a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        yield


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """The stack on moto, and its names in the environment as a function would have them."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        names = create_stack(boto3.session.Session())
        for field in fields(Names):
            monkeypatch.setenv(field.name.upper(), getattr(names, field.name))
        yield names


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack, deployed once a session. Tests keep apart by tenants of their own."""
    if not (MINISTACK / "bin" / "ministack").exists() or not NODE_MODULES.exists():
        pytest.skip("MiniStack or the CDK command is not installed: run the tests by `make test`")
    folder = tmp_path_factory.mktemp("stack")
    with stack_of_suite(folder, asked(os.environ)) if ASKED in os.environ else emulated_stack(folder) as running:
        yield running


@pytest.fixture
def stores(aws: Names) -> Stores:
    return Stores(aws)


@pytest.fixture
def tenant(stores: Stores) -> Tenant:
    """Tenant `acme`, in US dollars, one shard."""
    return make_tenant(stores, "acme")


@pytest.fixture
def settings() -> Settings:
    return Settings.defaults(2)


def make_tenant(stores: Stores, tenant_id: str, *, currency: str = "USD", exponent: int = 2, shards: int = 1) -> Tenant:
    """Creates a tenant with a secret that depends on its id only."""
    generation = Generation(1, shards)
    tenant = Tenant(
        id=tenant_id,
        name=tenant_id.title(),
        status=TenantStatus.ACTIVE,
        currency=currency,
        exponent=exponent,
        secret=tenant_id.encode().ljust(32, b"."),
        reading=generation,
        writing=(generation,),
    )
    assert stores.directory.create(tenant)
    return tenant
