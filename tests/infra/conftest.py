"""The stack as CloudFormation would get it, for an account and for a laptop; no layer is built."""

from __future__ import annotations

import pytest

from infra.deployment import Deployment
from testing.template.synthesis import Template, synthesise


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return synthesise(tmp_path_factory.mktemp("aws"), Deployment())


@pytest.fixture(scope="session")
def laptop_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return synthesise(tmp_path_factory.mktemp("laptop"), Deployment(laptop=True))
