"""Settings, and what a change of them would do."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, create_model
from typing_extensions import TypedDict

from ...audience.preview import PREVIEWED
from ...population.suggested import SuggestionBasis
from ...scoring import settings
from ...scoring.setting import Group, declared_in
from ...scoring.setting_types import NUMBER_PATTERN, Bands, Number, SettingType, Texts, Whole, Words, YesOrNo
from ...scoring.setting_types import Money as Money_
from ..door.operation import Operation
from ..door.shapes import ZONE_PATTERN, Body, Envelope, Instant, Made, Money, Shape, made

_Number = float | Annotated[str, Field(pattern=NUMBER_PATTERN)]


def _shown(type_: SettingType) -> Any:
    """The type of a setting in answers."""
    match type_:
        case Bands():
            item: Any = _shown(type_.of)
            return Annotated[list[item], Field(min_length=type_.count, max_length=type_.count)]
        case Money_():
            return Money
        case Whole():
            return int
        case Number():
            return float
        case YesOrNo():
            return bool
        case Texts():
            return Annotated[list[str], Field(max_length=type_.most)]
        case Words():
            word: Any = type_.values
            return Annotated[dict[str, word], Field(max_length=type_.most)]
    return str


def _given(type_: SettingType) -> Any:
    """The type of a setting in bodies."""
    match type_:
        case Bands():
            item: Any = _given(type_.of)
            return Annotated[list[item], Field(min_length=type_.count, max_length=type_.count)]
        case Whole():
            return Annotated[int, Field(ge=type_.low, le=type_.high)]
        case Money_() | Number():
            return _Number
        case YesOrNo():
            return Annotated[bool, Field(strict=True)]
        case Texts():
            text = Annotated[str, Field(min_length=1, max_length=type_.longest)]
            return Annotated[list[text], Field(max_length=type_.most)]
        case Words():
            word: Any = type_.values
            return Annotated[dict[str, word], Field(max_length=type_.most)]
    return Annotated[str, Field(pattern=ZONE_PATTERN)]


def _shown_shape(name: str, of: type[Any], doc: str | None) -> Any:
    shapes: dict[str, Any] = {}
    for one in declared_in(of).values():
        declared = one.declaration
        if isinstance(declared, Group):
            shapes[one.name] = _shown_shape(declared.of.__name__, declared.of, declared.doc)
        else:
            shapes[one.name] = Annotated[_shown(declared.type), Field(description=declared.doc)]
    return made(name, shapes, doc)


def _given_shape(name: str, of: type[Any], doc: str | None) -> Any:
    shapes: dict[str, Any] = {}
    for one in declared_in(of).values():
        declared = one.declaration
        if isinstance(declared, Group):
            inner = _given_shape(f"Given{declared.of.__name__}", declared.of, declared.doc)
            shapes[one.name] = (inner | None, None)
        else:
            shapes[one.name] = (Annotated[_given(declared.type) | None, Field(description=declared.doc)], None)
    return create_model(name, __base__=Body, __doc__=doc, **shapes)


_SETTINGS = _shown_shape("Settings", settings.Settings, None)
Settings = Annotated[dict[str, Any], Made(_SETTINGS)]
RfmBands = Annotated[dict[str, Any], Made(_SETTINGS.__annotations__["rfm"])]
VenueThresholds = Annotated[dict[str, Any], Made(_SETTINGS.__annotations__["venue"])]
SettingsChange: Any = _given_shape(
    "SettingsChange",
    settings.Settings,
    "Only the keys given change, inside `rfm` and `venue` too; null puts one back to its default.",
)


_Value = float | list[float]


class SettingsAnswer(Envelope):
    data: Settings


class Example(Shape):
    contactID: str
    name: str


Move = TypedDict(
    "Move", {"from": str, "to": str, "count": int, "examples": Annotated[list[Example], Field(max_length=10)]}
)


_MOVES: dict[str, Any] = {
    name: shape
    for field in PREVIEWED
    if (previewed := field.previewed)
    for name, shape in (
        (previewed.moved, Annotated[int, Field(description=previewed.doc)]),
        (previewed.moves, list[Move]),
    )
}
SettingsPreview = Annotated[dict[str, Any], Made(made("SettingsPreview", {"customers": int, **_MOVES}))]


class SettingsPreviewAnswer(Envelope):
    data: SettingsPreview


class Suggestion(Shape):
    setting: Annotated[str, Field(examples=["vipSpend", "rfm.spend"])]
    current: _Value
    suggested: Annotated[_Value | None, Field(description="Null where the shop's data suggests none.")]
    basis: SuggestionBasis
    reason: Annotated[str, Field(description="Why, in a sentence.")]
    customers: Annotated[int, Field(description="Customers whom the suggestion rests on.")]
    moved: Annotated[int, Field(description="Customers whose segment, frequency or group it alone would change.")]
    movedShare: Annotated[float | None, Field(description="Of all customers, to 4 decimals; null of none.")]


class SuggestedSettings(Shape):
    asOf: Instant
    suggestions: list[Suggestion]
    change: Annotated[
        dict[str, Any],
        Made(SettingsChange),
        Field(description="What differs from the settings: the body of `PUT /api/settings`."),
    ]
    preview: Annotated[SettingsPreview, Field(description="What all suggestions together would do.")]


class SuggestedSettingsAnswer(Envelope):
    data: SuggestedSettings


OPERATIONS = {
    "get_settings": Operation("Settings", SettingsAnswer, etag=True),
    "put_settings": Operation(
        "Settings",
        SettingsAnswer,
        SettingsChange,
        problems=(412, 428),
        if_match="the settings that were read",
        etag=True,
    ),
    "suggested": Operation("Settings", SuggestedSettingsAnswer, problems=(409,)),
    "preview": Operation("Settings", SettingsPreviewAnswer, SettingsChange, problems=(409, 413)),
}
