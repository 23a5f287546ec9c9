"""Which column is taken for which field, and what is said where none or two can be."""

from __future__ import annotations

import pytest
from regulars.errors import FileRefused
from regulars.importing.columns import field_named, recognise_columns

ONLINE_RETAIL = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)


def test_the_columns_of_online_retail_are_known() -> None:
    columns = recognise_columns(ONLINE_RETAIL, {}, line=1)

    assert columns.at == {
        "orderId": (0,),
        "productId": (1,),
        "productName": (2,),
        "quantity": (3,),
        "orderedAt": (4,),
        "unitPrice": (5,),
        "customerId": (6,),
    }
    assert columns.ignored == ("Country",)


@pytest.mark.parametrize(
    "header",
    [
        ("order_id", "customer_id", "ordered_at", "product_id", "quantity", "unit_price"),
        ("orderId", "customerId", "orderedAt", "productId", "quantity", "unitPrice"),
        ("Order ID", "CUSTOMER-ID", " ordered at", "product.id", "QTY", "\ufeffUnit Price"),
    ],
)
def test_our_names_are_known_however_they_are_written(header: tuple[str, ...]) -> None:
    columns = recognise_columns(header, {}, line=1)

    assert [columns.at[field][0] for field in ("orderId", "customerId", "orderedAt", "productId")] == [0, 1, 2, 3]
    assert [columns.at[field][0] for field in ("quantity", "unitPrice")] == [4, 5]


def test_a_mapping_overrides_what_the_names_say() -> None:
    header = ("order_id", "their number", "customer_id", "ordered_at", "total")

    columns = recognise_columns(header, {"orderId": "Their Number"}, line=1)

    assert columns.at["orderId"] == (1,)
    assert columns.ignored == ("order_id",)


def test_our_own_name_wins_over_an_alias() -> None:
    columns = recognise_columns(("invoice", "order_id", "customer_id", "date", "total"), {}, line=1)

    assert columns.at["orderId"] == (1,)
    assert columns.ignored == ("invoice",)


def test_two_aliases_of_one_field_are_refused_with_both_named() -> None:
    with pytest.raises(FileRefused, match=r"Line 3: Invoice and Order Number both look like orderId: .*--map orderId="):
        recognise_columns(("Invoice", "Order Number", "customer_id", "date", "total"), {}, line=3)


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(FileRefused, match="Line 1: the header names the column Order_ID twice"):
        recognise_columns(("order_id", "customer_id", "Order_ID", "date", "total"), {}, line=1)


def test_a_mapped_column_that_is_missing_is_refused_with_what_there_is() -> None:
    with pytest.raises(FileRefused, match=r"no column Ref to take orderId from; the header has a, b\."):
        recognise_columns(("a", "b"), {"orderId": "Ref"}, line=1)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (("customer_id", "date", "total"), "orderId"),
        (("order_id", "date", "total"), "customerId, email or phone"),
        (("order_id", "customer_id", "total"), "orderedAt"),
        (("order_id", "customer_id", "date"), "productId and quantity and unitPrice"),
        (("order_id", "customer_id", "date", "sku", "price"), "quantity"),
    ],
)
def test_a_missing_column_is_named(header: tuple[str, ...], missing: str) -> None:
    with pytest.raises(FileRefused, match=f"Line 1: there is no column for {missing}: "):
        recognise_columns(header, {}, line=1)


@pytest.mark.parametrize("header", [("Orders of 2025",), ("Orders of 2025", "", ""), ("Bestellnummer", "Datum")])
def test_a_line_of_which_no_name_is_known_may_be_no_header(header: tuple[str, ...]) -> None:
    sentence = (
        "Line 1: no name in it is that of a column we know: take away what stands above the header, or name the "
        "columns with --map orderId=Column; it has "
    )

    with pytest.raises(FileRefused, match=f"^{sentence}{header[0]}"):
        recognise_columns(header, {}, line=1)


@pytest.mark.parametrize("who", ["customer_id", "email", "customer_email", "phone"])
def test_a_customer_is_known_by_id_or_as_a_guest(who: str) -> None:
    assert recognise_columns(("order_id", who, "date", "total"), {}, line=1).ignored == ()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("orderId", "orderId"),
        ("order_id", "orderId"),
        ("email", "customer.email"),
        ("customer.email", "customer.email"),
        ("InvoiceNo", None),
    ],
)
def test_a_mapping_names_fields_as_the_order_shape_does(given: str, field: str | None) -> None:
    assert field_named(given) == field


@pytest.mark.parametrize("named", ["Description", "category"])
def test_what_a_whole_order_is_called_is_said_of_no_product(named: str) -> None:
    columns = recognise_columns(("order_id", "customer_id", "date", "total", named), {}, line=1)

    assert not columns.has_lines
    assert columns.ignored == (named,)
    with pytest.raises(FileRefused, match="no column for productId and quantity and unitPrice"):
        recognise_columns(("order_id", "customer_id", "date", "total", "what"), {"productName": "what"}, line=1)
