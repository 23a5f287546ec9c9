"""The API over the shop of the examples, on a stack whose clock and secrets stand still."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

from moto import mock_aws
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.http.oauth.examples import CLIENT
from regulars.stores.kept import Kept
from regulars.stores.opened import Stores
from regulars.stores.sign_in import AccessToken, SignIn

from testing.aws.moto_stack import MACHINES, create_stack
from testing.machines.night import running_at_once

from .calls import TENANT
from .examples import NOW_MS, SHOP
from .filled import fill_shop

_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_SERVICE_NAME": "regulars",
}
_MACHINE = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})


class Shop(NamedTuple):
    """The API over a tenant whose orders are known, and what examples say in braces."""

    application: Application
    stores: Stores
    tenant: Tenant
    filled: Mapping[str, str]


@contextmanager
def _known_secrets() -> Iterator[None]:
    with (
        patch("secrets.token_hex", return_value="0c5a91d3"),
        patch("secrets.token_bytes", return_value=bytes(range(32))),
    ):
        yield


@contextmanager
def open_shop(*, night: bool = False) -> Iterator[Shop]:
    """The API over a tenant whose orders have all been projected, lookups too.

    `night`: the tenant has been recalculated last night, too.
    """
    with open_stack() as (application, stores):
        shop = Shop(
            application, stores, *fill_shop(application, stores, TENANT, "Packaging Products", SHOP, night=night)
        )
        with running_at_once(stores, at_ms=NOW_MS):
            yield shop


@contextmanager
def open_stack() -> Iterator[tuple[Application, Stores]]:
    """The API of a stack that knows no tenant."""
    with patch.dict(os.environ, _ENVIRONMENT), mock_aws(), _known_secrets():
        os.environ.pop("AWS_ENDPOINT_URL", None)
        os.environ.pop("AWS_PROFILE", None)
        stores = Stores(create_stack())
        stores.sign_in = _OneClient()
        for machine in MACHINES:
            stores.stepfunctions.create_state_machine(
                name=machine, definition=_MACHINE, roleArn=f"arn:aws:iam::123456789012:role/{machine}"
            )
        # The clock stands still: what is kept would answer whoever asks second otherwise than alone.
        yield Application(stores, buckets=Buckets(1_000_000), kept=Kept(for_ms=0)), stores


class _OneClient(SignIn):
    """A pool that knows the example's client: no other pool would make the same token twice."""

    def __init__(self) -> None:
        super().__init__(None, "pool", "operator")

    def access_token(self, user: str, password: str) -> AccessToken | None:
        known = (f"{CLIENT['client_id']}-a", CLIENT["client_secret"])
        return AccessToken("eyJraWQiOi...", 3_600) if (user, password) == known else None
