"""What is known of customers beside their orders: folded the same in whatever order it comes, stored and read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.attention import ACTIVITY_WINDOW_MS, MOST_INSTANTS, MOST_TAGS, Contactability, newest
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.fold import fold
from regulars.facts.items.channels import Channel, ConsentChannel
from regulars.facts.items.communication import CommunicationStatus, Direction
from regulars.facts.items.consent import ConsentAction
from regulars.facts.items.head import Member, MergedBy
from regulars.facts.items.interaction import InteractionType, TierChange
from regulars.facts.items.item import LedgerItem
from regulars.facts.items.pin import Pin
from regulars.facts.items.preferences import Preferences
from regulars.facts.items.profile import Profile
from regulars.facts.items.signal import Signal, Signals
from regulars.facts.items.tag import Tag
from regulars.facts.order import Contact, Lane
from regulars.facts.pins import NO_PINS, Pins
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS
from regulars.stores.dynamo.calls import Item
from regulars.stores.limits import PROJECTED_TIMELINE_BYTES
from regulars.stores.rows.row_codec import decode_row, encode_row

from testing.builders import NOW_MS, an_order
from testing.people import a_complaint, a_consent, a_message, an_interaction

GRANTED, WITHDRAWN = ConsentAction.GRANTED, ConsentAction.WITHDRAWN
ORDER = an_order(contact=Contact(email="ann@example.com"))
instants = st.integers(NOW_MS - 200 * DAY_MS, NOW_MS)


def facts(*items: LedgerItem) -> CustomerFacts:
    return fold(CustomerRecord("ann", (ORDER, *items)))


def tagged(name: str, at_ms: int = NOW_MS, customer_id: str = "ann") -> Tag:
    return Tag(name, customer_id, at_ms, NOW_MS, NOW_MS, Lane.LIVE)


def pinned(segment_id: str, included: bool = True, at_ms: int = NOW_MS, customer_id: str = "ann") -> Pin:
    return Pin(segment_id, customer_id, included, at_ms, NOW_MS, NOW_MS, Lane.LIVE, "user-1")


def preferring(customer_id: str = "ann", at_ms: int = NOW_MS, **fields: Any) -> Preferences:
    return Preferences(customer_id, NOW_MS, at_ms, at_ms, Lane.LIVE, **fields)


def stored(found: CustomerFacts) -> Item:
    return {"sk": {"S": "ann"}} | encode_row(FactsRow(5, 4, FACTS_VERSION, found))


items = st.lists(
    st.one_of(
        st.builds(an_interaction, instants, st.sampled_from(list(InteractionType))),
        st.builds(lambda at, later: a_message(at, opened=at + later), instants, st.integers(0, DAY_MS)),
        st.builds(a_complaint, instants),
        st.builds(a_consent, instants, st.sampled_from(list(ConsentAction)), st.sampled_from(list(ConsentChannel))),
        st.builds(tagged, st.text(min_size=1, max_size=5), instants),
        st.builds(
            lambda at, channel, direction: a_message(at, channel=channel, direction=direction, clicked=at + 1),
            instants,
            st.sampled_from(Channel),
            st.sampled_from(Direction),
        ),
        st.builds(pinned, st.text(min_size=1, max_size=5), st.booleans(), instants),
    ),
    max_size=12,
)


@given(found=items, seed=st.randoms())
def test_the_order_of_items_makes_no_difference(found: list[LedgerItem], seed: Any) -> None:
    shuffled = list(found)
    seed.shuffle(shuffled)

    assert facts(*shuffled) == facts(*found)


@given(found=items)
def test_facts_are_stored_and_read_back_equal(found: list[LedgerItem]) -> None:
    whole = facts(*found)
    row = stored(whole)

    assert decode_row(row).facts == whole
    listed = decode_row({name: row[name] for name in ("sk", "v", "facts")}, whole=False).facts
    assert (listed.contactability, listed.signals, listed.complaints) == (
        whole.contactability,
        whole.signals,
        whole.complaints,
    )
    assert listed.tags is None


def test_of_nobody_nothing_is_told_whatever_was_written_about_them() -> None:
    assert fold(CustomerRecord("ann", (a_complaint(5), tagged("vip")))) == CustomerFacts("ann")


def test_who_has_nothing_but_orders_takes_no_byte_more() -> None:
    row = stored(facts())

    assert "attention" not in row
    assert "tags" not in row
    assert [section[0] for section in row["facts"]["S"].split('"')[1::2][:1]] == ["o"]
    assert row["facts"]["S"].count("[") == 2


def test_what_is_too_long_for_an_index_lies_apart_and_is_not_known_there() -> None:
    short = facts(*(an_interaction(NOW_MS - number * DAY_MS) for number in range(80)))
    long = facts(*(an_interaction(NOW_MS - number * 3_600_001) for number in range(200)))

    assert "attention" not in stored(short)
    row = stored(long)
    assert len(row["attention"]["S"]) > PROJECTED_TIMELINE_BYTES
    assert decode_row(row).facts == long
    listed = decode_row({name: row[name] for name in ("sk", "v", "facts")}, whole=False).facts
    assert listed.interactions is None
    assert listed.communications == long.communications, "what lies in the index is known there"


@pytest.mark.parametrize(
    ("ages", "kept"),
    [((), ()), ((0,), (0,)), ((0, ACTIVITY_WINDOW_MS), (0, ACTIVITY_WINDOW_MS)), ((0, ACTIVITY_WINDOW_MS + 1), (0,))],
)
def test_a_window_holds_the_instant_at_which_it_begins(ages: tuple[int, ...], kept: tuple[int, ...]) -> None:
    assert newest([NOW_MS - age for age in ages], ACTIVITY_WINDOW_MS) == tuple(sorted(NOW_MS - age for age in kept))


def test_of_instants_in_a_window_the_newest_two_thousand_are_kept() -> None:
    found = newest(range(NOW_MS, NOW_MS + MOST_INSTANTS + 5), ACTIVITY_WINDOW_MS)

    assert (len(found), found[0], found[-1]) == (MOST_INSTANTS, NOW_MS + 5, NOW_MS + MOST_INSTANTS + 4)


def test_of_tags_the_newest_lie_in_the_row_by_name() -> None:
    found = facts(*(tagged(f"t{number:03}", NOW_MS + number) for number in range(MOST_TAGS + 2))).tags

    assert found is not None
    assert (len(found), found[0], found[-1]) == (MOST_TAGS, "t002", f"t{MOST_TAGS + 1:03}")


def test_the_newest_answer_and_the_newest_tier_count_and_all_ratings() -> None:
    found = facts(
        an_interaction(5, InteractionType.NPS, score=3),
        an_interaction(9, InteractionType.NPS, score=10),
        an_interaction(7, InteractionType.TIER_CHANGED, reason=TierChange.DOWNGRADE),
        an_interaction(6, InteractionType.REVIEW, rating=2),
        an_interaction(8, InteractionType.FEEDBACK, rating=5),
    ).interactions

    assert found is not None
    assert (found.nps, found.nps_at_ms, found.tier_change) == (10, 9, "downgrade")
    assert (found.rating_sum, found.ratings, found.unhappy_at_ms) == (7, 2, 6)


def test_opt_ins_are_what_the_log_says_last_and_of_one_instant_the_withdrawal() -> None:
    log = [a_consent(5, GRANTED), a_consent(9, WITHDRAWN), a_consent(9, GRANTED), a_consent(7, GRANTED)]

    assert facts(*log).contactability.email is False
    assert facts(log[0], log[3]).contactability.email is True
    assert facts().contactability == Contactability()


def test_what_they_prefer_is_set_and_topics_are_those_that_they_want() -> None:
    found = facts(
        preferring(preferred_contact_method=Channel.SMS, do_not_contact=True, subscriptions={"news": True, "x": False})
    ).contactability

    assert found == Contactability(do_not_contact=True, preferred="sms", topics=("news",))


def merged(at_ms: int = 100) -> Member:
    return Member("ann", "guest", at_ms, MergedBy.CLAIM, at_ms, at_ms, Lane.LIVE)


def of_guest(at_ms: int, action: ConsentAction, channel: ConsentChannel = ConsentChannel.EMAIL) -> LedgerItem:
    return a_consent(at_ms, action, channel, customer_id="guest", consent_id=f"g{at_ms}")


def guest_of(email: str) -> Profile:
    return Profile("guest", 1, 1, 1, Lane.LIVE, email=email)


@pytest.mark.parametrize("own", [None, GRANTED, WITHDRAWN])
@pytest.mark.parametrize("guests", [None, GRANTED, WITHDRAWN])
@pytest.mark.parametrize("same_address", [True, False])
def test_consent_never_gets_wider_by_merging(
    own: ConsentAction | None, guests: ConsentAction | None, same_address: bool
) -> None:
    logs: list[LedgerItem] = [a_consent(5, own)] if own else []
    logs += [of_guest(6, guests)] if guests else []
    address = guest_of("ann@example.com" if same_address else "other@example.com")

    found = facts(merged(), address, *logs).contactability.email

    if WITHDRAWN in (own, guests):
        assert found is False
    elif own is GRANTED or (guests is GRANTED and same_address):
        assert found is True
    else:
        assert found is None


def test_what_is_said_of_the_survivor_after_the_merge_stands() -> None:
    refused = of_guest(6, WITHDRAWN)

    assert facts(merged(100), refused, a_consent(100, GRANTED)).contactability.email is False
    assert facts(merged(100), refused, a_consent(101, GRANTED)).contactability.email is True


def test_do_not_contact_holds_for_the_person_until_somebody_says_otherwise_of_the_survivor() -> None:
    guests = preferring("guest", at_ms=50, do_not_contact=True)

    assert facts(merged(100), guests).contactability.do_not_contact
    assert facts(merged(100), guests, preferring(at_ms=100)).contactability.do_not_contact
    assert not facts(merged(100), guests, preferring(at_ms=101)).contactability.do_not_contact


def test_of_two_ids_signals_of_one_name_the_last_written_counts() -> None:
    first = Signals("ann", (Signal("a", 1, 1), Signal("b", 2, 2)), 5, 5, 5, Lane.LIVE)
    second = Signals("guest", (Signal("b", 9, 9),), 5, 6, 6, Lane.LIVE)

    assert facts(merged(), first, second).signals == (Signal("a", 1, 1), Signal("b", 9, 9))


def test_of_two_ids_of_a_person_the_newer_pin_of_a_segment_stands() -> None:
    member = Member("ann", "ann-old", 5, MergedBy.HAND, NOW_MS, NOW_MS, Lane.LIVE)
    own, older, newer = pinned("s", True, 5), pinned("s", False, 4, "ann-old"), pinned("s", False, 6, "ann-old")

    assert facts(member, own, older, pinned("b"), pinned("a")).pins == Pins(("a", "b", "s"), ())
    assert facts(member, own, newer).pins == Pins((), ("s",))
    assert facts(member, own, pinned("s", False, 5, "ann-old")).pins == Pins((), ("s",)), "the one that keeps out"
    assert facts().pins == NO_PINS


def test_many_pins_lie_apart_and_are_not_known_in_an_index() -> None:
    many = facts(*(pinned(f"segment-{number:020}") for number in range(60)))
    row = stored(many)

    assert decode_row(row).facts == many
    listed = decode_row({name: row[name] for name in ("sk", "v", "facts")}, whole=False).facts
    assert listed.pins is None


def test_a_purchase_that_names_an_order_is_no_activity_and_counts_in_no_type() -> None:
    purchase = InteractionType.PURCHASE
    found = facts(an_interaction(5, purchase, order_id=ORDER.order_id), an_interaction(6, purchase, order_id="other"))

    told = found.interactions
    assert told is not None
    assert (told.activities, told.activity_types, told.ever) == ((6,), (purchase,), ((purchase, 1),))


def test_messages_hold_what_came_and_what_left_for_ninety_days_before_the_last() -> None:
    oldest, waiting = NOW_MS - ACTIVITY_WINDOW_MS, a_message(NOW_MS - 3, queued=NOW_MS - 3)
    waiting = replace(waiting, reached={CommunicationStatus.QUEUED: NOW_MS - 3})
    found = facts(
        a_message(NOW_MS, direction=Direction.INBOUND, channel=Channel.CHAT),
        a_message(oldest, opened=oldest + 1),
        a_message(oldest - 1),
        waiting,
    ).communications

    assert found is not None
    assert [tuple(one) for one in found.messages] == [
        (oldest, Channel.EMAIL, Direction.OUTBOUND, True, False),
        (NOW_MS, Channel.CHAT, Direction.INBOUND, False, False),
    ]


def test_a_message_is_as_of_an_instant_what_it_had_come_to_by_then() -> None:
    record = CustomerRecord("ann", (ORDER, a_message(NOW_MS - 9, opened=NOW_MS - 5, clicked=NOW_MS - 1)))

    def communications(at_ms: int) -> Any:
        return fold(record.as_of(at_ms)).communications

    assert communications(NOW_MS - 10).sent == ()
    came = [[(one.opened, one.clicked) for one in communications(NOW_MS - ago).sent] for ago in (9, 6, 5, 2, 1)]
    assert came == [[(False, False)], [(False, False)], [(True, False)], [(True, False)], [(True, True)]]


def test_rows_know_what_somebody_did_by_an_earlier_instant_only_where_nothing_came_later() -> None:
    found = facts(an_interaction(NOW_MS - 5))

    assert found.as_of(NOW_MS - 5).interactions == found.interactions
    assert found.as_of(NOW_MS - 6).interactions is None
