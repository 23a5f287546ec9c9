"""A person is erased from everything that a shop keeps, and nobody else is touched."""

from __future__ import annotations

import gzip
import io
import json

from regulars.crm.profiles import change_profile
from regulars.erasing.job import SEARCHED
from regulars.facts.order import Contact, Order
from regulars.facts.time import from_ms
from regulars.orders.supersede import Outcome
from regulars.stores.ledger import KINDS
from regulars.stores.places import PREFIXES
from regulars.stores.tenant.erasures import ErasureState
from regulars.stores.tenant.job_record import JobRecord

from testing.aws.bus import Listener
from testing.everywhere import hits
from testing.machines.erasures import ErasureMachine
from testing.pipeline.erased import (
    ANN,
    ANN_OLD,
    BOB,
    EMAIL,
    NAME,
    THEIRS,
    everything_of_bob,
    keys_in_bucket,
    live,
    order,
    put_files,
)
from testing.pipeline.world import World
from testing.webhook_world import put_webhook


def test_nothing_of_the_person_is_left_anywhere_and_the_others_are_untouched(
    world: World, machine: ErasureMachine, bus: Listener, log: io.StringIO
) -> None:
    live(world)
    stays = put_files(world)
    assert hits(THEIRS), "or the scan would find nothing ever"
    before = everything_of_bob(world)

    ended = machine.run(machine.ask(ANN))
    world.flow()

    assert hits(THEIRS) == []
    assert everything_of_bob(world) == before
    assert world.stores.registry(world.tenant).owners(["o1"])["o1"].erased
    assert not any(text in log.getvalue().casefold() for text in THEIRS)
    assert sorted(keys_in_bucket(world)) == sorted(stays)
    due = world.stores.files(world.tenant).answers("j1").get_packed("due/0000.json.gz")
    assert due["pairs"] == [[6, "tea", BOB]]
    [lake] = [key for key in stays if key.startswith("lake/")]
    left = gzip.decompress(world.stores.s3.get_object(Bucket="imports", Key=lake)["Body"].read()).splitlines()
    assert [json.loads(line)["customerId"] for line in left] == [BOB]
    assert ended.shown_state is ErasureState.DONE
    hash_of = world.tenant.customer_hash
    told = {event["data"]["customerHash"] for event in bus.heard() if event["type"] == "customer.erased"}
    assert told >= {hash_of(ANN), hash_of(ANN_OLD), hash_of(world.tenant.guest_id(EMAIL.lower()))}


def test_an_erasure_is_told_to_webhooks_that_want_it(world: World, machine: ErasureMachine, bus: Listener) -> None:
    def erase(customer_id: str) -> set[tuple[str, bool]]:
        world.accept([order(world, f"of-{customer_id}", customer_id)]).finish()
        machine.run(machine.ask(customer_id))
        return {told for told in bus.for_webhooks() if told[0] == "customer.erased"}

    assert erase(ANN) == {("customer.erased", False)}
    put_webhook(world.stores, world.tenant.id, "customer.erased")
    assert erase(BOB) == {("customer.erased", True)}


def test_an_address_of_theirs_whose_guest_is_another_customers_is_kept_from_being_stored_too(
    world: World, machine: ErasureMachine
) -> None:
    other = "shared-zq1@example.com"
    guest, bobs = world.tenant.guest_id(EMAIL.lower()), world.tenant.guest_id(other)
    live(world)
    world.accept([order(world, "b2", BOB, contact=Contact(name="Bob", email=other))]).finish()
    change_profile(
        ANN, {"email": other}, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms, check=lambda _: None
    )
    world.flow()

    machine.run(machine.ask(ANN))

    put = world.stores.tombstones(world.tenant).of([ANN, ANN_OLD, guest, bobs, BOB], consistent=True)
    assert {customer_id: one.whole for customer_id, one in put.items()} == {
        ANN: True,
        ANN_OLD: True,
        guest: True,
        bobs: False,
    }
    [by_guest, by_bob] = world.accept(
        [
            order(world, "late", bobs, contact=Contact(email=other)),
            order(world, "b3", BOB, contact=Contact(name="Bob", email=other)),
        ]
    ).finish()
    assert (by_guest.outcome, by_bob.outcome) == (Outcome.ERASED, Outcome.CREATED)
    [taken] = [
        item
        for item in world.stores.ledger(world.tenant).read_collection(BOB).items
        if isinstance(item, Order) and item.order_id == "b3"
    ]
    assert taken.contact is not None
    assert taken.contact.email is None


def test_every_kind_of_item_and_every_prefix_is_looked_through(world: World) -> None:
    """What is new is found by the sweep without a word of it, or stands in the list of what is looked through."""
    live(world)
    ledger = world.stores.ledger(world.tenant)
    found = {KINDS.of(item).name for item in ledger.read_collection(ANN).items}

    assert found == {kind.name for kind in KINDS.all}
    assert {prefix.name for prefix in SEARCHED} | {"catalogue", "erasures"} == {prefix.name for prefix in PREFIXES}


def test_what_jobs_quote_of_them_is_taken_out(world: World, machine: ErasureMachine) -> None:
    live(world)
    exports = world.stores.plain_jobs(world.tenant, "export")
    exports.create(JobRecord("e1", 1, asked={"filters": {"q": NAME}, "fields": ["a", EMAIL]}))
    exports.finish("e1", finished_ms=2, error=None, result={"refusals": [{"reason": f"is {ANN}"}], "rows": 3})

    machine.run(machine.ask(ANN))

    left = exports.read("e1")
    assert left is not None
    assert left.asked == {"filters": {"q": "[erased]"}, "fields": ["a", "[erased]"]}
    assert left.result == {"refusals": [{"reason": "[erased]"}], "rows": 3}


def test_the_certificate_counts_what_was_there_and_names_what_remains(world: World, machine: ErasureMachine) -> None:
    live(world)

    ended = machine.run(machine.ask(ANN))

    assert ended.result is not None
    certificate = ended.result["certificate"]
    document = certificate["document"]
    assert certificate["algorithm"] == "ECDSA_SHA_256"
    assert (document["personHash"], document["requestedBy"]) == (world.tenant.customer_hash(ANN), "user")
    erased = document["erased"]
    # Three orders, one of them a stub; the guest's, and that of the older id.
    assert (erased["order"], erased["note"], erased["roster"], erased["deliveries"]) == (5, 2, 3, 2)
    assert {one["where"] for one in document["remains"]} >= {"point-in-time recovery", "streams", "logs"}
    today = f"{from_ms(world.now_ms):%Y-%m-%d}"
    assert world.stores.erasures(world.tenant).days("2000-01-01", "2100-01-01") == {today: 1}
