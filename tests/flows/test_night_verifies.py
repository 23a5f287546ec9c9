"""What a night finds of rows that differ from their ledger: drift is counted, told of by hash and repaired."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.customer import FACTS_VERSION, SECTIONS, FactsRow
from regulars.facts.items.referral import Referral
from regulars.facts.order import Lane
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.nightly import turn as turn_module
from regulars.nightly.repair import Verification
from regulars.nightly.tally import Tally
from regulars.nightly.verify import Finding, confirmed, look_at
from regulars.nightly.work import open_night
from regulars.projection.lookups import lookup_entries
from regulars.stores.attention_codec import LETTERS
from regulars.stores.codec import STORED_SECTIONS, encode_facts
from regulars.stores.rows import row_codec
from regulars.stores.rows.product_codec import encode_products
from regulars.stores.rows.rows import NO_ROW

from testing.aws.requests import requests_of
from testing.builders import NOW_MS, a_line, an_order
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import ONE_PAGE, NightMachine

ANN = "ann O'Odd#1 <ann@example.com>"
DEAR = {"ordered_at_ms": NOW_MS - 5 * DAY_MS, "written_ms": NOW_MS - DAY_MS}


def shop_of(night: NightMachine, *others: str) -> None:
    """Orders of a day ago, long projected."""
    orders = [an_order("1", ANN, **DEAR), an_order("2", ANN, lines=(a_line("cup"),), **DEAR)]
    night.take(*orders, *(an_order(f"of {one}", one, **DEAR) for one in others))
    night.now_ms += HOUR_MS


def dearer(night: NightMachine, customer_id: str = ANN) -> None:
    facts = night.rows()[customer_id].facts
    purchases = replace(facts.purchases, spend_minor=facts.purchases.spend_minor + 1)
    night.change_row(customer_id, facts=encode_facts(replace(facts, purchases=purchases))[0])


def without_products(night: NightMachine) -> None:
    night.change_row(ANN, products=None)


def without_row(night: NightMachine) -> None:
    night.delete_row(ANN)


@pytest.mark.parametrize("damage", [dearer, without_products, without_row])
def test_a_row_damaged_by_hand_is_drift_and_is_repaired(
    night: NightMachine, log: io.StringIO, damage: Callable[[NightMachine], None]
) -> None:
    shop_of(night, "bob")
    whole = night.rows()
    damage(night)
    assert night.rows() != whole

    counts = night.manual().counts

    assert {one: row.facts for one, row in night.rows().items()} == {one: row.facts for one, row in whole.items()}
    assert (counts.drift, counts.written, counts.lagging, counts.errors) == (1, 1, 0, 0)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    [told] = [line for line in lines if line["message"] == "customer.drifted"]
    assert (told["level"], told["customer"]) == ("ERROR", night.tenant.customer_hash(ANN))
    assert night.sent() == []
    assert night.manual("manual-2").counts[3:] == (0, 0, 0)


@pytest.mark.parametrize("damage", [None, dearer])
def test_of_whom_somebody_else_was_not_told_is_projected_again_repaired_or_not(
    night: NightMachine, damage: Callable[[NightMachine], None] | None
) -> None:
    """Projections alone tell whoever brought somebody; a night only finds that nobody did."""
    shop_of(night, "bob")
    ledger, at_ms = night.stores.ledger(night.tenant), NOW_MS - DAY_MS
    claim = Referral(ANN, night.tenant.referral_code("bob"), at_ms, at_ms, at_ms, Lane.LIVE)
    assert ledger.replace(ledger.item(claim, replacing=None), replacing=None)
    night.take(an_order("3", ANN, **DEAR))
    if damage:
        damage(night)

    counts = night.manual().counts

    assert (counts.drift, counts.lagging, night.sent()) == (int(bool(damage)), int(not damage), [ANN])


def test_a_row_of_who_should_have_none_is_drift_and_is_emptied(night: NightMachine) -> None:
    shop_of(night)
    row = night.rows()[ANN]
    for order_id in ("1", "2"):
        night.delete(order_id)
    night.now_ms += HOUR_MS
    night.project(ANN)
    emptied = night.rows()[ANN]
    assert not emptied.facts.known
    facts = night.stores.rows(night.tenant)
    assert facts.put(replace(row, revision=emptied.revision + 1, read_at_ms=night.now_ms), replacing=emptied.revision)

    counts = night.manual().counts

    assert (counts.drift, counts.written, counts.lagging) == (1, 1 + len(lookup_entries(row)), 0)
    assert not night.rows()[ANN].facts.known


@pytest.mark.parametrize("deadline_ms", [FAR_MS, ONE_PAGE])
def test_a_row_of_somebody_who_is_on_no_roster_is_drift_and_is_emptied(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch, deadline_ms: int
) -> None:
    monkeypatch.setattr(turn_module, "_PAGE", 2)
    shop_of(night, "bob", "carl", "dan")
    row = night.rows()["bob"]
    facts = night.stores.rows(night.tenant)
    stray = replace(row, facts=replace(row.facts, customer_id="cab"))
    assert facts.put(stray, replacing=NO_ROW)

    counts = night.manual(deadline_ms=deadline_ms).counts

    assert (counts.drift, counts.lagging, counts.errors) == (1, 0, 0)
    assert {one for one, row in night.rows().items() if row.facts.known} == {ANN, "bob", "carl", "dan"}
    assert night.manual("manual-2").counts.drift == 0


def test_a_row_without_a_roster_is_met_in_the_night_that_verifies_its_customer(night: NightMachine) -> None:
    shop_of(night, "bob")
    facts, row = night.stores.rows(night.tenant), night.rows()["bob"]
    for number in range(15):
        assert facts.put(replace(row, facts=replace(row.facts, customer_id=f"stray-{number}")), replacing=NO_ROW)

    drifts = []
    for day in range(7):
        night.now_ms += DAY_MS
        drifts.append(night.night(f"night-{day}").counts.drift)

    assert sum(drifts) == 15
    assert max(drifts) < 15


def test_a_damaged_row_is_announced_by_no_night(night: NightMachine) -> None:
    """What is announced goes by the ledger: a row that says VIP makes nobody one."""
    shop_of(night)
    told = night.evaluation(ANN)
    facts = night.rows()[ANN].facts
    vip = replace(facts, purchases=replace(facts.purchases, spend_minor=9_000_000))
    night.change_row(ANN, facts=encode_facts(vip)[0])

    assert night.manual().counts.written == 1, "the row"

    assert night.evaluation(ANN) == told


def test_over_seven_days_every_customer_is_verified_once_and_by_a_manual_run_at_once(night: NightMachine) -> None:
    names = [f"c{number}" for number in range(15)]
    shop_of(night, *names)
    everybody = {ANN, *names}
    repaired: list[set[str]] = []
    for day in range(8):
        for one in everybody:
            dearer(night, one)
        before = night.rows()
        night.now_ms += DAY_MS

        job = night.run(f"run-{day}", manual=day == 7)

        repaired.append({one for one, row in night.rows().items() if row.revision != before[one].revision})
        assert job.counts.drift == len(repaired[-1])

    assert repaired[7] == everybody
    assert sum(map(len, repaired[:7])) == len(everybody)
    assert set().union(*repaired[:7]) == everybody
    assert max(map(len, repaired[:7])) < len(everybody)


def stored_row(night: NightMachine) -> dict[str, Any]:
    return next(item for item in night.items(night.stores.names.facts_table) if item["sk"]["S"] == ANN)


def of_older_code(night: NightMachine, section: str) -> None:
    """The row says that older code has stored this section."""
    sections = json.loads(stored_row(night)["facts"]["S"])
    sections[STORED_SECTIONS[section].letter][0] -= 1
    night.change_row(ANN, facts=json.dumps(sections), v=FACTS_VERSION - 1)


def test_a_section_of_an_older_version_is_left_to_its_rebuild(night: NightMachine) -> None:
    shop_of(night)
    dearer(night)
    of_older_code(night, "purchases")
    before = night.rows()

    counts = night.manual().counts

    assert counts[3:] == (0, 0, 0)
    assert (night.rows(), night.sent()) == (before, [])


def test_beside_a_section_of_an_older_version_the_others_are_compared(night: NightMachine) -> None:
    shop_of(night)
    dearer(night)
    of_older_code(night, "profile")

    assert night.manual().counts.drift == 1
    assert night.rows()[ANN].facts_version == FACTS_VERSION
    assert not night.rows()[ANN].outdated


def test_products_of_an_older_version_are_left_to_their_rebuild_as_well(night: NightMachine) -> None:
    shop_of(night)
    facts = night.rows()[ANN].facts
    fewer = {name: product for name, product in (facts.products or {}).items() if name != "cup"}
    older = bytes([SECTIONS["products"] - 1]) + encode_products(fewer, facts.purchases.timeline)
    night.change_row(ANN, products=older, v=FACTS_VERSION - 1)

    # Older code may have known nothing of what no row tells.
    assert night.rows()[ANN].outdated == {"products", "tags", *LETTERS}
    assert night.manual().counts.drift == 0
    dearer(night)
    assert night.manual("manual-2").counts.drift == 1


def test_an_emptied_row_of_an_older_version_is_left_to_its_rebuild(night: NightMachine) -> None:
    shop_of(night)
    gone = dict.fromkeys(("facts", "last_order_key", "spend_key", "timeline", "products"))
    night.change_row(ANN, **gone, v=FACTS_VERSION - 1)

    assert not night.rows()[ANN].facts.known
    assert night.manual().counts.drift == 0


def test_a_heavy_customers_row_is_compared_with_what_of_them_is_stored(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 1)
    shop_of(night)
    whole = night.rows()[ANN].facts
    assert whole.purchases.heavy
    assert night.manual("manual-1").counts == (2, 2, 0, 0, 0, 0)

    dearer(night)

    assert night.manual("manual-2").counts == (2, 2, 0, 1, 1, 0)
    assert night.rows()[ANN].facts == whole


def test_a_turn_with_many_suspects_ends_to_repair_them(night: NightMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    shop_of(night, *(f"c{number}" for number in range(12)))
    for one in night.rows():
        dearer(night, one)
    monkeypatch.setattr(turn_module, "_MOST_SUSPECTS", 3)
    night.start("manual-1", manual=True)
    night.step("manual-1", "plan")
    far_ms = night.now_ms + DAY_MS

    found: list[int] = []
    while not night.turn("manual-1", 0, len(found), deadline_ms=far_ms):
        found.append(night.job("manual-1").counts.drift)

    assert night.job("manual-1").counts.drift == 13
    assert len(found) > 2
    steps = [after - before for before, after in zip([0, *found], found, strict=False)]
    assert max(steps) < 8


def test_drift_is_what_is_still_so_under_the_same_revision(night: NightMachine) -> None:
    shop_of(night)
    facts, ledger = night.stores.rows(night.tenant), night.stores.ledger(night.tenant)
    looks: dict[str, Any] = {"facts": facts, "ledger": ledger, "now_ms": night.now_ms}
    row = night.rows()[ANN]
    without_row(night)
    first = look_at(ANN, None, ledger=ledger, now_ms=night.now_ms)
    assert first == (NO_ROW, Finding.DRIFT)
    assert confirmed(ANN, first, **looks) is Finding.DRIFT

    wrong = replace(row.facts, purchases=replace(row.facts.purchases, order_count=9))
    facts.put(FactsRow(row.revision, night.now_ms, FACTS_VERSION, wrong), replacing=NO_ROW)
    assert confirmed(ANN, first, **looks) is Finding.LAGGING, "somebody projects them just now"

    night.project(ANN)
    assert confirmed(ANN, first, **looks) is Finding.EQUAL


@pytest.mark.parametrize(("minutes", "finding"), [(1, Finding.DRIFT), (0, Finding.LAGGING), (-1, Finding.LAGGING)])
def test_what_was_written_a_minute_before_the_row_was_read_may_not_be_in_it(
    night: NightMachine, minutes: int, finding: Finding
) -> None:
    """Clocks differ by less."""
    night.take(an_order("1", ANN, written_ms=NOW_MS - minutes * MINUTE_MS))
    dearer(night)

    look = look_at(ANN, night.rows()[ANN], ledger=night.stores.ledger(night.tenant), now_ms=night.now_ms)

    assert look.finding is finding


def test_rows_to_verify_are_read_some_at_a_time_and_each_before_its_ledger(night: NightMachine) -> None:
    people = [f"customer {number}" for number in range(30)]
    shop_of(night, *people)
    night.start("manual-1", manual=True)
    night.step("manual-1", "plan")
    of_night = open_night(night.stores, night.tenant.id, "manual-1")
    verification = Verification(of_night, stores=night.stores, clock=lambda: night.now_ms, see=lambda orders: None)

    with requests_of(night.stores.dynamodb) as made:
        verification.verify([ANN, *people], Tally(of_night, None))

    # Rows, then who was erased, then the ledgers.
    both = ["BatchGetItem"] * 2
    assert made == [*both, *["Query"] * 25, *both, *["Query"] * 6]
