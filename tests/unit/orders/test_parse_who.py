"""Whose order it is: caller ids, guests, and words that belong to the API.

See docs/api.md, Orders: Who; Reserved words.
"""

from __future__ import annotations

from typing import Any
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from regulars.facts.ids import RESERVED_CUSTOMER_IDS, says_nothing
from regulars.facts.text import LOST

from testing.builders import a_tenant
from testing.orders.parsing import just, line, parsed, refused

ID_FIELDS = ["orderId", "customerId"]
GUEST = "guest-" + "0123456789abcdef" * 2


@pytest.mark.parametrize("field", ID_FIELDS)
@pytest.mark.parametrize(
    "value",
    ["x", "x" * 128, "😀" * 128, "#1001", "a#b", "a b", "a/b", "a//b", "%2F", "&a=b%c", "né", "Ærø", "漢字", "'\";--",
     "order#1", "~tenants", "...", "a/..", "\\", "<b>", "{id}", "orders", "guests", "1001.0"],
)  # fmt: skip
def test_an_id_may_be_any_printable_text_of_up_to_128_characters(field: str, value: str) -> None:
    order = parsed(**just(field, value))

    assert {"orderId": order.order_id, "customerId": order.customer_id}[field] == value


@pytest.mark.parametrize("field", ID_FIELDS)
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x" * 129, "must have 1 to 128 characters"),
        ("a\nb", "must hold printable characters only, without U+000A at character 2"),
        ("a\x00", "must hold printable characters only, without U+0000 at character 2"),
        ("ab\u200bc", "must hold printable characters only, without U+200B (zero width space) at character 3"),
        ("a\ud800", f"holds {LOST} at character 2"),
        ("\ufffd", f"holds {LOST} at character 1"),
        ("1001?", "must not hold ? or %25, which are not safe in a path"),
        ("a%25b", "must not hold ? or %25, which are not safe in a path"),
        (" a", "must not begin or end with a space"),
        ("\u00a0a", "must not begin or end with a space"),
        ("a ", "must not begin or end with a space"),
        (".", "must not be . or ..: a path that ends so is another path"),
        ("..", "must not be . or ..: a path that ends so is another path"),
        ("a/orders", "must not end like a path of the API"),
        ("a/segments/history", "must not end like a path of the API"),
        ("a/affinities", "must not end like a path of the API"),
        ("a/b/insights", "must not end like a path of the API"),
        ("/rfm", "must not end like a path of the API"),
        (1.5, "must be text"),
        (True, "must be text"),
        (["a"], "must be text"),
    ],
)
def test_any_other_id_is_refused_with_its_field_named(field: str, value: Any, message: str) -> None:
    assert refused(**just(field, value)) == {field: message}


def test_an_empty_order_id_is_refused() -> None:
    assert refused(orderId="") == {"orderId": "must have 1 to 128 characters"}


@pytest.mark.parametrize("field", ID_FIELDS)
@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007", "\u3000"])
def test_any_space_in_an_id_is_a_plain_one(field: str, space: str) -> None:
    order = parsed(**just(field, f"A{space}1"))

    assert {"orderId": order.order_id, "customerId": order.customer_id}[field] == "A 1"


@pytest.mark.parametrize("nobody", ["", " ", 0, "0", "undefined", "NULL", "(not set)", "Guest"])
def test_who_names_nobody_is_a_guest_or_refused(nobody: Any) -> None:
    order = parsed(customerId=nobody, customer={"email": "ann@example.com"})

    assert order.customer_id == a_tenant().guest_id("ann@example.com")
    assert list(refused(customerId=nobody)) == ["customerId"]


def test_the_refusal_of_a_word_for_nobody_shows_the_word() -> None:
    assert refused(customerId="undefined") == {
        "customerId": "is undefined, which names no customer: an id is required, "
        "or for a guest customer.email or customer.phone"
    }


