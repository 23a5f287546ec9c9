"""What calls that write about customers share: fields by their public names, removals, one item or many."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ...crm import about
from ...errors import Conflict, FieldError, NotFound, QueryRefused, Refused
from ...facts.time import HOUR_MS
from ...stores.ids import id_under
from ...stores.ledger.kind import ItemKind
from .bodies import Parse, moment, no_body, read_fields
from .call import Call
from .endpoint import Answer
from .params import identifier
from .revisions import check_revision

if TYPE_CHECKING:
    from .written_shapes import DeletedAnswer, Outcomes

# Of one call.
MOST_ITEMS = 100
MOST_METADATA_BYTES = 4 * 1_024
# As the calls that remove something name it.
CUSTOMER_ID = identifier("customerId", "The customer.", required=True)
ID = identifier("id", "The id of what to remove.", required=True)


class Field(NamedTuple):
    """A field of an item under its own name, and how a caller's value of it is read."""

    attribute: str
    parse: Parse


def parsers(fields: Mapping[str, Field]) -> dict[str, Parse]:
    return {name: field.parse for name, field in fields.items()}


def attributes(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by the names of the item's own fields; what is no field of it is left out."""
    return {fields[name].attribute: value for name, value in values.items() if name in fields}


def moment_of(call: Call) -> Parse:
    """An instant of a body, at most an hour ahead: clocks differ."""
    return moment(call.settings.timezone, call.now_ms + HOUR_MS)


def deleted(call: Call, kind: ItemKind[Any]) -> Answer[DeletedAnswer]:
    """Removes what the query names; with `If-Match` only what was read."""
    no_body(call)
    customer_id, item_id = call.params["customerId"], call.params["id"]
    check: Callable[[int], None] = lambda revision: check_revision(call, revision)  # noqa: E731
    about.remove(kind, customer_id, item_id, ledger=call.ledger, check=check)
    return was_deleted(customer_id, item_id)


def was_deleted(customer_id: str, item_id: str) -> Answer[DeletedAnswer]:
    return Answer({"success": True, "data": {"customerId": customer_id, "id": item_id, "deleted": True}})


class Many(NamedTuple):
    """The objects of one call: one alone, or a list under `name`. `key` is the call's `Idempotency-Key`."""

    objects: list[Mapping[str, Any]]
    name: str | None
    key: str | None

    def place(self, index: int) -> str:
        """What stands before the name of a field: `tags[3].`."""
        return "" if self.name is None else f"{self.name}[{index}]."

    def once(self, index: int) -> str | None:
        """The id of what an object of the call makes, so that a call that broke off and comes again finds it."""
        if self.key is None:
            return None
        told = json.dumps(self.objects[index], sort_keys=True, default=str)
        return id_under(self.key, str(index), told)


def many(given: Mapping[str, Any], name: str, *, key: str | None = None) -> Many:
    """Raises `QueryRefused` for a list that is none, empty, or too long."""
    if name not in given:
        return Many([given], None, key)
    objects, faults = given[name], []
    others = [other for other in given if other != name]
    if others:
        faults += [FieldError(other, f"does not go with {name}: give it in each of them") for other in others]
    if not isinstance(objects, list) or not objects:
        faults.append(FieldError(name, "must be a list with at least one object"))
    elif len(objects) > MOST_ITEMS:
        faults.append(FieldError(name, f"must have at most {MOST_ITEMS} in one call; it has {len(objects)}"))
    else:
        wrong = (at for at, one in enumerate(objects) if not isinstance(one, dict))
        faults += [FieldError(f"{name}[{at}]", "must be an object") for at in wrong]
    if faults:
        raise QueryRefused(faults)
    return Many(list(objects), name, key)


Row = Mapping[str, Any]


def each(
    found: Many,
    required: Mapping[str, Parse],
    optional: Mapping[str, Parse],
    do: Callable[[dict[str, Any], str | None], tuple[str, Row]],
) -> Answer[Any]:
    """Of a list what became of each object: its `outcome` and its row, or `refused` with each field and why. `do` is
    given what could be read of it, and `once`. Of one alone its row itself, as source 001 has it; what `do` raises is
    raised. 201 where anything is new."""
    results: list[dict[str, Any]] = []
    for index, given in enumerate(found.objects):
        place = found.place(index)
        try:
            values, faults = read_fields(given, required, optional=optional)
            if faults:
                raise QueryRefused(faults)
            outcome, row = do(values, found.once(index))
        except (Refused, NotFound, Conflict) as refused:
            if found.name is None:
                raise
            results.append({"outcome": "refused", "data": None, "errors": _errors(refused, place)})
            continue
        results.append({"outcome": outcome, "data": row, "errors": []})
    data = results[0]["data"] if found.name is None else results
    counts = _outcomes(results)
    return Answer({"success": True, "data": data, "meta": counts}, 201 if counts["created"] else 200)


def _outcomes(results: Iterable[Mapping[str, Any]]) -> Outcomes:
    """How many there are of each outcome."""
    found = [one["outcome"] for one in results]
    return {
        "created": found.count("created"),
        "updated": found.count("updated"),
        "unchanged": found.count("unchanged"),
        "refused": found.count("refused"),
    }


def _errors(refused: Exception, place: str) -> list[dict[str, str]]:
    if isinstance(refused, Refused):
        return [{"field": place + one.field, "message": one.message} for one in refused.errors]
    return [{"field": f"{place}customerId", "message": str(refused)}]
