"""The lookups of one invocation: each message's customer by their row, put where they belong, else removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..errors import ProjectionContended, UnreadableMessage
from ..facts.customer import FactsRow
from ..facts.fold import fold
from ..facts.lookup import LookupKey, product_key, word_key
from ..facts.tenant import Generation, Tenant
from ..facts.words import lookup_words
from ..stores.ledger import Ledger
from ..stores.lookups import Lookups, Put
from ..stores.messages import LookupChange, decode_change
from ..stores.opened import Stores
from ..stores.rows.rows import NO_ROW, Rows
from .batch import one_more_hop
from .lookups import lookup_entries
from .recent_tenants import RecentTenants

_AT_ONCE = 25
_MAX_ATTEMPTS = 6


class LookupBatch:
    """Brings lookups up to date, one message at a time, so that one that fails is retried alone.

    After `out_of_time` the messages that are left are only collected, and sent as new ones. The tenant's record may be
    a `recent` one: a message names the generation whose row decides, and a record that does not know it is read again.
    """

    def __init__(
        self,
        messages: Sequence[str],
        *,
        stores: Stores,
        out_of_time: Callable[[], bool],
        recent: RecentTenants | None = None,
    ) -> None:
        self._recent = recent or RecentTenants()
        self._changes = [change for body in messages if (change := decode_change(body))]
        self._stores = stores
        self._out_of_time = out_of_time
        self._tenants: dict[str, Tenant | None] = {}
        self._updaters: dict[tuple[str, int], LookupUpdater | None] = {}
        self._late: list[LookupChange] = []

    def update(self, message: str) -> None:
        """Does what one message asks; nothing of a tenant or a generation that does not exist.

        Raises `UnreadableMessage`, `ProjectionContended` where the row keeps moving, and `NeverDone` where time was
        never enough.
        """
        change = decode_change(message)
        if change is None:
            raise UnreadableMessage
        updater = self._updater(change)
        if updater is not None:
            left = updater.update(change, self._out_of_time)
            if left is not None:
                self._late.append(left._replace(hops=one_more_hop(left.hops)))

    def send_again(self) -> int:
        """Sends what found no time as new messages; of how many customers."""
        if self._late:
            self._stores.lookup_queue.send(self._late)
        return len(self._late)

    def hash_of(self, message: str) -> str | None:
        """The customer of a message as logs may show them; None where the tenant could not be read."""
        change = decode_change(message)
        tenant = self._tenants.get(change.tenant_id) if change else None
        return tenant.customer_hash(change.customer_id) if change and tenant else None

    def _updater(self, change: LookupChange) -> LookupUpdater | None:
        place = change.tenant_id, change.generation
        if place not in self._updaters:
            generation = self._generation(*place)
            tenant = self._tenants[change.tenant_id]
            if tenant is None or generation is None:
                self._updaters[place] = None
            else:
                ids = {one.customer_id for one in self._changes if (one.tenant_id, one.generation) == place}
                self._updaters[place] = LookupUpdater(
                    sorted(ids),
                    facts=self._stores.rows(tenant, generation),
                    lookups=self._stores.lookups(tenant, generation),
                    ledger=self._stores.ledger(tenant),
                )
        return self._updaters[place]

    def _generation(self, tenant_id: str, number: int) -> Generation | None:
        """The generation: one that is written, or one that is being swept, whose entries go with their rows."""
        tenant = self._recent.read(self._stores.directory, tenant_id, generation=number)
        self._tenants[tenant_id] = tenant
        if tenant is None:
            return None
        known = {generation.number: generation for generation in tenant.writing}
        if number not in known:
            retired = self._stores.generations(tenant).read().retired
            known |= {one.generation.number: one.generation for one in retired}
        return known.get(number)


class LookupUpdater:
    """One tenant's customers in one generation, with their rows as they stood when the invocation began."""

    def __init__(self, customer_ids: Sequence[str], *, facts: Rows, lookups: Lookups, ledger: Ledger) -> None:
        self._facts = facts
        self._lookups = lookups
        self._ledger = ledger
        self._unreadable: dict[str, Exception] = {}
        self._rows = facts.rows_of(customer_ids, unreadable=self._unreadable)

    def update(self, change: LookupChange, out_of_time: Callable[[], bool]) -> LookupChange | None:
        """What was left undone when time was up; None where all is done. Raises where the row cannot be decoded."""
        if change.customer_id in self._unreadable:
            raise self._unreadable[change.customer_id]
        row, known = self._whole(self._rows.get(change.customer_id))
        left = known if change.keys is None else change.keys
        while left:
            if out_of_time():
                return change._replace(keys=left)
            row = self._settle(change, left[:_AT_ONCE], row)
            left = left[_AT_ONCE:]
        return None

    def _settle(self, change: LookupChange, keys: Sequence[LookupKey], row: FactsRow | None) -> FactsRow | None:
        """Writes until the row that was written from is the one that stands, or no entry was made where none was."""
        for attempt in range(_MAX_ATTEMPTS):
            revision = row.revision if row else NO_ROW
            if not self._write(change, keys, row, fresh=change.fresh and not attempt):
                return row
            # An entry that was not there may have been removed by a newer row than this one: stores/lookups.py.
            if self._facts.revisions_of([change.customer_id])[change.customer_id] == revision:
                return row
            row, _known = self._whole(self._facts.rows_of([change.customer_id]).get(change.customer_id))
        raise ProjectionContended("others kept replacing the row")

    def _write(
        self, change: LookupChange, keys: Sequence[LookupKey], row: FactsRow | None, *, fresh: bool = False
    ) -> bool:
        """Puts what belongs to the row and removes what does not; whether an entry came into being. What may be `fresh`
        is inserted first, and put like the others where it is there by now."""
        belonging = {entry.key: entry for entry in lookup_entries(row)} if row else {}
        inserted = self._lookups.insert([belonging[key] for key in keys if key in belonging]) if fresh else set()
        created = bool(inserted)
        for key in (key for key in keys if key not in inserted):
            entry = belonging.get(key)
            if entry is not None:
                created |= self._lookups.put(entry) is Put.CREATED
            else:
                revision = max(change.revision, row.revision if row else NO_ROW)
                self._lookups.remove(key, change.customer_id, revision=revision)
        return created

    def _whole(self, row: FactsRow | None) -> tuple[FactsRow | None, tuple[LookupKey, ...]]:
        """The row with a heavy customer's products from their ledger, and which keys are known of them.

        A heavy customer's entries are all written again with every change of their row; a product that has left their
        ledger altogether is not known, and its entry stays for the night to sweep. No answer shows it: each row is
        checked. The ledger is read after the row, so what it says is never older than the row's revision.
        """
        if row is None:
            return None, ()
        if not row.facts.purchases.heavy:
            return row, tuple(entry.key for entry in lookup_entries(row))
        record = self._ledger.read_customer(row.customer_id)
        named = dict.fromkeys(product_key(line.product_id) for order in record.orders for line in order.lines)
        words = map(word_key, lookup_words(row.facts))
        return replace(row, facts=replace(row.facts, products=fold(record).products)), (*named, *words)
