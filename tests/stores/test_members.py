"""Members: one person, one tenant; both of a membership's items come and go together."""

from __future__ import annotations

import pytest
from regulars.stores.opened import Stores
from regulars.stores.tenant.members import Member, Membership

ANN = Membership("sub-ann", Member("acme", "editor"), user="person-1", email="ann@example.com", since_ms=5)


def test_a_member_is_read_by_subject_and_listed_by_tenant_with_who_they_are(stores: Stores) -> None:
    members = stores.directory.members
    assert members.put(ANN)
    assert members.put(Membership("sub-bob", Member("other", "viewer")))

    assert members.read("sub-ann") == Member("acme", "editor")
    assert members.of("acme") == [ANN]


def test_a_tenant_whose_id_begins_with_anothers_lists_its_own_members_only(stores: Stores) -> None:
    stores.directory.put_member("sub-ann", Member("acme", "editor"))

    assert stores.directory.members.of("acm") == []
    assert stores.directory.members.of("acme-2") == []


def test_a_second_tenant_is_refused_and_the_first_membership_stays(stores: Stores) -> None:
    members = stores.directory.members
    members.put(ANN)

    assert not members.put(Membership("sub-ann", Member("other", "admin")))

    assert members.read("sub-ann") == Member("acme", "editor")
    assert members.of("other") == []


def test_another_role_of_the_same_tenant_replaces_the_first(stores: Stores) -> None:
    members = stores.directory.members
    members.put(ANN)
    assert members.put(Membership("sub-ann", Member("acme", "viewer", 9)))

    assert members.read("sub-ann") == Member("acme", "viewer", 9)
    assert [one.member for one in members.of("acme")] == [Member("acme", "viewer", 9)]


def test_a_removed_member_is_gone_from_both_places_and_may_join_another_tenant(stores: Stores) -> None:
    members = stores.directory.members
    members.put(ANN)

    assert not members.remove("other", "sub-ann")
    assert members.remove("acme", "sub-ann")
    assert not members.remove("acme", "sub-ann")

    assert (members.read("sub-ann"), members.of("acme")) == (None, [])
    assert members.put(Membership("sub-ann", Member("other", "admin")))


@pytest.mark.parametrize(("now_ms", "holds"), [(999, True), (1_000, False), (1_001, False)])
def test_a_membership_ends_at_its_instant(now_ms: int, holds: bool) -> None:
    assert Member("acme", "viewer", 1_000).holds(now_ms) is holds


def test_a_membership_without_an_end_holds(stores: Stores) -> None:
    assert Member("acme", "viewer").holds(10**15)
