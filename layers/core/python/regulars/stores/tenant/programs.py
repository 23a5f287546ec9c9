"""The loyalty programs of a tenant: every edit of each stays, since what was earned under it does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from ...facts.tenant import Tenant
from ...loyalty.program import ExpiryRounding, Program, ProgramType, Reward, RewardKind, Tier, Versions, versions_of
from .. import keys
from ..dynamo.calls import Client, Item, pack, won
from .own_rules import counting, read_revision, read_stored


class ProgramSet(NamedTuple):
    """Every program by id, in the order in which they were made; `revision` counts the edits of all own rules."""

    revision: int
    by_id: Mapping[str, Versions]


class ProgramStore:
    """The loyalty programs of one tenant, and how many of their rewards were taken."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def read(self) -> ProgramSet:
        """All of them, consistently. The revision is read first: an edit in between makes the next write fail."""
        revision = read_revision(self._client, self._table, self._tenant)
        return ProgramSet(revision, versions_of(map(_decoded, self._stored(keys.program_sort()))))

    def versions(self, program_id: str) -> Versions | None:
        """All edits of one, consistently; None where there is no such program."""
        edits = [_decoded(values) for values in self._stored(keys.program_sort(program_id))]
        return Versions(edits) if edits else None

    def put(self, program: Program, *, replacing: int, announces: bool = False) -> bool:
        """Writes an edit; False where `replacing` is no longer the revision of the tenant's own rules. `announces`: by
        this edit somebody may have to be told something."""
        key = keys.tenant_item(self._tenant.id, keys.program_sort(program.id, program.revision))
        text = json.dumps(encode_program(program), separators=(",", ":"), ensure_ascii=False)
        return won(
            self._client.transact_write_items,
            TransactItems=[
                counting(self._table, self._tenant, replacing=replacing, announces=announces),
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": pack({**key, "program": text}),
                        "ConditionExpression": "attribute_not_exists(pk)",
                    }
                },
            ],
        )

    def taken(self, program_id: str) -> dict[str, int]:
        """How many of each reward were redeemed, by its id, consistently; of those that have a stock."""
        begins = keys.reward_sort(program_id)
        return {values["sk"].removeprefix(begins): values["taken"] for values in self._stored(begins)}

    def taking(self, program_id: str, reward: Reward) -> Item:
        """The taking of one of a reward that has a stock, as a part of a transaction: fails where none is left."""
        return {
            "Update": {
                "TableName": self._table,
                "Key": pack(keys.tenant_item(self._tenant.id, keys.reward_sort(program_id, reward.id))),
                "UpdateExpression": "ADD taken :one",
                "ConditionExpression": "attribute_not_exists(taken) OR taken < :stock",
                "ExpressionAttributeValues": pack({":one": 1, ":stock": reward.stock}),
            }
        }

    def _stored(self, begins: str) -> list[dict[str, Any]]:
        return read_stored(self._client, self._table, self._tenant, begins)


def _decoded(values: Mapping[str, Any]) -> Program:
    return decode_program(json.loads(values["program"]))


def encode_program(program: Program) -> dict[str, Any]:
    """As JSON holds it."""
    return asdict(program)


def decode_program(told: Mapping[str, Any]) -> Program:
    return Program(
        **{
            **told,
            "type": ProgramType(told["type"]),
            "expiry_rounding": ExpiryRounding(told["expiry_rounding"]),
            "tiers": tuple(Tier(**one) for one in told["tiers"]),
            "rewards": tuple(Reward(**{**one, "kind": RewardKind(one["kind"])}) for one in told["rewards"]),
        }
    )
