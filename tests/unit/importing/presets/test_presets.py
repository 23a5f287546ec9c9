"""Which export a header is of, and which column of it holds which field."""

from __future__ import annotations

import pytest
from regulars.errors import FileRefused
from regulars.importing.cells.status import fold_status
from regulars.importing.file.columns import Columns, known_names, recognise_columns
from regulars.importing.file.fields import FIELDS, LINE_FIELDS, ROW_FIELDS
from regulars.importing.presets import NAMES, PRESETS, recognise_preset
from regulars.importing.presets.preset import Preset

from testing.exports import (
    amazon,
    ebay,
    etsy,
    grids,
    market,
    plain,
    shopify,
    square,
    stripe,
    tiendanube,
    woo_advanced,
    woo_basic,
)  # fmt: skip

SALES = market.sales(1, 24)
ANALYTICS = (
    *("Date", "Order #", "N. Revenue (formatted)", "Status", "Customer", "Customer type"),
    *("Product(s)", "Items sold", "Coupon(s)", "N. Revenue"),
)
SHOPIFY, BASIC, ADVANCED = shopify.COLUMNS_79, woo_basic.table(SALES).header, woo_advanced.table(SALES).header
HEADERS = {
    "Amazon all orders report": amazon.COLUMNS,
    "BigCommerce orders export": grids.BIGCOMMERCE,
    "eBay orders report": ebay.COLUMNS,
    "Etsy sold order items": etsy.ITEMS,
    "Etsy sold orders": etsy.ORDERS,
    "Magento order grid": grids.MAGENTO,
    "Nuvemshop sales export": tiendanube.PORTUGUESE,
    "PrestaShop list of orders": grids.PRESTASHOP,
    "Shopify orders export": SHOPIFY,
    "Square item details": square.COLUMNS,
    "Stripe payments": stripe.COLUMNS,
    "Tiendanube sales export": tiendanube.SPANISH,
    "WooCommerce Order Export & Order Import": BASIC,
    "WooCommerce Advanced Order Export": ADVANCED,
}


def preset_of(header: tuple[str, ...], chosen: str | None = None) -> Preset | None:
    return recognise_preset(header, chosen, line=1)


def columns_of(header: tuple[str, ...]) -> Columns:
    return recognise_columns(header, {}, preset_of(header), line=1)


def names_of(columns: Columns, field: str) -> list[str]:
    return [columns.header[position] for position in columns.at[field]]


def test_a_preset_is_chosen_by_the_shop_systems_name() -> None:
    systems = ("amazon", "bigcommerce", "ebay", "etsy", "magento", "prestashop", "square", "stripe", "tiendanube")
    assert ("shopify", "woocommerce", *systems, "plain") == NAMES


@pytest.mark.parametrize("title", HEADERS)
def test_an_export_is_recognised_by_its_header(title: str) -> None:
    found = preset_of(HEADERS[title])

    assert found is not None
    assert found.title == title
    assert preset_of(HEADERS[title], found.name) is found


def test_every_preset_that_can_be_taken_is_recognised_by_some_header_of_these() -> None:
    assert set(HEADERS) == {preset.title for preset in PRESETS if not preset.refusal}


@pytest.mark.parametrize("title", HEADERS)
def test_an_export_is_recognised_however_its_names_are_written_and_ordered(title: str) -> None:
    header = tuple(f" {name.upper().replace('_', ' ')}" for name in reversed(HEADERS[title]))

    found = preset_of(header)

    assert found is not None
    assert found.title == title


@pytest.mark.parametrize(
    "header", [plain.table(SALES).header, ("Name", "Email", "Total"), ("InvoiceNo", "Quantity"), ("ID", "Total")]
)
def test_another_file_is_nobodys_export(header: tuple[str, ...]) -> None:
    assert preset_of(header) is None


@pytest.mark.parametrize("title", HEADERS)
def test_whoever_asks_for_plain_gets_no_preset(title: str) -> None:
    assert preset_of(HEADERS[title], "plain") is None


def test_a_preset_that_is_asked_for_must_fit_the_header() -> None:
    with pytest.raises(
        FileRefused,
        match=r"^Line 1: this is not the export that shopify names: "
        r"it has the columns Name, Financial Status, Lineitem name\.$",
    ):
        preset_of(ADVANCED, "shopify")
    with pytest.raises(FileRefused, match=r"Order Number, Order Status, .*; or order_date, line_item_1\.$"):
        preset_of(SHOPIFY, "woocommerce")


@pytest.mark.parametrize("chosen", [None, "woocommerce"])
def test_the_analytics_export_is_refused_with_the_name_of_the_right_one(chosen: str | None) -> None:
    with pytest.raises(FileRefused, match=r"^Line 1: .* Analytics, .* Advanced Order Export For WooCommerce .*\.$"):
        preset_of(ANALYTICS, chosen)


