"""`Idempotency-Key`: the same request again gets the first one's answer, for 24 hours. Failures are not kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

from ...errors import FieldError, QueryRefused
from ...stores.opened import Stores
from .call import Call

KEEP_SECONDS = 24 * 3_600
_MAX_KEY = 255


class Idempotency:
    """Keys of one tenant, method and path, kept in the table of requests.

    Another query, body or `If-Match` under a key is refused.
    """

    def __init__(self, stores: Stores) -> None:
        self._store = DynamoDBPersistenceLayer(
            stores.names.requests_table, key_attr="id", expiry_attr="expires", boto3_client=stores.dynamodb
        )
        self._config = IdempotencyConfig(
            event_key_jmespath="[tenant, method, path, key]",
            payload_validation_jmespath="body",
            raise_on_no_idempotency_key=True,
            expires_after_seconds=KEEP_SECONDS,
            hash_function="sha256",
        )

    def once(self, call: Call, path: str, work: Callable[[], dict[str, Any]], context: Any) -> dict[str, Any]:
        """`work`'s response (all JSON, its body as text), or the one kept; without the header simply `work`."""
        key = call.header("idempotency-key")
        if key is None:
            return work()
        if not 1 <= len(key) <= _MAX_KEY:
            raise QueryRefused([FieldError("Idempotency-Key", f"must have 1 to {_MAX_KEY} characters")])
        self._config.register_lambda_context(context)
        guarded = idempotent_function(
            lambda *, request: work(),
            data_keyword_argument="request",
            persistence_store=self._store,
            config=self._config,
            key_prefix="api",
        )
        request = {
            "tenant": call.tenant.id,
            "method": call.event["requestContext"]["http"]["method"],
            "path": path,
            "key": key,
            # No header and an empty one are not the same: the second is refused.
            "body": hashlib.sha256(call.body + repr((call.header("if-match"), _query(call))).encode()).hexdigest(),
        }
        response: dict[str, Any] = guarded(request=request)
        return response


def _query(call: Call) -> list[tuple[str, str]]:
    """What was removed may stand in it alone; in whatever order its parameters come."""
    return sorted(parse_qsl(call.event.get("rawQueryString", ""), keep_blank_values=True))
