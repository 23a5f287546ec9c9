"""Who is to be erased: every id of the person, their addresses, and by what they are named and found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from typing import Any

from ..dataclass import dataclass
from ..facts.addresses import guest_addresses
from ..facts.items.head import Member
from ..facts.items.profile import Profile
from ..facts.items.referral import Referral
from ..facts.lookup import LookupKey, LookupKind, product_key, word_key
from ..facts.order import Contact, Order
from ..facts.record import CustomerRecord
from ..facts.words import MOST_CHARACTERS, PREFIX_CHARACTERS, digits, split, whole
from ..stores.ledger import KINDS, Ledger
from ..stores.ledger.persons import members_of, read_above, read_heads


@dataclass
class Person:
    """`addresses` as guests are known by them. `texts` and `phones` are what files name them by, `keys` what they are
    found by. `found` counts their items by kind, before anything was swept. `former` are pairs of a survivor and a
    member who left them, one of whom is the person: each keeps the other's id. `came_by` are their ids with the codes
    that these gave: who brought them keeps when they came."""

    ids: dict[str, None] = field(default_factory=dict)
    addresses: dict[str, None] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)
    phones: dict[str, None] = field(default_factory=dict)
    keys: dict[LookupKey, None] = field(default_factory=dict)
    found: Counter[str] = field(default_factory=Counter)
    former: dict[tuple[str, str], None] = field(default_factory=dict)
    came_by: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, record: CustomerRecord) -> None:
        """What lies under one more id of the person."""
        self.ids[record.customer_id] = None
        self.texts[record.customer_id] = None
        self._words(split(record.customer_id))
        self.found.update(KINDS.of(item).name for item in record.items)
        if record.head is not None and record.head.left is not None:
            self.former[record.head.left, record.customer_id] = None
        left = (one.member_id for one in record.of(Member) if one.left_ms is not None)
        self.former |= {(record.customer_id, member_id): None for member_id in left}
        self.came_by |= {(one.customer_id, one.code): None for one in record.of(Referral)}
        for order in record.orders:
            self._products(order)
            if order.contact is not None:
                self._named(order.contact)
        for profile in record.profiles:
            self._named(_contact_of(profile))

    def joined(self, other: Person) -> Person:
        """Both together. What lies under an id is counted by whoever found more: it is swept meanwhile."""
        return Person(
            self.ids | other.ids,
            self.addresses | other.addresses,
            self.texts | other.texts,
            self.phones | other.phones,
            self.keys | other.keys,
            self.found | other.found,
            self.former | other.former,
            self.came_by | other.came_by,
        )

    def is_part_of(self, other: Person) -> bool:
        """Whether there is no id and no address that the other has not."""
        return self.ids.keys() <= other.ids.keys() and self.addresses.keys() <= other.addresses.keys()

    def as_json(self) -> dict[str, Any]:
        return {
            "ids": list(self.ids),
            "addresses": list(self.addresses),
            "texts": list(self.texts),
            "phones": list(self.phones),
            "keys": list(self.keys),
            "found": dict(self.found),
            "former": list(self.former),
            "cameBy": list(self.came_by),
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Person:
        """What `as_json` gave."""
        ids, addresses, texts, phones = (
            dict.fromkeys(stored[name]) for name in ("ids", "addresses", "texts", "phones")
        )
        keys = dict.fromkeys(LookupKey(LookupKind(kind), name) for kind, name in stored["keys"])
        former = dict.fromkeys((survivor, member) for survivor, member in stored["former"])
        came_by = dict.fromkeys((customer_id, code) for customer_id, code in stored.get("cameBy", ()))
        return cls(ids, addresses, texts, phones, keys, Counter(stored["found"]), former, came_by)

    def _named(self, contact: Contact) -> None:
        self.addresses |= dict.fromkeys(guest_addresses(contact.email, contact.phone))
        names = [contact.name, " ".join(filter(None, (contact.first_name, contact.last_name)))]
        # One word names many people; a file is not taken for one of theirs because it says Ann.
        self.texts |= dict.fromkeys(name for name in names if name and " " in name.strip())
        if contact.email:
            self.texts[contact.email.strip()] = None
            self._words([whole(contact.email)])
        if contact.phone:
            if guest_addresses(None, contact.phone):
                self.phones[digits(contact.phone)] = None
            self._words([digits(contact.phone)])
        for text in (contact.name, contact.first_name, contact.last_name, contact.company):
            self._words(split(text or ""))

    def _words(self, words: Iterable[str]) -> None:
        cut = (word[:MOST_CHARACTERS] for word in words if len(word) >= PREFIX_CHARACTERS)
        self.keys |= dict.fromkeys(map(word_key, cut))

    def _products(self, order: Order) -> None:
        self.keys |= dict.fromkeys(product_key(line.product_id) for line in order.lines)


def find_person(known: Iterable[str], *, ledger: Ledger, shared: Collection[str]) -> Person:
    """The person behind these ids, as the ledger has them now, whatever tombstones say: the tree of each id, and the
    guests of their addresses whom nobody else has. Addresses that are `shared` are nobody's."""
    person, waiting = Person(), list(known)
    while waiting:
        root = read_above(ledger, waiting.pop())[-1]
        for customer_id in members_of(ledger, root):
            if customer_id in person.ids:
                continue
            person.add(ledger.read_collection(customer_id))
        person.addresses = {one: None for one in person.addresses if one not in shared}
        guests = {ledger.tenant.guest_id(one) for one in person.addresses} - person.ids.keys() - set(waiting)
        waiting += (guest for guest, head in read_heads(ledger, guests).items() if head.claimable)
    common = {digits(one) for one in shared}
    person.phones = {one: None for one in person.phones if one not in common}
    person.texts = {one: None for one in person.texts if not set(guest_addresses(one, None)) & set(shared)}
    return person


def _contact_of(profile: Profile) -> Contact:
    return Contact(
        first_name=profile.first_name,
        last_name=profile.last_name,
        email=profile.email,
        phone=profile.phone,
        company=profile.company,
    )
