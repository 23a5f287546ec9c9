"""What a status of the file means: ours, the preset's, or what the caller says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ...errors import FileRefused
from ...facts.order import OrderStatus
from ..file.columns import Columns
from ..order.faults import shown

_MAX_STATUS = 128
BLANK_OPTION = "--status '=paid'"


class BlankStatuses:
    """Watches whether the column of statuses says anything, and asks once for the file where it does not.

    Rows of one order need not all say it, so that single blank ones are their orders' matter.
    """

    def __init__(self, columns: Columns, explained: Iterable[str]) -> None:
        asked = "status" in columns.at and "" not in map(fold_status, explained)
        self._column = columns.name("status")
        self._positions = (*columns.at["status"], *columns.at.get("cancelledAt", ())) if asked else ()
        self._line = 0

    def see(self, line: int, cells: Sequence[str]) -> None:
        if self._positions:
            self._line = self._line or line
            if any(at < len(cells) and cells[at].strip() for at in self._positions):
                self._positions = ()

    def ask(self) -> None:
        """Raises `FileRefused` where no row says a status."""
        if self._positions and self._line:
            raise FileRefused(
                f"Line {self._line}: the column {shown(self._column)} is blank in every row: say what that means with "
                f"{BLANK_OPTION}, or take the status from no column with --map status=-."
            )


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
        raise ValueError(f"is blank: fill it in, or say what a blank one means with {BLANK_OPTION}")
    if len(text) > _MAX_STATUS or not text.isprintable():
        raise ValueError(f"must have at most {_MAX_STATUS} characters, all of them printable")
    return OrderStatus.PENDING.value, text


_OURS = {fold_status(status): status.value for status in OrderStatus}
