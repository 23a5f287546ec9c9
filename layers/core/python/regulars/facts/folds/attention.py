"""What a customer did, was sent, wants and is called: one fold a part of `facts/attention.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from ..attention import (
    ACTIVITY_WINDOW_MS,
    MOST_TAGS,
    NEVER_ASKED,
    NO_COMMUNICATIONS,
    NO_INTERACTIONS,
    SENT_WINDOW_MS,
    CommunicationFacts,
    Contactability,
    InteractionFacts,
    Message,
    Sent,
    newest,
)
from ..items.channels import Channel, ConsentChannel
from ..items.communication import Communication, CommunicationStatus, Direction
from ..items.consent import Consent, ConsentAction
from ..items.head import Member
from ..items.interaction import ACTIVITIES, PAYMENTS, Interaction, InteractionType
from ..items.note import Note, NoteType
from ..items.preferences import Preferences
from ..items.signal import Signal, Signals
from ..items.tag import Tag
from ..order import Contact

# What counts as sent (source 003): what reaches people in numbers.
_SENT_OVER = frozenset({Channel.EMAIL, Channel.SMS, Channel.PUSH, Channel.WHATSAPP})
# A detractor's answer (Reichheld, 2003), and a rating as low.
DETRACTOR = 6
UNHAPPY_RATING = 2


def fold_interactions(interactions: Sequence[Interaction], order_ids: Iterable[str]) -> InteractionFacts:
    """`order_ids` are those of the customer's stored orders: a purchase that names one is that order."""
    if not interactions:
        return NO_INTERACTIONS
    known = frozenset(order_ids)
    by_type: dict[InteractionType, list[Interaction]] = {}
    for one in interactions:
        by_type.setdefault(one.interaction_type, []).append(one)
    tier = _newest(by_type.get(InteractionType.TIER_CHANGED, ()))
    answer = _newest(by_type.get(InteractionType.NPS, ()))
    ratings = [one.rating for one in interactions if one.rating is not None]
    unhappy = [one.occurred_ms for one in interactions if _unhappy(one)]
    done = sorted((one.occurred_ms, one.interaction_type) for one in interactions if _is_activity(one, known))
    activities = newest([at_ms for at_ms, _ in done], ACTIVITY_WINDOW_MS)
    payments = (one.interaction_type for one in interactions if one.interaction_type in PAYMENTS)
    return InteractionFacts(
        activities=activities,
        paid=_instants(by_type.get(InteractionType.PAYMENT_RECEIVED, ())),
        failed=_instants(by_type.get(InteractionType.PAYMENT_FAILED, ())),
        tier_at_ms=tier.occurred_ms if tier else None,
        tier_change=tier.reason if tier else None,
        nps_at_ms=answer.occurred_ms if answer else None,
        nps=answer.score if answer else None,
        rating_sum=sum(ratings),
        ratings=len(ratings),
        unhappy_at_ms=max(unhappy, default=None),
        names_orders=names_orders(interactions),
        activity_types=tuple(type_ for _, type_ in done[len(done) - len(activities) :]),
        ever=tuple(sorted(Counter([*(type_ for _, type_ in done), *payments]).items())),
    )


def names_orders(interactions: Iterable[Interaction]) -> bool:
    """Whether some of them are to be compared with the orders."""
    return any(one.interaction_type is InteractionType.PURCHASE and one.order_id is not None for one in interactions)


def fold_communications(communications: Sequence[Communication]) -> CommunicationFacts:
    if not communications:
        return NO_COMMUNICATIONS
    outbound = [one for one in communications if one.direction is Direction.OUTBOUND]
    left = [at for one in outbound if (at := one.sent_ms) is not None]
    engaged = [at for one in communications if (at := one.engaged_ms) is not None]
    sent = sorted(
        Sent(at, one.opened_ms is not None, CommunicationStatus.CLICKED in one.reached)
        for one in outbound
        if one.channel in _SENT_OVER and (at := one.sent_ms) is not None
    )
    within = newest([one.at_ms for one in sent], SENT_WINDOW_MS)
    opens = [at for one in outbound if one.channel is Channel.EMAIL and (at := one.opened_ms) is not None]
    return CommunicationFacts(
        activities=newest(engaged, ACTIVITY_WINDOW_MS),
        sent=tuple(sent[len(sent) - len(within) :]),
        last_open_at_ms=max(opens, default=None),
        last_outbound_at_ms=max(left, default=None),
        messages=_messages(communications),
    )


def _messages(communications: Iterable[Communication]) -> tuple[Message, ...]:
    """What left, and what came, within 90 days before the last."""
    said = sorted(
        Message(at, one.channel, one.direction, one.opened_ms is not None, CommunicationStatus.CLICKED in one.reached)
        for one in communications
        if (at := one.occurred_ms if one.direction is Direction.INBOUND else one.sent_ms) is not None
    )
    return tuple(said[len(said) - len(newest([one.at_ms for one in said], ACTIVITY_WINDOW_MS)) :])


