"""What the page calls each part of the export beside the items, and what the export says of what it does not hold."""

from __future__ import annotations

from collections.abc import Mapping

PARTS: Mapping[str, str] = {
    "fields": "What is known and computed of you, as of now",
    "explanations": "How it was computed",
    "segments": "Groups of the shop's own that you are in or not in, and why",
    "points": "Points of loyalty programs",
    "announced": "What was last told to other systems about you",
    "foundBy": "Words by which you are found",
    "imports": "Files that brought your orders",
    "refusedRows": "Rows of files that were not taken, and name you",
    "exports": "Files of customers that may hold you, or hold you alone",
    "deliveries": "What was sent to other systems about you in the last 30 days",
    "elsewhere": "What else may name you, and until when",
}

ELSEWHERE: Mapping[str, str] = {
    "files as they were uploaded": "30 days after they came",
    "lists that a night left (who is due to buy again)": "35 days after that night",
    "the lake, where the shop has one: the fields above": "30 days after each night, or as the shop chose",
    "copies of the tables for a restoration": "35 days after a change",
    "events in the archive of the bus, by a hash of the id": "30 days",
    "messages between the parts of the system, with the id alone": "14 days at most",
}
"""What names the person and is of the same content: told, not copied."""
