"""A tenant's own records, and the directory that lists all tenants and their members."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from ...facts.tenant import Tenant, TenantStatus
from ...scoring.settings import Settings
from .. import keys
from ..dynamo.calls import Client, Item, batch_get, pack, pages, unpack, won
from ..settings_codec import decode_settings, encode_settings
from .generations import Generations, decode_generations, generations_item
from .members import Member, Members, Membership, member_of

# Items that make a tenant's record.
_KINDS = ("tenant", "settings", "generation")

__all__ = ["Directory", "FeedStore", "Member", "SettingsStore", "TenantRecord"]


class TenantRecord(NamedTuple):
    """A tenant with its settings; `settings_revision` counts their changes (0: never changed).

    `fed_day` is the last day (since 1970, in UTC) on which its live feed was noted; None: never (`orders/feed.py`).
    `segments_revision` counts the edits of its own segments and loyalty programs; `announcing_revision` is the last of
    them by which what is announced may differ.
    """

    tenant: Tenant
    settings: Settings
    settings_revision: int
    fed_day: int | None = None
    segments_revision: int = 0
    announcing_revision: int = 0


class Directory:
    """All tenants and all members. Everything else is bound to one tenant."""

    def __init__(self, client: Client, table: str) -> None:
        self._client = client
        self._table = table

    def read(self, tenant_id: str) -> TenantRecord | None:
        """The tenant with settings and generations, consistently, in one BatchGetItem; None where there is none."""
        return self._read(tenant_id, [])[0]

    def read_with_member(self, tenant_id: str, subject: str) -> tuple[TenantRecord | None, Member | None]:
        """The same, and in the same BatchGetItem who a token's subject is; each None where there is none."""
        return self._read(tenant_id, [keys.member(subject)])

    def _read(self, tenant_id: str, members: list[keys.Key]) -> tuple[TenantRecord | None, Member | None]:
        wanted = [keys.tenant_item(tenant_id, kind) for kind in _KINDS] + members
        found = batch_get(self._client, self._table, wanted, consistent=True)
        member = next((member_of(item) for item in found if item["sk"]["S"] == "member"), None)
        items = {item["sk"]["S"]: unpack(item) for item in found if item["sk"]["S"] in _KINDS}
        return _record(tenant_id, items), member

    def create(self, tenant: Tenant, *, settings: Settings | None = None, listed: bool = True) -> bool:
        """Writes a new tenant whole, with settings where they are not the defaults; False where the id is taken."""
        items: list[dict[str, Any]] = [
            {
                **keys.tenant_item(tenant.id, "tenant"),
                "name": tenant.name,
                "status": tenant.status.value,
                "currency": tenant.currency,
                "exponent": tenant.exponent,
                "secret": tenant.secret,
            },
            generations_item(tenant.id, Generations.of(tenant)),
        ]
        if settings is not None:
            items.append(_settings_item(tenant.id, settings, revision=1))
        if listed:
            items.append(dict(keys.directory_entry(tenant.id)))
        return won(
            self._client.transact_write_items,
            TransactItems=[
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": pack(item),
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                }
                for item in items
            ],
        )

    def all(self) -> list[Tenant]:
        """Every listed tenant, by id."""
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "~tenants"}},
        }
        ids = [item["sk"]["S"] for items in pages(self._client, **query) for item in items]
        return [record.tenant for id_ in ids if (record := self.read(id_)) is not None]

    def set_status(self, tenant_id: str, status: TenantStatus) -> bool:
        """False where there is no such tenant."""
        return won(
            self._client.update_item,
            TableName=self._table,
            Key=pack(keys.tenant_item(tenant_id, "tenant")),
            UpdateExpression="SET #status = :status",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":status": {"S": status.value}},
        )

    @property
    def members(self) -> Members:
        return Members(self._client, self._table)

    def put_member(self, subject: str, member: Member) -> bool:
        """Gives a token's subject a tenant and a role; False where it is another tenant's."""
        return self.members.put(Membership(subject, member))

    def member(self, subject: str) -> Member | None:
        return self.members.read(subject)


class FeedStore:
    """The last day on which orders of a live feed came to one tenant: an attribute of its record, which every call
    reads anyway."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def note(self, day: int) -> bool:
        """False where that day, or a later one, is noted already."""
        return won(
            self._client.update_item,
            TableName=self._table,
            Key=pack(keys.tenant_item(self._tenant.id, "tenant")),
            UpdateExpression="SET fed_day = :day",
            ConditionExpression="attribute_exists(pk) AND (attribute_not_exists(fed_day) OR fed_day < :day)",
            ExpressionAttributeValues={":day": {"N": str(day)}},
        )


class SettingsStore:
    """The settings of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def put(self, settings: Settings, *, replacing: int) -> bool:
        """Writes revision `replacing + 1`; False where `replacing` is no longer the stored one."""
        condition = "attribute_not_exists(pk)" if replacing == 0 else "revision = :seen"
        seen = {} if replacing == 0 else {"ExpressionAttributeValues": {":seen": {"N": str(replacing)}}}
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(_settings_item(self._tenant.id, settings, revision=replacing + 1)),
            ConditionExpression=condition,
            **seen,
        )


def _record(tenant_id: str, items: Mapping[str, Item]) -> TenantRecord | None:
    """Of its unpacked items by kind; None where it was not made whole."""
    if "tenant" not in items or "generation" not in items:
        return None
    tenant = _tenant(tenant_id, items["tenant"], decode_generations(items["generation"]))
    noted = (
        items["tenant"].get("fed_day"),
        items["tenant"].get(keys.SEGMENTS_REVISION, 0),
        items["tenant"].get(keys.ANNOUNCING_REVISION, 0),
    )
    stored = items.get("settings")
    if stored is None:
        return TenantRecord(tenant, Settings.defaults(tenant.exponent), 0, *noted)
    settings = decode_settings(json.loads(stored["settings"]), tenant.exponent)
    return TenantRecord(tenant, settings, stored["revision"], *noted)


def _tenant(tenant_id: str, values: Item, generations: Generations) -> Tenant:
    return Tenant(
        id=tenant_id,
        name=values["name"],
        status=TenantStatus(values["status"]),
        currency=values["currency"],
        exponent=values["exponent"],
        secret=values["secret"],
        reading=generations.reading,
        writing=generations.writing,
    )


def _settings_item(tenant_id: str, settings: Settings, *, revision: int) -> dict[str, Any]:
    return {
        **keys.tenant_item(tenant_id, "settings"),
        "settings": json.dumps(encode_settings(settings)),
        "revision": revision,
    }