def fold_complaints(notes: Iterable[Note]) -> tuple[int, ...]:
    """The instants of complaints within 90 days before the last one."""
    return newest([note.created_ms for note in notes if note.note_type is NoteType.COMPLAINT], ACTIVITY_WINDOW_MS)


def fold_contactability(
    customer_id: str,
    preferences: Sequence[Preferences],
    consents: Sequence[Consent],
    members: Sequence[Member] = (),
    address_of: Callable[[str], Contact | None] = lambda customer_id: None,
) -> Contactability:
    """Of each channel what the log says last; of entries at one instant the withdrawal.

    Where ids were merged, the strictest of them stands until somebody says otherwise of the survivor: no beats yes, yes
    beats never asked, and a yes holds for the address that it was given for (`address_of` an id; push has none).
    """
    if not preferences and not consents:
        return NEVER_ASKED
    logs: dict[str, list[Consent]] = {}
    for one in sorted(consents, key=lambda one: (one.at_ms, one.action is ConsentAction.WITHDRAWN, one.consent_id)):
        logs.setdefault(one.customer_id, []).append(one)
    own = sorted(preferences, key=lambda one: (one.customer_id == customer_id, one.written_ms))
    merged_ms = max((member.merged_ms for member in members), default=None)
    asked = {}
    for channel in ConsentChannel:
        said = {id_: _said(log, channel) for id_, log in logs.items()}
        since = [one for one in logs.get(customer_id, ()) if merged_ms is not None and one.at_ms > merged_ms]
        again = _said(since, channel)
        if again is None:
            others = [id_ for id_, yes in said.items() if yes and id_ != customer_id]
            ours = _reached_at(address_of(customer_id), channel) if others else None
            said |= {id_: None for id_ in others if _reached_at(address_of(id_), channel) != ours}
            again = False if False in said.values() else True if True in said.values() else None
        asked[channel] = again
    last = own[-1] if own else None
    spoken = last is not None and last.customer_id == customer_id and (merged_ms is None or last.written_ms > merged_ms)
    wants: dict[str, bool] = {}
    for one_of in own:
        wants |= one_of.subscriptions
    return Contactability(
        email=asked[ConsentChannel.EMAIL],
        sms=asked[ConsentChannel.SMS],
        push=asked[ConsentChannel.PUSH],
        whatsapp=asked[ConsentChannel.WHATSAPP],
        do_not_contact=last.do_not_contact if spoken and last else any(one.do_not_contact for one in own),
        preferred=next((one.preferred_contact_method for one in reversed(own) if one.preferred_contact_method), None),
        topics=tuple(sorted(topic for topic, wanted in wants.items() if wanted)),
    )


def _said(log: Iterable[Consent], channel: ConsentChannel) -> bool | None:
    """What entries, in their order, say last of a channel."""
    said = None
    for one in log:
        if one.channel is channel:
            said = one.action is ConsentAction.GRANTED
    return said


def _reached_at(contact: Contact | None, channel: ConsentChannel) -> str | None:
    """The address or number that a channel reaches somebody at; all the same for push."""
    if contact is None or channel is ConsentChannel.PUSH:
        return None
    found = contact.email if channel is ConsentChannel.EMAIL else contact.phone
    return found.strip().casefold() if found else None


def fold_tags(tags: Iterable[Tag]) -> tuple[str, ...]:
    """The names of the newest tags, in the order of the alphabet."""
    newest_first = sorted(tags, key=lambda tag: (-tag.created_ms, tag.name))
    return tuple(sorted(tag.name for tag in newest_first[:MOST_TAGS]))


def fold_signals(signals: Iterable[Signals]) -> tuple[Signal, ...]:
    """Of two members' signals of one name the one that was written last."""
    found: dict[str, Signal] = {}
    for one in sorted(signals, key=lambda one: (one.written_ms, one.customer_id)):
        found |= {signal.name: signal for signal in one.signals}
    return tuple(found[name] for name in sorted(found))


def _is_activity(interaction: Interaction, known_orders: frozenset[str]) -> bool:
    if interaction.interaction_type is InteractionType.PURCHASE and interaction.order_id in known_orders:
        return False
    return interaction.interaction_type in ACTIVITIES


def _unhappy(interaction: Interaction) -> bool:
    if interaction.interaction_type is InteractionType.NPS:
        return interaction.score is not None and interaction.score <= DETRACTOR
    return interaction.rating is not None and interaction.rating <= UNHAPPY_RATING


def _instants(interactions: Iterable[Interaction]) -> tuple[int, ...]:
    return newest([one.occurred_ms for one in interactions], ACTIVITY_WINDOW_MS)


def _newest(interactions: Sequence[Interaction]) -> Interaction | None:
    return max(interactions, key=lambda one: (one.occurred_ms, one.interaction_id), default=None)
