"""Every regular expression of the package takes time by the length of a text, not by a power of it.

Expressions are found, not listed: those that modules hold, and every other one in the source. Each is tried on texts of
its own characters, of lengths that double: one whose time grows with the third power fails at once and by far.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from re import _constants as sre_constants
from re import _parser as sre_parse
from typing import Any

import pytest
import regulars
from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door import app

pytestmark = pytest.mark.long

PACKAGE = Path(regulars.__file__).parent
LENGTHS = (12, 16, 20, 25, 50, 100, 200, 400)
# Of the processor, since others work beside. At 400 characters one step for each pair of them takes some milliseconds,
# one for each three of them more than a hundred.
MOST_S = 0.05
_ATTEMPTS = 5
_OF_MODULE = {"compile", "match", "fullmatch", "search", "split", "sub", "findall", "finditer"}
_CATEGORIES = {
    sre_constants.CATEGORY_DIGIT: "0",
    sre_constants.CATEGORY_NOT_DIGIT: "a",
    sre_constants.CATEGORY_SPACE: " ",
    sre_constants.CATEGORY_NOT_SPACE: "a",
    sre_constants.CATEGORY_WORD: "a",
    sre_constants.CATEGORY_NOT_WORD: "-",
}
_SPARE = "a0 -.,'\u00e9\u65e5"


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages([str(PACKAGE)], "regulars."):
        yield importlib.import_module(found.name)


def held(value: Any) -> Iterator[re.Pattern[str]]:
    """The expressions in a module's value, also in its tuples, lists and mappings."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain.from_iterable(map(held, value.values()))
    elif isinstance(value, (tuple, list, set, frozenset)):
        yield from itertools.chain.from_iterable(map(held, value))


def written() -> Iterator[tuple[str, ast.Call]]:
    """Each call in the source that makes an expression, or uses a text as one."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)) if "re." in text else ():
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in _OF_MODULE
            ):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


HELD = {pattern.pattern: pattern for module in modules() for value in vars(module).values() for pattern in held(value)}
LITERAL = {
    text.value: re.compile(text.value)
    for text in (call.args[0] for _, call in written())
    if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value not in HELD
}
# The one place that makes expressions while it runs makes them of the paths that the API declares.
OF_PATHS = {found.pattern: found for endpoint in ENDPOINTS for found in [app._pattern(endpoint.path)]}
EXPRESSIONS: dict[str, re.Pattern[str]] = {**HELD, **LITERAL, **OF_PATHS}


def alphabet(pattern: re.Pattern[str]) -> list[str]:
    """Characters of each class and each letter that an expression names, and for what it excludes one besides."""
    found: dict[str, None] = {}

    def walk(items: Any) -> None:
        for code, value in items:
            if code is sre_constants.LITERAL:
                found[chr(value)] = None
            elif code in (sre_constants.NOT_LITERAL, sre_constants.ANY):
                found["a"] = None
            elif code is sre_constants.CATEGORY:
                found[_CATEGORIES[value]] = None
            elif code is sre_constants.RANGE:
                found[chr(value[0])] = found[chr(value[1])] = None
            elif code is sre_constants.IN:
                walk(value)
                if value[0][0] is sre_constants.NEGATE:
                    inside = {chr(one) for kind, one in value if kind is sre_constants.LITERAL}
                    found[next(one for one in _SPARE if one not in inside)] = None
            elif isinstance(value, sre_parse.SubPattern):
                walk(value)
            elif isinstance(value, (tuple, list)):
                for part in value:
                    if isinstance(part, sre_parse.SubPattern):
                        walk(part)
                    elif isinstance(part, list):
                        for branch in part:
                            walk(branch)

    walk(sre_parse.parse(pattern.pattern, pattern.flags))
    return list(found)


def texts(letters: list[str], length: int) -> Iterator[str]:
    """One character again and again, and two in turn; alone, and with ends that may fit nowhere."""
    for letter in letters:
        for end in ("", "\0", *(other * 3 for other in letters)):
            yield letter * length + end
    # Beyond two dozen, of a list of words, each stands beside its neighbour alone.
    pairs = itertools.permutations(letters, 2) if len(letters) <= 24 else itertools.pairwise(letters)
    for one, other in pairs:
        yield (one + other) * (length // 2)
        yield (one + other) * (length // 2) + "\0"


def beginning(pattern: re.Pattern[str]) -> str:
    """The text that everything begins with that an expression matches."""
    items = itertools.takewhile(
        lambda item: item[0] is sre_constants.LITERAL, sre_parse.parse(pattern.pattern, pattern.flags)
    )
    return "".join(chr(value) for _, value in items)


def slowest_s(pattern: re.Pattern[str], length: int) -> float:
    """The longest that any text of this length takes, each by its fastest attempt. It ends at one that is too slow."""
    worst = 0.0
    ways: tuple[Callable[[str], Any], ...] = (pattern.search, pattern.fullmatch)
    start = beginning(pattern)
    for text, way in itertools.product((start + text for text in texts(alphabet(pattern), length)), ways):
        fastest = float("inf")
        for _ in range(_ATTEMPTS):
            began = time.thread_time()
            way(text)
            fastest = min(fastest, time.thread_time() - began)
            if not worst < fastest < 20 * MOST_S:
                break
        worst = max(worst, fastest)
        if worst > MOST_S:
            break
    return worst


@pytest.mark.parametrize("pattern", EXPRESSIONS.values(), ids=lambda pattern: str(pattern.pattern)[:40])
def test_an_expression_takes_no_longer_than_its_text_is_long_by_far(pattern: re.Pattern[str]) -> None:
    for length in LENGTHS:
        assert slowest_s(pattern, length) <= MOST_S, f"{length} characters: use possessive quantifiers"


def test_every_expression_of_the_source_is_among_them() -> None:
    """What is compiled is held by a module, and what is used as a text is a constant: nothing is made while it runs."""
    within = {
        path.name
        for path in PACKAGE.rglob("*.py")
        if "re.compile" in (text := path.read_text())
        for function in ast.walk(ast.parse(text))
        if isinstance(function, (ast.FunctionDef, ast.Lambda))
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"
    }
    unseen = [where for where, call in written() if not isinstance(call.args[0], ast.Constant) and not _compiles(call)]

    # Of what somebody is called: its time is held by tests/unit/erasing.
    assert within == {"app.py", "needles.py", "short_numbers.py"}
    assert not unseen
    assert len(EXPRESSIONS) > 60


def _compiles(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "re.compile"


@pytest.mark.parametrize(
    "pattern",
    [
        r"[ ']*([-+(]?)[ ']*([^-+()]*?)[ ']*([-+(]?)[ ']*",
        r"a*a*a*b",
        r"(\w+\s*)+$",
        r"(?:\d+,?)*;",
    ],
)
def test_an_expression_of_a_higher_degree_is_caught(pattern: str) -> None:
    slow = re.compile(pattern)

    assert any(slowest_s(slow, length) > MOST_S for length in LENGTHS)
