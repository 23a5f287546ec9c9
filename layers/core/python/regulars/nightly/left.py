"""What a whole night leaves to be read: objects under its job, and the values of its record, which stands last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..stores.opened import Stores
from ..stores.tenant.jobs import Counts
from ..stores.tenant.night_records import LastNight
from .work import Night


class Left:
    """Where parts leave their answers. `shard` is set while the parts of one shard are left."""

    def __init__(self, night: Night, stores: Stores) -> None:
        self.night = night
        self.stores = stores
        self.shard: int | None = None
        self._answers = stores.files(night.tenant).answers(night.job.job_id)
        self._values: dict[str, Any] = {}
        self._summary: dict[str, Any] = {}

    def put(self, name: str, value: Any) -> None:
        """An object, for what may be long; read by `affinity.last_night.answer_of`."""
        self._answers.put_packed(name, value)

    def get(self, name: str) -> Any:
        """What a part before has put. Raises `LookupError` where none has."""
        found = self._answers.get_packed(name)
        if found is None:
            raise LookupError(f"{name} was not left")
        return found

    def noted(self, name: str) -> Any:
        """What a part before has noted."""
        return self._values[name]

    def note(self, name: str, value: Any) -> None:
        """A value in the record of the night (`LastNight.values`): all of them together stay below 400 KB."""
        self._values[name] = value

    def summarise(self, summary: Mapping[str, Any]) -> None:
        """The record of the day, of which a chart reads hundreds."""
        self._summary.update(summary)

    def end(self, counts: Counts) -> None:
        """Writes the records, which point to what was left before."""
        night = self.night
        assert night.job.day is not None, "the plan fixes it first"
        record = LastNight(night.job.day, night.job.job_id, night.as_of_ms, self._values)
        self.stores.night_records(night.tenant).put(record, self._summary | {"counts": counts})
