"""What a shop and its customers said to each other: logged, followed on its way, and kept to what customers want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import Conflict
from ..facts.attention import Contactability
from ..facts.items.channels import CONSENT_OF, Channel
from ..facts.items.communication import Communication, CommunicationStatus, Direction, Purpose
from ..stores.ids import id_of, new_id
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.communications import COMMUNICATION
from ..stores.registry import Registry
from . import about
from .about import written_at
from .logged import Logged, log
from .preferences import contactability

_QUEUED, _SENT = CommunicationStatus.QUEUED, CommunicationStatus.SENT


def log_communication(
    customer_id: str,
    fields: Mapping[str, Any],
    status: CommunicationStatus,
    *,
    sent_ms: int | None,
    occurred_ms: int | None,
    once: str | None,
    ledger: Ledger,
    registry: Registry,
    now_ms: int,
) -> Logged[Communication]:
    """`fields` are those of `Communication` that tell of it. `status` was reached at `occurred_ms`, else now; it was
    sent at `sent_ms`, else then. One that is told again under its id elsewhere goes on from what is known; one told as
    `once` before, by a call that is repeated, is the one that is there.

    What is only meant to be sent (`queued`) is refused where the customer does not want it; what has happened is kept,
    and says that it was against their will. Raises `NotFound`, `Conflict`, `QueryRefused`, `StoreUnavailable`.
    """
    begun_ms = next((at for at in (sent_ms, occurred_ms) if at is not None), now_ms)
    reached = {status: now_ms if occurred_ms is None else occurred_ms}
    if status is _QUEUED:
        reached = {_QUEUED: begun_ms}
    elif status is _SENT or sent_ms is not None:
        reached[_SENT] = begun_ms
    external = fields.get("external_id")
    item_id = (once or new_id(begun_ms)) if external is None else id_of(begun_ms, external)
    made = Communication(
        item_id,
        customer_id,
        reached=reached,
        occurred_ms=begun_ms,
        created_ms=now_ms,
        **written_at(now_ms),
        **fields,
    )
    made = replace(made, violates=_against_their_will(made, ledger))

    def again(stored: Stored[Communication]) -> Communication:
        return _going_on(stored.item, reached, now_ms, ledger)

    return log(COMMUNICATION, made, external, again=again, ledger=ledger, registry=registry, once=once is not None)


def change_communication(
    customer_id: str,
    communication_id: str,
    fields: Mapping[str, Any],
    status: CommunicationStatus | None,
    *,
    occurred_ms: int | None,
    ledger: Ledger,
    now_ms: int,
    check: about.Check,
) -> Stored[Communication]:
    """These fields, and a status that it has reached. Raises `NotFound`, `StoreUnavailable`."""
    reached = {} if status is None else {status: now_ms if occurred_ms is None else occurred_ms}

    def changed(stored: Communication) -> Communication:
        return _going_on(replace(stored, **fields), reached, now_ms, ledger)

    return about.change(
        COMMUNICATION, customer_id, communication_id, changed, ledger=ledger, now_ms=now_ms, check=check
    )


def reach(
    known: tuple[str, str], status: CommunicationStatus, at_ms: int, *, ledger: Ledger, now_ms: int
) -> Logged[Communication]:
    """A status that another system tells of. Raises `NotFound`, `StoreUnavailable`."""
    customer_id, communication_id = known
    before: list[int] = []
    stored = about.change(
        COMMUNICATION,
        customer_id,
        communication_id,
        lambda item: _going_on(item, {status: at_ms}, now_ms, ledger),
        ledger=ledger,
        now_ms=now_ms,
        check=before.append,
    )
    return Logged(stored, "unchanged" if before[-1] == stored.n else "updated")


def blocked(holds: Contactability, channel: Channel, purpose: Purpose) -> str | None:
    """Why somebody must not be written to, as the end of a sentence; None where nothing speaks against it.

    Who was never asked is not blocked.
    """
    if holds.do_not_contact:
        return "is not to be contacted at all"
    if purpose is Purpose.MARKETING and channel in CONSENT_OF and getattr(holds, channel) is False:
        return f"has opted out of {channel}"
    return None


def _against_their_will(made: Communication, ledger: Ledger) -> bool:
    if made.direction is Direction.INBOUND:
        return False
    why = blocked(contactability(made.customer_id, ledger), made.channel, made.purpose)
    if why is not None and made.status is _QUEUED:
        raise Conflict("not_contactable", f"Customer {made.customer_id} {why}: a {made.purpose} {made.channel} is not "
                       "to be queued.")  # fmt: skip
    return why is not None


def _going_on(
    stored: Communication, reached: Mapping[CommunicationStatus, int], now_ms: int, ledger: Ledger
) -> Communication:
    """The same with these statuses. What waited and has left is looked at again: they may have opted out since."""
    made = stored
    for status, at_ms in reached.items():
        made = made.reaching(status, at_ms)
    if made == stored:
        return stored
    if stored.status is _QUEUED and made.status is not _QUEUED:
        made = replace(made, violates=_against_their_will(made, ledger))
    return replace(made, **written_at(now_ms))
