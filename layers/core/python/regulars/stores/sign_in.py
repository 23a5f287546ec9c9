"""Signs a user of the pool in by name and password, and answers an access token that belongs to a tenant."""

from __future__ import annotations

import base64
import json
from typing import NamedTuple

from botocore.exceptions import ClientError

from ..errors import StoreUnavailable
from .dynamo.calls import Client, call

# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminInitiateAuth.html
_REFUSED = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
}


class AccessToken(NamedTuple):
    """`seconds` is how long it is valid."""

    text: str
    seconds: int


class SignIn:
    """The pool, through the operator's app client. Without a pool's name tokens are made elsewhere."""

    def __init__(self, client: Client, pool_id: str, client_id: str) -> None:
        self._client = client
        self._pool_id = pool_id
        self._client_id = client_id

    @property
    def is_here(self) -> bool:
        """Whether this deployment's tokens come from a pool of its own."""
        return bool(self._pool_id)

    def access_token(self, user: str, password: str) -> AccessToken | None:
        """None where the pool refuses, and where the token would belong to no tenant.

        A user whose membership is over signs in still, to a token without tenant and role. Raises `StoreUnavailable`
        where the pool throttles or does not answer.
        """
        try:
            answer = call(
                self._client.admin_initiate_auth,
                UserPoolId=self._pool_id,
                ClientId=self._client_id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": user, "PASSWORD": password},
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _REFUSED:
                return None
            raise StoreUnavailable(code) from error
        made = answer.get("AuthenticationResult")
        if made is None or "tenant" not in _claims(made["AccessToken"]):
            return None
        return AccessToken(made["AccessToken"], made["ExpiresIn"])


def _claims(token: str) -> dict[str, object]:
    """What a token says that came straight from who made it: there is nothing to verify."""
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert isinstance(claims, dict)
    return claims
