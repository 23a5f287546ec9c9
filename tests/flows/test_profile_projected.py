"""A profile on its way: written, projected, listed, found by its words, verified by the night."""

from __future__ import annotations

from regulars.crm.profiles import change_profile, create_profile
from regulars.facts.time import HOUR_MS
from regulars.facts.words import words_of

from testing.builders import NOW_MS, an_order
from testing.machines.night_by_turns import NightMachine


def create(night: NightMachine, customer_id: str, **fields: str) -> None:
    stores, tenant = night.stores, night.tenant
    create_profile(
        customer_id, fields, ledger=stores.ledger(tenant), registry=stores.registry(tenant), now_ms=night.now_ms
    )


def test_who_has_a_profile_and_no_order_has_a_row_and_is_found_by_name(night: NightMachine) -> None:
    create(night, "bob", first_name="Bob", email="bob@example.com")
    night.project("bob")

    facts = night.rows()["bob"].facts

    assert (facts.known, facts.display_name, facts.purchases.order_count) == (True, "Bob", 0)
    assert words_of(facts) == ("bob@example.com", "bob")


def test_a_night_finds_profiles_equal_and_one_that_was_changed_by_hand_drifted(night: NightMachine) -> None:
    night.take(an_order("1", "ann", written_ms=NOW_MS - HOUR_MS))
    create(night, "bob", first_name="Bob")
    ledger = night.stores.ledger(night.tenant)
    change_profile("ann", {"status": "vip"}, ledger=ledger, now_ms=night.now_ms, check=lambda revision: None)
    night.now_ms += HOUR_MS
    night.project("ann", "bob")
    assert night.rows()["ann"].facts.profile.status == "vip"
    assert night.manual("manual-1").counts.drift == 0

    night.change_row("bob", facts='{"o":[1,0,0,0],"p":[2,null,"Rob"]}')

    assert night.manual("manual-2").counts.drift == 1
    assert night.rows()["bob"].facts.display_name == "Bob"
