"""What deployments have stored under: hashes, guests, keys, cursors, digests, digit by digit.

A change of any value here orphans what every deployment holds (guests, shards, items), or ends walks that are under
way. It is a migration, never an edit of this file.
"""

from __future__ import annotations

import inspect
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.addresses import guest_address
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.ids import product_id_of
from regulars.facts.items.head import Head, Member, MergedBy
from regulars.facts.items.loyalty import LoyaltyAction, LoyaltyEntry
from regulars.facts.items.note import Note, NoteType, Priority
from regulars.facts.items.referral import Brought, Referral
from regulars.facts.lookup import product_key, word_key
from regulars.facts.loyalty import Referrals
from regulars.facts.order import Contact, Lane
from regulars.facts.tenant import Generation, Tenant, TenantStatus, bucket_of, hashes_of, shard_of
from regulars.http.door.cursors import seal, unseal
from regulars.orders.messages import digest_of
from regulars.stores import keys
from regulars.stores.ledger.envelope import encode_item
from regulars.stores.ledger.heads import HEAD, MEMBER
from regulars.stores.ledger.loyalty import LOYALTY
from regulars.stores.ledger.notes import NOTE
from regulars.stores.ledger.orders import ORDER
from regulars.stores.ledger.pins import PIN
from regulars.stores.ledger.profiles import PROFILE
from regulars.stores.ledger.referrals import BROUGHT, REFERRAL
from regulars.stores.rows.row_codec import encode_row

from testing.builders import NOW_MS, an_order, facts_of

SINCE = "0.1"
"""The version whose deployments hold these values; all later ones read them."""

GENERATION = Generation(3, 64)
ACME = Tenant(
    "acme", "Acme", TenantStatus.ACTIVE, "USD", 2, b"0123456789abcdef0123456789abcdef", GENERATION, (GENERATION,)
)
CUSTOMER = "c#1/é"
HASH = "e5a883be77c012e71dd706673892db160a4edbfd0e675d77a5c152c471d09bdf"
IMPORT_ID, JOB_ID = "20251015t083000000-0a1b2c3d", "20251015t083000000-job"


def test_a_customers_hash_is_this_hmac() -> None:
    assert ACME.customer_hash(CUSTOMER) == HASH
    assert ACME.customer_hash("ann") == "07db5b4bba5fef53c763f1a9cb1ae82cfbf75937aff297f88e797bebf09bfd95"


@pytest.mark.parametrize(
    ("email", "phone", "guest_id"),
    [
        (" Ann@Example.com ", None, "guest-43ddcaddd3d24b819512eef3518843b4"),
        (None, "+44 (20) 7946-0000", "guest-e457458ec37647d30ecbf4fd4ae7e368"),
        (None, "020 7946 0000", "guest-fc288c19ff01fd024367bdcb173ed2fa"),
        ("jörg@bücher.example", "1", "guest-30fdace32202b4b4b0a1d2d870cbf3b7"),
    ],
)
def test_a_guest_is_this_customer(email: str | None, phone: str | None, guest_id: str) -> None:
    address = guest_address(email, phone)

    assert address is not None
    assert ACME.guest_id(address) == guest_id


def test_a_hash_lies_in_this_bucket_and_these_shards() -> None:
    assert bucket_of(HASH) == 57
    assert [shard_of(HASH, 1 << bits) for bits in range(11)] == [0, 1, 3, 7, 14, 28, 57, 114, 229, 459, 918]
    assert hashes_of(42, 64) == ("a800", "abffg")
    assert hashes_of(1023, 1024) == ("ffc0", "ffffg")


def test_a_message_is_remembered_by_this_digest() -> None:
    assert digest_of("m1").hex() == "d51d6d992cb8aa02aae6fa7f"


def test_a_long_name_is_this_id() -> None:
    assert product_id_of("x" * 200) == "x" * 119 + "…01d7de14"


def test_a_cursor_is_this_text_and_is_read_again() -> None:
    cursor = "eyJhIjoxLCJrIjpbIngiLCLDqSJdfQ.NxEquleQFQR4B_frAZ_4xj8SzEo"

    assert seal({"a": 1, "k": ["x", "é"]}, tenant=ACME, query="q") == cursor
    assert unseal(cursor, tenant=ACME, query="q") == {"a": 1, "k": ["x", "é"]}


