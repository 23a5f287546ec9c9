"""`regulars tenant ...`: make tenants, list them, set their status; who belongs to them is in `member.py`."""

from __future__ import annotations

import secrets

import click
from iso4217 import Currency

from ..facts.money import decimal_text
from ..facts.tenant import TENANT_ID, Generation, Tenant, TenantStatus
from ..facts.time import zone_fault
from ..importing.file.thresholds import CHANGES_THEM
from ..projection.generations import is_outdated
from ..scoring.settings import Settings
from ..scoring.settings_given import changed
from .connection import connect
from .erase_tenant import erase_tenant
from .member import add_member, members, remove_member
from .move_tenant import export_tenant, import_tenant
from .output import as_json, choice, print_json
from .shards import number_of_shards

_FIRST_GENERATION = 1
_SECRET_BYTES = 32
_AMOUNTS = "This amount, and those of RFM and of the venue, are the same numbers in every currency:"


@click.group()
def tenant() -> None:
    """Make, list and change tenants."""


@tenant.command()
@click.argument("tenant_id", metavar="ID")
@click.option("--name", help="What people call it; the id where left out.")
@click.option("--currency", default="USD", show_default=True, help="The one currency its numbers are in.")
@click.option("--timezone", default="UTC", show_default=True, help="An IANA zone, for times without an offset.")
@click.option(
    "--shards",
    default=1,
    show_default=True,
    callback=number_of_shards,
    help="A power of two: one for about 50 000 customers.",
)
@as_json
def create(tenant_id: str, name: str | None, currency: str, timezone: str, shards: int, json_: bool) -> None:
    """Make the tenant ID: 2 to 40 of a-z, 0-9 and -."""
    if not TENANT_ID.fullmatch(tenant_id):
        raise click.ClickException(f"{tenant_id} is not a tenant id: 2 to 40 of a-z, 0-9 and -, not - first.")
    if fault := zone_fault(timezone):
        raise click.ClickException(f"{timezone} {fault}")
    generation = Generation(_FIRST_GENERATION, shards)
    made = Tenant(
        id=tenant_id,
        name=name or tenant_id,
        status=TenantStatus.ACTIVE,
        currency=currency.upper(),
        exponent=_exponent(currency),
        secret=secrets.token_bytes(_SECRET_BYTES),
        reading=generation,
        writing=(generation,),
    )
    settings = changed(Settings.defaults(made.exponent), {"timezone": timezone}, made.exponent)
    if not connect().stores.directory.create(made, settings=settings):
        raise click.ClickException(f"There is a tenant {tenant_id} already; nothing was changed.")
    if json_:
        print_json(_shown(made))
    else:
        click.echo(f"Tenant {tenant_id} is there: {made.currency}, {timezone}, {shards} shard{'s' * (shards > 1)}.")
        vip = decimal_text(settings.vip_spend_minor, made.exponent)
        click.echo(f"A customer who has spent more than {vip} {made.currency} is a VIP. {_AMOUNTS} {CHANGES_THEM}.")


@tenant.command("list")
@as_json
def list_(json_: bool) -> None:
    """List all tenants."""
    stores = connect().stores
    tenants = stores.directory.all()
    if json_:
        outdated = (is_outdated(one, stores.generations(one).read(), stores=stores) for one in tenants)
        print_json([{**_shown(one), "factsOutdated": old} for one, old in zip(tenants, outdated, strict=True)])
        return
    for one in tenants:
        click.echo(f"{one.id:<40} {one.status:<10} {one.currency}  {one.name}")


@tenant.command("set-status")
@click.argument("tenant_id", metavar="ID")
@click.argument("status", type=choice(TenantStatus))
def set_status(tenant_id: str, status: str) -> None:
    """Set a tenant's status; a suspended one is answered 403, and its orders are folded all the same."""
    if not connect().stores.directory.set_status(tenant_id, TenantStatus(status)):
        raise click.ClickException(f"There is no tenant {tenant_id}.")
    click.echo(f"Tenant {tenant_id} is {status}.")


for command in (members, add_member, remove_member, export_tenant, import_tenant, erase_tenant):
    tenant.add_command(command)


def _exponent(currency: str) -> int:
    """The currency's number of decimals, copied into the tenant: it never changes there."""
    try:
        exponent = Currency(currency.upper()).exponent
    except ValueError:
        exponent = None
    if exponent is None:
        raise click.ClickException(f"{currency} is not a currency of ISO 4217: give a code such as USD.")
    return int(exponent)


def _shown(one: Tenant) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "status": one.status.value,
        "currency": one.currency,
        "shards": one.reading.shards,
    }
