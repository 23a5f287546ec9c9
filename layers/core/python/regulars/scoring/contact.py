"""Who a customer is to the shop, and how they may be reached: what people set, as fields that lists filter by."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.items.profile import CustomerSource, CustomerStatus, CustomerType
from .fields import Field, Filter, Kind, Operator, Score
from .setting_types import fold_word
from .settings import Settings


class ContactScore(NamedTuple):
    """What a customer's profile means under the tenant's settings."""

    source: CustomerSource | None


def status(facts: CustomerFacts) -> CustomerStatus:
    """As people set it, else active."""
    return CustomerStatus(facts.profile.status) if facts.profile.status else CustomerStatus.ACTIVE


def source(facts: CustomerFacts, settings: Settings) -> CustomerSource | None:
    """As it is set, else what `channelSources` makes of the channel of the newest order that has one, else that channel
    where it is called as a source is."""
    if facts.profile.source:
        return CustomerSource(facts.profile.source)
    if not facts.profile.channel:
        return None
    channel = fold_word(facts.profile.channel)
    found = _by_channel(settings.channel_sources).get(channel, channel)
    return CustomerSource(found) if found in list(CustomerSource) else None


@lru_cache(maxsize=64)
def _by_channel(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(pairs)


def customer_type(facts: CustomerFacts) -> CustomerType | None:
    """As people set it; None where nobody did."""
    return CustomerType(facts.profile.customer_type) if facts.profile.customer_type else None


def contact(facts: CustomerFacts, settings: Settings, _now_ms: int) -> ContactScore:
    """At any instant."""
    return ContactScore(source(facts, settings))


def _opted_in(channel: str, parameter: str, what: str) -> Field:
    return Field(
        parameter,
        Kind.BOOLEAN,
        None,
        lambda facts, scores: getattr(facts.contactability, channel),
        doc=f"Whether they opted in to {what}; null where they were never asked.",
        filters=(Filter(parameter, Operator.IS, f"Only who opted in to {what}, or out of it."),),
    )


SCORE = Score(
    "contact",
    "Profile and contact",
    (
        Field(
            "status",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: status(facts),
            doc="Set by people, never by a score; active where nobody did.",
            values=CustomerStatus,
            filters=(Filter("status", Operator.ONE_OF, "Only with one of these statuses."),),
            nullable=False,
        ),
        Field(
            "customerType",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: customer_type(facts),
            doc="retail, wholesale or distributor; null where nobody said.",
            values=CustomerType,
            filters=(Filter("customerType", Operator.ONE_OF, "Only of these types."),),
        ),
        Field(
            "source",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: scores.contact.source,
            doc="As set, else what `channelSources` makes of the channel of the newest order.",
            values=CustomerSource,
            filters=(Filter("source", Operator.ONE_OF, "Only from these sources."),),
        ),
        _opted_in("email", "emailOptIn", "e-mail"),
        _opted_in("sms", "smsOptIn", "text messages"),
        _opted_in("push", "pushOptIn", "push messages"),
        _opted_in("whatsapp", "whatsappOptIn", "WhatsApp"),
        Field(
            "doNotContact",
            Kind.BOOLEAN,
            None,
            lambda facts, scores: facts.contactability.do_not_contact,
            doc="Whether they are not to be contacted at all.",
            filters=(Filter("doNotContact", Operator.IS, "Only who is not to be contacted, or only others."),),
            nullable=False,
        ),
    ),
    compute=contact,
)
