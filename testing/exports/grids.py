"""Lists of whole orders: BigCommerce's export, Magento's order grid, PrestaShop's list, each a row an order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from regulars.facts.order import OrderStatus

from testing.exports.shop import ZERO, Sale, Truth, guest_address, truth_of
from testing.exports.table import Table

BIGCOMMERCE = (
    "Order ID", "Customer ID", "Customer Name", "Customer Email", "Customer Phone", "Order Date", "Order Status",
    "Subtotal (inc tax)", "Subtotal (ex tax)", "Tax Total", "Shipping Cost (inc tax)", "Ship Method",
    "Coupon Details", "Order Total (inc tax)", "Order Total (ex tax)", "Payment Method", "Total Quantity",
    "Total Shipped", "Date Shipped", "Order Currency Code", "Exchange Rate", "Order Notes", "Customer Message",
    "Billing Company", "Billing Zip", "Product Details", "Refund Amount",
)  # fmt: skip
MAGENTO = (
    "ID", "Purchase Point", "Purchase Date", "Bill-to Name", "Ship-to Name", "Grand Total (Base)",
    "Grand Total (Purchased)", "Status", "Billing Address", "Shipping Address", "Shipping Information",
    "Customer Email", "Customer Group", "Subtotal", "Shipping and Handling", "Customer Name", "Payment Method",
    "Total Refunded",
)  # fmt: skip
PRESTASHOP = ("ID", "Référence", "Nouveau client", "Livraison", "Client", "E-mail", "Total", "Paiement", "État", "Date")
_BIGCOMMERCE = {
    OrderStatus.PAID: "Awaiting Fulfillment",
    OrderStatus.PENDING: "Awaiting Payment",
    OrderStatus.CANCELLED: "Declined",
    OrderStatus.REFUNDED: "Refunded",
    OrderStatus.PARTIALLY_REFUNDED: "Partially Refunded",
}
_MAGENTO = {
    OrderStatus.PAID: "Complete",
    OrderStatus.PENDING: "Pending Payment",
    OrderStatus.CANCELLED: "Canceled",
    OrderStatus.REFUNDED: "Closed",
    OrderStatus.PARTIALLY_REFUNDED: "Complete",
}
_PRESTASHOP = {
    OrderStatus.PAID: "Paiement accepté",
    OrderStatus.PENDING: "En attente de virement bancaire",
    OrderStatus.CANCELLED: "Annulé",
    OrderStatus.REFUNDED: "Remboursé",
    OrderStatus.PARTIALLY_REFUNDED: "Livré",
}


def bigcommerce(sales: Sequence[Sale]) -> Table:
    """Every other order was shown in euros, and is in dollars all the same."""
    return _table(BIGCOMMERCE, sales, _bigcommerce)


def magento(sales: Sequence[Sale], date: str = "%b %d, %Y %I:%M:%S %p") -> Table:
    return _table(MAGENTO, sales, lambda sale: _magento(sale, date))


def prestashop(sales: Sequence[Sale]) -> Table:
    return _table(PRESTASHOP, sales, _prestashop)


def truths(
    sales: Sequence[Sale], *, accounts: bool = False, refunds: bool = True, days: bool = False
) -> dict[str, Truth]:
    return {str(sale.number): _truth(sale, accounts, refunds, days) for sale in sales}


def _truth(sale: Sale, accounts: bool, refunds: bool, days: bool) -> Truth:
    """`refunds`: the list gives what was paid back; `days`: it gives the day alone."""
    at = sale.at.replace(hour=0, minute=0, second=0) if days else sale.at
    found = truth_of(sale, lines=[], accounts=accounts, at=at)
    if accounts and sale.person.account:
        return found
    found = found._replace(customer=_email(sale))
    if refunds:
        return found
    partly = found.status is OrderStatus.PARTIALLY_REFUNDED
    return found._replace(
        status=OrderStatus.PAID if partly else found.status,
        refunded=sale.total if found.status is OrderStatus.REFUNDED else ZERO,
        reference=f"REF{sale.number}",
    )


def _table(columns: tuple[str, ...], sales: Sequence[Sale], row: Callable[[Sale], dict[str, str]]) -> Table:
    return Table(columns, tuple(tuple(row(sale).get(name, "") for name in columns) for sale in sales))


def _bigcommerce(sale: Sale) -> dict[str, str]:
    shown = sale.number % 2
    return {
        "Order ID": str(sale.number),
        "Customer ID": str(sale.person.account),
        "Customer Name": sale.person.name,
        "Customer Email": _email(sale),
        "Order Date": f"{sale.at:%d/%m/%Y}",
        "Order Status": _BIGCOMMERCE[sale.status],
        "Order Total (inc tax)": str(sale.total),
        "Order Currency Code": "EUR" if shown else "USD",
        "Exchange Rate": "0.8500000000" if shown else "1.0000000000",
        "Order Notes": sale.note,
        "Product Details": "|".join(f"Product ID: {item.product_id}, Product Name: {item.name}" for item in sale.items),
        "Refund Amount": f"-{sale.refunded}" if sale.refunded else "0.00",
    }


def _magento(sale: Sale, date: str) -> dict[str, str]:
    return {
        "ID": str(sale.number),
        "Purchase Point": "Main Website\n Main Website Store\n  Default Store View",
        "Purchase Date": f"{sale.at:{date}}",
        "Bill-to Name": sale.person.name,
        "Grand Total (Base)": f"${sale.total:,}",
        "Grand Total (Purchased)": f"€{sale.total:,}",
        "Status": _MAGENTO[sale.status],
        "Customer Email": _email(sale),
        "Customer Group": "General" if sale.person.account else "NOT LOGGED IN",
        "Total Refunded": f"{sale.refunded}00",
    }


def _prestashop(sale: Sale) -> dict[str, str]:
    return {
        "ID": str(sale.number),
        "Référence": f"REF{sale.number}",
        "Nouveau client": "1",
        "Livraison": "France",
        "Client": f"{sale.person.first[0]}. {sale.person.last.upper()}",
        "E-mail": _email(sale),
        "Total": f"{sale.total:,} €".translate(str.maketrans(",.", "\u202f,")),
        "Paiement": "Carte",
        "État": _PRESTASHOP[sale.status],
        "Date": f"{sale.at:%Y-%m-%d %H:%M:%S}",
    }


def _email(sale: Sale) -> str:
    address = guest_address(sale.person)
    return address if "@" in address else f"guest{sale.number}@example.com"
