"""The fit of a tenant's models that holds now: one small item among its own records, replaced by each night."""

from __future__ import annotations

import json

from ...facts.tenant import Tenant
from ...scoring.prediction.fit import Fit
from .. import keys
from ..dynamo.calls import Client, call, pack, unpack


class FitStore:
    """The fit of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def read(self) -> Fit | None:
        """The fit; None before the first night."""
        answer = call(self._client.get_item, TableName=self._table, Key=pack(self._key()))
        return Fit.of(json.loads(unpack(answer["Item"])["fit"])) if "Item" in answer else None

    def put(self, fit: Fit) -> None:
        item = {**self._key(), "fit": json.dumps(fit.as_json(), separators=(",", ":"))}
        call(self._client.put_item, TableName=self._table, Item=pack(item))

    def _key(self) -> keys.Key:
        return keys.tenant_item(self._tenant.id, keys.PREDICTION)
