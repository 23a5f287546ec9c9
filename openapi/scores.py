"""The table of every value that can be read from a customer, made from the one registry (`regulars.scoring.derive`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from regulars.scoring.explain import Kind
from regulars.scoring.fields import Field
from regulars.scoring.scores import SCORES
from regulars.scoring.setting import Group, declared_in
from regulars.scoring.settings import Settings

PATH = Path(__file__).parents[1] / "docs" / "scores.md"
_KINDS = {
    Kind.TEXT: "text",
    Kind.ENUMERATION: "one of",
    Kind.SET: "several of",
    Kind.TEXTS: "texts",
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
which compare with last night's cut points (`population/deciles.py`), and RFM by units (`scoring/venue_rfm.py`). What
predictions rest on, and how far to rely on them: [predictions](predictions.md).
"""

_SETTINGS = """
## Settings

What scores compare with: `GET /api/settings` shows a tenant's own, `PUT` changes them, and every answer follows at
once. Money is in major units.

| Name | Default | Re-derives | Means |
|---|---|---|---|
"""


def page() -> str:
    """The page as it is committed."""
    return (
        _ABOUT
        + "".join(f"\n## {score.title}\n\n{_table(score.fields)}" for score in SCORES)
        + _SETTINGS
        + _settings(Settings)
    )


def _table(fields: tuple[Field, ...]) -> str:
    rows = [f"| `{field.name}` | {_KINDS[field.kind]} | {field.unit or ''} | {field.doc} |\n" for field in fields]
    return "| Name | Is | Unit | Means |\n|---|---|---|---|\n" + "".join(rows)


def _settings(of: type[Any], parent: str = "") -> str:
    rows = []
    for one in declared_in(of).values():
        declared = one.declaration
        if isinstance(declared, Group):
            rows.append(_settings(declared.of, f"{one.name}."))
        else:
            default = declared.default if isinstance(declared.default, str) else json.dumps(declared.default)
            scores = ", ".join(f"`{name}`" for name in declared.re_derives)
            rows.append(f"| `{parent}{one.name}` | {default} | {scores} | {declared.doc} |\n")
    return "".join(rows)
