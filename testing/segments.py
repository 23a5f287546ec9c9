"""Rules and customers of any kind, and what a rule says of a customer by the plainest reading of its tree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.items.channels import Channel, ConsentChannel
from regulars.facts.items.communication import Direction
from regulars.facts.items.consent import ConsentAction
from regulars.facts.items.interaction import InteractionType, TierChange
from regulars.facts.items.pin import Pin
from regulars.facts.items.profile import CustomerStatus, Profile
from regulars.facts.items.signal import Signal, Signals
from regulars.facts.items.tag import Tag
from regulars.facts.order import Contact, Lane
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS, HOUR_MS, days_since, rfc3339, to_ms
from regulars.scoring import turning
from regulars.scoring.affinity import predicted_ms
from regulars.scoring.announced import announced_values
from regulars.scoring.derive import derive
from regulars.scoring.explain import Kind
from regulars.scoring.fields import OPERATORS, Field, Operator
from regulars.scoring.operators import ABOUT, OF_AMOUNTS, Takes
from regulars.scoring.prediction import prediction
from regulars.scoring.settings import Settings
from regulars.segments.announcing import announced_of
from regulars.segments.collection import KIND_OF, Collection
from regulars.segments.counted import COLLECTIONS
from regulars.segments.membership import Membership, memberships
from regulars.segments.segment import Segment
from regulars.segments.values import Units
from regulars.segments.vocabulary import RULE_FIELDS, SCORE_OF

from testing.builders import NOW_MS, a_line, an_order
from testing.people import a_complaint, a_consent, a_message, an_interaction

UNITS = Units(2, "UTC")


def asked(criteria: Any, segment_id: str = "s", **fields: Any) -> Membership:
    """A segment of this rule alone, as it would be stored."""
    text = None if criteria is None else json.dumps(criteria)
    segment = Segment(segment_id, "Segment", text, NOW_MS, NOW_MS, **fields)
    return memberships((segment,), UNITS, 1).by_id[segment_id]


def next_change(asked_: Sequence[Membership], facts: CustomerFacts, settings: Settings, now_ms: int) -> int | None:
    """When the customer joins or leaves one of the segments next, as a projection asks it."""
    announced = announced_of(asked_)
    values = announced_values(announced, facts, derive(facts, settings, now_ms), now_ms, {})
    return turning.next_change(facts, settings, announced, values, now_ms)


# Whole days and a millisecond to either side, where windows and steps begin and end.
ago_ms = st.builds(
    lambda days, off: max(0, days * DAY_MS + off),
    st.sampled_from([0, 1, 7, 14, 29, 30, 31, 60, 61, 89, 90, 91, 179, 180, 181, 364, 365, 366, 500]),
    st.sampled_from([-HOUR_MS, -1, 0, 1, HOUR_MS]),
)
instants = ago_ms.map(lambda ago: NOW_MS - ago)
# A clock may lag behind what was written.
_any_instant = instants | st.just(NOW_MS + 5)


@st.composite
def customers(draw: Any) -> CustomerFacts:
    """The fold of what may lie in a ledger."""
    items: list[Any] = []
    for number in range(draw(st.integers(0, 5))):
        lines = tuple(
            a_line(product, category=draw(st.sampled_from([None, "Tea", "Cups"])), amount_minor=5_000)
            for product in draw(st.sets(st.sampled_from(["tea", "cup", "lid"])))
        )
        items.append(
            an_order(
                str(number),
                ordered_at_ms=draw(_any_instant),
                lines=lines,
                total_minor=draw(st.sampled_from([0, 4_999, 5_000, 12_345, 300_000])),
                contact=Contact(
                    name=draw(st.sampled_from([None, "Ann Lee"])), company=draw(st.none() | st.just("Tea Ltd"))
                ),
            )
        )
    told: dict[str, Any] = {"reason": TierChange.DOWNGRADE, "rating": 2, "score": 9}
    done = draw(st.sets(_any_instant, max_size=6))
    items += [an_interaction(at_ms, draw(st.sampled_from(InteractionType)), **told) for at_ms in done]
    for at_ms in draw(st.sets(instants, max_size=5)):
        opened = draw(st.sampled_from([{}, {"opened": at_ms}, {"clicked": at_ms + 1}]))
        items.append(
            a_message(
                at_ms, channel=draw(st.sampled_from(Channel)), direction=draw(st.sampled_from(Direction)), **opened
            )
        )
    items += [a_complaint(at_ms) for at_ms in draw(st.sets(instants, max_size=2))]
    items += [Tag(name, "ann", 1, 1, 1, Lane.LIVE) for name in draw(st.sets(st.sampled_from(["VIP", "wine club"])))]
    if draw(st.booleans()):
        items.append(a_consent(1, draw(st.sampled_from(ConsentAction)), ConsentChannel.EMAIL))
    if draw(st.booleans()):
        items.append(Signals("ann", (Signal("nps", 90, 30, draw(ago_ms) + NOW_MS),), 1, 1, 1, Lane.LIVE))
    if draw(st.booleans()):
        items.append(Pin(draw(st.sampled_from(["s", "t"])), "ann", draw(st.booleans()), 1, 1, 1, Lane.LIVE))
    items.append(Profile("ann", 1, 1, 1, Lane.LIVE, status=draw(st.none() | st.sampled_from(CustomerStatus))))
    return fold(CustomerRecord("ann", tuple(items)))


def _one(field: Field) -> st.SearchStrategy[Any]:
    if field.values is not None:
        return st.sampled_from([str(one) for one in field.values])
    match field.kind:
        case Kind.TEXT:
            return st.sampled_from(["ann", "Ann Lee", "TEA", "tea", "Tea Ltd", "555", "e"])
        case Kind.TEXTS:
            return st.sampled_from(["vip", "Wine Club", "other", "Club: Gold", "Club: Tin"])
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.INTEGER:
            return st.sampled_from([0, 1, 2, 3, 5, 30, 31, 40, 60, 80, 89, 90, 91, 100])
        case Kind.INSTANT:
            return instants.map(rfc3339)
        case Kind.NUMBER:
            return st.sampled_from([0, 0.1, 0.2, 0.25, 0.5, 1, 1.5, 2, 2.5, 4])
    return st.sampled_from([0, 1, 2.5, 49.99, 50, 100, 123.45, 150, 3_000])


@st.composite
def leaves(draw: Any, fields: Mapping[str, Field], operators: Any = OPERATORS) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(fields)))
    field = fields[name]
    return {"field": name, **draw(_compared(field, operators[field.kind]))}


@st.composite
def _compared(draw: Any, field: Field, operators: Any) -> dict[str, Any]:
    operator = draw(st.sampled_from(operators))
    match ABOUT[operator].takes:
        case Takes.NOTHING:
            return {"operator": operator.value}
        case Takes.DAYS:
            return {"operator": operator.value, "value": draw(st.sampled_from([1, 29, 30, 90, 365]))}
        case Takes.TWO:
            return {"operator": operator.value, "value": sorted((draw(_one(field)), draw(_one(field))))}
        case Takes.SEVERAL:
            return {"operator": operator.value, "value": draw(st.lists(_one(field), min_size=1, max_size=3))}
    return {"operator": operator.value, "value": draw(_one(field))}


@st.composite
def counts(draw: Any) -> dict[str, Any]:
    collection: Collection = draw(st.sampled_from(list(COLLECTIONS.values())))
    measure = draw(st.sampled_from(collection.measures))
    amount = Field(measure, KIND_OF[measure], None, lambda one, now_ms: None, "")
    of: dict[str, Any] = {measure.value: draw(_compared(amount, OF_AMOUNTS))}
    where = draw(st.lists(leaves({field.name: field for field in collection.where}), max_size=2))
    if where:
        of["where"] = where
    if draw(st.booleans()) or not collection.ever:
        of["within"] = f"{draw(st.sampled_from([1, 7, 30, 89, 90]))}d"
    return {collection.name: of}


# What models expect may change at any instant, and needs a fit.
_FIELDS = {name: field for name, field in RULE_FIELDS.items() if SCORE_OF[name] is not prediction.SCORE}
_leaf = leaves(_FIELDS) | counts()
rules = st.recursive(
    _leaf,
    lambda inner: st.fixed_dictionaries(
        {
            "combinator": st.sampled_from(["and", "or"]),
            "not": st.booleans(),
            "rules": st.lists(inner, min_size=1, max_size=3),
        }
    ),
    max_leaves=6,
)


def plainly(node: Mapping[str, Any], facts: CustomerFacts, scores: Any, now_ms: int) -> bool | None:
    """What a tree says by the rules of logic with three values; None is unknown."""
    if "rules" in node:
        said = [plainly(one, facts, scores, now_ms) for one in node["rules"]]
        if node.get("combinator", "and") == "and":
            found = False if False in said else None if None in said else True
        else:
            found = True if True in said else None if None in said else False
        return found if found is None or not node.get("not") else not found
    if "field" in node:
        field = RULE_FIELDS[node["field"]]
        return _compares(field, node, field.read(facts, scores), now_ms)
    [(name, of)] = node.items()
    measure = next(one for one in ("count", "sum", "quantity") if one in of)
    amount = _amount(name, of, measure, facts, now_ms)
    kind = {"count": Kind.INTEGER, "sum": Kind.MONEY, "quantity": Kind.QUANTITY}[measure]
    return _compares(Field(measure, kind, None, lambda one, other: None, ""), of[measure], amount, now_ms)


def _amount(name: str, of: Mapping[str, Any], measure: str, facts: CustomerFacts, now_ms: int) -> int:
    """Each thing as a mapping of all that is known of it; those within the window that pass are added up."""
    fields = {field.name: field for field in COLLECTIONS[name].where}
    within = of.get("within")
    from_ms = None if within is None else now_ms - int(within[:-1]) * DAY_MS
    total = 0
    for thing in _things(name, facts, ever=within is None):
        if thing["at"] > now_ms or (from_ms is not None and thing["at"] < from_ms):
            continue
        if "predicted" in thing:
            at_ms = thing["predicted"]
            thing["daysOverdue"] = None if at_ms is None or now_ms <= at_ms else days_since(at_ms, now_ms)
        if all(_compares(fields[one["field"]], one, thing[one["field"]], now_ms) for one in of.get("where", ())):
            total += thing.get(measure, 1)
    return total


def _things(name: str, facts: CustomerFacts, *, ever: bool) -> list[dict[str, Any]]:
    told, said = facts.interactions, facts.communications
    assert told is not None
    assert said is not None
    match name:
        case "orders":
            return [
                {
                    "at": one.at_ms,
                    "sum": one.spend_minor,
                    "quantity": one.units_milli,
                    "total": one.spend_minor,
                    "units": one.units_milli,
                }
                for one in facts.purchases.timeline
            ]
        case "products":
            return [
                {
                    "at": one.at_ms,
                    "sum": one.spent_minor,
                    "quantity": one.units_milli,
                    "productId": product.product_id,
                    "category": product.category,
                    "timesBought": product.count,
                    "predicted": predicted_ms(product),
                }
                for product in (facts.products or {}).values()
                for one in product.purchases
            ]
        case "interactions" if ever:
            return [{"at": 0, "type": type_} for type_, count in told.ever for _ in range(count)]
        case "interactions":
            done = [*zip(told.activities, told.activity_types, strict=True)]
            done += [(at, InteractionType.PAYMENT_RECEIVED) for at in told.paid]
            done += [(at, InteractionType.PAYMENT_FAILED) for at in told.failed]
            return [{"at": at, "type": type_} for at, type_ in done]
    return [{"at": one.at_ms, **one._asdict()} for one in said.messages]


def _compares(field: Field, leaf: Mapping[str, Any], value: Any, now_ms: int) -> bool | None:
    operator = Operator(leaf["operator"])
    wanted: Any = leaf.get("value")
    if operator in (Operator.IS_SET, Operator.IS_NOT_SET):
        there = bool(value) if field.kind is Kind.TEXTS else value is not None
        return there is (operator is Operator.IS_SET)
    if value is None:
        return None
    if operator in (Operator.IN_LAST, Operator.NOT_IN_LAST):
        inside = now_ms - wanted * DAY_MS <= value <= now_ms
        return inside if operator is Operator.IN_LAST else not inside
    wanted = [_inner(field.kind, one) for one in wanted] if isinstance(wanted, list) else _inner(field.kind, wanted)
    value = [one.lower() for one in value] if field.kind is Kind.TEXTS else value
    value = value.lower() if field.kind is Kind.TEXT else value
    match operator:
        case Operator.IS:
            return bool(value == wanted)
        case Operator.IS_NOT:
            return bool(value != wanted)
        case Operator.ONE_OF:
            return value in wanted
        case Operator.NONE_OF:
            return value not in wanted
        case Operator.HAS_ANY:
            return any(one in value for one in wanted)
        case Operator.HAS_ALL:
            return all(one in value for one in wanted)
        case Operator.HAS_NONE:
            return not any(one in value for one in wanted)
        case Operator.AT_LEAST:
            return bool(value >= wanted)
        case Operator.AT_MOST:
            return bool(value <= wanted)
        case Operator.MORE_THAN:
            return bool(value > wanted)
        case Operator.LESS_THAN:
            return bool(value < wanted)
        case Operator.BETWEEN:
            return bool(wanted[0] <= value <= wanted[1])
        case Operator.CONTAINS:
            return wanted in value
        case Operator.NOT_CONTAINS:
            return wanted not in value
        case Operator.BEGINS_WITH:
            return bool(value[: len(wanted)] == wanted)
    return bool(value[len(value) - len(wanted) :] == wanted)


def _inner(kind: Kind, wanted: Any) -> Any:
    match kind:
        case Kind.TEXT | Kind.TEXTS:
            return wanted.lower()
        case Kind.INSTANT:
            return to_ms(datetime.fromisoformat(wanted))
        case Kind.MONEY | Kind.MONEY_TEXT | Kind.MONEY_PLAIN:
            return round(wanted * 100)
        case Kind.QUANTITY:
            return round(wanted * 1_000)
    return wanted
