"""Options of a deployment: each is declared once, as a field of `Deployment`, and read and documented from there.

A field's name in `regulars.toml` and behind `-c` is the same in camelCase.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, get_type_hints

if TYPE_CHECKING:
    from constructs import Node

_META = "regulars"
TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")
STACKS = "stacks"
"""The table of `regulars.toml` that holds a table for each stack."""


class Option(NamedTuple):
    """One option; `kind` is bool, int, str or tuple (of texts), `default` None where it has none."""

    field: str
    name: str
    kind: type
    default: Any
    doc: str
    check: Callable[[Any], Any]
    """Answers the value as it is used. Raises ValueError with what is wrong and what to write instead."""

    def read(self, raw: object) -> Any:
        """The value of what a file or a command line says. Raises ValueError that names the option."""
        try:
            return self.check(_typed(self.kind, raw))
        except ValueError as error:
            raise ValueError(f"{self.name} = {_shown(raw)}: {error}") from None


def option(doc: str, *, default: Any = None, check: Callable[[Any], Any] = lambda value: value) -> Any:
    """A field of `Deployment`; a default of None is for what need not be said."""
    return dataclasses.field(default=default, metadata={_META: (doc, check)})


def options_of(cls: type) -> dict[str, Option]:
    """Every option of a dataclass, by its name."""
    hints = get_type_hints(cls)
    found = {}
    for field in dataclasses.fields(cls):
        if _META in field.metadata:
            doc, check = field.metadata[_META]
            name = _camel(field.name)
            found[name] = Option(field.name, name, _kind(hints[field.name]), field.default, doc, check)
    return found


class Given(NamedTuple):
    """A value, and where it was said."""

    value: Any
    source: str


def gather(options: Mapping[str, Option], sources: Iterator[tuple[str, Mapping[str, object]]]) -> dict[str, Given]:
    """The last source that names an option decides. Raises ValueError for a name or a value that is none."""
    given: dict[str, Given] = {}
    for source, values in sources:
        for name, raw in values.items():
            if name not in options:
                raise ValueError(f"{source}: {unknown(name, options)}")
            if raw is None or raw == "":
                given.pop(name, None)  # `-c alarmEmail=` takes back what the file says
                continue
            try:
                given[name] = Given(options[name].read(raw), source)
            except ValueError as error:
                raise ValueError(f"{source}: {error}") from None
    return given


def context_of(node: Node) -> dict[str, object]:
    """The options of the context; what the CDK itself keeps there has a `:` or `@` in its name."""
    everything: Mapping[str, object] = node.get_all_context()
    return {name: value for name, value in everything.items() if ":" not in name and not name.startswith("@")}


def unknown(name: str, known: Mapping[str, object]) -> str:
    """Says that there is no such option, with the nearest name."""
    folded = {one.lower(): one for one in known}
    near = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    hint = f"Did you mean {folded[near[0]]}?" if near else "All of them are in docs/deploy.md."
    return f"there is no option {name}. {hint}"


def _typed(kind: type, raw: object) -> Any:
    if kind is bool:
        return _truth(raw)
    if kind is int:
        return _whole(raw)
    if kind is tuple:
        parts = raw if isinstance(raw, list) else str(raw).split(",")
        return tuple(text for part in parts if (text := str(part).strip()))
    if not isinstance(raw, str):
        raise ValueError("write it as text, in quotes")
    return raw.strip()


def _truth(raw: object) -> bool:
    text = str(raw).lower()
    if text not in TRUE + FALSE:
        raise ValueError("write true or false")
    return text in TRUE


def _whole(raw: object) -> int:
    text = str(raw)
    if isinstance(raw, bool) or not text.isascii() or not text.isdigit():
        raise ValueError("write a whole number, such as 10")
    return int(text)


def _kind(hint: Any) -> type:
    text = str(hint)
    for kind in (tuple, bool, int):
        if kind.__name__ in text:
            return kind
    return str


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _shown(raw: object) -> str:
    return ", ".join(map(str, raw)) if isinstance(raw, list) else str(raw)
