"""Tags of customers: given, taken away, listed; their colours are the tenant's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import NotFound
from ..facts.items.tag import Tag
from ..stores.ledger import Stored
from ..stores.ledger.tags import TAG
from ..stores.reading import Count, Position, Reading, Step
from ..stores.shop import Shop
from ..stores.tenant.tag_names import NO_COLOUR
from . import about
from .about import written_at
from .moments import within


class Coloured(NamedTuple):
    """A customer's tag, and the colour that it has."""

    stored: Stored[Tag]
    colour: str


class TagCount(NamedTuple):
    """`customers` None: more than can be counted now."""

    name: str
    colour: str
    customers: int | None


def give_tag(shop: Shop, customer_id: str, name: str, colour: str | None) -> tuple[Coloured, bool]:
    """The tag, and whether the customer did not have it yet. A colour given holds for all who have the tag.

    Raises `NotFound` for an unknown customer, `StoreUnavailable`.
    """
    tag = Tag(name, customer_id, created_ms=shop.now_ms, **written_at(shop.now_ms))
    stored, created = about.put(TAG, tag, ledger=shop.ledger, unless=lambda stored: True)
    known = shop.tags.colours_of([name]).get(name)
    found = colour or known or NO_COLOUR
    # After the tag: a name without customers is only a colour, a tag without a name would be in no list.
    if found != known:
        shop.tags.give(name, found)
    return Coloured(stored, found), created


def colour_tag(shop: Shop, name: str, colour: str) -> TagCount:
    """Raises `NotFound` for a name that nobody was ever given."""
    if name not in shop.tags.colours_of([name]):
        raise NotFound(f"There is no tag {name}.")
    shop.tags.give(name, colour)
    return _counted(shop, name, colour)


def tags_of(
    shop: Shop, customer_id: str, *, from_ms: int | None, to_ms: int | None, after: Position
) -> Reading[Coloured]:
    """A customer's tags by name, of those that were given within these instants. Raises `NotFound`."""

    def matches(tag: Tag) -> bool:
        return within(tag.created_ms, from_ms, to_ms)

    found = about.about(shop, TAG, customer_id, matches=matches, place=_place, after=after, newest_first=False)
    colours = shop.tags.all()
    return Reading(
        ((place, one and Coloured(one, colours.get(one.item.name, NO_COLOUR))) for place, one in _once(found.steps)),
    )


def all_tags(shop: Shop, *, after: Position) -> Reading[TagCount]:
    """The tenant's tags by name, each with the number of its customers, as the index has them."""
    known = shop.tags.all()
    names = [name for name in known if after is None or name > after]
    return Reading(((name, _counted(shop, name, known[name])) for name in names), count=lambda: Count(len(known)))


def _counted(shop: Shop, name: str, colour: str) -> TagCount:
    return TagCount(name, colour, shop.listed(TAG, under=name).count())


def _once(steps: Iterable[Step[Stored[Tag]]]) -> Iterator[Step[Stored[Tag]]]:
    """Each tag once: the first, where several ids of a person have it."""
    last = None
    for place, one in steps:
        if one is not None and one.item.name == last:
            yield place, None
        else:
            last = one.item.name if one else last
            yield place, one


def _place(tag: Tag) -> tuple[str, str]:
    return tag.name, tag.customer_id
