"""Facts: one row a customer in one generation, replaced only by who has seen its revision."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..facts.customer import CustomerFacts, FactsRow
from ..facts.tenant import Generation, Tenant
from ..facts.time import DAY_MS, SECOND_MS
from . import keys
from .codec import decode_facts, encode_facts, encode_timeline, stored_profile
from .dynamo import Client, Item, batch_delete, batch_get, call, pack, pages, unpack, won
from .limits import (
    EMPTIED_ROW_DAYS,
    HEAVY_BYTES,
    LISTED_ROW_BYTES,
    PROJECTED_TIMELINE_BYTES,
    QUERY_PAGE_BYTES,
)
from .product_codec import decode_products, encode_products

# What a row's products are decoded from; where these are equal, so are they.
_TELL_PRODUCTS = ("products", "timeline", "long_timeline")

_HISTORY = ("sk", "revision", "read_at", "facts_version", "facts", "timeline", "long_timeline", "heavy")

# An absent row: what a first projection replaces.
NO_ROW = 0


class Index(NamedTuple):
    """A list index: its name and the attribute it sorts by."""

    name: str
    sort_key: str


BY_LAST_ORDER = Index("by_last_order", "last_order_key")
BY_SPEND = Index("by_spend", "spend_key")


class KeyRange(NamedTuple):
    """Sort keys from `low` to `high`, both inclusive, as `keys.list_key` spells them."""

    low: str
    high: str


class IndexPage(NamedTuple):
    """One page of an index: rows with their sort keys, where to go on (None: at the end), and about what was read."""

    rows: list[tuple[str, FactsRow]]
    next_start: Item | None
    read_bytes: int


class RowPage(NamedTuple):
    """One page of a shard: whole rows, where to go on (None: at the end), and about what was read for it."""

    rows: list[FactsRow]
    next_start: Item | None
    read_bytes: int


class IndexCount(NamedTuple):
    """How many rows one request counted, and where to go on (None: at the end)."""

    rows: int
    next_start: Item | None
    read_bytes: int


def index_key(index: Index, facts: CustomerFacts) -> str:
    """The customer's sort key in an index."""
    purchases = facts.purchases
    if purchases.order_count == 0:
        return keys.list_key(None, facts.customer_id)
    value = purchases.last_at_ms if index == BY_LAST_ORDER else purchases.spend_minor
    return keys.list_key(value, facts.customer_id)


