"""Orders as events: Segment's `Order Completed`, `Updated`, `Refunded` and `Cancelled`, one or a batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...errors import MOST_ERRORS, FieldError, QueryRefused
from ...orders.feed import note_fed
from ...orders.order_event import Ignored
from ...orders.supersede import Outcome
from ..door import problem
from ..door.auth import Role
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import without_tenant_names
from .answers import result_counts

if TYPE_CHECKING:
    from ...orders.track import Tracked
    from .event_shapes import EventCounts, IgnoredField, OrderEventResult, OrderEventResults

routes = Routes()

MAX_EVENTS = 100
_LONGEST_NAME = 128
# What other calls may call the tenant is the customer in an event of Segment.
_CUSTOMER = frozenset({"userId"})


@routes.post("/api/orders/events", role=Role.EDITOR)
def post_order_events(call: Call) -> Answer[OrderEventResults]:
    """Takes a track event of Segment's ecommerce spec (v2), or a batch of 1 to 100, and says what was ignored and why.

    `Order Completed`, `Order Updated` and `Order Cancelled` say what an order is; what they leave unsaid stays as it
    is. The first `Order Completed` says when the order was placed, unless `POST /api/orders` or a file has said it; a
    thank-you page that is loaded again moves no order. Each `Order Refunded` adds to what has been refunded, once for
    its `messageId` however often it is delivered: its `total`, else its products at their `price`, which may be left
    out for products of the order, else all that is left. A `userId` that names nobody (`undefined`, `0`, `guest` ...)
    is ignored. Other events are ignored, the nearest name of ours beside theirs.
    """
    events, path = _given(call)
    from ...orders.track import track_events  # reads need no pydantic, which it loads

    tracked = track_events(
        events,
        tenant=call.tenant,
        settings=call.settings,
        registry=call.registry,
        ledger=call.ledger,
        now_ms=call.now_ms,
    )
    if any(result.outcome not in (None, Outcome.REFUSED) for result in tracked):
        note_fed(call.shop)
    data: list[OrderEventResult] = []
    left, named = MOST_ERRORS, set[str]()
    for index, (event, result) in enumerate(zip(events, tracked, strict=True)):
        data.append(_result(index, event, result, path.format(index), left, named))
        left -= len(data[-1]["errors"])
    counts = Counter(result.outcome for result in tracked)
    meta: EventCounts = {**result_counts(len(data), counts), "ignored": counts[None]}
    return Answer({"success": True, "data": data, "meta": meta})


def _given(call: Call) -> tuple[list[Any], str]:
    """The events, and the path of the one with an index. Raises `QueryRefused` where nothing can be read as events."""
    body = call.json_object(other_names=_CUSTOMER)
    if "batch" not in body:
        if "event" not in body and "type" not in body:
            raise QueryRefused([FieldError("event", "is required, or a batch of events")])
        return [body], ""
    batch = body["batch"]
    if not isinstance(batch, list) or not 1 <= len(batch) <= MAX_EVENTS:
        raise QueryRefused([FieldError("batch", f"must be a list of 1 to {MAX_EVENTS} events")])
    batch = [
        without_tenant_names(event, call.record, other_names=_CUSTOMER) if isinstance(event, Mapping) else event
        for event in batch
    ]
    context = body.get("context")
    if isinstance(context, Mapping):
        # What stands around a batch holds for each event that does not say otherwise:
        # https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/#batch
        batch = [_within(context, event) for event in batch]
    return batch, "batch[{}]."


def _within(context: Mapping[str, Any], event: Any) -> Any:
    own = event.get("context") if isinstance(event, Mapping) else None
    if not isinstance(event, Mapping) or not isinstance(own, Mapping | None):
        return event
    return {**event, "context": {**context, **(own or {})}}


def _result(index: int, event: Any, result: Tracked, path: str, most_errors: int, named: set[str]) -> OrderEventResult:
    said: Mapping[str, Any] = event if isinstance(event, Mapping) else {}
    errors = tuple(FieldError(f"{path}{error.field}".removesuffix("."), error.message) for error in result.errors)
    return {
        "index": index,
        "event": _name(said.get("event")),
        "messageId": _name(said.get("messageId")),
        "orderId": result.order_id,
        "customerId": result.customer_id,
        "result": "ignored" if result.outcome is None else result.outcome,
        "ignored": [_ignored(path, one) for one in result.ignored if _nameable(one.field, named)],
        "errors": problem.fields(errors[:most_errors]),
    }


def _ignored(path: str, ignored: Ignored) -> IgnoredField:
    [shown] = problem.fields((FieldError(f"{path}{ignored.field}", ignored.reason),))
    return {"field": shown["field"], "reason": shown["message"]}


def _nameable(field: str, named: set[str]) -> bool:
    """Whether an answer has room for the name: it names 200 different ones, so that it can be kept under its key."""
    if field not in named and len(named) < MOST_ERRORS:
        named.add(field)
    return field in named


def _name(value: Any) -> str | None:
    return value[:_LONGEST_NAME] if isinstance(value, str) else None
