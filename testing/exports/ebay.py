"""eBay's orders report: a row of commas above and below the header, a footer; several items are rows of their own.

The row that says everything of an order of several items has the number of all of them, and names none.
"""

from __future__ import annotations

from collections.abc import Sequence

from regulars.facts.order import OrderStatus

from testing.exports.shop import ZERO, Item, Payment, Sale, Truth, truth_of
from testing.exports.table import Table

COLUMNS = (
    "Sales Record Number", "Order Number", "Buyer Username", "Buyer Name", "Buyer Email", "Buyer Note",
    "Ship To Name", "Ship To Phone", "Ship To Zip", "Item Number", "Item Title", "Custom Label", "Quantity",
    "Sold For", "Shipping And Handling", "Seller Collected Tax", "eBay Collected Tax", "Total Price",
    "eBay Collected Tax and Fees Included in Total", "Payment Method", "Sale Date", "Paid On Date", "Transaction ID",
)  # fmt: skip


def table(sales: Sequence[Sale], date: str = "%b-%d-%y") -> Table:
    rows = []
    for sale in sales:
        whole, items = _whole(sale, date), [_item(sale, item) for item in sale.items]
        if len(items) == 1:
            rows.append(whole | items[0])
        else:
            # An item repeats its own part of the total.
            rows += [
                whole,
                *(item | {"Total Price": item["Sold For"], "Sale Date": whole["Sale Date"]} for item in items),
            ]
    return Table(COLUMNS, tuple(tuple(row.get(name, "") for name in COLUMNS) for row in rows))


def content(sales: Sequence[Sale], date: str = "%b-%d-%y") -> bytes:
    """The file as it is downloaded."""
    commas = "," * (len(COLUMNS) - 1)
    header, _, rows = table(sales, date).csv(encoding="utf-8").decode().partition("\n")
    footer = f'{len(sales)},record(s) downloaded,"from Jan-01-25 00:00:00, to Dec-31-25 23:59:59"\nSeller ID : a_shop\n'
    return f"{commas}\n{header}\n{commas}\n{rows}\n{footer}".encode("utf-8-sig")


def truths(sales: Sequence[Sale]) -> dict[str, Truth]:
    return {_id(sale): _truth(sale) for sale in sales}


def _truth(sale: Sale) -> Truth:
    lines = [(item.sku or str(item.product_id), item.quantity, item.gross) for item in sale.items]
    at = sale.at.replace(hour=0, minute=0, second=0)
    found = truth_of(sale, lines=lines, at=at, reference=str(sale.number))
    status = OrderStatus.PENDING if _is_open(sale) else OrderStatus.PAID
    return found._replace(customer=_user(sale), guest=False, status=status, refunded=ZERO)


def _whole(sale: Sale, date: str) -> dict[str, str]:
    return {
        "Sales Record Number": str(sale.number),
        "Order Number": "" if _is_open(sale) else _id(sale),
        "Buyer Username": _user(sale),
        "Buyer Name": sale.person.name,
        "Buyer Note": sale.note,
        "Quantity": str(sum(item.quantity for item in sale.items)),
        "Shipping And Handling": f"${sale.shipping}",
        "eBay Collected Tax": f"${sale.taxes}",
        "Total Price": f"${sale.total:,}",
        "Sale Date": f"{sale.at:{date}}",
        "Paid On Date": "" if _is_open(sale) else f"{sale.at:{date}}",
    }


def _item(sale: Sale, item: Item) -> dict[str, str]:
    return {
        "Sales Record Number": str(sale.number),
        "Order Number": "" if _is_open(sale) else _id(sale),
        "Item Number": str(item.product_id),
        "Item Title": item.name,
        "Custom Label": item.sku,
        "Quantity": str(item.quantity),
        "Sold For": f"${item.price}",
    }


def _is_open(sale: Sale) -> bool:
    return sale.payment not in (Payment.PAID, Payment.PARTLY)


def _id(sale: Sale) -> str:
    """What was never paid has no order number."""
    return str(sale.number) if _is_open(sale) else f"05-{sale.number:05}-10001"


def _user(sale: Sale) -> str:
    return f"buyer_{sum(map(ord, sale.person.name))}"
