"""One order as its caller wrote it: its fields, what is missing, unknown or malformed (docs/api.md, Orders)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from regulars.errors import OrderRefused
from regulars.facts.order import Contact, Lane, Order, OrderLine, OrderStatus
from regulars.orders.parse import parse_order
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_tenant
from testing.orders.parsing import just, line, parsed, raw, refused


def test_an_order_with_every_field_is_taken_whole() -> None:
    order = parse_order(
        raw(
            total="30.00",
            refundedAmount=5,
            currency="USD",
            reference="A-1",
            channel="web",
            version=3,
            updatedAt="2025-10-14T09:00:00Z",
            lines=[line(productName="Green tea", category="Tea", quantity="1.5")],
            customer={
                "name": "Ann Lee",
                "firstName": "Ann",
                "lastName": "Lee",
                "email": "Ann@Example.com",
                "phone": "+44 20 7946 0000",
                "company": "Tea Ltd",
                "accountName": "Tea",
                "accountCode": "T1",
            },
        ),
        tenant=a_tenant(),
        settings=Settings.defaults(2),
        arrived_ms=NOW_MS - 1,
        now_ms=NOW_MS,
        lane=Lane.IMPORT,
        import_id="i1",
    )

    assert order == Order(
        order_id="1001",
        customer_id="ann",
        ordered_at_ms=1_760_430_600_000,
        status=OrderStatus.PARTIALLY_REFUNDED,
        lines=(OrderLine("tea", 1_500, Decimal("10.00"), 1_500, "Green tea", "Tea"),),
        arrived_ms=NOW_MS - 1,
        written_ms=NOW_MS,
        lane=Lane.IMPORT,
        total_minor=3_000,
        refunded_minor=500,
        reference="A-1",
        channel="web",
        contact=Contact(
            name="Ann Lee",
            first_name="Ann",
            last_name="Lee",
            email="Ann@Example.com",
            phone="+44 20 7946 0000",
            company="Tea Ltd",
            account_name="Tea",
            account_code="T1",
        ),
        version=3,
        updated_at_ms=1_760_432_400_000,
        import_id="i1",
    )


@pytest.mark.parametrize("field", ["orderId", "orderedAt", "status"])
def test_a_required_field_that_is_missing_is_named(field: str) -> None:
    assert refused(**just(field, ...)) == {field: "is required"}


@pytest.mark.parametrize("field", ["productId", "quantity", "unitPrice"])
def test_a_required_field_of_a_line_that_is_missing_is_named_with_its_index(field: str) -> None:
    assert refused(lines=[line(), line(**just(field, ...))]) == {f"lines[1].{field}": "is required"}


def test_an_unknown_field_is_refused_wherever_it_stands() -> None:
    faults = refused(totall=5, lines=[line(sku="x")], customer={"emial": "a@example.com", "age": 7})

    assert faults == {
        "totall": "is not a field of an order; the nearest is total",
        "lines[0].sku": "is not a field of an order",
        "customer.emial": "is not a field of an order; the nearest is email",
        "customer.age": "is not a field of an order",
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("lines", "x", "must be a list"),
        ("lines", {}, "must be a list"),
        ("customer", "x", "must be an object"),
        ("version", "3", "must be a whole number"),
        ("version", 1.5, "must be a whole number"),
        ("version", True, "must be a whole number"),
        ("version", -1, "must be 0 or more"),
        ("version", 10**18 + 1, "must be at most 1000000000000000000"),
    ],
)
def test_a_field_of_another_kind_is_refused_in_words_of_ours(field: str, value: Any, message: str) -> None:
    assert refused(**{field: value}) == {field: message}


@pytest.mark.parametrize("status", ["pending", "paid", "refunded", "cancelled"])
def test_every_status_is_taken(status: str) -> None:
    assert parsed(status=status).status == status


@pytest.mark.parametrize("status", ["Paid", "shipped", "", None, 1])
def test_any_other_status_is_refused_with_those_that_are_allowed(status: Any) -> None:
    assert refused(status=status) == {"status": "must be one of pending, paid, partially_refunded, refunded, cancelled"}


@pytest.mark.parametrize("body", ["text", 7, None, [1], []])
def test_what_is_no_object_is_refused(body: Any) -> None:
    with pytest.raises(OrderRefused) as refusal:
        parse_order(body, tenant=a_tenant(), settings=Settings.defaults(2), arrived_ms=NOW_MS, now_ms=NOW_MS)

    assert [error.message for error in refusal.value.errors] == ["must be an object"]
    assert refusal.value.order_id is None


def test_at_most_20_faults_are_named_and_the_order_they_belong_to() -> None:
    with pytest.raises(OrderRefused) as refusal:
        parsed(lines=[line(quantity=-1) for _ in range(30)])

    assert [error.field for error in refusal.value.errors] == [f"lines[{index}].quantity" for index in range(20)]
    assert refusal.value.order_id == "1001"


def test_faults_that_need_the_whole_order_are_named_together() -> None:
    faults = refused(customerId=..., orderedAt="2031-01-01", currency="EUR", lines=[], status="partially_refunded")

    assert set(faults) == {"customerId", "orderedAt", "currency", "lines", "refundedAmount"}


@pytest.mark.parametrize("version", [0, 1, 10**18])
def test_a_version_is_an_integer(version: int) -> None:
    assert parsed(version=version).version == version


@pytest.mark.parametrize("version", [-1, 1.0, "1", True, 10**18 + 1])
def test_any_other_version_is_refused(version: Any) -> None:
    assert list(refused(version=version)) == ["version"]


@pytest.mark.parametrize("field", ["reference", "channel"])
def test_labels_are_trimmed_text(field: str) -> None:
    assert getattr(parsed(**just(field, "  a   b ")), field) == "a b"
    assert getattr(parsed(**just(field, "   ")), field) is None
    assert getattr(parsed(**just(field, "a\x00b")), field) == "a b"
    assert list(refused(**just(field, "T\ufffd"))) == [field]
    assert list(refused(**just(field, 7))) == [field]


@pytest.mark.parametrize("field", ["reference", "channel"])
def test_a_long_label_costs_no_order(field: str) -> None:
    assert getattr(parsed(**just(field, "x" * 128)), field) == "x" * 128
    assert getattr(parsed(**just(field, "x" * 129)), field) == "x" * 127 + "…"
    assert getattr(parsed(**just(field, "x " * 129)), field) == "x " * 63 + "x…"


@pytest.mark.parametrize("length", [501, 100_000])
def test_a_long_name_costs_no_order(length: int) -> None:
    told = "x" * length
    customer = dict.fromkeys(("name", "firstName", "lastName", "company", "accountName"), told)
    order = parsed(
        lines=[line(productName=told, category=told)], customer={**customer, "accountCode": told}, customerId="ann"
    )

    kept = "x" * 499 + "…"
    assert (order.lines[0].product_name, order.lines[0].category) == (kept, "x" * 127 + "…")
    assert order.contact == Contact(
        name=kept, first_name=kept, last_name=kept, company=kept, account_name=kept, account_code="x" * 127 + "…"
    )


def test_a_name_of_500_characters_is_kept_whole() -> None:
    assert parsed(lines=[line(productName="x" * 500)]).lines[0].product_name == "x" * 500
    assert parsed(lines=[line(productName=f" {'x' * 500}  ")]).lines[0].product_name == "x" * 500


def test_what_says_whose_an_order_is_is_never_cut() -> None:
    """Two guests whose addresses begin alike would become one."""
    assert parsed(customer={"email": "x" * 500, "phone": "1" * 128}).contact == Contact(
        email="x" * 500, phone="1" * 128
    )
    assert refused(customer={"email": "x" * 501}) == {"customer.email": "must have at most 500 characters"}
    assert refused(customer={"phone": "1" * 129}) == {"customer.phone": "must have at most 128 characters"}


def test_a_contact_that_says_nothing_is_none() -> None:
    assert parsed(customer={}).contact is None
    assert parsed(customer={"name": "  ", "email": ""}).contact is None


def test_a_customer_that_is_no_object_is_refused() -> None:
    assert refused(customer="Ann") == {"customer": "must be an object"}


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": None},
        {"channel": None},
        {"customer": {"name": None, "email": "a@b.c"}},
        {"lines": [line(productName=None, category=None)]},
    ],
)
def test_null_in_an_optional_field_is_the_same_as_leaving_it_out(changes: dict[str, Any]) -> None:
    parsed(**changes)