KEYS: list[tuple[Callable[..., Any], tuple[Any, ...], Any]] = [
    (keys.ledger_partition, ("acme", CUSTOMER), "acme#c#1/é"),
    (keys.ledger_item, ("acme", CUSTOMER, ORDER.prefix, "1001#a"), {"pk": "acme#c#1/é", "sk": "order#1001#a"}),
    (keys.ledger_item, ("acme", CUSTOMER, NOTE.prefix, "n1"), {"pk": "acme#c#1/é", "sk": "note#n1"}),
    (keys.ledger_item, ("acme", CUSTOMER, PROFILE.prefix, ""), {"pk": "acme#c#1/é", "sk": "profile"}),
    (keys.ledger_item, ("acme", CUSTOMER, HEAD.prefix, ""), {"pk": "acme#c#1/é", "sk": "head"}),
    (keys.ledger_item, ("acme", CUSTOMER, MEMBER.prefix, "g#1"), {"pk": "acme#c#1/é", "sk": "member#g#1"}),
    (keys.owner, ("acme", "1001#a"), {"pk": "acme#order#1001#a", "sk": "owner"}),
    (keys.tombstone, ("acme", HASH), {"pk": f"acme#erased#{HASH}", "sk": "tombstone"}),
    (keys.erasure_partition, ("acme", "j1"), "acme#erasure#j1"),
    (keys.erasure_hash, ("acme", "j1", HASH), {"pk": "acme#erasure#j1", "sk": f"hash#{HASH}"}),
    (keys.same_address, ("acme", "j1", "1001#a"), {"pk": "acme#erasure#j1", "sk": "same#1001#a"}),
    (keys.roster_partition, ("acme", 9), "acme#roster#09"),
    (keys.roster, ("acme", HASH), {"pk": "acme#roster#39", "sk": HASH}),
    (keys.facts_partition, ("acme", 3, 42), "acme#3#02a"),
    (keys.facts, ("acme", GENERATION, HASH, CUSTOMER), {"pk": "acme#3#039", "sk": "c#1/é"}),
    (
        keys.lookup,
        ("acme", GENERATION, product_key("tea"), HASH, CUSTOMER),
        {"pk": "acme#3#product#039#tea", "sk": "c#1/é"},
    ),
    (
        keys.lookup,
        ("acme", GENERATION, word_key("annabel"), HASH, CUSTOMER),
        {"pk": "acme#3#word#039#an", "sk": "annabel c#1/é"},
    ),
    (keys.lookups_partition, ("acme", 3, 42, "word#an"), "acme#3#word#02a#an"),
    (keys.word_sort, ("ann", CUSTOMER), "ann c#1/é"),
    (keys.words_behind, ("an", "ann", CUSTOMER), ("ann c#1/é\0", "an\U0010ffff")),
    (keys.words_behind, ("an", "", CUSTOMER), ("an", "an\U0010ffff")),
    (keys.under_word, ("ann", CUSTOMER), ("ann c#1/é\0", "ann \U0010ffff")),
    (keys.behind, ("1#2#c",), "1#2#c\0"),
    (keys.external, ("acme", "communication", "mail#1"), {"pk": "acme#external#mail#1", "sk": "communication"}),
    (
        keys.listed,
        ("acme", "interaction", "3", "001760517000000", CUSTOMER),
        {"list": "acme#interaction#3", "place": "001760517000000#c#1/é"},
    ),
    (keys.listed_partition, ("acme", "tag", "wine#club"), "acme#tag#wine#club"),
    (keys.listed_bucket, ("3f" * 32,), "3"),
    (keys.listed_buckets, (), [f"{bucket:x}" for bucket in range(16)]),
    (keys.due_partition, ("acme", 488_888), "acme#due#0488888"),
    (keys.due_tenant, ("acme",), {"pk": "~due", "sk": "acme"}),
    (keys.evaluation, ("acme", HASH, CUSTOMER), {"pk": "acme#39", "sk": "c#1/é"}),
    (keys.evaluations_partition, ("acme", 9), "acme#09"),
    (keys.list_key, (12_550, CUSTOMER), "1#00000000000000012550#c#1/é"),
    (keys.list_key, (None, CUSTOMER), "0#c#1/é"),
    (keys.list_range, (0, 99), ("1#00000000000000000000#", "1#00000000000000000099$")),
    (keys.tenant_item, ("acme", "settings"), {"pk": "acme", "sk": "settings"}),
    (keys.directory_entry, ("acme",), {"pk": "~tenants", "sk": "acme"}),
    (keys.member, ("sub-1",), {"pk": "~member#sub-1", "sk": "member"}),
    (keys.membership, ("acme", "sub-1"), {"pk": "acme", "sk": "member#sub-1"}),
    (keys.job_turns, ("import",), {"pk": "#turns", "sk": "import"}),
    (keys.job_sort, ("import", IMPORT_ID), "job#import#20251015t083000000-0a1b2c3d"),
    (keys.job_slot, ("recalculation",), "job-slot#recalculation"),
    (keys.upload_object, ("acme", IMPORT_ID, "orders.csv"), "uploads/acme/20251015t083000000-0a1b2c3d/orders.csv"),
    (keys.refused_object, ("acme", IMPORT_ID), "refused/acme/20251015t083000000-0a1b2c3d.csv"),
    (keys.part_object, ("acme", IMPORT_ID, 2, "manifest"), "parts/acme/20251015t083000000-0a1b2c3d/2/manifest"),
    (keys.job_shard_sort, (JOB_ID, 42), "job-shard#20251015t083000000-job#0042"),
    (keys.job_shard_sort, (JOB_ID,), "job-shard#20251015t083000000-job#"),
    (keys.ledger_item, ("acme", CUSTOMER, PIN.prefix, "s#1"), {"pk": "acme#c#1/é", "sk": "pin#s#1"}),
    (keys.segment_sort, (IMPORT_ID,), "segment#20251015t083000000-0a1b2c3d"),
    (keys.segment_edit_sort, (IMPORT_ID, 2), "segment-edit#20251015t083000000-0a1b2c3d#000002"),
    (keys.program_sort, ("l2-a", 3), "loyalty-program#l2-a#000003"),
    (keys.reward_sort, ("l2-a", "mug"), "loyalty-reward#l2-a#mug"),
    (keys.segment_edit_sort, (IMPORT_ID,), "segment-edit#20251015t083000000-0a1b2c3d#"),
    (keys.summary_sort, ("2025-10-15",), "summary#2025-10-15"),
    (keys.erased_sort, ("2025-10-15", "j1"), "erased#2025-10-15#j1"),
    (keys.erasing_sort, (HASH,), f"erasing#{HASH}"),
    (keys.erasure_object, ("acme", JOB_ID, "person.json"), "erasures/acme/20251015t083000000-job/person.json"),
    (keys.night_sort, ("2025-10-15",), "night#2025-10-15"),
    (keys.night_object, ("acme", JOB_ID, "plan"), "nights/acme/20251015t083000000-job/plan"),
    (keys.answers_object, ("acme", JOB_ID, "rfm"), "answers/acme/20251015t083000000-job/rfm"),
    (keys.catalogue_object, ("acme",), "catalogue/acme.json.gz"),
    (keys.lake_prefix, ("acme",), "lake/acme/"),
    (keys.lake_object, ("acme", "2026-11-30", 63), "lake/acme/day=2026-11-30/bucket=3f.jsonl.gz"),
    (keys.webhook_sort, (IMPORT_ID,), "webhook#20251015t083000000-0a1b2c3d"),
    (keys.outbox_partition, ("acme", "w1"), "acme#w1#outbox"),
    (keys.delivery_log_partition, ("acme", "w1"), "acme#w1#log"),
    (keys.delivery_sort, (1_760_517_000_000, "m#1"), "001760517000000#m#1"),
    (keys.delivery_turn, ("acme", "w1"), {"pk": "#turns", "sk": "acme#w1"}),
    (keys.webhook_gone_sort, ("w1",), "webhook-gone#w1"),
    (keys.export_object, ("acme", JOB_ID, "csv"), "exports/acme/20251015t083000000-job.csv"),
    (
        keys.export_part_object,
        ("acme", JOB_ID, "0000/00000.json"),
        "export-parts/acme/20251015t083000000-job/0000/00000.json",
    ),
]


