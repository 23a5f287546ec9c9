"""The tag that everything of a run of the suite carries: who finds it may delete it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

KEY = "regulars:aws-test"
ABANDONED_AFTER = timedelta(hours=3)
"""Six times what a run takes: what is older belongs to one that was cut off."""
_FORM = "%Y%m%dT%H%M%SZ"


class Run(NamedTuple):
    """One run: when it began (UTC), and the name of its first stack."""

    begun: datetime
    stack: str

    @property
    def tag(self) -> str:
        """The tag's value."""
        return f"{self.begun:{_FORM}}/{self.stack}"

    @property
    def tags(self) -> dict[str, str]:
        return {KEY: self.tag}


def is_abandoned(tag: str, now: datetime) -> bool:
    """Whether a tag's value is of a run that no longer runs; False for a value that no run has written."""
    try:
        begun = datetime.strptime(tag.partition("/")[0], _FORM).replace(tzinfo=now.tzinfo)
    except ValueError:
        return False
    return now - begun > ABANDONED_AFTER
