"""What an event makes of the order that lies there: what it leaves unsaid stays, and nothing is undone by it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import OrderRefused
from regulars.facts.order import Contact, Order, OrderStatus, Original
from regulars.facts.time import HOUR_MS, read_instant, to_ms
from regulars.orders.event_state import state_over
from regulars.orders.order_event import OrderEvent
from regulars.orders.parse import parse_refund
from regulars.orders.refund import refund
from regulars.orders.restate import restated
from regulars.orders.supersede import Decision, Outcome, stub, supersede
from regulars.orders.track_events import read_event
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_line, a_tenant, an_order
from testing.examples import examples
from testing.orders.events import CANCELLED, a_product, an_event, cancelled, completed, refunded, updated
from testing.orders.parsing import line, parsed

PAID, PARTIALLY, REFUNDED = OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED, OrderStatus.REFUNDED
UPDATE, UNCHANGED, STALE = Outcome.UPDATED, Outcome.UNCHANGED, Outcome.STALE


def over(stored: Order | None, raw: dict[str, Any]) -> Decision:
    event = read_event(raw)
    assert isinstance(event, OrderEvent)
    if event.kind == "Order Refunded":
        return refund(stored, parse_refund(event.said), tenant=a_tenant(), now_ms=NOW_MS)
    return state_over(stored, event, tenant=a_tenant(), settings=Settings.defaults(2), now_ms=NOW_MS)


def after(*events: dict[str, Any], stored: Order | None = None) -> Order:
    for event in events:
        stored = over(stored, event).write or stored
    assert stored is not None
    return stored


def refusal(stored: Order | None, raw: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(OrderRefused) as refused:
        over(stored, raw)
    return {error.field: error.message for error in refused.value.errors}


def at(time: str) -> int:
    return to_ms(read_instant(f"2025-10-14T{time}:00Z"))


def test_a_completed_order_is_paid_at_its_timestamp() -> None:
    order = after(completed(properties={"affiliation": "web"}, context={"traits": {"name": "Ann"}}))

    assert (order.order_id, order.customer_id, order.status) == ("1001", "ann", PAID)
    assert (order.ordered_at_ms, order.updated_at_ms) == (at("08:00"), at("08:00"))
    assert (order.gross_minor, order.lines[0].amount_minor, order.channel) == (11_000, 10_000, "web")
    assert order.contact == Contact(name="Ann")


def test_an_update_of_an_order_nobody_has_heard_of_is_the_order() -> None:
    order = after(updated(at="10:00"))

    assert (order.status, order.ordered_at_ms, order.updated_at_ms) == (PAID, at("10:00"), at("10:00"))


def test_an_update_moves_no_instant_but_its_own_and_keeps_what_it_leaves_unsaid() -> None:
    order = after(completed(properties={"affiliation": "web"}, context={"traits": {"name": "Ann"}}))
    total_only = updated(userId=..., total=90, properties={"products": ...}, traits={"phone": "12345"})
    products_only = updated(total=..., properties={"products": [a_product(quantity=3)]})

    one, other = after(total_only, stored=order), after(products_only, stored=order)

    assert (one.ordered_at_ms, one.updated_at_ms) == (at("08:00"), at("10:00"))
    assert (one.customer_id, one.channel, one.lines) == ("ann", "web", order.lines)
    assert (one.gross_minor, one.contact) == (9_000, Contact(name="Ann", phone="12345"))
    assert (other.gross_minor, other.total_minor) == (15_000, None)


def test_a_page_that_is_loaded_again_moves_no_order_to_now() -> None:
    again = after(completed(at="08:00"), completed(at="09:00", total=90))

    assert (again.ordered_at_ms, again.updated_at_ms, again.gross_minor) == (at("08:00"), at("09:00"), 9_000)


def test_the_first_completion_says_when_also_where_it_comes_last() -> None:
    newer = after(completed(at="09:00", total=90))

    late = over(newer, completed(at="08:00"))

    assert late.outcome is UPDATE
    assert late.write == replace(newer, ordered_at_ms=at("08:00"))
    assert over(late.write, completed(at="08:30")) == (STALE, None)
    assert over(late.write, completed(at="08:00")) == (STALE, None)


@pytest.mark.parametrize("first", [updated(at="10:00"), completed(at="10:00") | {"event": CANCELLED}])
@pytest.mark.parametrize("time", ["08:00", "11:00"])
def test_a_completion_knows_better_than_whatever_was_told_before_it(first: dict[str, Any], time: str) -> None:
    told = after(first)

    order = after(completed(at=time), stored=told)

    assert (order.ordered_at_ms, order.status) == (at(time), told.status)
    assert after(completed(at="12:00"), stored=order).ordered_at_ms == at(time)


@pytest.mark.parametrize("time", ["07:00", "08:00", "13:00"])
def test_a_date_that_the_api_or_a_file_has_stated_stands(time: str) -> None:
    stated = parsed(orderedAt="2025-10-14T08:00:00Z", updatedAt="2025-10-14T09:00:00Z")

    assert after(completed(at=time, total=90), stored=stated).ordered_at_ms == at("08:00")
    restated_later = supersede(after(completed(at="07:00")), stated).write
    assert restated_later is not None
    assert after(completed(at="06:00"), stored=restated_later).ordered_at_ms == at("08:00")


def test_a_late_first_completion_leaves_all_else_of_the_newer_state() -> None:
    newer = after(completed(at="09:00"), refunded("r1", 30), updated(at="10:00", total=80))

    late = after(completed(at="08:00", total=500), stored=newer)

    assert replace(late, ordered_at_ms=newer.ordered_at_ms) == newer


def test_a_completion_ahead_of_our_clock_gives_way_to_an_earlier_one() -> None:
    ahead = after(completed(timestamp="2025-10-15T09:00:00Z"))
    assert (ahead.ordered_at_ms, ahead.given_at_ms) == (NOW_MS, to_ms(read_instant("2025-10-15T09:00:00Z")))

    order = after(completed(at="08:00"), stored=ahead)

    assert (order.ordered_at_ms, order.original) == (at("08:00"), None)


def test_the_same_event_again_is_unchanged() -> None:
    for events in ([completed()], [completed(), updated()], [completed(), refunded("r1", 30)]):
        order = after(*events)
        again = over(order, events[-1])
        assert again.outcome is UNCHANGED
        assert (again.write or order) == replace(order, arrived_ms=NOW_MS)
    assert over(after(completed(), refunded("r1", 30)), completed()).outcome is UNCHANGED


@pytest.mark.parametrize("event", [completed(at="13:00", total=200), updated(at="13:00", total=200)])
def test_no_completion_or_update_undoes_a_refund_or_a_cancellation(event: dict[str, Any]) -> None:
    partly = after(completed(), refunded("r1", 30), event)
    wholly = after(completed(), refunded("r1"), event)
    gone = after(completed(), cancelled(), event)
    posted = after(event, stored=an_order(status=REFUNDED))

    assert (partly.status, partly.refunded_minor, partly.spend_minor) == (PARTIALLY, 3_000, 17_000)
    assert (wholly.status, wholly.refunded_minor, wholly.spend_minor) == (REFUNDED, 11_000, 0)
    assert (gone.status, gone.gross_minor) == (OrderStatus.CANCELLED, 20_000)
    assert (posted.status, posted.refunded_minor) == (REFUNDED, 0)


def test_an_update_down_to_what_was_refunded_refunds_the_order_and_below_it_is_refused() -> None:
    order = after(completed(), refunded("r1", 30))

    assert after(updated(total=30), stored=order).status is REFUNDED
    assert refusal(order, updated(total="29.99")) == {
        "total": "makes the order smaller than what has been refunded of it, 30.00"
    }


def test_a_pending_order_is_paid_by_its_completion_not_by_an_update() -> None:
    text = Original(status_text="on hold")
    pending = an_order(status=OrderStatus.PENDING, original=text)

    still = after(updated(), stored=pending)
    assert (still.status, still.original) == (OrderStatus.PENDING, text)
    paid = after(completed(), stored=pending)
    assert (paid.status, paid.original) == (PAID, None)


def test_a_cancellation_needs_no_more_than_the_orders_id() -> None:
    order = after(completed(), refunded("r1", 30))

    gone = after(cancelled(), stored=order)

    assert (gone.status, gone.spend_minor, gone.refunded_minor) == (OrderStatus.CANCELLED, 0, 3_000)
    assert (gone.lines, gone.total_minor, gone.ordered_at_ms) == (order.lines, order.total_minor, at("08:00"))


def test_a_cancellation_of_an_unknown_order_is_kept_where_it_holds_the_whole_order() -> None:
    whole = completed(at="12:00") | {"event": CANCELLED}

    gone = after(whole)
    assert gone.status is OrderStatus.CANCELLED
    assert after(completed(at="08:00"), stored=gone).status is OrderStatus.CANCELLED
    assert refusal(None, cancelled()) == {
        "orderId": "is no order that is known here, and the event does not hold the whole of it",
        "customerId": "is required, or for a guest an e-mail address or phone number in context.traits",
        "lines": "must hold at least one line where no total is given",
    }


def test_a_late_cancellation_cancels_and_each_message_cancels_once() -> None:
    newer = after(completed(), updated(at="13:00", total=200))

    late = over(newer, cancelled(at="12:00"))
    assert late.write is not None
    assert (late.outcome, late.write.status, late.write.gross_minor) == (UPDATE, OrderStatus.CANCELLED, 20_000)
    assert late.write.updated_at_ms == at("13:00")
    restored = replace(late.write, status=PAID)
    assert over(restored, cancelled(at="12:00")) == (UNCHANGED, None)
    assert over(newer, cancelled(at="12:00", message_id=None)) == (STALE, None)


@examples(60)
@given(st.data())
def test_in_whatever_order_and_however_often_events_come_the_order_ends_the_same(data: st.DataObject) -> None:
    events = [
        updated(at="10:00", total=150),
        cancelled(at="12:00"),
        updated(at="13:00", total=120, properties={"products": [a_product("pot", price=60)]}),
        refunded("r1", 30),
        refunded("r2", "20.5"),
        completed(),
        completed(at="11:00", total=130),
        updated(at="07:00", total=170),
    ]
    some = data.draw(st.lists(st.sampled_from(events), max_size=6))
    deliveries = data.draw(st.permutations([*events, *some]))

    ended, expected = after(completed(at="09:00"), *deliveries), after(completed(at="09:00"), *events)

    assert replace(ended, messages=()) == replace(expected, messages=())
    assert set(ended.messages) == set(expected.messages)
    assert (expected.status, expected.refunded_minor, expected.gross_minor) == (OrderStatus.CANCELLED, 5_050, 12_000)
    assert ended.ordered_at_ms == at("08:00")


_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.decimals(),
    st.text(max_size=5),
    st.sampled_from(["1001", "2025-10-14", ""]),
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


def _some(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, _VALUES))


_PROPERTIES = st.builds(
    lambda properties, products: properties | {"order_id": "1001", "products": products},
    _some("total", "currency", "exchange_rate", "affiliation", "email", "coupon"),
    _VALUES | st.lists(_some("product_id", "sku", "price", "quantity", "name", "category", "url"), max_size=3),
)


@examples(300)
@given(
    kind=st.sampled_from([completed(), updated(), cancelled(), refunded("r1", 30)]),
    around=_some("type", "event", "messageId", "userId", "anonymousId", "timestamp", "context", "traits", "properties"),
    properties=st.none() | _PROPERTIES,
    traits=st.none() | _some("name", "email", "phone", "company"),
    known=st.booleans(),
)
def test_whatever_stands_in_an_event_it_is_taken_ignored_or_refused(
    kind: dict[str, Any], around: dict[str, Any], properties: Any, traits: Any, known: bool
) -> None:
    raw = kind | around
    if properties is not None:
        raw["properties"] = properties
    if traits is not None:
        raw["context"] = {"traits": traits}
    with suppress(OrderRefused):
        event = read_event(raw)
        if isinstance(event, OrderEvent):
            decision = over(after(completed()) if known else None, raw)
            assert decision.write is None or decision.write.order_id == event.order_id


def test_over_the_stub_of_a_deletion_an_event_is_stale_unless_it_is_newer() -> None:
    deleted = stub(after(completed(at="08:00")), now_ms=NOW_MS)

    assert over(deleted, completed(at="08:00")) == (STALE, None)
    assert over(deleted, completed(at="09:00")).outcome is Outcome.CREATED


def test_an_event_of_tomorrow_is_refused() -> None:
    tomorrow = "2025-10-16T08:30:00Z"

    assert refusal(None, completed(timestamp=tomorrow)) == {
        "orderedAt": "lies in the future (local times? set the time zone)"
    }
    assert refusal(after(completed()), updated(timestamp=tomorrow)) == {
        "updatedAt": "lies in the future (local times? set the time zone)"
    }


def test_an_order_keeps_its_currency_and_rate() -> None:
    euros = {"currency": "EUR", "exchange_rate": "1.1"}
    order = after(completed(properties=euros), refunded("r1", 30, currency="EUR"))

    assert (order.gross_minor, order.refunded_minor) == (12_100, 3_300)
    later = after(updated(total=200), stored=order)
    assert (later.gross_minor, later.refunded_minor, later.status) == (22_000, 3_300, PARTIALLY)
    assert later.original == Original(
        currency="EUR", exchange_rate=Decimal("1.1"), total=Decimal(200), refunded=Decimal(30)
    )
    assert refusal(order, updated(properties={"currency": "USD"})) == {"currency": "is USD, but the order is in EUR"}
    assert refusal(None, completed(properties={"currency": "EUR"})) == {
        "currency": "is not USD, the tenant's currency: give properties.exchange_rate as well"
    }


@pytest.mark.parametrize(
    "order",
    [
        parsed(reference="#1", channel="web", total="99.10"),
        parsed(customer={"name": "Ann", "email": "ann@example.com", "accountCode": "A"}),
        parsed(customerId=..., customer={"email": "ann@example.com"}),
        parsed(currency="EUR", exchangeRate="1.08", total="10.01"),
        parsed(currency="JPY", exchangeRate="0.0066", lines=[line(quantity="0.125", unitPrice="1234.567891")]),
        parsed(lines=[], total=0),
        parsed(orderedAt="2025-10-15T08:59:59.999Z"),
    ],
)
def test_an_order_restated_is_the_same_order(order: Order) -> None:
    raw = restated(order, a_tenant())

    assert parsed(**{"lines": ..., **raw}) == order


def test_an_order_placed_ahead_of_our_clock_is_restated_as_it_was_given() -> None:
    ahead = parsed(orderedAt="2025-10-15T09:00:00Z")

    assert ahead.ordered_at_ms == NOW_MS
    assert restated(ahead, a_tenant())["orderedAt"] == "2025-10-15T09:00:00.000Z"
    assert HOUR_MS > to_ms(read_instant("2025-10-15T09:00:00Z")) - NOW_MS > 0


def test_who_is_unknown_is_asked_for_in_the_events_own_words() -> None:
    assert refusal(None, an_event(userId=..., anonymousId="x", properties={"order_id": "1", "total": 5})) == {
        "customerId": "is required, or for a guest an e-mail address or phone number in context.traits"
    }


@pytest.mark.parametrize("nobody", ["undefined", "null", 0, "0", "(not set)", "Guest", " "])
def test_a_user_id_that_names_nobody_is_none(nobody: Any) -> None:
    ann = {"traits": {"email": "ann@example.com"}}

    assert after(completed(userId=nobody, context=ann)).customer_id == a_tenant().guest_id("ann@example.com")
    assert refusal(None, completed(userId=nobody)) == {
        "customerId": "is required, or for a guest an e-mail address or phone number in context.traits"
    }


def test_what_was_stored_before_a_rule_was_made_stays_through_later_events() -> None:
    old = an_order(
        order_id="1001",
        customer_id="undefined",
        lines=(a_line("None", product_name="T\ufffd"), a_line("a/orders")),
        contact=Contact(name="Ann\ufffd"),
    )

    order = after(updated(properties={"products": ...}, total=..., userId="undefined"), stored=old)

    assert (order.customer_id, order.lines, order.contact) == (old.customer_id, old.lines, old.contact)
    assert list(refusal(old, updated(properties={"products": [a_product("x/orders")]}))) == ["lines[0].productId"]
