"""token_claims: tenant and role come from the member item that only the operator writes."""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

import pytest
from regulars.stores.opened import Stores
from regulars.stores.tenant.tenants import Member

from testing.events import Context
from testing.handlers import load_handler


@pytest.fixture
def function(stores: Stores) -> ModuleType:
    stores.directory.put_member("sub-ann", Member("acme", "editor"))
    stores.directory.put_member("app-client", Member("other", "viewer"))
    return load_handler("token_claims")


def asked(attributes: dict[str, str] | None, *, client: str = "web", trigger: str = "HostedAuth") -> dict[str, Any]:
    """Cognito's question before a token is made (version V3_0)."""
    return {
        "version": "3",
        "triggerSource": f"TokenGeneration_{trigger}",
        "region": "us-east-1",
        "userPoolId": "us-east-1_pool",
        "userName": "ann",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown", "clientId": client},
        "request": {
            "userAttributes": attributes,
            "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": None},
            "scopes": ["openid"],
            "clientMetadata": {"tenant": "other", "role": "admin"},
        },
        "response": {"claimsAndScopeOverrideDetails": None},
    }


def generated(answer: dict[str, Any]) -> dict[str, Any]:
    """What goes into the access token; the id token must carry the same."""
    details = answer["response"]["claimsAndScopeOverrideDetails"]
    assert details["idTokenGeneration"] == details["accessTokenGeneration"]
    token: dict[str, Any] = details["accessTokenGeneration"]
    return token


def test_a_members_tenant_and_role_go_into_both_tokens(function: ModuleType) -> None:
    token = generated(function.lambda_handler(asked({"sub": "sub-ann", "email": "ann@example.com"}), Context()))

    assert token == {"claimsToAddOrOverride": {"tenant": "acme", "role": "editor"}, "claimsToSuppress": []}


@pytest.mark.parametrize("attributes", [None, {}])
def test_a_token_without_a_user_belongs_to_nobody(function: ModuleType, attributes: dict[str, str] | None) -> None:
    event = asked(attributes, client="app-client", trigger="ClientCredentials")

    token = generated(function.lambda_handler(event, Context()))

    assert token["claimsToAddOrOverride"] == {}


@pytest.mark.parametrize(("left_ms", "claims"), [(60_000, {"tenant": "acme", "role": "viewer"}), (0, {})])
def test_a_membership_that_is_over_is_none(
    function: ModuleType, stores: Stores, left_ms: int, claims: dict[str, str]
) -> None:
    until_ms = time.time_ns() // 1_000_000 + left_ms
    stores.directory.put_member("sub-old", Member("acme", "viewer", until_ms))

    token = generated(function.lambda_handler(asked({"sub": "sub-old"}), Context()))

    assert token["claimsToAddOrOverride"] == claims
    assert token["claimsToSuppress"] == ([] if claims else ["tenant", "role"])


def test_no_user_attribute_is_trusted(function: ModuleType) -> None:
    attributes = {
        "sub": "sub-ann",
        "tenant": "other",
        "role": "admin",
        "custom:tenant": "other",
        "custom:role": "admin",
    }

    token = generated(function.lambda_handler(asked(attributes), Context()))

    assert token["claimsToAddOrOverride"] == {"tenant": "acme", "role": "editor"}


def test_who_is_no_member_gets_neither_claim_and_none_they_brought(function: ModuleType) -> None:
    token = generated(function.lambda_handler(asked({"sub": "sub-zoe", "custom:tenant": "acme"}), Context()))

    assert token == {"claimsToAddOrOverride": {}, "claimsToSuppress": ["tenant", "role"]}


def test_a_user_is_never_taken_for_the_client_they_sign_in_with(function: ModuleType) -> None:
    token = generated(function.lambda_handler(asked({"sub": "sub-zoe"}, client="app-client"), Context()))

    assert token["claimsToAddOrOverride"] == {}


def test_a_change_of_role_is_in_the_next_token(function: ModuleType, stores: Stores) -> None:
    function.lambda_handler(asked({"sub": "sub-ann"}), Context())
    stores.directory.put_member("sub-ann", Member("acme", "viewer"))

    token = generated(function.lambda_handler(asked({"sub": "sub-ann"}), Context()))

    assert token["claimsToAddOrOverride"]["role"] == "viewer"


def test_the_rest_of_the_event_goes_back_as_it_came(function: ModuleType) -> None:
    event = asked({"sub": "sub-ann"})

    answer = function.lambda_handler(event, Context())

    assert {**answer, "response": None} == {**asked({"sub": "sub-ann"}), "response": None}
