"""Where a deployment's options are said: `regulars.toml`, the environment, `-c name=value` (docs/deploy.md)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.deployment import OPTIONS
from infra.options import STACKS, Given, context_of, gather, unknown

if TYPE_CHECKING:
    from constructs import Node

FILE = Path(__file__).parent.parent / "regulars.toml"
STACK_VARIABLE = "REGULARS_STACK_NAME"


def read_options(node: Node, *, file: Path = FILE, environment: Mapping[str, str] = os.environ) -> dict[str, Given]:
    """What the file, its table for this stack, the environment and the context say, the last one first.

    A laptop's stack reads no file: it is the same in every checkout. Raises ValueError for what cannot be understood.
    """
    context = context_of(node)
    if str(context.get("laptop", "")).lower() == "true":
        return gather(OPTIONS, iter([("-c", context)]))
    common, stacks = _file(file)
    named = {"stack": environment[STACK_VARIABLE]} if environment.get(STACK_VARIABLE) else {}
    before = gather(OPTIONS, iter([(file.name, common), (STACK_VARIABLE, named), ("-c", context)]))
    stack = before["stack"].value if "stack" in before else OPTIONS["stack"].default
    own = stacks.get(stack, {})
    sources: Iterator[tuple[str, Mapping[str, object]]] = iter(
        [
            (file.name, common),
            (f"{file.name} [{STACKS}.{stack}]", own),
            (STACK_VARIABLE, named),
            ("-c", context),
        ]
    )
    return gather(OPTIONS, sources)


def _file(path: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What holds for every stack, and what for one, by its name."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}, {}
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name} cannot be read: {error}") from None
    stacks = content.pop(STACKS, {})
    for name, table in stacks.items():
        if not isinstance(table, dict) or "stack" in table:
            raise ValueError(f"{path.name}: [{STACKS}.{name}] is a table of options without stack, which is its name")
    for name, value in content.items():
        if isinstance(value, dict):
            raise ValueError(f"{path.name}: {unknown(name, OPTIONS)} Options of one stack stand in [{STACKS}.{name}].")
    return content, stacks
