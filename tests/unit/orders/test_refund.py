"""A refund that comes as a message: added once, never past the order.

See docs/scoring.md, Conventions, Refunds; docs/api.md, Orders.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import OrderRefused
from regulars.facts.order import Lane, Order, OrderStatus
from regulars.facts.tenant import Tenant
from regulars.orders.messages import digest_of
from regulars.orders.parse import parse_refund
from regulars.orders.refund import refund
from regulars.orders.supersede import Decision, Outcome, stub

from testing.builders import NOW_MS, a_line, a_tenant, an_order
from testing.orders.parsing import line, parsed

PAID, PARTIALLY, REFUNDED = OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED, OrderStatus.REFUNDED
LATER = NOW_MS + 1_000


def an_order_of(cents: int, **changes: Any) -> Order:
    return an_order(lines=(), total_minor=cents, **changes)


def refunding(stored: Order | None, message_id: str = "r1", *, tenant: Tenant | None = None, **said: Any) -> Decision:
    given = parse_refund({"orderId": "1001", "messageId": message_id, **said})
    return refund(stored, given, tenant=tenant or a_tenant(), now_ms=LATER)


def after(stored: Order, *amounts: Any, tenant: Tenant | None = None) -> Order:
    """The order after refunds of these amounts, each of its own message."""
    for number, amount in enumerate(amounts):
        stored = refunding(stored, f"r{number}", amount=amount, tenant=tenant).write or stored
    return stored


def refusal(stored: Order | None, **said: Any) -> dict[str, str]:
    with pytest.raises(OrderRefused) as refused:
        refunding(stored, **said)
    return {error.field: error.message for error in refused.value.errors}


def test_a_refund_adds_to_what_was_refunded_before() -> None:
    once = refunding(an_order_of(10_000), amount="30.50")
    assert once.write is not None
    twice = refunding(once.write, "r2", amount=9.5)
    assert twice.write is not None

    assert (once.outcome, once.write.status, once.write.refunded_minor) == (Outcome.UPDATED, PARTIALLY, 3_050)
    assert (twice.write.status, twice.write.refunded_minor, twice.write.spend_minor) == (PARTIALLY, 4_000, 6_000)


def test_a_message_counts_once_whatever_has_become_of_the_order_since() -> None:
    once = after(an_order_of(10_000), 30)

    assert refunding(once, "r0", amount=30) == (Outcome.UNCHANGED, None)
    assert refunding(replace(once, refunded_minor=0, status=PAID), "r0", amount=30) == (Outcome.UNCHANGED, None)
    assert once.messages == (digest_of("r0"),)


def test_a_refund_without_an_amount_or_of_all_products_is_of_all_that_is_left() -> None:
    order = an_order(lines=(a_line(), a_line("pot", amount_minor=500, quantity_milli=1_000)), total_minor=11_300)
    all_of_it = [{"quantity": 2, "unitPrice": 50}, {"quantity": 1, "unitPrice": 5}]

    assert after(order, 7, None).refunded_minor == 11_300
    assert after(order, None).status is REFUNDED
    whole = refunding(order, lines=all_of_it).write
    part = refunding(order, lines=all_of_it[1:]).write
    assert whole is not None
    assert part is not None
    assert (whole.refunded_minor, whole.status) == (11_300, REFUNDED)
    assert (part.refunded_minor, part.status) == (500, PARTIALLY)


def test_a_refund_arrives_when_it_comes_and_says_nothing_of_versions_or_imports() -> None:
    order = an_order_of(10_000, version=3, updated_at_ms=7, import_id="i1", outcome="created", lane=Lane.IMPORT)

    write = refunding(order, amount=1).write

    assert write == replace(
        order,
        status=PARTIALLY,
        refunded_minor=100,
        arrived_ms=LATER,
        written_ms=LATER,
        lane=Lane.LIVE,
        messages=(digest_of("r1"),),
    )
    later_still = refunding(replace(order, arrived_ms=LATER + 5), amount=1).write
    assert later_still is not None
    assert later_still.arrived_ms == LATER + 5


def test_an_amount_that_would_pass_the_orders_total_is_refused_and_can_come_again_after_it_was_mended() -> None:
    order = after(an_order_of(10_000), 30)

    assert refusal(order, amount="70.01") == {"amount": "is more than what is left of the order, 70.00 USD"}
    assert after(order, 0, 70).refunded_minor == 10_000
    assert refusal(order, lines=[{"quantity": 2, "unitPrice": 50}]) == {
        "amount": "is more than what is left of the order, 70.00 USD"
    }


def test_a_refund_of_nothing_that_is_known_is_refused() -> None:
    unknown = {"orderId": "is no order that is known here: it has to come first"}

    assert refusal(None, amount=1) == unknown
    assert refusal(stub(an_order(), now_ms=NOW_MS), amount=1) == unknown


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.CANCELLED])
def test_what_did_not_count_stays_as_it_was_with_its_refund(status: OrderStatus) -> None:
    assert (after(an_order_of(10_000, status=status), 100).status) is status


def test_a_free_order_that_is_refunded_counts_no_longer_and_a_refund_of_nothing_changes_nothing() -> None:
    assert after(an_order_of(0), None).status is REFUNDED
    nothing = refunding(an_order_of(10_000), amount=0)
    assert nothing.outcome is Outcome.UNCHANGED
    assert nothing.write is not None
    assert (nothing.write.status, nothing.write.refunded_minor) == (PAID, 0)


def test_a_refund_is_in_the_currency_of_its_order() -> None:
    euros = parsed(currency="EUR", exchangeRate="1.1", total="10.01", lines=[])

    assert (refusal(an_order(), amount=1, currency="EUR")) == {"currency": "is EUR, but the order is in USD"}
    assert (refusal(euros, amount=1, currency="USD")) == {"currency": "is USD, but the order is in EUR"}
    part = refunding(euros, amount="5.00", currency="EUR").write
    assert part is not None
    assert part.original is not None
    assert (part.refunded_minor, part.original.refunded) == (550, Decimal("5.00"))
    whole = after(euros, "5.00", "5.01")
    assert (whole.refunded_minor, whole.gross_minor, whole.status) == (1_101, 1_101, REFUNDED)


@given(parts=st.lists(st.integers(1, 999), min_size=1, max_size=8), rate=st.sampled_from(["0.037", "1.1", "149.9"]))
def test_refunds_that_add_up_to_a_foreign_order_refund_all_of_it_whatever_their_rounding(
    parts: list[int], rate: str
) -> None:
    total = Decimal(sum(parts)).scaleb(-2)
    order = parsed(currency="EUR", exchangeRate=rate, total=total, lines=[])
    by_lines = parsed(
        currency="EUR",
        exchangeRate=rate,
        lines=[line(quantity=1, unitPrice=Decimal(part).scaleb(-2)) for part in parts],
    )

    for one in (order, by_lines):
        refunded = after(one, *(Decimal(part).scaleb(-2) for part in parts))
        assert (refunded.refunded_minor, refunded.spend_minor) == (one.gross_minor, 0)
        assert refunded.status is REFUNDED


def test_parts_of_a_foreign_order_never_pass_it_by_their_rounding() -> None:
    five_cents = parsed(currency="EUR", exchangeRate="0.5", total="0.05", lines=[])

    assert five_cents.gross_minor == 3
    assert [after(five_cents, *["0.01"] * parts).refunded_minor for parts in range(6)] == [0, 1, 2, 3, 3, 3]


def test_an_order_remembers_a_hundred_messages() -> None:
    order = after(an_order_of(100_000), *[1] * 100)

    assert len(order.messages) == len(set(order.messages)) == 100
    assert refusal(order, message_id="one more", amount=1) == {
        "messageId": "is one too many: an order counts at most 100 refunds and cancellations"
    }
    assert refunding(order, "r7", amount=1).outcome is Outcome.UNCHANGED


def of(product_id: str, quantity: Any = 1) -> dict[str, Any]:
    return {"productId": product_id, "quantity": quantity}


TWO_PRICES = an_order(
    lines=(
        a_line("tea", quantity_milli=2_000, unit_price=Decimal("5.00"), amount_minor=1_000),
        a_line("pot", quantity_milli=1_000, unit_price=Decimal("20.00"), amount_minor=2_000),
        a_line("tea", quantity_milli=1_500, unit_price=Decimal("4.00"), amount_minor=600),
    ),
    total_minor=4_000,
)


@pytest.mark.parametrize(
    ("lines", "refunded_minor"),
    [
        ([of("tea")], 500),
        ([of("tea", "2.5")], 1_200),
        ([of("tea"), of("tea"), of("tea")], 1_400),
        ([of("pot"), of("tea", 0)], 2_000),
        ([of("pot"), {"quantity": 2, "unitPrice": "1.25"}], 2_250),
        ([of("tea", "3.5"), of("pot")], 4_000),
    ],
)
def test_a_refund_by_product_and_quantity_is_at_the_prices_of_the_order(lines: Any, refunded_minor: int) -> None:
    refunded = refunding(TWO_PRICES, lines=lines).write

    assert refunded is not None
    assert refunded.refunded_minor == refunded_minor


def test_a_foreign_orders_products_are_given_back_in_its_own_currency_and_at_its_rate() -> None:
    order = parsed(currency="EUR", exchangeRate="1.1", lines=[line(quantity=3, unitPrice="10.01"), line("pot")])

    refunded = refunding(order, lines=[of("tea", 2)]).write

    assert refunded is not None
    assert refunded.refunded_minor == 2_202
    assert refunded.original is not None
    assert refunded.original.refunded == Decimal("20.02")


def test_no_more_of_a_product_is_given_back_than_the_order_holds() -> None:
    assert refusal(TWO_PRICES, lines=[of("pot"), of("tea", 4)]) == {
        "lines[1].quantity": "is more than the 3.5 that the order holds"
    }
    assert refusal(TWO_PRICES, lines=[of("pot"), of("pot")]) == {
        "lines[1].quantity": "is more than the 1 that the order holds"
    }
    assert refusal(TWO_PRICES, lines=[of("cup")]) == {
        "lines[0].productId": "is no product of the order: give its price as well, or only a total"
    }


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"amount": "-1"}, "amount", "must be 0 or more"),
        ({"amount": "ten"}, "amount", "must be a number with a decimal point, such as 12.50"),
        ({"lines": [{"quantity": 0, "unitPrice": 1}]}, "lines", "must hold a quantity above 0"),
        ({"lines": [{"quantity": -1, "unitPrice": 1}]}, "lines[0].quantity", "must be 0 or more"),
        ({"lines": [{"quantity": 1}]}, "lines[0].unitPrice", "is required where no product id says of what"),
        ({"lines": ["tea"]}, "lines[0]", "must be an object"),
        ({"lines": []}, "lines", "must not be empty"),
        ({"currency": "dollar"}, "currency", "must be a currency code of three letters, such as EUR"),
        ({"message_id": ""}, "messageId", "must be text of 1 to 500 characters"),
        ({"message_id": "x" * 501}, "messageId", "must be text of 1 to 500 characters"),
        ({"message_id": None}, "messageId", "must be text of 1 to 500 characters"),
    ],
)
def test_a_malformed_refund_is_refused_by_the_name_of_its_field(said: Any, field: str, message: str) -> None:
    assert refusal(an_order(), **said) == {field: message}
