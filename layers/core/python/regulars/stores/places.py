"""Where data of tenants lies, in one list: every table, every prefix of the bucket, and copies that outlive an erasure.

The export and the erasure of a tenant, the erasure of a person and the page on privacy go by it. Tests hold it to the
template and to `keys`: a table, a prefix or a bucket that does not stand here fails them.
"""

from __future__ import annotations

from typing import NamedTuple


class Table(NamedTuple):
    """A table, by its name in `Names` without `_table`. `moves`: a tenant's export takes what lies in it; everything
    else is made anew from that, or is of a few days. `keyed`: a tenant's items can be told by their keys."""

    name: str
    holds: str
    moves: bool = False
    keyed: bool = True
    days: int | None = None
    """How long an item is kept; None: until it is erased, or made anew."""


class Prefix(NamedTuple):
    """Objects whose keys begin with `name/` and the tenant, and are kept for `days`; None: until they are erased."""

    name: str
    holds: str
    days: int | None
    moves: bool = False
    ends_with_tenant: str = "/"
    """What comes after the tenant in the key."""

    def of(self, tenant_id: str) -> str:
        """What the keys of a tenant's objects begin with."""
        return f"{self.name}/{tenant_id}{self.ends_with_tenant}"


class Copy(NamedTuple):
    """What no erasure reaches, and how many days after it the last of it is gone."""

    name: str
    holds: str
    days: int


TABLES = (
    Table(
        "ledger",
        "everything that is known of each customer: orders, profile, notes, addresses, consents, contacts",
        moves=True,
    ),
    Table(
        "registry",
        "which customer an order belongs to, the list of customers, ids of other systems, keyed hashes "
        "of who was erased",
        moves=True,
    ),
    Table("evaluations", "what was last announced of each customer, and when they are looked at again", moves=True),
    Table(
        "tenants",
        "the tenant's name, secret, settings, segments, webhooks, members and jobs, and the figures that nights left",
        moves=True,
    ),
    Table("facts", "counts, sums and contact data of each customer, made from the ledger"),
    Table("lookups", "by which product or word a customer is found, made from the facts"),
    Table("deliveries", "what webhooks are to be sent, and were sent", days=30),
    Table("requests", "answers to calls with an Idempotency-Key, under a hash of the call", keyed=False, days=1),
)

LAKE_DAYS = 30
"""Unless the deployment has another `lakeDays`."""

PREFIXES = (
    Prefix("uploads", "files of orders as they came", 30),
    Prefix("refused", "rows of those files that were refused", 30),
    Prefix("parts", "pieces of a file while it is taken in", 1),
    Prefix("nights", "what a night's turns have added up so far", 2),
    Prefix(
        "answers",
        "what a night left to be answered from: who is due, demand, forecast, what is bought together",
        35,
        moves=True,
    ),
    Prefix("lake", "the owner's lake: every customer with all fields, a file a night and bucket of hashes", LAKE_DAYS),
    Prefix("export-parts", "pieces of an export while it is written", 1),
    Prefix("exports", "exported lists, segments and persons", 7),
    Prefix("erasures", "who is being erased, until the erasure is done", 60),
    Prefix("catalogue", "what the tenant's products are called", None, moves=True, ends_with_tenant=".json.gz"),
)

COPIES = (
    Copy("point-in-time recovery", "the tables of record as they were in any second", 35),
    Copy("archive of events", "events of the bus; customers by their hash unless eventsNameCustomers is set", 30),
    Copy("logs", "calls and work done; customers by their hash", 30),
    Copy("queues and dead letters", "ids of customers who are to be looked at, events that are to be sent", 14),
    Copy("failed batches", "changes of tables that could not be passed on", 14),
    Copy("idempotent answers", "answers to calls with an Idempotency-Key, under a hash of the call", 3),
    Copy("streams", "changes of ledger, facts and evaluations", 1),
)
"""In days after the erasure; DynamoDB may take two more to delete what has expired."""
