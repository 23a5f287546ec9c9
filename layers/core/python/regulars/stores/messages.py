"""The bodies of messages: customers to project, lookups to bring up to date, webhooks to be sent to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..facts.lookup import LookupKey, LookupKind, product_key, word_key
from ..facts.ranges import Range, Ranges
from .compact import compact


class Touched(NamedTuple):
    """A customer whose facts are to be made anew."""

    tenant_id: str
    customer_id: str


class Touch(NamedTuple):
    """The body of a message: a customer, and the ranges of their record that changed, None where it may be all.

    `hops`: how often it has been sent again for lack of time. `members`: who may be members of theirs by now and is
    projected with them, so that the person's row is made once.
    """

    customer: Touched
    changed: Ranges | None = None
    hops: int = 0
    members: tuple[str, ...] = ()


def encode_touch(touch: Touch) -> str:
    """What is not known or never happened is left out. Several customers have a name of their own: code that knows only
    one has the message come again, and passes over nobody."""
    customer = touch.customer
    values: dict[str, object] = {"tenant": customer.tenant_id}
    if touch.members:
        values["customers"] = [customer.customer_id, *touch.members]
    else:
        values["customer"] = customer.customer_id
    if touch.changed is not None:
        values["changed"] = sorted(touch.changed)
    if touch.hops:
        values["hops"] = touch.hops
    return json.dumps(values)


def decode_touch(body: str) -> Touch | None:
    """What `encode_touch` gave; None for what no code of ours has sent. Ranges that this code does not know are all."""
    try:
        values = json.loads(body)
        customer_id, *members = values["customers"] if "customers" in values else [values["customer"]]
        named, known = values.get("changed"), {str(one) for one in Range}
        changed = None if named is None or not known.issuperset(named) else frozenset(map(Range, named))
        return Touch(Touched(values["tenant"], customer_id), changed, int(values.get("hops", 0)), tuple(members))
    except (ValueError, KeyError, TypeError):
        return None


def decode_anew(body: str) -> Touch | None:
    """Whom a message names, for whoever sends it as if for the first time: from their whole records."""
    touch = decode_touch(body)
    return touch and Touch(touch.customer, members=touch.members)


def decode_touched(body: str) -> Touched | None:
    """The customer of a message; None for one that no code of ours has sent."""
    touch = decode_touch(body)
    return touch and touch.customer


class LookupChange(NamedTuple):
    """Lookups of one customer in one generation: the row with this revision, or a newer one, says what belongs.

    `keys` are those whose entry may differ; None stands for all that can be known of them. `hops`: how often it has
    been sent again for lack of time. `fresh`: the row before had none of these entries, so they are inserted together;
    whoever is told so and finds one pays for a write that is refused.
    """

    tenant_id: str
    generation: int
    customer_id: str
    revision: int
    keys: tuple[LookupKey, ...] | None
    hops: int = 0
    fresh: bool = False


def encode_change(change: LookupChange) -> str:
    """The body of a message: names by kind, so that a kind is spelled once; a change of no word has no `words`."""
    values: dict[str, object] = {
        "tenant": change.tenant_id,
        "generation": change.generation,
        "customer": change.customer_id,
        "revision": change.revision,
        "products": None if change.keys is None else _names(change.keys, LookupKind.PRODUCT),
    }
    if change.keys and (words := _names(change.keys, LookupKind.WORD)):
        values["words"] = words
    if change.hops:
        values["hops"] = change.hops
    if change.fresh:
        values["fresh"] = True
    return compact(values)


def decode_change(body: str) -> LookupChange | None:
    """The change of a message; None for one that no code of ours has sent."""
    try:
        values = json.loads(body)
        products, words = values["products"], values.get("words", ())
        return LookupChange(
            values["tenant"],
            int(values["generation"]),
            values["customer"],
            int(values["revision"]),
            None if products is None else (*map(product_key, products), *map(word_key, words)),
            int(values.get("hops", 0)),
            bool(values.get("fresh", False)),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _names(keys: Sequence[LookupKey], kind: LookupKind) -> list[str]:
    return [key.name for key in keys if key.kind is kind]


def decode_webhook_message(body: str) -> Mapping[str, Any] | None:
    """An event as the bus's rule sends it (`detail`), or the webhook that is to be sent to (`tenant`, `webhook`).

    None for a message that neither the bus nor our own code has sent.
    """
    try:
        values: Mapping[str, Any] = json.loads(body)
        event = values.get("detail")
        if event is None:
            known = isinstance(values["tenant"], str) and isinstance(values["webhook"], str)
        else:
            known = all(isinstance(event[name], str) for name in ("id", "type", "time"))
            known = known and isinstance(event["data"]["tenant"], str)
        return values if known else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
