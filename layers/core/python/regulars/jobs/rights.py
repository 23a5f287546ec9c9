"""What the functions of a kind may do: rights by the name of a part of the stack, which `infra/rights.py` resolves."""

from __future__ import annotations

from typing import NamedTuple


class Right(NamedTuple):
    """These actions on a part of the stack: a table (`facts`; `tenants:own` are a tenant's own records, to write them),
    a queue (`queue:bulk`, `undelivered`), a prefix of the bucket (`files:parts`), a kind's machine (`machine:imports`),
    those of all kinds (`machines`), an index of the ledger (`index:by_kind`), the key of certificates (`signing`), the
    event bus (`TELLS`), the list of all versions of all files (`versions`).

    The function is told what the part is called.
    """

    on: str
    actions: tuple[str, ...]


class Worker(NamedTuple):
    """A function of the stack, in `functions/<name>/`, that does steps. `told` are more of the stack's settings."""

    name: str
    description: str
    rights: tuple[Right, ...]
    memory_mb: int | None = None
    told: tuple[str, ...] = ()


TELLS = Right("bus", ("events:PutEvents",))
"""What a function needs that says on the bus how a job ended (`events/publish.py`): the queue of what the bus refuses
and a look at the tenant's webhooks come with it."""


def right(on: str, *actions: str) -> Right:
    return Right(on, actions)
