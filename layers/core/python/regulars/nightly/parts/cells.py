"""What the models are fitted to: the fit holds from this night on."""

from __future__ import annotations

from typing import Self

from ...scoring.prediction.cells import Cells
from ...scoring.prediction.fit import fit
from ...telemetry import fault_of, logger
from ..left import Left
from ..work import Night
from .part import Part


class CellsPart(Cells, Part):
    name = "cells"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        """Where no fit can be found, the previous one stands, and the night goes on."""
        night = left.night
        try:
            found = fit(self, night.job.fit)
        except Exception as error:
            told = {"tenant": night.tenant.id, "job": night.job.job_id}
            logger().error("models.failed", extra={**told, **fault_of(error)})
            return
        left.stores.fits(night.tenant).put(found)
