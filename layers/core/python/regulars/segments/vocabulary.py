"""The words of rules: every field of the registry by its name in rules, and what people told of themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..facts.customer import CustomerFacts
from ..scoring.explain import Kind
from ..scoring.fields import Field, Score
from ..scoring.scores import SCORES

# A leaf over this name asks for membership of own segments, by their ids.
OWN_SEGMENT = "customSegment"


def _text(name: str, read: Callable[[CustomerFacts], str | None], doc: str) -> Field:
    return Field(name, Kind.TEXT, None, lambda facts, scores: read(facts), doc)


# Beside the registry: no list shows them as metrics.
PROFILE = Score(
    "profile",
    "Who they are",
    (
        _text("customerId", lambda facts: facts.customer_id, "The id by which the shop knows them."),
        _text("name", lambda facts: facts.display_name, "The name, else first and last name, company, or the id."),
        _text("email", lambda facts: facts.profile.email, "E-mail address."),
        _text("phone", lambda facts: facts.profile.phone, "Phone number as it was given."),
        _text("company", lambda facts: facts.profile.company, "Company."),
        _text("accountName", lambda facts: facts.profile.account_name, "Account name, as orders give it."),
        _text("accountCode", lambda facts: facts.profile.account_code, "Account code, as orders give it."),
        _text("channel", lambda facts: facts.profile.channel, "The sales channel of the newest order that has one."),
        _text(
            "preferredContactMethod", lambda facts: facts.contactability.preferred, "How they prefer to be contacted."
        ),
        Field(
            "subscriptions",
            Kind.TEXTS,
            None,
            lambda facts, scores: facts.contactability.topics,
            "The topics that they subscribed to.",
        ),
    ),
)
# Only whole rows hold them.
TAGS = Score(
    "tags",
    "Tags",
    (Field("tags", Kind.TEXTS, None, lambda facts, scores: facts.tags, "The tags that the shop gave them."),),
    lacks=lambda facts, settings, now_ms: facts.tags is None,
)
RULE_SCORES = (*SCORES, PROFILE, TAGS)
RULE_FIELDS: Mapping[str, Field] = {field.rule_name: field for score in RULE_SCORES for field in score.fields}
SCORE_OF: Mapping[str, Score] = {field.rule_name: score for score in RULE_SCORES for field in score.fields}


def has_past(field: Field) -> bool:
    """Whether the field's value at an earlier instant follows from the orders by then."""
    return field.in_past and SCORE_OF[field.rule_name].in_past
