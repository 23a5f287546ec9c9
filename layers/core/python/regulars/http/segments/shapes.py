"""Own segments (source 001)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field

from ...facts.items.pin import PinnedAs
from ...segments.suggested import SuggestedSegment
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, FieldFault, Instant, Shape
from ..door.written_shapes import CustomerId, ETag, Listing, UserId

_Name = Annotated[str, Field(min_length=1, max_length=100)]
_Colour = Annotated[str, Field(pattern="^#[0-9a-f]{6}$")]
_GivenColour = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]
_Criteria = Annotated[
    dict[str, Any],
    Field(
        description="A rule (`GET /schemas/segment-rule.json`), or a tree of react-querybuilder, or `condition_groups`."
    ),
]
_Action = Literal["create", "update", "delete", "add_member", "remove_member", "exclude", "preview"]
_SegmentId = Annotated[str, Field(min_length=1, max_length=128)]


class AskedBacktest(Body):
    daysAgo: Annotated[int, Field(ge=1, le=1_825, description="90 by default.")] = 90
    withinDays: Annotated[int, Field(ge=1, le=365, description="Who ordered within so many days; 30 by default.")] = 30
    points: Annotated[float, Field(gt=0, le=50, description="The rise to be seen, in points; 3 by default.")] = 3


class SegmentAction(Body):
    """What belongs to an action stands in its description; the rest is left out."""

    userId: UserId = None
    action: _Action
    segmentId: _SegmentId | None = None
    customerId: CustomerId | None = None
    name: _Name | None = None
    description: Annotated[str, Field(max_length=1_000)] | None = None
    criteria: _Criteria | None = None
    color: _GivenColour | None = None
    active: bool | None = None
    announces: Annotated[bool | None, Field(description="Others are told who joins and leaves; at most 20.")] = None
    compareWith: Annotated[list[_SegmentId] | None, Field(max_length=5)] = None
    backtest: AskedBacktest | None = None


class CustomSegment(Shape):
    id: str
    name: _Name
    description: str | None
    color: _Colour
    criteria: Annotated[dict[str, Any] | None, Field(description="Null: only who was put into it by hand.")]
    active: Annotated[bool, Field(description="False: it is kept and has no members.")]
    announces: bool
    revision: int
    createdAt: Instant
    updatedAt: Instant
    updatedBy: Annotated[str | None, Field(description="The subject of the token; null where it names nobody.")]
    etag: ETag


class SegmentVerdict(Shape):
    segmentId: str
    member: bool
    decidedBy: Annotated[
        str,
        Field(
            description="The condition that ended the question, by its path; or pinned, excluded, noRule, inactive.",
            examples=["criteria.rules[1]", "pinned"],
        ),
    ]


class CustomSegments(Envelope):
    count: int
    segments: list[CustomSegment]
    customerSegments: Annotated[
        list[str] | None, Field(description="The segments that the customer is in; null where none was named.")
    ]
    explanation: NotRequired[Annotated[list[SegmentVerdict], Field(description="With `explain=true` only.")]]
    memberCounts: NotRequired[
        Annotated[
            dict[str, int] | None,
            Field(description="With `counts=true` only: by the segment's id; null with more than 10 000 customers."),
        ]
    ]
    memberCountsAsOf: NotRequired[Annotated[Instant | None, Field(description="When they were counted.")]]


class DeletedSegment(Shape):
    segmentId: str
    deleted: Literal[True]


class SegmentMember(Shape):
    """A customer and a segment after a pin was set or taken away."""

    segmentId: str
    customerId: str
    pin: Annotated[Literal["in", "out"] | None, Field(description="Null: the rule decides.")]
    member: bool
    decidedBy: str


class SegmentPin(Shape):
    segmentId: str
    customerId: Annotated[str, Field(description="As it was named then.")]
    pin: PinnedAs
    pinnedAt: Instant
    pinnedBy: Annotated[str | None, Field(description="The subject of the token; null where it names nobody.")]


class SegmentPins(Listing):
    data: list[SegmentPin]


class SegmentExample(Shape):
    contactID: str
    name: str


class SegmentOverlap(Shape):
    segmentId: str
    name: str
    members: int
    both: Annotated[int, Field(description="Who is in this one too.")]


class RuleBacktest(Shape):
    at: Instant
    customers: Annotated[int, Field(description="Who had ordered by then.")]
    members: Annotated[int, Field(description="Who would have been in it then.")]
    withinDays: int
    ordered: Annotated[int, Field(description="Who of them ordered within so many days anyway.")]
    orderedShare: float | None
    points: float
    peopleNeeded: Annotated[
        int | None, Field(description="To see so many points more, half of them held out; null: it cannot be seen.")
    ]
    sentence: str


class RulePreview(Shape):
    asOf: Instant
    customers: Annotated[int, Field(description="All who were looked at.")]
    members: int
    share: float | None
    matchesEverybody: bool
    message: Annotated[str | None, Field(description="What is remarkable about the rule.")]
    criteria: Annotated[dict[str, Any] | None, Field(description="As they would be kept.")]
    examples: Annotated[list[SegmentExample], Field(max_length=10)]
    overlap: Annotated[list[SegmentOverlap], Field(max_length=5)]
    noPast: Annotated[list[FieldFault], Field(description="Why the rule has no backtest; empty: it has one.")]
    backtest: Annotated[RuleBacktest | None, Field(description="Where `backtest` asks for it.")]


class SegmentAnswer(Envelope):
    data: CustomSegment | DeletedSegment | SegmentMember | RulePreview


class SegmentRevision(Shape):
    revision: int
    at: Instant
    by: str | None
    deleted: bool
    segment: Annotated[CustomSegment, Field(description="As this edit left it.")]


class SegmentRevisions(Listing):
    data: Annotated[list[SegmentRevision], Field(description="The newest first.")]


class SegmentSuggestion(Shape):
    key: SuggestedSegment
    name: str
    reason: Annotated[str, Field(description="What it rests on; of one that is left out, why.")]
    criteria: Annotated[dict[str, Any] | None, Field(description="A rule for `create`; null: it is left out.")]
    basedOn: Annotated[int, Field(description="The cases that it rests on.")]
    members: Annotated[int | None, Field(description="Who would be in it now.")]
    share: float | None


class SegmentSuggestions(Envelope):
    asOf: Instant
    count: int
    data: list[SegmentSuggestion]


OPERATIONS = {
    "get_suggested_segments": Operation("Segments", SegmentSuggestions, problems=(409,)),
    "get_segments": Operation("Segments", CustomSegments, problems=(404,)),
    "post_segments": Operation(
        "Segments",
        SegmentAnswer,
        SegmentAction,
        or_status=(201, "A segment was made, or a customer pinned who was not."),
        problems=(404, 409, 412),
        if_match="the segment that was read",
        refuses_erased=True,
    ),
    "get_segment_revisions": Operation("Segments", SegmentRevisions, problems=(404,)),
    "get_segment_pins": Operation("Segments", SegmentPins, problems=(404,)),
}