def test_the_older_and_the_newer_analytics_export_are_one() -> None:
    newer = tuple({"Customer type": "Customer Type", "N. Revenue": "Net Sales"}.get(name, name) for name in ANALYTICS)

    with pytest.raises(FileRefused, match="Analytics"):
        preset_of((*newer, "Attribution"))


def test_shopify_has_79_columns_today_and_had_71_before() -> None:
    assert (len(shopify.COLUMNS_79), len(shopify.COLUMNS_71)) == (79, 71)
    assert columns_of(shopify.COLUMNS_71).at.keys() == columns_of(SHOPIFY).at.keys() - {"duties"}


def test_shopify_columns_are_taken_for_their_fields() -> None:
    columns = columns_of(SHOPIFY)

    assert names_of(columns, "orderId") == ["Id", "Name"]
    assert names_of(columns, "customer.phone") == ["Phone", "Billing Phone", "Shipping Phone"]
    assert names_of(columns, "productId") == ["Lineitem sku", "Lineitem name"]
    assert names_of(columns, "total") == ["Total"]
    assert columns.header[columns.grouped_at] == "Name"
    assert "customerId" not in columns.at


def test_shopify_columns_that_nobody_needs_may_be_cut() -> None:
    kept = (
        *("Name", "Email", "Financial Status", "Total", "Created at"),
        *("Lineitem quantity", "Lineitem name", "Lineitem price"),
    )

    columns = columns_of(kept)

    assert names_of(columns, "orderId") == ["Name"]
    assert names_of(columns, "productId") == ["Lineitem name"]
    assert columns.ignored == ()


@pytest.mark.parametrize(("cut", "missing"), [("Created at", "orderedAt"), ("Lineitem price", "unitPrice")])
def test_a_shopify_column_that_is_needed_is_missed_by_its_field(cut: str, missing: str) -> None:
    with pytest.raises(FileRefused, match=f"^Line 1: there is no column for {missing}: "):
        columns_of(tuple(name for name in SHOPIFY if name != cut))


def test_a_mapping_stands_before_what_a_preset_says() -> None:
    columns = recognise_columns(SHOPIFY, {"customerId": "Tags", "channel": "Vendor"}, preset_of(SHOPIFY), line=1)

    assert names_of(columns, "customerId") == ["Tags"]
    assert names_of(columns, "channel") == ["Vendor"]
    assert names_of(columns, "total") == ["Total"]


def test_the_lines_of_the_order_export_are_packed_in_the_order_of_their_numbers() -> None:
    header = (*woo_basic.COLUMNS, "line_item_10", "line_item_2", "line_item_1", "line_item_1_name")

    columns = columns_of(header)

    assert [columns.header[position] for position in columns.packed] == ["line_item_1", "line_item_2", "line_item_10"]
    assert columns.packed_refunds == header.index("refund_items")
    assert "line_item_1_name" in columns.ignored
    assert not columns.has_lines


def test_woocommerce_columns_are_taken_for_their_fields() -> None:
    basic, advanced = columns_of(BASIC), columns_of(ADVANCED)

    assert names_of(basic, "orderId") == ["order_id", "order_number"]
    assert names_of(basic, "customerId") == ["customer_id", "customer_user"]
    assert names_of(basic, "customer.phone") == ["billing_phone", "shipping_phone"]
    assert names_of(advanced, "orderId") == ["Order Number"]
    assert names_of(advanced, "productId") == ["SKU", "Product Id", "Item Name"]
    assert names_of(advanced, "refundedAmount") == ["Order Refund Amount"]


def test_quantities_before_refunds_stand_before_those_after() -> None:
    columns = columns_of((*ADVANCED, "Quantity"))

    assert names_of(columns, "quantity") == ["Quantity", "Quantity (- Refund)"]


def test_the_advanced_order_export_may_have_a_row_an_order() -> None:
    header = woo_advanced.orders_table(SALES).header

    found = preset_of(header)

    assert found is not None
    assert found.title == "WooCommerce Advanced Order Export"
    assert not columns_of(header).has_lines


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_data_that_fits_the_code(preset: Preset) -> None:
    assert set(preset.columns) <= {*FIELDS, *ROW_FIELDS}
    assert preset.summary_rows <= ("productId" in preset.columns)
    assert bool(preset.refunds) == ("event" in preset.columns)
    assert list(preset.footers) == [footer.casefold() for footer in preset.footers]
    assert set(preset.packed_keys) <= {*LINE_FIELDS, "amount"}
    assert preset.unsigned <= set(preset.columns)
    assert preset.refusal or preset.grouped_by in preset.columns
    assert [fold_status(text) for text in preset.statuses] == list(preset.statuses)


@pytest.mark.parametrize("preset", PRESETS)
def test_all_names_of_a_preset_are_known_names(preset: Preset) -> None:
    names = {*preset.marks, *(name for names in preset.columns.values() for name in names)}

    assert known_names(sorted(names), ()) == names