@pytest.mark.parametrize(("key_of", "given", "key"), KEYS, ids=lambda value: getattr(value, "__name__", ""))
def test_this_is_the_key(key_of: Callable[..., Any], given: tuple[Any, ...], key: Any) -> None:
    assert key_of(*given) == key


def test_every_kind_of_key_is_pinned() -> None:
    made = {name for name, _ in inspect.getmembers(keys, lambda one: inspect.isfunction(one))}
    ours = {
        name
        for name in made
        if getattr(keys, name).__module__.startswith(f"{keys.__name__}.") and not name.startswith("split_")
    }

    assert {key_of.__name__ for key_of, _, _ in KEYS} == ours


def test_these_are_the_words_of_the_tenants_own_records() -> None:
    words = (keys.PROBE_TENANT, keys.BACKTEST, keys.PREDICTION, keys.SUMMARY, keys.NIGHT)

    assert words == ("~probe", "backtest", "prediction", "summary#", "night#")
    assert keys.LIST_RANGE_0 == ("0#", "0$")


def test_an_order_is_this_item() -> None:
    order = an_order(
        "1001#a", CUSTOMER, reference="A-1", channel="web", contact=Contact(name="Ann", email="ann@example.com")
    )
    item = encode_item(ORDER, {"pk": "acme#c#1/é", "sk": "order#1001#a"}, order, replacing=None)

    lines = item.pop("lines")["B"]
    assert item == {
        "pk": {"S": "acme#c#1/é"},
        "sk": {"S": "order#1001#a"},
        "n": {"N": "1"},
        "lane": {"S": "live"},
        "written": {"N": "1760517000000"},
        "arrived": {"N": "1760517000000"},
        "ordered_at": {"N": "1760430600000"},
        "status": {"S": "paid"},
        "reference": {"S": "A-1"},
        "channel": {"S": "web"},
        "contact": {"S": '{"name":"Ann","email":"ann@example.com"}'},
    }
    assert zlib.decompress(lines, -zlib.MAX_WBITS) == b'["tea",2000,"50.00",10000,null,null]'


