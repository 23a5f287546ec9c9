"""What the models expect, under the fit that the plan has fixed."""

from __future__ import annotations

from typing import Self

from ...products import forecast
from ...scoring.prediction.sums import ModelSums
from ..left import Left
from ..work import Night
from .part import Part


class ModelSumsPart(ModelSums, Part):
    name = "model_sums"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        held = left.night.job.fit
        if held is not None and held.orders is not None:
            left.note(forecast.MODELS, forecast.of_models(self, held, left.night.settings))
