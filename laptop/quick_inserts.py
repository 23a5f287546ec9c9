"""MiniStack's inserts by PartiQL, twice as quick. Run by MiniStack's Python, which knows nothing of this package.

An import writes its orders by statements such as `INSERT INTO "t" VALUE {'pk': ?, 'n': ?}`. MiniStack reads the text of
each twice, word by word: a sixth of its processor while a file is loaded. Here a statement of this form is read once;
everything else goes the way it went. `tests/laptop/test_quick_inserts.py` compares both ways.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_INSERT = re.compile(r"INSERT INTO \"(\w[\w-]*)\" VALUE \{('\w+': \?(?:, '\w+': \?)*)\}", re.ASCII)


class Insert(NamedTuple):
    """The table, and the attributes in the order of the parameters."""

    table: str
    names: Sequence[str]


def quicken(dynamodb: Any) -> None:
    """Replaces what MiniStack's `dynamodb` module reads statements by."""
    parse = dynamodb.parse_partiql_statement

    def quick(statement: str, parameters: Sequence[Any]) -> Any:
        found = insert(statement)
        if found is None or len(parameters or ()) != len(found.names):
            return parse(statement, parameters)
        item = dict(zip(found.names, parameters, strict=True))
        return {"op": "INSERT", "table": found.table, "index": None, "item": item}

    dynamodb.parse_partiql_statement = quick


@lru_cache(maxsize=256)
def insert(statement: str) -> Insert | None:
    """What a statement of the form inserts where; None for another form, and where an attribute is named twice."""
    found = _INSERT.fullmatch(statement)
    names = re.findall(r"'(\w+)'", found[2], re.ASCII) if found else []
    return Insert(found[1], names) if found and len(set(names)) == len(names) else None