def test_what_makes_one_person_of_two_ids_are_these_items() -> None:
    head = Head("g", 7, 7, Lane.LIVE, 2, "ann", MergedBy.CLAIM, "bob", 6, True)
    member = Member("ann", "g", 5, MergedBy.HAND, 7, 7, Lane.LIVE, left_ms=6)

    assert HEAD.encode(head, None) == {
        "members": 2,
        "merged": "ann",
        "by": "claim",
        "left": "bob",
        "changed": 6,
        "unclaimable": True,
    }
    assert set(HEAD.encode(Head("g", 7, 7, Lane.LIVE), None).values()) == {None}
    assert MEMBER.encode(member, None) == {"merged_at": 5, "by": "hand", "left_at": 6}


def test_a_note_is_this_item() -> None:
    note = Note("n1", "ann", "Late", 5, NOW_MS, NOW_MS, Lane.LIVE, "Delivery", NoteType.COMPLAINT, Priority.HIGH, True)

    assert NOTE.encode(note, None) == {
        "created": 5,
        "title": "Delivery",
        "content": "Late",
        "type": "complaint",
        "priority": "high",
        "pinned": True,
    }


def test_a_change_of_points_is_this_item() -> None:
    entry = LoyaltyEntry(
        "once-1", "ann", "l2-a", LoyaltyAction.REDEEM, 60, 5, NOW_MS, NOW_MS, Lane.LIVE, "mug", "Gift", "user", 9, "{}"
    )

    assert LOYALTY.encode(entry, None) == {
        "program": "l2-a",
        "action": "redeem",
        "points": 60,
        "at": 5,
        "reward": "mug",
        "reason": "Gift",
        "by": "user",
        "expires": 9,
        "answer": "{}",
    }


def test_who_brought_whom_are_these_items() -> None:
    claim = Referral("cy", "0123456789abcdef", 5, NOW_MS, NOW_MS, Lane.LIVE)
    note = Brought("ann", "fedcba9876543210", 6, NOW_MS, NOW_MS, Lane.LIVE)

    assert REFERRAL.encode(claim, None) == {"code": "0123456789abcdef", "claimed": 5}
    assert BROUGHT.encode(note, None) == {"at": 6}
    assert BROUGHT.encode(replace(note, at_ms=None), note) == {"at": None}, "a stub has the key alone"
    assert (REFERRAL.prefix, BROUGHT.prefix + note.item_id) == ("referral", "~brought#fedcba9876543210")
    referrals = replace(facts_of(an_order()), referrals=Referrals(True, (1_000, 4_000)))
    assert json.loads(encode_row(FactsRow(7, NOW_MS, FACTS_VERSION, referrals))["facts"]["S"])["r"] == [
        1, 1, [1_000, 3_000]
    ]  # fmt: skip


def test_facts_are_this_row() -> None:
    orders = an_order("1", contact=Contact(name="Ann")), an_order("2", ordered_at_ms=NOW_MS, reference="A-2")
    row = encode_row(FactsRow(7, NOW_MS, FACTS_VERSION, facts_of(*orders)))

    products = row.pop("products")["B"]
    assert row == {
        "revision": {"N": "7"},
        "read_at": {"N": "1760517000000"},
        "v": {"N": "17"},
        "facts": {
            "S": '{"o":[2,2,20000,4000,1760430600000,1760517000000,"A-2"],"p":[2,"Ann"]}',
        },
        "last_order_key": {"S": "1#00000001760517000000#ann"},
        "spend_key": {"S": "1#00000000000000020000#ann"},
        "timeline": {"B": bytes.fromhex("c0ee6d904ed00fe1d83b0101300101")},
    }
    assert products[:1] == b"\1"
    assert zlib.decompress(products[1:]) == bytes.fromhex("0301d00f904e7465610002000101010101")
