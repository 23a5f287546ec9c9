"""JSON as it leaves: rows of a page are written once, and weigh what they take of a function's response."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from regulars.http.door.json_text import Weighed, sent_bytes, text_bytes, to_json, written

# As they come in: an escape may give half a surrogate pair.
texts = st.text(st.characters())
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.decimals(-1_000, 1_000, places=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
)
rows = st.lists(st.dictionaries(texts, values, max_size=4), max_size=4)


def weighed(given_rows: list[dict[str, Any]]) -> Weighed[dict[str, Any]]:
    found: Weighed[dict[str, Any]] = Weighed()
    for row in given_rows:
        found.add(row, written(row))
    return found


@given(rows, st.dictionaries(texts, values, max_size=3))
@example([{"name": "\ud83d", "spend": Decimal("12.50")}], {"success": True, "half \ud83d": None})
@example([], {})
def test_an_answer_with_rows_that_were_weighed_leaves_as_it_would_with_others(
    given_rows: list[dict[str, Any]], beside: dict[str, Any]
) -> None:
    assert to_json({**beside, "data": weighed(given_rows)}) == to_json({**beside, "data": given_rows})
    assert to_json({"data": {"scores": weighed(given_rows)}}) == to_json({"data": {"scores": given_rows}})


@given(values)
@example('a "quote", a \\, a tab \t, a delete \x7f')
@example("Käthe's café \U0001f600")
def test_a_value_weighs_what_it_takes_as_json_within_json(value: Any) -> None:
    text = to_json(value)
    assert sent_bytes(value) == text_bytes(text) == len(json.dumps(text))
