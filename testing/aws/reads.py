"""Which functions of the stores read, and whether they read consistently: found in their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import regulars.stores

STORES = Path(regulars.stores.__file__).parent
# What sends a read itself, and what sends one through `stores.dynamo.calls`.
_CLIENT = {"get_item", "batch_get_item", "query", "scan"}
_THROUGH = {"batch_get", "pages"}
# The module of those helpers: whether it reads consistently is its callers' choice.
_HELPERS = "calls.py"


def reads(folder: Path = STORES) -> dict[str, bool]:
    """`module.Class.function` of every function that reads, and whether it asks for a consistent read."""
    return {
        name: _consistent(function)
        for path in sorted(folder.rglob("*.py"))
        if path.name != _HELPERS
        for name, function in _functions(path.stem, ast.parse(path.read_text()))
        if _makes_a_read(function)
    }


def _functions(prefix: str, node: ast.AST) -> Iterator[tuple[str, ast.FunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _functions(f"{prefix}.{child.name}", child)
        elif isinstance(child, ast.FunctionDef):
            yield f"{prefix}.{child.name}", child


def _makes_a_read(function: ast.FunctionDef) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in _CLIENT)
        or (isinstance(node, ast.Name) and node.id in _THROUGH)
        for node in ast.walk(function)
    )


def _consistent(function: ast.FunctionDef) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.keyword) and node.arg in ("consistent", "ConsistentRead"):
            return _is_true(node.value)
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "ConsistentRead":
                    return _is_true(value)
    return False


def _is_true(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is True
