"""Who asks, and what there is for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Shape
from .routes import FEATURES


class LastNight(Shape):
    day: Annotated[str, Field(examples=["2025-10-15"], description="The tenant's own day.")]
    asOf: Instant


class Me(Shape):
    tenant: Annotated[str, Field(description="Its id.")]
    name: str
    role: Literal["viewer", "editor", "admin"]
    currency: str
    exponent: Annotated[int, Field(description="Decimals of the currency.")]
    timezone: Annotated[str, Field(description="IANA zone: days are its own.")]
    lastNight: Annotated[LastNight | None, Field(description="Null before the first recalculation.")]
    features: Annotated[list[str], Field(examples=[[*FEATURES][:3]], description="What exists.")]


class MeAnswer(Envelope):
    data: Me


OPERATIONS = {
    "get_me": Operation("Settings", MeAnswer),
}
