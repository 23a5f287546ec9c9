"""Every kind of token that a person may hold, and what the pool refuses to give."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from testing.deployed.srp import sign_in
from testing.deployed.stack import Stack

PASSWORD = "Long-enough-4-the-pool"


class Person(NamedTuple):
    email: str
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def person(stack: Stack) -> Person:
    """A viewer who has signed in on a page of the platform, by SRP."""
    stack.operator("tenant", "create", "people")
    add = ("tenant", "add-member", "people", "--email", "pia@example.com", "--role", "viewer", "--json")
    assert json.loads(stack.operator(*add))
    pool = stack.outputs["UserPoolId"]
    stack.client("cognito-idp").admin_set_user_password(
        UserPoolId=pool, Username="pia@example.com", Password=PASSWORD, Permanent=True
    )
    return Person("pia@example.com", by_srp(stack, "pia@example.com", PASSWORD))


def by_srp(stack: Stack, email: str, password: str) -> dict[str, str]:
    cognito = stack.client("cognito-idp")
    return sign_in(cognito, stack.outputs["WebClientId"], stack.outputs["UserPoolId"], email, password)


def by_name(stack: Stack, flow: str, **parameters: str) -> Any:
    return stack.client("cognito-idp").initiate_auth(
        ClientId=stack.outputs["WebClientId"], AuthFlow=flow, AuthParameters=parameters
    )["AuthenticationResult"]


def test_a_page_signs_in_by_srp_and_its_access_token_opens_the_door(stack: Stack, person: Person) -> None:
    assert stack.call("GET", "/api/customers", token=person.tokens["AccessToken"]).status == 200
    assert stack.call("GET", "/api/customers?tenantId=door", token=person.tokens["AccessToken"]).status == 403


def test_its_id_token_carries_the_tenant_too(stack: Stack, person: Person) -> None:
    assert stack.call("GET", "/api/customers", token=person.tokens["IdToken"]).status == 200


def test_a_refreshed_token_opens_the_door_and_a_refresh_token_itself_does_not(stack: Stack, person: Person) -> None:
    refresh = person.tokens["RefreshToken"]

    again = by_name(stack, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=refresh)

    assert stack.call("GET", "/api/customers", token=again["AccessToken"]).status == 200
    assert stack.call("GET", "/api/customers", token=refresh).status in (401, 403)  # by the gateway, or by the function


def test_a_page_may_not_send_the_password_itself_and_a_wrong_one_gets_nothing(stack: Stack, person: Person) -> None:
    with pytest.raises(ClientError):
        by_name(stack, "USER_PASSWORD_AUTH", USERNAME=person.email, PASSWORD=PASSWORD)
    with pytest.raises(ClientError, match="NotAuthorized"):
        by_srp(stack, person.email, PASSWORD + "r")


@pytest.mark.account("MiniStack lets anybody sign up")
def test_nobody_makes_a_user_of_their_own(stack: Stack, person: Person) -> None:
    with pytest.raises(ClientError, match="NotAuthorized"):
        stack.client("cognito-idp").sign_up(
            ClientId=stack.outputs["WebClientId"], Username="own@example.com", Password=PASSWORD
        )


@pytest.mark.account("MiniStack tells upper from lower case in names")
def test_an_address_in_another_case_is_the_same_person(stack: Stack, person: Person) -> None:
    assert by_srp(stack, person.email.upper(), PASSWORD)["AccessToken"]
