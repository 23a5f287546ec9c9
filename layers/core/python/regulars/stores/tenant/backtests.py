"""The last backtest that a command computed for a tenant: one item of about 3 KB among its own records."""

from __future__ import annotations

import json

from ...facts.tenant import Tenant
from ...scoring.prediction.retrospect import Backtested
from .. import keys
from ..dynamo.calls import Client, call, pack, unpack


class Backtests:
    """The backtest of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def read(self) -> Backtested | None:
        """The one that was put last; None before the first."""
        answer = call(self._client.get_item, TableName=self._table, Key=pack(self._key()))
        return Backtested.of(json.loads(unpack(answer["Item"])["backtest"])) if "Item" in answer else None

    def put(self, backtested: Backtested) -> None:
        item = {**self._key(), "backtest": json.dumps(backtested.as_json(), separators=(",", ":"))}
        call(self._client.put_item, TableName=self._table, Item=pack(item))

    def _key(self) -> keys.Key:
        return keys.tenant_item(self._tenant.id, keys.BACKTEST)
