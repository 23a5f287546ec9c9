"""Which column is taken for which field, and what is said where none or two can be."""

from __future__ import annotations

import pytest
from regulars.errors import FileRefused
from regulars.importing.file.columns import field_named, known_names, recognise_columns
from regulars.importing.presets import recognise_preset

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


@pytest.mark.parametrize(
    ("header", "mapping", "sentence"),
    [
        (
            ("order_id", "customer_id", "Order_ID", "date", "total"),
            {},
            "the header names the column order_id twice, and orderId would be taken from it: rename one of them, or "
            "take orderId from no column with --map orderId=-.",
        ),
        (
            ("order_id", "customer_id", "date", "total", "Notes", "notes"),
            {"channel": "NOTES"},
            "the header names the column Notes twice, and channel would be taken from it: ",
        ),
    ],
)
def test_a_name_that_stands_twice_is_refused_where_it_is_needed(
    header: tuple[str, ...], mapping: dict[str, str], sentence: str
) -> None:
    with pytest.raises(FileRefused, match=f"^Line 1: {sentence}"):
        recognise_columns(header, mapping, line=1)


def test_a_repeated_column_that_nobody_needs_is_ignored() -> None:
    header = ("order_id", "customer_id", "date", "total", "Tax", "Tax", "Notes", "Notes", "channel", "channel")

    columns = recognise_columns(header, {"channel": "-"}, line=1)

    assert columns.ignored == ("Tax", "Tax", "Notes", "Notes", "channel", "channel")


def test_a_repeated_column_of_lines_in_packed_columns_is_refused() -> None:
    header = ("order_id", "order_date", "status", "order_total", "billing_email", "line_item_1", "line_item_1")

    with pytest.raises(FileRefused, match=r"^Line 1: the header names the column line_item_1 twice: rename one"):
        recognise_columns(header, {}, recognise_preset(header, None, line=1), line=1)


def test_a_column_that_is_recognised_can_be_un_recognised() -> None:
    header = ("order_id", "customer_id", "date", "total", "currency", "status")

    columns = recognise_columns(header, {"currency": "-", "status": " - "}, line=1)

    assert columns.at.keys() == {"orderId", "customerId", "orderedAt", "total"}
    assert columns.ignored == ("currency", "status")


def test_a_column_of_an_export_can_be_un_recognised_and_a_needed_field_is_then_missed() -> None:
    header = ("Name", "Email", "Financial Status", "Total", "Created at", "Currency", "Lineitem name")
    lines = ("Lineitem quantity", "Lineitem price")
    preset = recognise_preset(header, None, line=1)

    columns = recognise_columns((*header, *lines), {"currency": "-"}, preset, line=1)

    assert columns.ignored == ("Currency",)
    with pytest.raises(FileRefused, match="no column for orderedAt"):
        recognise_columns((*header, *lines), {"orderedAt": "-"}, preset, line=1)


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("SKU,Product name", (3, 4)),
        ('SKU, "Product name"', (3, 4)),
        ("Product name,SKU,SKU", (4, 3)),
        ("Name, long", (5,)),
        ('SKU,"Name, long"', (3, 5)),
    ],
)
def test_a_field_may_be_taken_from_the_first_of_several_columns_that_says_something(
    text: str, positions: tuple[int, ...]
) -> None:
    header = ("order_id", "customer_id", "date", "SKU", "Product name", "Name, long", "quantity", "price")

    assert recognise_columns(header, {"productId": text}, line=1).at["productId"] == positions


def test_the_columns_that_a_mapping_names_are_known_when_the_separator_is_looked_for() -> None:
    header = ("Nr", "Artikel", "Bezeichnung, lang", "", "Was")

    assert known_names(header, ['Artikel, "Bezeichnung, lang"', "Nr", "-"]) == {"Nr", "Artikel", "Bezeichnung, lang"}


def test_order_ids_are_taken_from_one_column_since_it_holds_the_rows_together() -> None:
    with pytest.raises(FileRefused, match=r"a,b are several columns for orderId: map the one that all rows"):
        recognise_columns(("a", "b", "customer_id", "date", "total"), {"orderId": "a,b"}, line=1)


@pytest.mark.parametrize("priced", ["Item Total", "line_total", "Line Amount"])
def test_what_a_line_costs_is_known_by_its_name_and_needs_no_price(priced: str) -> None:
    columns = recognise_columns(("order_id", "customer_id", "date", "sku", "qty", priced), {}, line=1)

    assert columns.at["lineTotal"] == (5,)
    assert "unitPrice" not in columns.at


@pytest.mark.parametrize(
    ("header", "mapping", "left"),
    [
        (("price", "Item Total"), {}, {"unitPrice"}),
        (("Item Total", "price"), {}, {"unitPrice"}),
        (("price", "line_total"), {}, {"unitPrice", "lineTotal"}),
        (("price", "line_total"), {"unitPrice": "price"}, {"unitPrice"}),
        (("price", "Item Total"), {"lineTotal": "Item Total"}, {"lineTotal"}),
        (("price",), {"lineTotal": "price"}, {"lineTotal"}),
        (("Item Total",), {"unitPrice": "Item Total"}, {"unitPrice"}),
    ],
)
def test_of_two_prices_the_chosen_one_stands_and_a_total_that_may_be_the_orders_stands_aside(
    header: tuple[str, ...], mapping: dict[str, str], left: set[str]
) -> None:
    columns = recognise_columns(("order_id", "customer_id", "date", "sku", "qty", *header), mapping, line=1)

    assert {"unitPrice", "lineTotal"} & columns.at.keys() == left


def test_sums_are_taken_by_their_names_where_a_file_has_lines() -> None:
    sums = ("Subtotal", "Discount", "Shipping", "Tax", "total")

    lines = recognise_columns(("order_id", "customer_id", "date", "sku", "qty", "price", *sums), {}, line=1)
    orders = recognise_columns(("order_id", "customer_id", "date", *sums), {}, line=1)

    assert [lines.name(field) for field in ("subtotal", "discount", "shipping", "taxes")] == list(sums[:-1])
    assert orders.ignored == sums[:-1]


@pytest.mark.parametrize("field", ["cancelledAt", "paidAt", "fulfillment"])
def test_what_decides_a_status_is_taken_only_from_a_column_that_the_caller_names(field: str) -> None:
    header = ("order_id", "customer_id", "date", "total", field)

    assert recognise_columns(header, {}, line=1).ignored == (field,)
    assert recognise_columns(header, {field: field}, line=1).at[field] == (4,)


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


@pytest.mark.parametrize(
    ("named", "way_out"),
    [
        (("amount",), r"--map total=Column"),
        (("sku", "amount"), r"--map total=Column --map productId=-"),
        (("sku", "total"), r"--map productId=-"),
    ],
)
def test_who_has_no_lines_is_told_that_a_total_alone_will_do(named: tuple[str, ...], way_out: str) -> None:
    told = f"unitPrice=Column, or, where a row is a whole order, its total alone with {way_out}; the header has"
    with pytest.raises(FileRefused, match=told):
        recognise_columns(("order_id", "customer_id", "date", *named), {}, line=1)
