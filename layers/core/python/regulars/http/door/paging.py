"""Pages of lists: cut here, by what was asked for and by what one answer holds. The only place that seals cursors.

Readers give items with their positions (`stores/reading.py`); how a row looks and what it weighs, the door knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ...errors import Conflict, FieldError, QueryRefused
from ...stores.reading import Count, Reading
from ...stores.shop import Shop
from ...stores.tenant.tenants import TenantRecord
from . import cursors, render
from .call import Call
from .json_text import Weighed, text_bytes, written
from .params import MAX_LIMIT, Param, integer, opaque

if TYPE_CHECKING:
    from .shapes import Beside, Meta

CURSOR = opaque("cursor", "`nextCursor` of the page before. Everything else but `limit` stays as it was.")

T = TypeVar("T")
Row = TypeVar("Row")


class Page(NamedTuple, Generic[T]):
    """A piece of a walk. `total` is None where it is not known; the walk ends where `next_cursor` is None.

    `total_as_of_ms` is the instant that `total` was counted at, None where that is `as_of_ms`.
    """

    items: list[T]
    total: int | None
    next_cursor: str | None
    as_of_ms: int
    total_as_of_ms: int | None = None


# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, of which some is left for the envelope.
ANSWER_BYTES = 6_000_000
_MOST_OFFSET = 10_000
# Of a list with an offset, each of thousands of customers.
_MOST_READINGS = 4


def _offset(text: str, _: TenantRecord) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= _MOST_OFFSET):
        raise ValueError(f"must be a whole number from 0 to {_MOST_OFFSET}; further on, use cursor")
    return int(text)


OFFSET = Param(
    "offset",
    _offset,
    {"type": "integer", "minimum": 0, "maximum": _MOST_OFFSET, "default": 0},
    "Rows to pass over, up to 10 000; `cursor` goes further.",
    0,
)


def limit(default: int) -> Param:
    return integer("limit", 1, MAX_LIMIT, "The most rows of a page.", default)


def offset(params: Mapping[str, Any]) -> int:
    """Raises `QueryRefused` where there is a cursor too: that already says where to go on."""
    found: int = params["offset"]
    if found and params["cursor"] is not None:
        raise QueryRefused([FieldError("offset", "does not go with cursor, which says where to go on")])
    return found


def only(items: list[T], params: Mapping[str, Any], now_ms: int) -> Page[T]:
    """The list of what was asked for by its id: one item, or none. Raises `QueryRefused` for a cursor: it has none."""
    if params["cursor"] is not None:
        raise QueryRefused([FieldError("cursor", "does not go with customerId: one customer has no further page")])
    return Page(items[params["offset"] :], len(items), None, now_ms)


def beside(page: Page[Any], params: Mapping[str, Any]) -> Beside:
    """What stands beside the rows in source 001's lists. `total` null: more than can be counted now."""
    return {
        "count": len(page.items),
        "total": page.total,
        "totalAsOf": render.instant(page.total_as_of_ms),
        "limit": params["limit"],
        "offset": params["offset"],
        "nextCursor": page.next_cursor,
        "asOf": render.instant(page.as_of_ms),
    }


def meta(page: Page[Any]) -> Meta:
    """`total` null: more than can be counted now; `totalAsOf` null: counted at `asOf`."""
    return {
        "count": len(page.items),
        "total": page.total,
        "totalAsOf": render.instant(page.total_as_of_ms),
        "nextCursor": page.next_cursor,
        "asOf": render.instant(page.as_of_ms),
    }


def fitting(rows: Iterable[Row]) -> list[Row]:
    """The first rows, as many as one answer holds; at least one where there is one."""
    taken: Weighed[Row] = Weighed()
    room = ANSWER_BYTES
    for row in rows:
        text = written(row)
        room -= text_bytes(text)
        if taken and room < 0:
            break
        taken.add(row, text)
    return taken


