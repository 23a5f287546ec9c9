"""Says the options of a deployment: on the terminal what this one has, in docs/deploy.md all there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.deployment import OPTIONS
from infra.differences import as_markdown
from infra.options import Given

PAGE = Path(__file__).parent.parent / "docs" / "deploy.md"
BEGIN, END = "<!-- options: python -m infra.show_options -->", "<!-- end of options -->"
DIFFER, END_DIFFER = "<!-- differences: python -m infra.show_options -->", "<!-- end of differences -->"
ASKED_FOR = {
    "alarmEmail": "nobody hears of alarms",
    "monthlyBudget": "nobody hears of what it costs",
}


def said(given: Mapping[str, Given]) -> Iterator[str]:
    """A line for each option that is not what it is by itself, then what is worth saying."""
    changed = [name for name in OPTIONS if name in given and given[name].value != OPTIONS[name].default]
    yield f"Options of this deployment{'' if changed else ': all as they are by themselves'}"
    for name in changed:
        value, source = given[name]
        yield f"  {name} = {_text(value)}   ({source}; by itself {_text(OPTIONS[name].default)})"
    for name, without in ASKED_FOR.items():
        if name not in given:
            yield f"  {name} is not said: {without}. Write it into regulars.toml."


def table() -> str:
    """All options as Markdown."""
    rows = [f"| `{one.name}` | {_kind(one.kind)} | {_text(one.default)} | {one.doc} |" for one in OPTIONS.values()]
    return "\n".join(["| Option | Write | By itself | What it is |", "|---|---|---|---|", *rows])


def page(text: str) -> str:
    """The page with its two lists as they must be."""
    for begin, content, end in ((BEGIN, table(), END), (DIFFER, as_markdown(), END_DIFFER)):
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{content}\n{end}{rest.split(end)[1]}"
    return text


def _kind(kind: type) -> str:
    return {bool: "true, false", int: "number", tuple: "list of texts"}.get(kind, "text")


def _text(value: Any) -> str:
    if value in (None, (), ""):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(value) if isinstance(value, tuple) else str(value)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