class Facts:
    """The facts of one tenant in one generation."""

    def __init__(self, client: Client, table: str, tenant: Tenant, generation: Generation) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant
        self.generation = generation

    def revisions_of(self, customer_ids: Iterable[str]) -> dict[str, int]:
        """The stored revision of each customer, consistently; `NO_ROW` where there is none."""
        ids = list(customer_ids)
        found = batch_get(
            self._client, self._table, map(self._key, ids), consistent=True, attributes=("sk", "revision")
        )
        stored = {values["sk"]: values["revision"] for values in map(unpack, found)}
        return {customer_id: stored.get(customer_id, NO_ROW) for customer_id in ids}

    def read_ats(self, customer_ids: Iterable[str]) -> dict[str, int]:
        """When each customer's ledger was last read for his row, consistently; customers without a row are left out."""
        found = batch_get(
            self._client, self._table, map(self._key, customer_ids), consistent=True, attributes=("sk", "read_at")
        )
        return {values["sk"]: values["read_at"] for values in map(unpack, found)}

    def put(self, row: FactsRow, *, replacing: int) -> bool:
        """Replaces the row whose revision is `replacing`; False where another projection was faster."""
        condition = "attribute_not_exists(pk)" if replacing == NO_ROW else "revision = :seen"
        seen = {} if replacing == NO_ROW else {"ExpressionAttributeValues": {":seen": {"N": str(replacing)}}}
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(self._key(row.customer_id)) | _encode(row),
            ConditionExpression=condition,
            **seen,
        )

    def rows_of(self, customer_ids: Iterable[str]) -> dict[str, FactsRow]:
        """The whole rows of customers, consistently; who has none is left out."""
        found = batch_get(self._client, self._table, map(self._key, customer_ids), consistent=True)
        return {row.customer_id: row for row in map(_decode, found)}

    def histories_of(self, customer_ids: Iterable[str]) -> dict[str, FactsRow]:
        """The rows of customers with their timelines, however long, and without products; who has none is left out."""
        found = batch_get(
            self._client, self._table, map(self._key, customer_ids), consistent=False, attributes=_HISTORY
        )
        return {row.customer_id: row for row in (_decode(item, whole=False) for item in found)}

    def sums_of(self, customer_ids: Iterable[str]) -> dict[str, FactsRow]:
        """The rows of customers without timelines and products, consistently; who has none is left out."""
        attributes = ("sk", "revision", "read_at", "facts_version", "facts")
        found = batch_get(
            self._client, self._table, map(self._key, customer_ids), consistent=True, attributes=attributes
        )
        return {row.customer_id: row for row in (_decode(item, whole=False) for item in found)}

    def get(self, customer_id: str) -> FactsRow | None:
        """The stored row with its timeline; None where there is none."""
        answer = call(self._client.get_item, TableName=self._table, Key=pack(self._key(customer_id)))
        return _decode(answer["Item"]) if "Item" in answer else None

    def rows(self) -> Iterator[FactsRow]:
        """Every row, emptied ones and timelines included, shard by shard."""
        for shard in range(self.generation.shards):
            for items in pages(self._client, TableName=self._table, **self._in_shard(shard)):
                yield from map(_decode, items)

    def versions(self, shard: int) -> Iterator[tuple[str, int]]:
        """Each customer who has a row in the shard, be it emptied, with the row's facts version."""
        query = {**self._in_shard(shard), "ProjectionExpression": "sk, facts_version"}
        for items in pages(self._client, TableName=self._table, **query):
            yield from ((values["sk"], values["facts_version"]) for values in map(unpack, items))

    def longest_untouched_version(self, shard: int) -> int | None:
        """The facts version of the customer whose last order is the oldest, by one small read; None where none is."""
        answer = call(
            self._client.query,
            TableName=self._table,
            IndexName=BY_LAST_ORDER.name,
            **self._in_shard(shard),
            Limit=1,
            ProjectionExpression="facts_version",
        )
        return int(answer["Items"][0]["facts_version"]["N"]) if answer["Items"] else None

    def sweep(self, shard: int) -> Iterator[int]:
        """Deletes every row of a shard, page by page, giving how many each page had: of a generation that is neither
        read nor written."""
        partition = keys.facts_partition(self._tenant.id, self.generation.number, shard)
        query = {**self._in_shard(shard), "ProjectionExpression": "sk", "ConsistentRead": True}
        for items in pages(self._client, TableName=self._table, **query):
            batch_delete(self._client, self._table, [{"pk": partition, "sk": item["sk"]["S"]} for item in items])
            yield len(items)

    def shard_page(
        self,
        shard: int,
        *,
        limit: int,
        start: Item | None = None,
        unreadable: dict[str, Exception] | None = None,
    ) -> RowPage:
        """At most `limit` whole rows of one shard, emptied ones and timelines included; one request.

        A row that cannot be decoded is left out and noted in `unreadable` by its customer; where that is None, it
        raises.
        """
        answer = call(
            self._client.query,
            TableName=self._table,
            **self._in_shard(shard),
            **({"ExclusiveStartKey": start} if start else {}),
            Limit=limit,
        )
        rows = []
        for item in answer["Items"]:
            try:
                rows.append(_decode(item))
            except Exception as error:
                if unreadable is None:
                    raise
                unreadable[item["sk"]["S"]] = error
        next_start = answer.get("LastEvaluatedKey")
        size = QUERY_PAGE_BYTES if next_start and len(rows) < limit else sum(map(_row_bytes, answer["Items"]))
        return RowPage(rows, next_start, size)

    def index_page(
        self,
        index: Index,
        shard: int,
        within: KeyRange,
        *,
        descending: bool,
        limit: int,
        start: Item | None = None,
        timelines: bool = False,
    ) -> IndexPage:
        """At most `limit` rows of one shard in the index's order, without products; one request.

        `timelines`: with those that are short enough to lie in the index. Of the others, and of heavy customers, they
        are empty there: as many entries as counted orders, or it was not read.
        """
        names = f"sk, revision, read_at, facts_version, facts, {index.sort_key}" + (", timeline" if timelines else "")
        answer = call(
            self._client.query,
            **self._in_index(index, shard, within),
            **({"ExclusiveStartKey": start} if start else {}),
            ScanIndexForward=not descending,
            Limit=limit,
            ProjectionExpression=names,
        )
        rows = [(item[index.sort_key]["S"], _decode(item, whole=False)) for item in answer["Items"]]
        next_start = answer.get("LastEvaluatedKey")
        size = QUERY_PAGE_BYTES if next_start and len(rows) < limit else sum(map(_listed_bytes, answer["Items"]))
        return IndexPage(rows, next_start, size)

    def index_count(
        self, index: Index, shard: int, within: KeyRange, *, limit: int, start: Item | None = None
    ) -> IndexCount:
        """Counts at most `limit` rows of one shard in the range, without sending them; one request."""
        answer = call(
            self._client.query,
            **self._in_index(index, shard, within),
            **({"ExclusiveStartKey": start} if start else {}),
            Limit=limit,
            Select="COUNT",
        )
        count, next_start = answer["Count"], answer.get("LastEvaluatedKey")
        size = QUERY_PAGE_BYTES if next_start and count < limit else count * LISTED_ROW_BYTES
        return IndexCount(count, next_start, size)

    def _in_index(self, index: Index, shard: int, within: KeyRange) -> Item:
        return {
            "TableName": self._table,
            "IndexName": index.name,
            "KeyConditionExpression": f"pk = :pk AND {index.sort_key} BETWEEN :low AND :high",
            "ExpressionAttributeValues": {
                ":pk": {"S": keys.facts_partition(self._tenant.id, self.generation.number, shard)},
                ":low": {"S": within.low},
                ":high": {"S": within.high},
            },
        }

    def _in_shard(self, shard: int) -> Item:
        partition = keys.facts_partition(self._tenant.id, self.generation.number, shard)
        return {
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}},
        }

    def _key(self, customer_id: str) -> keys.Key:
        return keys.facts(self._tenant.id, self.generation, self._tenant.customer_hash(customer_id), customer_id)


