"""PrestaShop: Orders, Export: the list of orders, a row an order, in the language of the back office.

The list itself has no e-mail address: a module, or a request of the SQL Manager, adds one.
"""

from __future__ import annotations

from dataclasses import replace

from ...facts.order import OrderStatus
from .preset import Preset

_STATUSES = {
    OrderStatus.PAID: (
        "payment accepted", "remote payment accepted", "processing in progress", "shipped", "delivered",
        "on backorder (paid)",
        "paiement accepté", "paiement à distance accepté", "en cours de préparation", "expédié", "livré",
        "en attente de réapprovisionnement (payé)",
        "pago aceptado", "pago remoto aceptado", "preparación en curso", "preparación en proceso", "enviado",
        "entregado",
        "pagamento accettato", "pagamento remoto accettato", "preparazione in corso", "spedito", "consegnato",
    ),
    OrderStatus.PENDING: (
        "awaiting check payment", "awaiting bank wire payment", "awaiting cash on delivery validation",
        "on backorder (not paid)", "waiting for payment",
        "en attente du paiement par chèque", "en attente de virement bancaire",
        "en attente de paiement à la livraison", "en attente de réapprovisionnement (non payé)",
        "en espera de pago por cheque", "en espera de pago por transferencia bancaria",
        "in attesa di pagamento con assegno", "in attesa di pagamento con bonifico bancario",
    ),
    OrderStatus.CANCELLED: (
        "canceled", "payment error", "annulé", "erreur de paiement", "cancelado", "error en pago", "error de pago",
        "annullato", "errore di pagamento", "errore pagamento",
    ),
    OrderStatus.REFUNDED: ("refunded", "remboursé", "reembolsado", "rimborsato"),
}  # fmt: skip


def _list(marks: tuple[str, ...], name: str, total: str, status: str, date: str) -> Preset:
    """The list of orders in one language."""
    reference = marks[0]
    columns = {
        "orderId": ("ID",),
        "reference": (reference,),
        "orderedAt": (date,),
        "status": (status,),
        "total": (total,),
        "customer.email": ("E-mail", "Email"),
        "customer.name": (name,),
    }
    return replace(_ANY, marks=(*marks, total, status), columns=columns)


_ANY = Preset(
    name="prestashop",
    title="PrestaShop list of orders",
    marks=(),
    statuses={text.replace(" ", "-"): status for status, texts in _STATUSES.items() for text in texts},
    point_decimals=False,
    nobody=(
        "PrestaShop's list of orders has no e-mail address: add one with a request of the SQL Manager (Advanced "
        "Parameters, Database), and import that file"
    ),
)
PRESTASHOP = (
    _list(("Reference", "New client"), "Customer", "Total", "Status", "Date"),
    _list(("Référence", "Nouveau client"), "Client", "Total", "État", "Date"),
    _list(("Referencia", "Nuevo cliente"), "Cliente", "Total", "Estado", "Fecha"),
    _list(("Riferimento", "Nuovo cliente"), "Cliente", "Totale", "Stato", "Data"),
)
