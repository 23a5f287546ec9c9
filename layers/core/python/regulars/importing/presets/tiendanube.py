"""Tiendanube and Nuvemshop: sales exported as CSV, in Spanish or Portuguese, separated by semicolons.

The first row of an order says everything; further ones carry its number, its e-mail address and one more line each.
"""

from __future__ import annotations

from dataclasses import replace

from ...facts.order import OrderStatus
from .preset import Preset

_STATUSES = {
    OrderStatus.PAID: ("recibido", "confirmado", "pagado", "pago", "recebido"),
    OrderStatus.PENDING: ("pendiente", "autorizado", "en proceso", "pendente", "em processo"),
    OrderStatus.CANCELLED: (
        "anulado", "cancelado", "rechazado", "recusado", "abandonado", "expirado", "vencido",
    ),
    OrderStatus.REFUNDED: ("reembolsado", "reintegrado", "devuelto", "estornado", "devolvido"),
}  # fmt: skip

SPANISH = Preset(
    name="tiendanube",
    title="Tiendanube sales export",
    marks=("Número de orden", "Estado del pago", "Nombre del producto", "Precio del producto"),
    columns={
        "orderId": ("Número de orden",),
        "orderedAt": ("Fecha",),
        "status": ("Estado del pago",),
        "cancelledAt": ("Fecha y hora de cancelación", "Estado de la orden"),
        "currency": ("Moneda",),
        "total": ("Total",),
        "subtotal": ("Subtotal de productos", "Subtotal"),
        "discount": ("Descuento",),
        "shipping": ("Costo de envío",),
        "channel": ("Canal",),
        "customer.email": ("Email", "E-mail"),
        "customer.phone": ("Teléfono", "Teléfono para el envío"),
        "customer.name": ("Nombre del comprador",),
        "productId": ("SKU", "Nombre del producto"),
        "productName": ("Nombre del producto",),
        "quantity": ("Cantidad del producto",),
        "unitPrice": ("Precio del producto",),
    },
    cancelled=frozenset({"cancelada", "cancelado", "anulada"}),
    continued=True,
    statuses={text.replace(" ", "-"): status for status, texts in _STATUSES.items() for text in texts},
)

PORTUGUESE = replace(
    SPANISH,
    title="Nuvemshop sales export",
    marks=("Número do Pedido", "Status do Pagamento", "Nome do Produto", "Valor do Produto"),
    columns={
        "orderId": ("Número do Pedido",),
        "orderedAt": ("Data",),
        "status": ("Status do Pagamento",),
        "cancelledAt": ("Data e hora do cancelamento", "Status do Pedido"),
        "currency": ("Moeda",),
        "total": ("Total",),
        "subtotal": ("Subtotal",),
        "discount": ("Desconto",),
        "shipping": ("Valor do Frete",),
        "channel": ("Canal",),
        "customer.email": ("E-mail", "Email"),
        "customer.phone": ("Telefone", "Telefone para a entrega"),
        "customer.name": ("Nome do comprador",),
        "productId": ("SKU", "Nome do Produto"),
        "productName": ("Nome do Produto",),
        "quantity": ("Quantidade Comprada",),
        "unitPrice": ("Valor do Produto",),
    },
)

TIENDANUBE = (SPANISH, PORTUGUESE)
