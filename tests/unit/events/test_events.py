"""From an announcement that replaced another to events: which, of what form, under which ids."""

from __future__ import annotations

import dataclasses

import pytest
from regulars.events.announced import Announcement, events_of
from regulars.events.event import Event
from regulars.events.registry import BY_NAME, EVENT_TYPES
from regulars.scoring.announced import Value
from regulars.scoring.evaluate import Evaluation, Reason

from testing.builders import a_tenant

AT, N = 1_760_517_000_000, 1_760_517_000_007
ACME = a_tenant()
ANN = ACME.customer_hash("ann")


def told(
    before: dict[str, Value] | None,
    after: dict[str, Value],
    *,
    silent: bool = False,
    named: bool = False,
    reason: Reason = Reason.DATA_CHANGED,
    because: dict[str, str] | None = None,
) -> list[Event]:
    old = None if before is None else Evaluation(before, AT - 1, N - 1, silent=False)
    new = Evaluation(after, AT, N, silent, reason=reason, because=because or {})
    announcement = Announcement("acme", "ann", old, new)
    return events_of(announcement, ACME, name_customers=named)


def kinds(*arguments: dict[str, Value] | None) -> list[str]:
    before, after = arguments
    assert after is not None
    return [event.type for event in told(before, after)]


def test_another_lifecycle_segment_is_an_event_with_both() -> None:
    [event] = told({"lifecycleSegment": "New"}, {"lifecycleSegment": "VIP"}, reason=Reason.TIME_PASSED)

    assert event.cloud_event() == {
        "specversion": "1.0",
        "id": f"{ANN}-{N}-lifecycleSegment",
        "source": "regulars",
        "type": "customer.segment.changed",
        "subject": ANN,
        "time": "2025-10-15T08:30:00.000Z",
        "datacontenttype": "application/json",
        "data": {
            "schemaVersion": 1,
            "tenant": "acme",
            "customerHash": ANN,
            "n": N,
            "reason": "time_passed",
            "before": "New",
            "after": "VIP",
        },
    }


def test_the_customer_is_named_only_where_the_tenant_wants_it() -> None:
    [hidden] = told({"lifecycleSegment": "New"}, {"lifecycleSegment": "VIP"})
    [named] = told({"lifecycleSegment": "New"}, {"lifecycleSegment": "VIP"}, named=True)

    assert "ann" not in str(hidden.cloud_event()).split(ANN)
    assert "customerId" not in hidden.data
    assert named.data["customerId"] == "ann"


def test_the_same_announcement_makes_the_same_events_again() -> None:
    before: dict[str, Value] = {"lifecycleSegment": "New", "highChurnRisk": False}
    after: dict[str, Value] = {"lifecycleSegment": "VIP", "highChurnRisk": True}

    assert told(before, after) == told(before, after)
    assert len({event.id for event in told(before, after)}) == 2


def test_a_later_announcement_of_the_same_change_is_another_event() -> None:
    [first] = told({"lifecycleSegment": "New"}, {"lifecycleSegment": "VIP"})
    later = Announcement(
        "acme",
        "ann",
        Evaluation({"lifecycleSegment": "New"}, AT, N, silent=False),
        Evaluation({"lifecycleSegment": "VIP"}, AT, N + 1, silent=False),
    )

    [second] = events_of(later, ACME, name_customers=False)
    assert second.id != first.id
    assert second.data["n"] == first.data["n"] + 1


def test_a_silent_announcement_makes_no_event() -> None:
    assert told(None, {"lifecycleSegment": "New", "highChurnRisk": True}, silent=True) == []


def test_a_first_announcement_tells_what_is_so_and_not_what_is_not() -> None:
    after: dict[str, Value] = {"lifecycleSegment": "New", "highChurnRisk": False, "segment:a": True, "segment:b": False}

    assert kinds(None, after) == ["customer.segment.changed", "customer.custom_segment.joined"]


def test_who_is_no_customer_any_more_has_no_segment() -> None:
    before: dict[str, Value] = {"lifecycleSegment": "VIP", "highChurnRisk": True, "segment:a": True, "segment:b": False}

    events = told(before, dict.fromkeys(before))

    assert [event.type for event in events] == ["customer.segment.changed", "customer.custom_segment.left"]
    assert events[0].data["after"] is None
    assert events[1].data["segmentId"] == "a"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (False, True, ["customer.churn_risk.high"]),
        (None, True, ["customer.churn_risk.high"]),
        (True, False, []),
        (True, True, []),
        (True, None, []),
    ],
)
def test_a_high_churn_risk_is_told_when_it_begins_and_never_when_it_ends(
    before: Value, after: Value, expected: list[str]
) -> None:
    assert kinds({"highChurnRisk": before}, {"highChurnRisk": after}) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (False, True, ["customer.custom_segment.joined"]),
        (None, True, ["customer.custom_segment.joined"]),
        (True, False, ["customer.custom_segment.left"]),
        (True, None, ["customer.custom_segment.left"]),
        (None, False, []),
        (False, None, []),
        (True, True, []),
    ],
)
def test_own_segments_are_joined_and_left(before: Value, after: Value, expected: list[str]) -> None:
    assert kinds({"segment:a": before}, {"segment:a": after}) == expected


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("0 Silver", "1 Gold", "upgrade"),
        ("1 Gold", "0 Silver", "downgrade"),
        (None, "0 Silver", "upgrade"),
        ("0 Silver", None, "downgrade"),
        ("0 Silver", "0 Tin", None),
        ("1 Gold", "2 Gold", None),
        (None, None, None),
    ],
)
def test_a_tier_is_told_as_an_upgrade_or_a_downgrade(before: Value, after: Value, change: str | None) -> None:
    events = told({"tier:l2-a": before}, {"tier:l2-a": after})

    assert [event.data["change"] for event in events] == ([] if change is None else [change])
    assert all(event.data["loyaltyProgramId"] == "l2-a" for event in events)


@pytest.mark.parametrize(("before", "after", "points"), [(0, 120, [120]), (None, 5, [5]), (120, 0, []), (120, 120, [])])
def test_points_that_lapse_are_told_when_there_begin_to_be_any(before: Value, after: Value, points: list[int]) -> None:
    events = told({"lapsing:l2-a": before}, {"lapsing:l2-a": after})

    assert [event.data["points"] for event in events] == points


def test_a_segment_that_was_not_announced_before_is_joined_by_nobody() -> None:
    """A rule's first evaluation, or a segment that announces from now on."""
    assert kinds({"lifecycleSegment": "VIP"}, {"lifecycleSegment": "VIP", "segment:a": True}) == []


def test_an_own_segments_event_names_the_condition_that_decided() -> None:
    after: dict[str, Value] = {"segment:a": True, "segment:b": True}
    events = told({"segment:a": False, "segment:b": False}, after, because={"segment:a": "rules[1]"})

    assert [(event.data["segmentId"], event.data["because"]) for event in events] == [("a", "rules[1]"), ("b", None)]


def test_an_id_holds_no_full_stop_since_signatures_of_webhooks_are_cut_at_it() -> None:
    events = told({"segment:a": False, "lifecycleSegment": "New"}, {"segment:a": True, "lifecycleSegment": "VIP"})

    assert len(events) == 2
    assert not [event.id for event in events if "." in event.id]


def test_every_type_has_a_name_of_its_own_and_says_what_it_is() -> None:
    assert len(BY_NAME) == len(EVENT_TYPES)
    for type_ in EVENT_TYPES:
        assert dataclasses.asdict(type_)["doc"].endswith(".")
