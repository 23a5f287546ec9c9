"""Events of each type, made as the product makes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from regulars.events.announced import Announcement, events_of
from regulars.events.event import Event
from regulars.events.event_type import EventType
from regulars.events.types.customer_erased import customer_erased
from regulars.events.types.import_completed import import_completed
from regulars.events.types.merged import merge_event
from regulars.events.types.recalculation_completed import recalculation_completed
from regulars.events.types.reorder_due import Reorder, reorder_due
from regulars.events.types.webhook_disabled import webhook_disabled
from regulars.facts.items.head import Member, MergedBy
from regulars.facts.order import Lane
from regulars.facts.webhook import Disabled, Webhook
from regulars.scoring.announced import Value
from regulars.scoring.evaluate import Evaluation
from regulars.scoring.settings import Settings
from regulars.stores.tenant.imports import ImportRecord
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.jobs import Counts, Job

from testing.builders import a_tenant

_AT_MS = 1_760_517_000_000

_BEFORE: dict[str, Value] = {
    "lifecycleSegment": "Active",
    "highChurnRisk": False,
    "segment:came": False,
    "segment:went": True,
    "segment:pinned": False,
    "tier:l2-a": "1 Gold",
    "lapsing:l2-a": 0,
}
_AFTER: dict[str, Value] = {
    "lifecycleSegment": "Dormant",
    "highChurnRisk": True,
    "segment:came": True,
    "segment:went": False,
    "segment:pinned": True,
    "tier:l2-a": "0 Silver",
    "lapsing:l2-a": 120,
}

_BECAUSE = {"segment:came": "rules[0].rules[1]", "segment:went": "rules[2]"}


def real_events(type_: EventType) -> list[dict[str, Any]]:
    """Some events of the type as consumers get them."""
    return [event for event in all_events() if event["type"] == type_.name]


def all_events() -> list[dict[str, Any]]:
    """Some of every type."""
    found = (*_of_customers(), *_of_webhooks(), *_of_merges(), *_of_jobs(), *_of_erasures())
    return [event.cloud_event() for event in found]


def _of_webhooks() -> list[Event]:
    webhook = Webhook(id="w1", url="https://shop.example.com", events=(), secret=b"", created_ms=1, updated_ms=1)
    return [
        webhook_disabled(replace(webhook, disabled=reason, disabled_ms=_AT_MS), a_tenant().id) for reason in Disabled
    ]


def _of_erasures() -> list[Event]:
    return [customer_erased(a_tenant().customer_hash(one), "j1", a_tenant().id, _AT_MS) for one in ("ann", "guest")]


def _of_merges() -> list[Event]:
    edges = [
        Member("ann", "guest", _AT_MS, by, _AT_MS, _AT_MS, Lane.LIVE, left_ms=left_ms)
        for by in MergedBy
        for left_ms in (None, _AT_MS + 1)
    ]
    return [merge_event(edge, a_tenant(), name_customers=named) for named in (False, True) for edge in edges]


def _of_jobs() -> list[Event]:
    """Of imports and recalculations that went well and that failed early, and of what a night found due."""
    finished: dict[str, Any] = {"finished_ms": _AT_MS + 1}
    file: dict[str, Any] = {"attempt": 1, "file_name": "ann.csv", "object_name": "o", "settings": Settings.defaults(2)}
    result = {"rows": 7, "rowsRefused": 1, "orders": {"created": 5, "refused": 1}}
    imports = [
        ImportRecord("i1", _AT_MS, JobState.DONE, **finished, **file, result=result),
        ImportRecord("i2", _AT_MS, JobState.FAILED, **finished, **file, dry_run=True),
    ]
    jobs = [
        Job("night-1", _AT_MS, JobState.DONE, **finished, manual=False, as_of_ms=_AT_MS, shards={0: Counts(3, 3)}),
        Job("manual-1", _AT_MS, JobState.FAILED, **finished, manual=True),
    ]
    reorders = [Reorder("ann", "tea", _AT_MS - 1, _AT_MS, percent) for percent in (None, 0, 37, 100)]
    return [
        *(import_completed(one, "acme") for one in imports),
        *(recalculation_completed(one, "acme") for one in jobs),
        *(reorder_due(one, a_tenant(), name_customers=named) for named in (False, True) for one in reorders),
    ]


def _of_customers() -> list[Event]:
    found: list[Event] = []
    for named in (True, False):
        for before, after in ((None, _AFTER), (_BEFORE, _AFTER), (_BEFORE, dict.fromkeys(_BEFORE))):
            old = None if before is None else Evaluation(before, _AT_MS - 1, 1, silent=False)
            new = Evaluation(after, _AT_MS, 2, silent=False, because=_BECAUSE)
            found += events_of(Announcement("acme", "ann", old, new), a_tenant(), name_customers=named)
    return found
