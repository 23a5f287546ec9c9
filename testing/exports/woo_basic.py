"""WebToffee's Order Export & Order Import for WooCommerce: one row an order, a line in each of `line_item_1...n`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from testing.exports.shop import Item, Sale, Truth, truth_of
from testing.exports.table import Table
from testing.exports.woo import Nets, nets, product_of, status_of

_NAMES = (
    "order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
    "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_key,order_currency,"
    "payment_method,payment_method_title,transaction_id,customer_ip_address,customer_user_agent,shipping_method,"
    "customer_id,customer_user,customer_email,billing_first_name,billing_last_name,billing_company,billing_email,"
    "billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,"
    "shipping_first_name,shipping_last_name,shipping_company,shipping_phone,shipping_address_1,shipping_address_2,"
    "shipping_postcode,shipping_city,shipping_state,shipping_country,customer_note,wt_import_key,tax_items,"
    "shipping_items,fee_items,coupon_items,refund_items,order_notes,download_permissions"
)
COLUMNS = tuple(_NAMES.split(","))


def table(sales: Sequence[Sale]) -> Table:
    most = max(len(sale.items) for sale in sales)
    header = (*COLUMNS, *(f"line_item_{number}" for number in range(1, most + 1)))
    rows = []
    for sale in sales:
        cells = _order(sale, nets(sale))
        rows.append(tuple(cells.get(name, "") for name in header))
    return Table(header, tuple(rows))


def truths(sales: Sequence[Sale]) -> dict[str, Truth]:
    return {str(sale.number): _truth(sale) for sale in sales}


def _truth(sale: Sale) -> Truth:
    amounts = nets(sale).lines
    lines = [(product_of(item), item.quantity, amount) for item, amount in zip(sale.items, amounts, strict=True)]
    return truth_of(sale, lines=lines, accounts=True, reference=str(sale.number))


def _order(sale: Sale, sums: Nets) -> dict[str, str]:
    person = sale.person
    lines = {
        f"line_item_{number}": _packed(sale, item, sums, number) for number, item in enumerate(sale.items, start=1)
    }
    return lines | {
        "order_id": str(sale.number),
        "order_number": str(sale.number),
        "order_date": f"{sale.at:%Y-%m-%d %H:%M:%S}",
        "status": status_of(sale),
        "shipping_total": str(sums.shipping),
        "fee_total": str(sale.tip),
        "tax_total": str(sums.taxes),
        "discount_total": str(sum(sums.before) - sum(sums.lines)),
        "order_total": str(sale.total),
        "order_subtotal": str(sum(sums.before)),
        "order_currency": "USD",
        "customer_id": str(person.account),
        "customer_user": str(person.account),
        "billing_first_name": person.first,
        "billing_last_name": person.last,
        "billing_email": person.email,
        "billing_phone": person.phone or person.billing_phone,
        "billing_postcode": person.zip,
        "shipping_phone": person.shipping_phone,
        "customer_note": sale.note,
        "fee_items": f"name:Tip|total:{sale.tip}|tax:0.00|tax_data:[]" if sale.tip else "",
        "refund_items": _refunds(sale),
        "order_notes": "content:Order status changed.|date:2025-12-06 10:37:33|customer:0|added_by:system",
        "download_permissions": "1",
    }


def _packed(sale: Sale, item: Item, sums: Nets, number: int) -> str:
    amount, before = sums.lines[number - 1], sums.before[number - 1]
    parts = [
        f"name:{item.name}",
        f"product_id:{item.product_id}",
        f"sku:{item.sku}",
        f"quantity:{item.quantity}",
        f"total:{amount}",
        f"sub_total:{before}",
    ]
    if sale.tax_rate:
        parts.append("tax_data:" + json.dumps({"total": {"1": "0.1"}, "subtotal": {"1": "0.1"}}))
    return "|".join([*parts, "_reduced_stock:1"])


def _refunds(sale: Sale) -> str:
    """Two refunds, of a cent and of the rest."""
    if not sale.refunded:
        return ""
    dates = [sale.at + timedelta(days=day) for day in (1, 2)]
    amounts = [Decimal("0.01"), sale.refunded - Decimal("0.01")]
    reasons = ["", "came late; box: broken"]
    return ";".join(
        f"amount:{amount}|reason:{reason}|date:{date:%Y-%m-%d %H:%M:%S}"
        for amount, reason, date in zip(amounts, reasons, dates, strict=True)
    )
