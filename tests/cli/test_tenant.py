"""`regulars tenant`: made whole or not at all."""

from __future__ import annotations

import json

import pytest
from regulars.facts.tenant import TenantStatus
from regulars.stores.opened import Stores

from testing.commands.runs import Run


def test_a_tenant_has_its_currencys_exponent_its_zone_and_a_secret_of_its_own(stores: Stores, regulars: Run) -> None:
    assert regulars("tenant", "create", "kiosk", "--currency", "kwd", "--timezone", "Asia/Kuwait", "--shards", "4") == 0
    assert regulars("tenant", "create", "other") == 0

    found, other = stores.directory.read("kiosk"), stores.directory.read("other")
    assert found is not None
    assert other is not None
    assert (found.tenant.currency, found.tenant.exponent) == ("KWD", 3)
    assert found.settings.timezone == "Asia/Kuwait"
    assert found.settings.vip_spend_minor == 5_000_000
    assert found.tenant.reading.shards == 4
    assert len(found.tenant.secret) == 32
    assert found.tenant.secret != other.tenant.secret
    assert (other.tenant.name, other.tenant.currency, other.settings.timezone) == ("other", "USD", "UTC")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Shop",), "Shop is not a tenant id"),
        (("a",), "a is not a tenant id"),
        (("shop", "--currency", "XYZ1"), "XYZ1 is not a currency"),
        (("shop", "--currency", "XAU"), "XAU is not a currency"),
        (("shop", "--timezone", "Mars/Base"), "Mars/Base is not a time zone"),
        (("shop", "--shards", "3"), "3 is not a number of shards"),
        (("shop", "--shards", "2048"), "2048 is not a number of shards"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    stores: Stores, regulars: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert regulars("tenant", "create", *arguments) == 1

    said = capsys.readouterr().err
    assert said.startswith(sentence)
    assert said.count("\n") == 1
    assert stores.directory.all() == []


def test_a_second_tenant_of_one_id_changes_nothing(
    stores: Stores, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars("tenant", "create", "shop", "--name", "First")

    assert regulars("tenant", "create", "shop", "--name", "Second", "--timezone", "Asia/Tokyo") == 1

    found = stores.directory.read("shop")
    assert found is not None
    assert (found.tenant.name, found.settings.timezone) == ("First", "UTC")
    assert "There is a tenant shop already" in capsys.readouterr().err


def test_the_list_is_for_machines_too(stores: Stores, regulars: Run, capsys: pytest.CaptureFixture[str]) -> None:
    regulars("tenant", "create", "shop", "--name", "The Shop")
    regulars("tenant", "set-status", "shop", "suspended")
    capsys.readouterr()

    assert regulars("tenant", "list", "--json") == 0

    assert json.loads(capsys.readouterr().out) == [
        {
            "id": "shop",
            "name": "The Shop",
            "status": "suspended",
            "currency": "USD",
            "shards": 1,
            "factsOutdated": False,
        }
    ]


def test_a_status_is_set_of_tenants_that_exist(
    stores: Stores, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    regulars("tenant", "create", "shop")

    assert regulars("tenant", "set-status", "shop", "trial") == 0
    assert regulars("tenant", "set-status", "none", "trial") == 1

    found = stores.directory.read("shop")
    assert found is not None
    assert found.tenant.status is TenantStatus.TRIAL
    assert capsys.readouterr().err == "There is no tenant none.\n"
