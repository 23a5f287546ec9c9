"""What a status of the file means: ours, the preset's, or what the caller says of it."""

from __future__ import annotations

from collections.abc import Mapping

from ..facts.order import OrderStatus

_MAX_STATUS = 128


def fold_status(text: str) -> str:
    """A status without case, without WooCommerce's `wc-`, with `-` for spaces and `_`: `On hold`, `wc-on-hold`."""
    return text.strip().casefold().replace(" ", "-").replace("_", "-").removeprefix("wc-")


def status_of(text: str, statuses: Mapping[str, str]) -> tuple[str, str | None]:
    """Our status, and the text where nobody has explained it: such an order is pending. `statuses` by folded text.

    Raises ValueError, with the end of a sentence, for a text that says nothing or is kept by no order.
    """
    folded = fold_status(text)
    status = statuses.get(folded) or _OURS.get(folded)
    if status is not None:
        return status, None
    if not folded:
        raise ValueError("is blank: say what became of the order, such as paid")
    if len(text) > _MAX_STATUS or not text.isprintable():
        raise ValueError(f"must have at most {_MAX_STATUS} characters, all of them printable")
    return OrderStatus.PENDING.value, text


_OURS = {fold_status(status): status.value for status in OrderStatus}