@pytest.mark.parametrize("order_id", ["undefined", "NULL", "NaN", "[object Object]", "(not set)"])
def test_an_order_id_that_says_that_there_is_none_is_refused(order_id: str) -> None:
    assert refused(orderId=order_id) == {"orderId": f"is {order_id}, which says that there is none"}


@pytest.mark.parametrize("id_", ["0", "guest", "unknown"])
def test_words_for_nobody_may_be_ids_of_orders_and_products(id_: str) -> None:
    order = parsed(orderId=id_, lines=[line(productId=id_)])

    assert (order.order_id, order.lines[0].product_id) == (id_, id_)


def test_a_product_may_be_called_like_nothing() -> None:
    assert parsed(lines=[line(productId="Nan")]).lines[0].product_id == "Nan"


def test_a_product_may_be_known_by_its_name_with_joiners_and_marks() -> None:
    for name in ("mug \U0001f469\u200d\U0001f467", "\u200f\u05d9\u05d5\u05e1\u05d9", "\U0001f3f4\U000e0067\U000e007f"):
        assert parsed(lines=[line(name)]).lines[0].product_id == name
        assert list(refused(orderId=name)) == ["orderId"]
        assert list(refused(customerId=name)) == ["customerId"]
    assert list(refused(lines=[line("Tea\u200b")])) == ["lines[0].productId"]


def test_a_product_id_is_an_id_too() -> None:
    assert parsed(lines=[line(productId="x" * 128)]).lines[0].product_id == "x" * 128
    assert list(refused(lines=[line(productId="x" * 129)])) == ["lines[0].productId"]
    assert list(refused(lines=[line(productId="")])) == ["lines[0].productId"]
    assert list(refused(lines=[line(productId="tea/demand")])) == ["lines[0].productId"]
    assert parsed(lines=[line(productId="profiles")]).lines[0].product_id == "profiles"


@pytest.mark.parametrize("field", ID_FIELDS)
def test_an_id_that_came_as_an_integer_is_its_digits(field: str) -> None:
    order = parsed(**just(field, 1001))

    assert {"orderId": order.order_id, "customerId": order.customer_id}[field] == "1001"


DOCUMENTED_WORDS = [
    "profiles", "rfm", "analytics", "loyalty-points", "communications", "segments", "summary", "notes", "tags",
    "addresses", "preferences", "interactions", "loyalty-programs", "privacy", "by-hash", "exports", "search",
]  # fmt: skip


@pytest.mark.parametrize("word", DOCUMENTED_WORDS)
def test_a_reserved_word_is_no_customer_id_but_may_be_an_order_id(word: str) -> None:
    assert refused(customerId=word) == {"customerId": f"must not be the reserved word {word}"}
    assert list(refused(customerId=f"{word}/7")) == ["customerId"]
    assert parsed(orderId=word).order_id == word
    assert parsed(customerId=f"{word}-7").customer_id == f"{word}-7"


def test_every_documented_word_is_reserved() -> None:
    assert set(DOCUMENTED_WORDS) <= RESERVED_CUSTOMER_IDS


@pytest.mark.parametrize(
    "value", ["guest-", "guest-ann", GUEST[:-1], GUEST + "0", GUEST[:-1] + "g", GUEST.upper().replace("GUEST", "guest")]
)
def test_a_callers_id_that_begins_like_a_guests_must_have_a_guests_shape(value: str) -> None:
    assert list(refused(customerId=value)) == ["customerId"]


def test_a_guests_id_may_be_sent_back() -> None:
    assert parsed(customerId=GUEST).customer_id == GUEST


def guest(**contact: Any) -> str:
    return parsed(customerId=..., customer=contact).customer_id


