"""What customers did beside their orders: logged one by one or many at once, each once by its id elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..facts.items.interaction import Interaction
from ..stores.ids import id_of, new_id
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.interactions import INTERACTION
from ..stores.registry import Registry
from .about import written_at
from .logged import Logged, log


def log_interaction(
    customer_id: str,
    fields: Mapping[str, Any],
    *,
    once: str | None,
    ledger: Ledger,
    registry: Registry,
    now_ms: int,
) -> Logged[Interaction]:
    """`fields` are those of `Interaction`, `occurred_ms` now where it is left out. One that is told again under the id
    that it has elsewhere, or as `once` by a call that is repeated, is the one that is there.

    Raises `NotFound`, `QueryRefused`, `StoreUnavailable`.
    """
    at_ms, external = fields.get("occurred_ms", now_ms), fields.get("external_id")
    values = {**fields, "occurred_ms": at_ms}
    item_id = (once or new_id(at_ms)) if external is None else id_of(at_ms, external)
    interaction = Interaction(item_id, customer_id, created_ms=now_ms, **written_at(now_ms), **values)

    def again(stored: Stored[Interaction]) -> Interaction:
        return stored.item

    return log(INTERACTION, interaction, external, again=again, ledger=ledger, registry=registry, once=once is not None)
