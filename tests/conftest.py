"""What several test folders share. Fixtures import what they need: pure tests pay for no AWS."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from account.suite import ACCOUNT, ASKED
from testing.workers import ByWhatTheyShare, keep_what_was_collected, longest_first, name_of_bytes

if TYPE_CHECKING:
    from regulars.config import Names
    from regulars.facts.tenant import Tenant
    from regulars.scoring.settings import Settings
    from regulars.stores.opened import Stores

    from testing.deployed.stack import Stack


# The opt-in suite's own, `make aws-test` (docs/aws-test.md).
collect_ignore = [] if ASKED in os.environ else ["account"]
pytest_make_parametrize_id = name_of_bytes
# Metrics are made once a process, by whichever test comes first, and keep the namespace of that moment.
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "regulars")
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Regulars")


def pytest_configure() -> None:
    """Before any property is read, each of which takes over what stands here unless it says otherwise itself."""
    from hypothesis import settings

    from testing.examples import STEADY, draw_the_same

    settings.register_profile("steady", derandomize=STEADY)
    settings.load_profile("steady")
    draw_the_same()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByWhatTheyShare | None:
    return ByWhatTheyShare(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        only = item.get_closest_marker("account")
        if only and os.environ.get(ASKED) != ACCOUNT:
            item.add_marker(pytest.mark.skip(reason=f"only in an account: {only.args[0]}"))
    if hasattr(config, "workerinput"):
        longest_first(items)


def pytest_collection_finish() -> None:
    keep_what_was_collected()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """The stack on moto, and its names in the environment as a function would have them."""
    from moto import mock_aws
    from regulars.config import PLAIN

    from testing.aws.moto_stack import ENVIRONMENT, create_stack

    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        names = create_stack()
        for name in PLAIN:
            monkeypatch.setenv(name.upper(), getattr(names, name))
        for name, arn in names.machines.items():
            monkeypatch.setenv(f"{name.upper()}_MACHINE_ARN", arn)
        yield names


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The stack, deployed once a session. Tests keep apart by tenants of their own."""
    from account.suite import asked
    from laptop.install import NODE_MODULES
    from laptop.venvs import MINISTACK
    from testing.deployed.stack import emulated_stack, stack_of_suite

    if not (MINISTACK / "bin" / "ministack").exists() or not NODE_MODULES.exists():
        pytest.skip("MiniStack or the CDK command is not installed: run the tests by `make test`")
    folder = tmp_path_factory.mktemp("stack")
    with stack_of_suite(folder, asked(os.environ)) if ASKED in os.environ else emulated_stack(folder) as running:
        yield running


@pytest.fixture
def stores(aws: Names) -> Stores:
    from regulars.stores.opened import Stores

    from testing.aws.moto_stack import session

    return Stores(aws, session())


@pytest.fixture
def tenant(stores: Stores) -> Tenant:
    """Tenant `acme`, in US dollars, one shard."""
    from testing.aws.tenants import make_tenant

    return make_tenant(stores, "acme")


@pytest.fixture
def settings() -> Settings:
    from regulars.scoring.settings import Settings

    return Settings.defaults(2)