class RowChange(NamedTuple):
    """One change of a row as the table's stream tells it; None where there was no row before, or is none after."""

    tenant_id: str
    generation: int
    before: FactsRow | None
    after: FactsRow | None


def changed_rows(records: Iterable[Mapping[str, Any]]) -> Iterator[RowChange]:
    """The changes of stream records that may have touched a lookup; all others are passed over undecoded."""
    for record in records:
        change = record["dynamodb"]
        old, new = change.get("OldImage"), change.get("NewImage")
        if not (_may_touch_products(old or {}, new or {}) or _touch_words(old or {}, new or {})):
            continue
        tenant_id, generation = keys.split_facts_partition(change["Keys"]["pk"]["S"])
        yield RowChange(tenant_id, generation, *(image and _decode(_from_event(image)) for image in (old, new)))


def _may_touch_products(old: Item, new: Item) -> bool:
    """A heavy customer's products stand in his ledger alone: each of his rows may be a change."""
    heavy = "heavy" in old or "heavy" in new
    return heavy or any(old.get(name) != new.get(name) for name in _TELL_PRODUCTS)


def _touch_words(old: Item, new: Item) -> bool:
    """A customer's words are made of his id, while he is known, and of his profile."""
    return stored_profile(_stored_facts(old)) != stored_profile(_stored_facts(new))


def _stored_facts(image: Item) -> str | None:
    return image["facts"]["S"] if "facts" in image else None


def _from_event(image: Item) -> Item:
    """An image as the client would have read it: Lambda's events are JSON, where bytes are base64."""
    return {
        name: {"B": b64decode(value["B"])} if isinstance(value.get("B"), str) else value
        for name, value in image.items()
    }


def _encode(row: FactsRow) -> Item:
    values: dict[str, str | int | bytes | bool | None] = {
        "revision": row.revision,
        "read_at": row.read_at_ms,
        "facts_version": row.facts_version,
    }
    if not row.facts.known:
        return pack(values | {"expires": (row.read_at_ms + EMPTIED_ROW_DAYS * DAY_MS) // SECOND_MS})
    purchases = row.facts.purchases
    timeline = encode_timeline(purchases.timeline)
    products = encode_products(row.facts.products or {}, purchases.timeline)
    values["facts"] = encode_facts(row.facts)
    values["last_order_key"] = index_key(BY_LAST_ORDER, row.facts)
    values["spend_key"] = index_key(BY_SPEND, row.facts)
    if len(timeline) + len(products) > HEAVY_BYTES:
        return pack(values | {"heavy": True})
    if timeline:
        values["timeline" if len(timeline) <= PROJECTED_TIMELINE_BYTES else "long_timeline"] = timeline
    if products:
        values["products"] = products
    return pack(values)


def _listed_bytes(item: Item) -> int:
    """About what a row weighs in an index; its timeline is read there too, though it is not sent."""
    return LISTED_ROW_BYTES // 2 + 2 * len(item["sk"]["S"]) + len(item.get("facts", {}).get("S", ""))


def _row_bytes(item: Item) -> int:
    kept = (item.get(name, {"B": b""})["B"] for name in ("timeline", "long_timeline", "products"))
    return _listed_bytes(item) + sum(map(len, kept))


def _decode(item: Item, *, whole: bool = True) -> FactsRow:
    """The row; not `whole` where an index gave it, which holds no products."""
    values = unpack(item)
    timeline = values.get("timeline") or values.get("long_timeline")
    facts = decode_facts(values["sk"], values.get("facts"), timeline, heavy="heavy" in values)
    if whole:
        stored = values.get("products")
        products = decode_products(stored, facts.purchases.timeline) if stored else {}
        facts = replace(facts, products=products)
    return FactsRow(values["revision"], values["read_at"], values["facts_version"], facts)