class Piece:
    """The piece of a walk that a call asks for: the first one, or the one behind its cursor.

    `shop` is the tenant's at the instant at which the walk began, or at the one of the past that the shop given stands
    at; `after` is the position to go on behind (None: from the start), `pinned` what the first page has left for all
    others.

    Raises `QueryRefused` for a cursor of another query, and `Conflict` where the settings decide what is listed and
    have changed since.
    """

    def __init__(self, call: Call, query: str, *, by_settings: bool = False, shop: Shop | None = None) -> None:
        shop = call.shop if shop is None else shop
        if shop.then:
            query = f"{query}|as of {shop.now_ms}"
        self._limit: int = call.params["limit"]
        self._query = query
        cursor = call.params["cursor"]
        self._place: dict[str, Any] = {"asOf": shop.now_ms}
        if by_settings:
            self._place["settings"] = call.record.settings_revision
        self._is_first = cursor is None
        if cursor is not None:
            self._place = cursors.unseal(cursor, tenant=call.tenant, query=query)
            if self._place.get("settings", call.record.settings_revision) != call.record.settings_revision:
                raise Conflict("start_again", "The settings changed during this walk: begin again without the cursor.")
        self.shop: Shop = shop.at(self._place["asOf"])
        self.after: Any = self._place.get("after")
        self.pinned: Mapping[str, Any] = self._place.get("pinned", {})
        self._passed = 0

    def page(self, reading: Reading[T], show: Callable[[T], Row], *, offset: int = 0) -> Page[Row]:
        """Draws as many items as were asked for and one answer holds, after the first `offset`, each shown as a row.

        The total is what the reading counts; else that of the first page, which knows it where it shows everything.
        """
        rows: Weighed[Row] = Weighed()
        after, room, ended, passed = self.after, ANSWER_BYTES, False, 0
        for position, item in reading.steps:
            if item is not None and passed < offset:
                passed += 1
            elif item is not None:
                if len(rows) == self._limit:
                    break
                row = show(item)
                text = written(row)
                room -= text_bytes(text)
                if rows and room < 0:
                    break
                rows.add(row, text)
            after = position
        else:
            ended = reading.ends()
        self._passed += passed
        if ended and self._is_first:
            self._place |= {"total": Count(self._passed + len(rows))}
        else:
            self._pin(reading)
        total = self._place.get("total")
        items, total_as_of_ms = (None, None) if total is None else total
        return Page(rows, items, None if ended else self._sealed(after), self.shop.now_ms, total_as_of_ms)

    def page_behind(
        self,
        offset: int,
        read: Callable[[Any, int], Reading[T]],
        show: Callable[[T], Row],
        *,
        skim: Callable[[Any, int], Reading[Any]] | None = None,
    ) -> Page[Row]:
        """The page after the first `offset` items of a list that is read bit by bit.

        `read` is given the position to go on behind, and about how many items will be drawn; `skim` likewise, for what
        is passed over. Raises `QueryRefused` for an offset further than one answer may read.
        """
        for _ in range(_MOST_READINGS):
            if self._passed == offset:
                return self.page(read(self.after, self._limit), show)
            if self._pass_over((skim or read)(self.after, offset - self._passed), offset):
                return self.page(Reading(()), show)
        raise QueryRefused([FieldError("offset", "is further than one answer may read: use cursor")])

    def _pass_over(self, reading: Reading[Any], offset: int) -> bool:
        """Draws items until `offset` are passed; whether the list ended before."""
        for position, item in reading.steps:
            self.after = position
            self._passed += item is not None
            if self._passed == offset:
                self._pin(reading)
                return False
        if reading.ends():
            return True
        self._pin(reading)
        return False

    def _pin(self, reading: Reading[Any]) -> None:
        """Keeps what the pages that follow have to know."""
        counted = reading.count()
        if counted is not None:
            self._place |= {"total": counted}
        self.pinned = {**self.pinned, **reading.pins()}

    def _sealed(self, after: Any) -> str:
        place = self._place | {"after": after, "pinned": self.pinned}
        return cursors.seal(place, tenant=self.shop.tenant, query=self._query)