def test_a_guest_is_known_by_a_keyed_hash_of_their_address() -> None:
    customer_id = guest(email="ann@example.com")

    assert customer_id == a_tenant().guest_id("ann@example.com")
    assert len(customer_id) == len("guest-") + 32
    assert parsed(customerId=customer_id).customer_id == customer_id
    assert "ann" not in customer_id
    other = a_tenant("other")
    assert parsed(tenant=other, customerId=..., customer={"email": "ann@example.com"}).customer_id != customer_id


@pytest.mark.parametrize("email", [" ann@example.com ", "ANN@Example.COM", "\tAnn@example.com\n"])
def test_one_guests_address_is_trimmed_and_lower_cased(email: str) -> None:
    assert guest(email=email) == guest(email="ann@example.com")


def test_two_addresses_are_two_guests() -> None:
    assert guest(email="ann@example.com") != guest(email="anne@example.com")


@pytest.mark.parametrize("phone", ["+44 20 7946 0000", "+44-20-7946-0000", " +442079460000", "+44 (20) 79460000"])
def test_without_an_e_mail_a_guest_is_known_by_their_phone_number_however_it_is_written(phone: str) -> None:
    assert guest(phone=phone) == guest(phone="+442079460000")


def test_a_phone_number_with_and_without_its_plus_are_two() -> None:
    assert guest(phone="442079460000") != guest(phone="+442079460000")


def test_the_e_mail_goes_before_the_phone_number() -> None:
    assert guest(email="ann@example.com", phone="+442079460000") == guest(email="ann@example.com")


@pytest.mark.parametrize("email", ["", "n/a", "ann@", "@example.com", "ann example.com", "a@b@c"])
def test_what_is_no_e_mail_address_identifies_nobody(email: str) -> None:
    assert list(refused(customerId=..., customer={"email": email})) == ["customerId"]
    assert guest(email=email, phone="+442079460000") == guest(phone="+442079460000")


def test_characters_that_nobody_sees_make_no_other_guest() -> None:
    assert guest(email="\u200eann@example.com\u200b") == guest(email="ann@example.com")
    assert guest(phone="\u202a+442079460000\u202c") == guest(phone="+442079460000")


def test_an_address_with_a_lost_character_is_refused_since_it_may_be_anybodys() -> None:
    for lost in ("\ufffd", "\ud800"):
        assert list(refused(customerId=..., customer={"email": f"ann{lost}@example.com"})) == ["customer.email"]


@pytest.mark.parametrize("phone", ["", "-", "n/a", "1234", "00000", "+0000000000"])
def test_what_is_no_phone_number_identifies_nobody(phone: str) -> None:
    assert list(refused(customerId=..., customer={"phone": phone})) == ["customerId"]


@pytest.mark.parametrize("customer", [..., {}, {"name": "Ann Lee", "company": "Tea Ltd"}])
def test_without_an_id_an_e_mail_or_a_phone_number_the_order_is_refused(customer: Any) -> None:
    assert refused(customerId=..., customer=customer) == {
        "customerId": "is required, or for a guest customer.email or customer.phone"
    }


def test_a_customer_id_goes_before_every_contact() -> None:
    order = parsed(customerId="ann", customer={"email": "bob@example.com"})

    assert order.customer_id == "ann"
    assert order.contact is not None
    assert order.contact.email == "bob@example.com"


@given(st.text(st.characters(exclude_characters="/"), max_size=140))
@example(".")
@example("..")
@example("a\u00a0b")
@example("\ufffd")
@example("-")
@example("?")
def test_an_id_is_taken_exactly_where_it_is_printable_trimmed_and_short_enough(value: str) -> None:
    spaced = "".join(" " if category(one) == "Zs" else one for one in value)
    printable = spaced.isprintable() and not says_nothing(spaced) and not {"\ufffd", "?"} & {*spaced}
    if 1 <= len(spaced) <= 128 and printable and spaced == spaced.strip() and spaced not in (".", ".."):
        assert parsed(orderId=value).order_id == spaced
    else:
        assert list(refused(orderId=value)) == ["orderId"]
