"""What somebody typed to find customers, as a parameter."""

from __future__ import annotations

from ...lists.wanted import Wanted, wanted
from ...stores.tenant.tenants import TenantRecord
from ..door.params import Param

_MOST_CHARACTERS = 128


def _parse(text: str, _: TenantRecord) -> Wanted:
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"must have at most {_MOST_CHARACTERS} characters")
    return wanted(text)


def search_text(*, required: bool) -> Param:
    """The parameter `q`."""
    return Param(
        "q",
        _parse,
        {"type": "string", "minLength": 1, "maxLength": _MOST_CHARACTERS},
        "What a word of the name, the company or the id, the e-mail or the phone begins with; of several, each one.",
        required=required,
    )
