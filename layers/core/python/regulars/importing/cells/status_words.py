"""How shops say that an order is not simply paid, where no preset explains its words: to be asked about, never read."""

from __future__ import annotations

from ...facts.order import OrderStatus
from ..presets import PRESETS
from .status import fold_status

_WORDS = """
    unpaid, not paid, awaiting payment, payment pending, pending payment, payment due, overdue, on hold, draft,
    abandoned, canceled, cancelled, void, voided, failed, payment failed, declined, denied, rejected, expired, returned,
    refunded, fully refunded, partial refund, partially refunded, refund, chargeback, charged back, disputed, reversed
    unbezahlt, nicht bezahlt, offen, ausstehend, zahlung ausstehend, storniert, abgebrochen, fehlgeschlagen, abgelehnt,
    erstattet, rückerstattet, zurückerstattet, teilweise erstattet, teilerstattet, retourniert, widerrufen
    impayé, impayée, en attente, en attente de paiement, annulé, annulée, échoué, échouée, échec, refusé, refusée,
    remboursé, remboursée, partiellement remboursé, partiellement remboursée, retourné, retournée
    pendiente, pendiente de pago, pago pendiente, impago, cancelado, cancelada, anulado, anulada, fallido, rechazado,
    rechazada, reembolsado, reembolsada, parcialmente reembolsado, parcialmente reembolsada, devuelto, devuelta
    pendente, aguardando pagamento, pagamento pendente, recusado, recusada, estornado, estornada, devolvido, devolvida
    in attesa, in attesa di pagamento, in sospeso, non pagato, annullato, annullata, fallito, rifiutato, rimborsato,
    rimborsata, parzialmente rimborsato, reso
    onbetaald, openstaand, in afwachting, geannuleerd, mislukt, geweigerd, terugbetaald, gedeeltelijk terugbetaald
    nieopłacone, oczekujące, anulowane, anulowano, zwrócone, zwrot; obetald, väntande, avbruten, återbetald, annullerad
    ikke betalt, afventer, annulleret, refunderet, kansellert, refundert, maksamatta, peruutettu, palautettu
    ödenmedi, beklemede, iptal, iptal edildi, iade, iade edildi; не оплачен, отменен, отменён, возврат, возвращен
    キャンセル, キャンセル済み, 返金済み, 未払い, 保留; 已取消, 已退款, 未付款, 待付款, 退款
"""
NOT_PAID = frozenset(
    {fold_status(word) for word in _WORDS.replace("\n", ",").replace(";", ",").split(",") if word.strip()}
    | {fold_status(status) for status in OrderStatus if status is not OrderStatus.PAID}
    | {text for preset in PRESETS for text, status in preset.statuses.items() if status is not OrderStatus.PAID}
)
"""Folded as `fold_status` does."""
