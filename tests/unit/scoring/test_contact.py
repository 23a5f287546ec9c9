"""Where a customer came from: what people set, else what a tenant makes of the channel of their newest order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.customer import CustomerFacts, ProfileFacts
from regulars.scoring.contact import source
from regulars.scoring.settings import Settings

from testing.builders import facts_of

DOLLARS = Settings.defaults(2)
MAPPED = replace(DOLLARS, channel_sources=(("amazon.de", "marketplace"), ("direct", "referral"), ("pos", "direct")))


def of_channel(channel: str | None, *, set_by_people: str | None = None) -> CustomerFacts:
    facts: CustomerFacts = facts_of()
    return replace(facts, profile=ProfileFacts(channel=channel, source=set_by_people))


@pytest.mark.parametrize(
    ("channel", "plain", "mapped"),
    [
        (None, None, None),
        ("web", None, None),
        ("POS", None, "direct"),
        (" Amazon.de ", None, "marketplace"),
        ("marketplace", "marketplace", "marketplace"),
        ("Referral", "referral", "referral"),
        ("direct", "direct", "referral"),
    ],
)
def test_a_source_that_nobody_set_is_made_of_the_newest_orders_channel(
    channel: str | None, plain: str | None, mapped: str | None
) -> None:
    assert source(of_channel(channel), DOLLARS) == plain
    assert source(of_channel(channel), MAPPED) == mapped


@pytest.mark.parametrize("channel", [None, "pos", "marketplace"])
def test_what_people_set_stands_before_every_channel(channel: str | None) -> None:
    assert source(of_channel(channel, set_by_people="referral"), MAPPED) == "referral"
