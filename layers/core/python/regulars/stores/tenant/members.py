"""Who belongs to a tenant: what a token's subject may do, and who that is.

Two items a member, written and removed together. The one under the subject is read with each token and call; the one
among the tenant's own records lists its members and says who they are. Only the operator's command writes either.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...dataclass import dataclass
from .. import keys
from ..dynamo.calls import Client, Value, call, pack, pages, unpack, won


class Member(NamedTuple):
    """Which tenant and role a token's subject has; `until_ms` is the first instant at which it has neither."""

    tenant_id: str
    role: str
    until_ms: int | None = None

    def holds(self, now_ms: int) -> bool:
        """Whether the membership has not ended."""
        return self.until_ms is None or now_ms < self.until_ms


@dataclass(frozen=True, slots=True)
class Membership:
    """A member as the operator sees it. Empty texts are what nobody told.

    `user` is the pool's name of the user, `client` the machine client whose user it is.
    """

    subject: str
    member: Member
    user: str = ""
    email: str = ""
    name: str = ""
    client: str = ""
    since_ms: int = 0


class Members:
    """All members of all tenants."""

    def __init__(self, client: Client, table: str) -> None:
        self._client = client
        self._table = table

    def read(self, subject: str) -> Member | None:
        """Consistently: a member who was just made is in the first token, and one who was removed is in none."""
        answer = call(self._client.get_item, TableName=self._table, Key=pack(keys.member(subject)), ConsistentRead=True)
        return member_of(answer["Item"]) if "Item" in answer else None

    def put(self, one: Membership) -> bool:
        """Writes or replaces a membership; False, with nothing changed, where the subject is another tenant's."""
        tenant_id, role, until_ms = one.member
        stored: dict[str, Value | None] = {"tenant": tenant_id, "role": role, "until": until_ms}
        told: dict[str, Value | None] = {
            "user": one.user,
            "email": one.email,
            "name": one.name,
            "client": one.client,
            "since": one.since_ms,
        }
        return won(
            self._client.transact_write_items,
            TransactItems=[
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": pack({**keys.member(one.subject), **stored}),
                        "ConditionExpression": "attribute_not_exists(pk) OR #tenant = :tenant",
                        "ExpressionAttributeNames": {"#tenant": "tenant"},
                        "ExpressionAttributeValues": {":tenant": {"S": tenant_id}},
                    }
                },
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": pack({**keys.membership(tenant_id, one.subject), **stored, **told}),
                    }
                },
            ],
        )

    def remove(self, tenant_id: str, subject: str) -> bool:
        """Removes a membership; False where the subject is no member of this tenant."""
        return won(
            self._client.transact_write_items,
            TransactItems=[
                {
                    "Delete": {
                        "TableName": self._table,
                        "Key": pack(keys.member(subject)),
                        "ConditionExpression": "#tenant = :tenant",
                        "ExpressionAttributeNames": {"#tenant": "tenant"},
                        "ExpressionAttributeValues": {":tenant": {"S": tenant_id}},
                    }
                },
                {"Delete": {"TableName": self._table, "Key": pack(keys.membership(tenant_id, subject))}},
            ],
        )

    def of(self, tenant_id: str) -> list[Membership]:
        """Every member of a tenant, by subject; those whose time is over too."""
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :members)",
            "ExpressionAttributeValues": pack({":pk": tenant_id, ":members": keys.MEMBERSHIP}),
            "ConsistentRead": True,
        }
        return [_membership(item) for items in pages(self._client, **query) for item in items]


def member_of(item: dict[str, Any]) -> Member:
    """The member that an item of either kind holds."""
    values = unpack(item)
    return Member(values["tenant"], values["role"], values.get("until"))


def _membership(item: dict[str, Any]) -> Membership:
    values = unpack(item)
    return Membership(
        subject=values["sk"].removeprefix(keys.MEMBERSHIP),
        member=member_of(item),
        user=values["user"],
        email=values["email"],
        name=values["name"],
        client=values["client"],
        since_ms=values["since"],
    )
