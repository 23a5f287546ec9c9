"""The same document as a page in words: one file, no script, nothing that is fetched, readable on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from ...stores.ledger import KINDS
from .words import PARTS

# No rule of it fetches anything, and the policy lets nothing be fetched or run, whatever texts hold.
_HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; color: #1c1917; }}
h1 {{ font-size: 1.5rem; }} h2 {{ font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #d6d3d1; }}
dl {{ display: grid; grid-template-columns: minmax(7rem, 2fr) 5fr; gap: .2rem 1rem; margin: .3rem 0; }}
dt {{ color: #57534e; }} dd {{ margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }}
ol {{ padding-left: 1.5rem; }} li {{ margin-bottom: .8rem; }}
@media (max-width: 30rem) {{ dl {{ display: block; }} dd {{ margin-bottom: .5rem; }} }}
</style>
"""


# Of use to programs alone: the other file has them.
_OURS = frozenset({"arrivedAt", "writtenAt", "lane", "dated", "messages", "n", "silent", "revision", "schemaVersion"})
# To the minute.
_INSTANT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\.\d{3}Z$")


def page(document: Mapping[str, Any]) -> bytes:
    """The document of `collect` for its person; parts of which there is nothing are left out."""
    shop, title = document["tenant"]["name"], f"What {document['tenant']['name']} holds of you"
    return "".join(
        [
            _HEAD.format(title=_text(title)),
            f"<h1>{_text(title)}</h1>\n",
            f"<p>As of {_text(document['asOf'])}. You are known here as {_text(', '.join(document['ids']))}. "
            f"Amounts are in {_text(document['tenant']['currency'])}, instants in UTC. Whoever sent you this page "
            f"answers questions about it: {_text(shop)}.</p>\n",
            *_parts(document),
            "</html>\n",
        ]
    ).encode()


def _parts(document: Mapping[str, Any]) -> Iterator[str]:
    for kind in KINDS.all:
        yield from _part(kind.held_as, document["held"][kind.name])
    for name, heading in PARTS.items():
        yield from _part(heading, document[name])


def _part(heading: str, value: Any) -> Iterator[str]:
    shown = _shown(value)
    if shown:
        yield f"<h2>{_text(heading)}</h2>\n{shown}\n"


def _shown(value: Any) -> str:
    """A value as HTML; empty where it says nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Mapping():
            rows = ((name, _shown(one)) for name, one in value.items() if name not in _OURS)
            found = "".join(f"<dt>{_text(_words(name))}</dt><dd>{one}</dd>" for name, one in rows if one)
            return f"<dl>{found}</dl>" if found else ""
        case list() if any(isinstance(one, (Mapping, list)) for one in value):
            return f"<ol>{''.join(f'<li>{shown}</li>' for one in value if (shown := _shown(one)))}</ol>"
        case list():
            return _text(", ".join(map(str, value)))
    return _text(_INSTANT.sub(r"\1 \2", str(value)))


def _text(text: str) -> str:
    """As text of a page; no attribute ever holds any."""
    return escape(text, quote=False)


def _words(name: str) -> str:
    """`orderedAt` as `Ordered at`; what is no name of a field stays as it is."""
    if not name.isascii() or not name.isalnum() or not name[:1].islower():
        return name
    spaced = "".join(f" {one.lower()}" if one.isupper() else one for one in name)
    return spaced[:1].upper() + spaced[1:]
