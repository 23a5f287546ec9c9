"""What the models are fitted to and corrected by: the fit holds from this night on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...facts.customer import CustomerFacts
from ...facts.tenant import Tenant
from ...scoring.derive import Scores
from ...scoring.prediction.cells import Cells
from ...scoring.prediction.learning import corrected_fit
from ...scoring.prediction.sample import Sample, key_of
from ...scoring.settings import Settings
from ...telemetry import fault_of, logger
from ..left import Left
from ..work import Night
from .part import Part


class FitPart(Part):
    name = "fit"

    def __init__(self, cells: Cells, sample: Sample, tenant: Tenant | None = None) -> None:
        self._cells, self._sample, self._tenant = cells, sample, tenant

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(Cells(night.as_of_ms), Sample(), night.tenant)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        assert self._tenant is not None, "what was kept is merged, never added to"
        self._cells.add(facts, scores, settings)
        if timeline := facts.purchases.timeline:
            key = key_of(self._tenant.customer_hash(facts.customer_id))
            self._sample.add(key, timeline, settings.timezone, self._cells.as_of_ms)

    def merge(self, other: Self) -> None:
        self._cells.merge(other._cells)
        self._sample.merge(other._sample)

    def as_json(self) -> dict[str, Any]:
        return {"cells": self._cells.as_json(), "sample": self._sample.as_json()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        return cls(Cells.of(stored["cells"]), Sample.of(stored["sample"]))

    def leave(self, left: Left) -> None:
        """Where no fit can be found, the previous one stands, and the night goes on."""
        night = left.night
        try:
            horizon_days = night.settings.churn_horizon_days
            found = corrected_fit(self._cells, self._sample, night.job.fit, horizon_days=horizon_days)
        except Exception as error:
            told = {"tenant": night.tenant.id, "job": night.job.job_id}
            logger().error("models.failed", extra={**told, **fault_of(error)})
            return
        left.stores.fits(night.tenant).put(found)
