"""The table of every value that can be read from a customer, made from the one registry (`regulars.scoring.derive`)."""

from __future__ import annotations

from pathlib import Path

from regulars.scoring.explain import Kind
from regulars.scoring.fields import Field
from regulars.scoring.scores import SCORES

PATH = Path(__file__).parents[1] / "docs" / "scores.md"
_KINDS = {
    Kind.TEXT: "text",
    Kind.ENUMERATION: "one of",
    Kind.SET: "several of",
    Kind.BOOLEAN: "true or false",
    Kind.QUANTITY: "number",
    Kind.MONEY_PLAIN: "number",
    Kind.INTEGER: "whole number",
    Kind.MONEY: "number",
    Kind.MONEY_TEXT: "decimal text",
    Kind.INSTANT: "RFC 3339",
    Kind.NUMBER: "number",
}
_ABOUT = """# Scores

Every value that can be read from a customer, under its one name in the registry (`scoring/fields.py`): metrics of lists
are some of them. Answers that follow a source document show some under that document's own names. `currency` is the
tenant's, in major units. Each is derived when somebody asks, never stored, and `explain=true` says what it is made of.
`make openapi` makes this page; `tests/docs/test_scores.py` holds it to the code.

Not of a customer alone, and therefore not here: the affinity of customer and product (`scoring/affinity.py`), deciles,
which compare with last night's cut points (`scoring/deciles.py`), and RFM by units (`scoring/venue_rfm.py`). What
predictions rest on, and how far to rely on them: [predictions](predictions.md).
"""


def page() -> str:
    """The page as it is committed."""
    return _ABOUT + "".join(f"\n## {score.title}\n\n{_table(score.fields)}" for score in SCORES)


def _table(fields: tuple[Field, ...]) -> str:
    rows = [f"| `{field.name}` | {_KINDS[field.kind]} | {field.unit or ''} | {field.doc} |\n" for field in fields]
    return "| Name | Is | Unit | Means |\n|---|---|---|---|\n" + "".join(rows)
