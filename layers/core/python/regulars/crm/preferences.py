"""How a customer wants to be reached: what they opted in to is their consent log's, all else is their preferences'."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..errors import FieldError, QueryRefused
from ..facts.attention import Contactability
from ..facts.fold import fold
from ..facts.folds.attention import fold_contactability
from ..facts.items.channels import ConsentChannel
from ..facts.items.consent import Consent, ConsentAction
from ..facts.items.preferences import Preferences
from ..stores.ids import new_id
from ..stores.ledger import Ledger, Stored
from ..stores.ledger.consents import CONSENT
from ..stores.ledger.persons import read_above, require_survivor
from ..stores.ledger.preferences import PREFERENCES
from ..stores.ledger.rewrite import until_written
from .about import written_at
from .customers import require_customer, require_not_erased, require_readable

# The revision of preferences that nobody ever set.
NEVER_SET = 0
# Where a consent comes from that was given as a preference.
SOURCE = "preferences"


class CustomerPreferences(NamedTuple):
    """`holds` is of the whole person, `stored` of this customer alone: None where nothing was ever set."""

    customer_id: str
    holds: Contactability
    stored: Stored[Preferences] | None

    @property
    def revision(self) -> int:
        return self.stored.n if self.stored else NEVER_SET


def contactability(customer_id: str, ledger: Ledger) -> Contactability:
    """What holds now of the person that a customer is, by as little of the ledger as tells it: of one with members
    everything."""
    root = read_above(ledger, customer_id)[-1]
    if root.members:
        return fold(ledger.read_customer(root.customer_id)).contactability
    preferences, consents = (ledger.read_kind(kind, root.customer_id) for kind in (PREFERENCES, CONSENT))
    return fold_contactability(root.customer_id, [one.item for one in preferences], [one.item for one in consents])


def read_preferences(customer_id: str, *, ledger: Ledger) -> CustomerPreferences:
    """Raises `NotFound`, and `Merged` for one who was merged into another."""
    require_readable(customer_id, ledger)
    require_survivor(ledger, customer_id)
    require_customer(customer_id, ledger)
    stored = _stored(customer_id, ledger)
    return CustomerPreferences(customer_id, contactability(customer_id, ledger), stored)


def change_preferences(
    customer_id: str,
    fields: Mapping[str, Any],
    opt_ins: Mapping[ConsentChannel, bool | None],
    *,
    actor: str | None,
    ledger: Ledger,
    now_ms: int,
    check: Callable[[int], None],
) -> CustomerPreferences:
    """Sets these fields, and writes a consent for each channel whose answer changes; both together or not at all.

    `subscriptions` among the fields are added to those that are known. Raises `NotFound`, `Merged`, `StoreUnavailable`,
    and `QueryRefused` for a channel that is to be as never asked, and was.
    """

    def attempt(_: Sequence[str]) -> dict[str, bool]:
        stored = _stored(customer_id, ledger)
        check(stored.n if stored else NEVER_SET)
        holds = contactability(customer_id, ledger)
        consents = [
            _consent(customer_id, channel, wanted, actor, now_ms)
            for channel, wanted in opt_ins.items()
            if wanted is not None and getattr(holds, channel) is not wanted
        ]
        never = [channel for channel, wanted in opt_ins.items() if wanted is None]
        answered = [channel for channel in never if getattr(holds, channel) is not None]
        if answered:
            message = "was answered: it can be true or false"
            raise QueryRefused([FieldError(f"{one}OptIn", message) for one in answered])
        before = stored.item if stored else Preferences(customer_id, created_ms=now_ms, **written_at(now_ms))
        after = replace(before, **{**fields, **_topics(before, fields)})
        if after == before and not consents:
            return {customer_id: True}
        after = replace(after, **written_at(now_ms))
        writes = [ledger.putting(after, replacing=stored), *(ledger.putting(one, replacing=None) for one in consents)]
        return {customer_id: True} if ledger.write_together(writes) else {}

    require_not_erased(customer_id, ledger)
    require_survivor(ledger, customer_id)
    require_customer(customer_id, ledger)
    until_written([customer_id], attempt)
    return read_preferences(customer_id, ledger=ledger)


def _consent(customer_id: str, channel: ConsentChannel, wanted: bool | None, actor: str | None, now_ms: int) -> Consent:
    action = ConsentAction.GRANTED if wanted else ConsentAction.WITHDRAWN
    return Consent(
        f"{new_id(now_ms)}-{channel}",
        customer_id,
        channel,
        action,
        at_ms=now_ms,
        **written_at(now_ms),
        source=SOURCE,
        actor=actor,
    )


def _topics(before: Preferences, fields: Mapping[str, Any]) -> dict[str, Any]:
    given = fields.get("subscriptions")
    if given is None:
        return {}
    return {"subscriptions": {topic: wanted for topic, wanted in {**before.subscriptions, **given}.items()
                              if wanted is not None}}  # fmt: skip


def _stored(customer_id: str, ledger: Ledger) -> Stored[Preferences] | None:
    return ledger.read_items(PREFERENCES, [(customer_id, "")]).get((customer_id, ""))
