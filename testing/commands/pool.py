"""A user pool as far as the command uses it; `tests/stack` uses the same calls on a real one."""

from __future__ import annotations

import re
from typing import Any


class NotFound(Exception): ...


class NotAuthorized(Exception): ...


class FakePool:
    """Users by name. Another call of the command gives them a new password in between, `taken_over` times."""

    class exceptions:
        UserNotFoundException = NotFound
        NotAuthorizedException = NotAuthorized

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        self.letters: list[str] = []
        self.passwords: list[str] = []
        self.taken_over = 0
        self._made = 0

    def admin_get_user(self, *, UserPoolId: str, Username: str) -> dict[str, Any]:
        user = self._user(Username)
        return {
            "Username": Username,
            "UserAttributes": user["attributes"],
            "UserStatus": user["status"],
        }

    def admin_create_user(
        self,
        *,
        UserPoolId: str,
        Username: str,
        MessageAction: str = "",
        UserAttributes: list[dict[str, str]] | None = None,
        DesiredDeliveryMediums: list[str] | None = None,
    ) -> dict[str, Any]:
        if MessageAction != "RESEND":
            assert Username not in self.users
            self._made += 1
            attributes = [*(UserAttributes or []), {"Name": "sub", "Value": f"sub-{self._made} of {Username}"}]
            self.users[Username] = {"attributes": attributes, "password": None, "status": "FORCE_CHANGE_PASSWORD"}
        if MessageAction != "SUPPRESS":
            assert DesiredDeliveryMediums == ["EMAIL"]
            self.letters.append(self.email(Username))
        return {"User": self._told(Username)}

    def admin_set_user_password(self, *, UserPoolId: str, Username: str, Password: str, Permanent: bool) -> None:
        assert Permanent
        assert re.search("[a-z]", Password)
        assert re.search("[A-Z]", Password)
        assert re.search("[0-9]", Password)
        assert re.search("[-_]", Password)
        assert len(Password) >= 12
        self._user(Username).update(password=Password, status="CONFIRMED")
        self.passwords.append(Password)

    def admin_initiate_auth(
        self, *, UserPoolId: str, ClientId: str, AuthFlow: str, AuthParameters: dict[str, str]
    ) -> dict[str, Any]:
        assert (ClientId, AuthFlow) == ("operator", "ADMIN_USER_PASSWORD_AUTH")
        if self.taken_over:
            self.taken_over -= 1
            raise NotAuthorized
        if self._user(AuthParameters["USERNAME"])["password"] != AuthParameters["PASSWORD"]:
            raise NotAuthorized
        return {"AuthenticationResult": {"IdToken": f"id token of {AuthParameters['USERNAME']}"}}

    def admin_delete_user(self, *, UserPoolId: str, Username: str) -> None:
        self._user(Username)
        del self.users[Username]

    def list_users(self, *, UserPoolId: str, Filter: str) -> dict[str, Any]:
        asked = re.fullmatch('email = "([^"]*)"', Filter)
        assert asked is not None
        return {"Users": [self._told(name) for name in self.users if self.email(name) == asked[1]]}

    def email(self, name: str) -> str:
        found = (one["Value"] for one in self.users[name]["attributes"] if one["Name"] == "email")
        return next(found, "")

    def signs_in(self, name: str, password: str) -> bool:
        return name in self.users and self.users[name]["password"] == password

    def _user(self, name: str) -> dict[str, Any]:
        if name not in self.users:
            raise NotFound
        return self.users[name]

    def _told(self, name: str) -> dict[str, Any]:
        user = self.users[name]
        return {"Username": name, "Attributes": user["attributes"], "UserStatus": user["status"]}


class SessionWithPool:
    """A session whose pool is the fake one."""

    def __init__(self, session: Any, pool: FakePool) -> None:
        self._session = session
        self._pool = pool

    def client(self, service: str, **more: Any) -> Any:
        return self._pool if service == "cognito-idp" else self._session.client(service, **more)
