"""Who a customer is to the shop, and how they may be reached: what people set, as fields that lists filter by."""

from __future__ import annotations

from typing import Any

from ..facts.customer import CustomerFacts
from ..facts.items.profile import CustomerSource, CustomerStatus, CustomerType
from .fields import Field, Filter, Kind, Operator, Score


def status(facts: CustomerFacts) -> CustomerStatus:
    """As people set it, else active."""
    return CustomerStatus(facts.profile.status) if facts.profile.status else CustomerStatus.ACTIVE


def source(facts: CustomerFacts) -> CustomerSource | None:
    """As it is set, else the channel of the newest order that has one, where it is called as a source is."""
    found = facts.profile.source or facts.profile.channel
    return CustomerSource(found) if found in list(CustomerSource) else None


def _type(facts: CustomerFacts, _: Any) -> CustomerType | None:
    return CustomerType(facts.profile.customer_type) if facts.profile.customer_type else None


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
            _type,
            doc="retail, wholesale or distributor; null where nobody said.",
            values=CustomerType,
            filters=(Filter("customerType", Operator.ONE_OF, "Only of these types."),),
        ),
        Field(
            "source",
            Kind.ENUMERATION,
            None,
            lambda facts, scores: source(facts),
            doc="As set, else the channel of the newest order, where that is called as a source is.",
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
)
