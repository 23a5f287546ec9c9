"""WooCommerce, which exports orders through plugins: AlgolPlus' Advanced Order Export and WebToffee's Order Export.

Both write amounts without tax, prices of lines after the discount, and local times of the site. So the lines, shipping,
fees and taxes make the total, and neither the subtotal nor the discount says more.
"""

from __future__ import annotations

from dataclasses import replace

from ...facts.order import OrderStatus
from .preset import Preset

_NAME = "woocommerce"
# The keys of WooCommerce's own statuses, and their English labels where these differ.
_STATUSES = {
    "completed": OrderStatus.PAID,
    "processing": OrderStatus.PAID,
    "on-hold": OrderStatus.PENDING,
    "pending": OrderStatus.PENDING,
    "pending-payment": OrderStatus.PENDING,
    "cancelled": OrderStatus.CANCELLED,
    "failed": OrderStatus.CANCELLED,
    "trash": OrderStatus.CANCELLED,
    "draft": OrderStatus.CANCELLED,
    "checkout-draft": OrderStatus.CANCELLED,
    "auto-draft": OrderStatus.CANCELLED,
    "refunded": OrderStatus.REFUNDED,
}
# Products that have been deleted; some spreadsheets write numbers so that `0` is `0.0`.
_BLANKS = {"productId": frozenset({"0", "0.0"})}

# Labels of all columns that can be chosen; they can be renamed. A row is a product and repeats its order's columns, or
# an order where no columns of products are chosen. The status is the label of the site's language.
ADVANCED = Preset(
    name=_NAME,
    title="WooCommerce Advanced Order Export",
    marks=("Order Number", "Order Status", "Order Date", "Item Name"),
    columns={
        "orderId": ("Order ID", "Order Number"),
        "reference": ("Order Number",),
        "orderedAt": ("Order Date",),
        "status": ("Order Status",),
        "currency": ("Currency",),
        "total": ("Order Total Amount",),
        "refundedAmount": ("Order Refund Amount",),
        "shipping": ("Order Shipping Amount",),
        "taxes": ("Order Total Tax Amount",),
        "fees": ("Order Total Fee",),
        "customerId": ("Customer User ID",),
        "customer.email": ("Email (Billing)", "Customer User Email"),
        "customer.phone": ("Phone (Billing)", "Phone (Shipping)"),
        "customer.name": ("Full Name (Billing)", "Full Name (Shipping)"),
        "customer.firstName": ("First Name (Billing)", "First Name (Shipping)"),
        "customer.lastName": ("Last Name (Billing)", "Last Name (Shipping)"),
        "customer.company": ("Company (Billing)", "Company (Shipping)"),
        "productId": ("SKU", "Product Id", "Item Name"),
        "productName": ("Item Name",),
        "category": ("Category",),
        "quantity": ("Quantity", "Quantity (- Refund)"),
        "unitPrice": ("Item Cost",),
    },
    statuses=_STATUSES,
    blanks=_BLANKS,
    unsigned=frozenset({"refundedAmount"}),
    refunded_in_part=True,
    rounded_prices=True,
)
ADVANCED_ORDERS = replace(ADVANCED, marks=("Order Number", "Order Status", "Order Date", "Order Total Amount"))

ORDER_EXPORT = Preset(
    name=_NAME,
    title="WooCommerce Order Export & Order Import",
    marks=("order_date", "line_item_1"),
    columns={
        "orderId": ("order_id", "order_number"),
        "reference": ("order_number",),
        "orderedAt": ("order_date",),
        "status": ("status",),
        "currency": ("order_currency",),
        "total": ("order_total",),
        "shipping": ("shipping_total",),
        "taxes": ("tax_total",),
        "fees": ("fee_total",),
        "customerId": ("customer_id", "customer_user"),
        "customer.email": ("billing_email", "customer_email"),
        "customer.phone": ("billing_phone", "shipping_phone"),
        "customer.firstName": ("billing_first_name", "shipping_first_name"),
        "customer.lastName": ("billing_last_name", "shipping_last_name"),
        "customer.company": ("billing_company", "shipping_company"),
    },
    statuses=_STATUSES,
    blanks=_BLANKS,
    packed_lines="line_item_",
    packed_keys={
        "productId": ("sku", "product_id", "name"),
        "productName": ("name",),
        "quantity": ("quantity",),
        "amount": ("total",),
    },
    packed_refunds="refund_items",
    refunded_in_part=True,
)

ANALYTICS = Preset(
    name=_NAME,
    title="WooCommerce Analytics",
    marks=("Order #", "Customer type", "Product(s)", "Items sold"),
    refusal=(
        "this is the export of WooCommerce's own Analytics, which has neither e-mail addresses nor prices: export the "
        "orders with the plugin Advanced Order Export For WooCommerce (woo-order-export-lite), or with Order Export & "
        "Order Import for WooCommerce, and import that file."
    ),
)

WOOCOMMERCE = (ADVANCED, ADVANCED_ORDERS, ORDER_EXPORT, ANALYTICS)
