"""Tiendanube's export in Spanish and Nuvemshop's in Portuguese: the first row says everything, further ones a line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from regulars.facts.order import OrderStatus

from testing.exports.shop import ZERO, Item, Payment, Sale, Truth, guest_address, truth_of
from testing.exports.table import Table

SPANISH = (
    "Número de orden", "Email", "Fecha", "Estado de la orden", "Estado del pago", "Estado del envío", "Moneda",
    "Subtotal de productos", "Descuento", "Costo de envío", "Total", "Nombre del comprador", "DNI / CUIT", "Teléfono",
    "Código postal", "Medio de pago", "Notas del comprador", "Nombre del producto", "Precio del producto",
    "Cantidad del producto", "SKU", "Canal", "Fecha y hora de cancelación",
)  # fmt: skip
PORTUGUESE = (
    "Número do Pedido", "E-mail", "Data", "Status do Pedido", "Status do Pagamento", "Status do Envio", "Moeda",
    "Subtotal", "Desconto", "Valor do Frete", "Total", "Nome do comprador", "CPF / CNPJ", "Telefone",
    "Código postal", "Forma de Pagamento", "Anotações do Comprador", "Nome do Produto", "Valor do Produto",
    "Quantidade Comprada", "SKU", "Canal", "Data e hora do cancelamento",
)  # fmt: skip
_PAYMENTS = {
    OrderStatus.PAID: ("Recibido", "Confirmado"),
    OrderStatus.PENDING: ("Pendiente", "Pendente"),
    OrderStatus.CANCELLED: ("Anulado", "Recusado"),
    OrderStatus.REFUNDED: ("Reembolsado", "Estornado"),
}


def table(sales: Sequence[Sale], columns: tuple[str, ...] = SPANISH) -> Table:
    rows = []
    for sale in sales:
        lines = [_line(sale, item) for item in sale.items]
        lines[0] |= _order(sale, columns is PORTUGUESE)
        rows += [tuple(line.get(name, "") for name in SPANISH) for line in lines]
    return Table(columns, tuple(rows))


def truths(sales: Sequence[Sale]) -> dict[str, Truth]:
    return {str(sale.number): _truth(sale) for sale in sales}


def _truth(sale: Sale) -> Truth:
    """Prices hold their taxes, there are no tips, and what was paid back in part is not told."""
    lines = [(item.sku or item.name, item.quantity, item.gross) for item in sale.items]
    status = _status(sale)
    total = _total(sale)
    refunded = total if status is OrderStatus.REFUNDED and not sale.cancelled_at else ZERO
    return truth_of(sale, lines=lines)._replace(
        customer=_email(sale),
        status=OrderStatus.CANCELLED if sale.cancelled_at else status,
        total=total,
        refunded=refunded,
    )


def _status(sale: Sale) -> OrderStatus:
    if sale.payment in (Payment.EXPIRED, Payment.VOIDED):
        return OrderStatus.CANCELLED
    if sale.payment in (Payment.OPEN, Payment.AUTHORIZED):
        return OrderStatus.PENDING
    return OrderStatus.REFUNDED if sale.refunded >= sale.total > 0 else OrderStatus.PAID


def _order(sale: Sale, portuguese: bool) -> dict[str, str]:
    """By the Spanish names."""
    return {
        "Fecha": f"{sale.at:%d/%m/%Y %H:%M:%S}",
        "Estado de la orden": "Cancelada" if sale.cancelled_at else "Abierta",
        "Estado del pago": _PAYMENTS[_status(sale)][portuguese],
        "Moneda": "USD",
        "Subtotal de productos": str(sum((item.gross for item in sale.items), ZERO)),
        "Descuento": str(sale.discounts),
        "Costo de envío": str(sale.shipping),
        "Total": str(_total(sale)),
        "Nombre del comprador": sale.person.name,
        "Notas del comprador": sale.note,
        "Canal": "Móvil",
        "Fecha y hora de cancelación": f"{sale.cancelled_at:%d/%m/%Y %H:%M:%S}" if sale.cancelled_at else "",
    }


def _line(sale: Sale, item: Item) -> dict[str, str]:
    return {
        "Número de orden": str(sale.number),
        "Email": _email(sale),
        "Nombre del producto": item.name,
        "Precio del producto": str(item.price),
        "Cantidad del producto": str(item.quantity),
        "SKU": item.sku,
    }


def _total(sale: Sale) -> Decimal:
    return sale.subtotal + sale.shipping


def _email(sale: Sale) -> str:
    address = guest_address(sale.person)
    return address if "@" in address else f"guest{sale.number}@example.com"
