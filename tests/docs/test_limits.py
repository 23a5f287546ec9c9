"""docs/limits.md says what the code allows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from regulars.crm.addresses import MOST_ADDRESSES
from regulars.events.webhooks.manage import MOST_REPLAYED, MOST_WEBHOOKS
from regulars.events.webhooks.schedule import MOST_ATTEMPTS
from regulars.events.webhooks.send import KEPT_BYTES, TIMEOUT_S
from regulars.facts.attention import MOST_INSTANTS, MOST_TAGS
from regulars.facts.items.head import MOST_MEMBERS
from regulars.facts.items.signal import MOST_SIGNALS, MOST_WEIGHT
from regulars.facts.time import DAY_MS
from regulars.http.door.written import MOST_ITEMS, MOST_METADATA_BYTES
from regulars.http.notes.routes import MOST_CONTENT_BYTES
from regulars.stores.deliveries import KEPT_MS

PAGE = Path(__file__).parents[2].joinpath("docs", "limits.md").read_text("utf-8")
[TABLE] = re.findall(r"## What is known of a customer\n(.*?)\n## ", PAGE, re.DOTALL)


@pytest.mark.parametrize(
    ("most", "of"),
    [
        (f"{MOST_MEMBERS}", "ids that are one person"),
        (f"{MOST_ADDRESSES}", "postal addresses"),
        (f"{MOST_TAGS}", "tags of a customer, the newest, in their row"),
        (f"{MOST_INSTANTS:,}".replace(",", " "), "instants that are kept"),
        (f"{MOST_CONTENT_BYTES // 1_024} KB", "the content of a note"),
        (f"{MOST_METADATA_BYTES // 1_024} KB", "`metadata`"),
        (f"{MOST_SIGNALS}", f"signals of a customer, whose weights together are at most {MOST_WEIGHT}"),
        (f"{MOST_ITEMS}", "tags, interactions, communications or delivery events in one call"),
    ],
)
def test_each_limit_of_what_is_known_of_a_customer_is_on_the_page(most: str, of: str) -> None:
    assert f"\n| {most} | {of}" in TABLE


@pytest.mark.parametrize(
    ("most", "of"),
    [
        (f"{MOST_WEBHOOKS}", "webhooks of a tenant"),
        (f"{TIMEOUT_S:.0f} s", "until a receiver has answered; the first KB"),
        (f"{MOST_ATTEMPTS}", "attempts of a message"),
        (f"{MOST_REPLAYED:,}".replace(",", " "), "messages that one replay sends again"),
        (f"{KEPT_MS // DAY_MS} days", "for which messages and their answers are kept"),
    ],
)
def test_each_limit_of_webhooks_is_on_the_page(most: str, of: str) -> None:
    [table] = re.findall(r"## Webhooks\n(.*?)\n## ", PAGE, re.DOTALL)

    assert KEPT_BYTES == 1_024
    assert f"\n| {most} | {of}" in table
