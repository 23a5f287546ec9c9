"""`Rows`: the facts of one generation, a row a customer. Whoever has seen its revision replaces it, nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...facts.customer import FactsRow
from ...facts.tenant import Generation, Tenant
from .. import keys
from ..dynamo.calls import Client, Item, batch_delete, batch_get, call, pack, pages, unpack, won
from ..limits import LISTED_ROW_BYTES, QUERY_PAGE_BYTES
from .indexes import BY_LAST_ORDER, Index, KeyRange
from .pages import IndexCount, IndexPage, RowPage, listed_bytes, readable, row_bytes
from .row_codec import VERSION, decode_row, encode_row

_HISTORY = ("sk", "revision", "read_at", VERSION, "facts", "attention", "timeline", "long_timeline", "heavy")

# An absent row: what a first projection replaces.
NO_ROW = 0


class SeenRow(NamedTuple):
    """A row's revision, `NO_ROW` where there is none, and the row where parts of it may stay (`LongRecord`)."""

    revision: int
    long: FactsRow | None


class Rows:
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

    def seen_of(self, customer_ids: Iterable[str]) -> dict[str, SeenRow]:
        """The same with the row itself, where it is of a long record."""
        found = batch_get(self._client, self._table, map(self._key, ids := list(customer_ids)), consistent=True)
        stored = {
            item["sk"]["S"]: SeenRow(int(item["revision"]["N"]), decode_row(item) if "long" in item else None)
            for item in found
        }
        return {customer_id: stored.get(customer_id, SeenRow(NO_ROW, None)) for customer_id in ids}

    def read_ats(self, customer_ids: Iterable[str]) -> dict[str, int]:
        """When each customer's ledger was last read whole for the row, consistently; who has no row is left out."""
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
            Item=pack(self._key(row.customer_id)) | encode_row(row),
            ConditionExpression=condition,
            **seen,
        )

    def rows_of(
        self, customer_ids: Iterable[str], *, unreadable: dict[str, Exception] | None = None
    ) -> dict[str, FactsRow]:
        """The whole rows of customers, consistently; who has none is left out. `unreadable` as in `shard_page`."""
        found = batch_get(self._client, self._table, map(self._key, customer_ids), consistent=True)
        return {row.customer_id: row for row in readable(found, unreadable)}

    def histories_of(self, customer_ids: Iterable[str]) -> dict[str, FactsRow]:
        """The rows of customers with their timelines, however long, and without products; who has none is left out."""
        found = batch_get(
            self._client, self._table, map(self._key, customer_ids), consistent=False, attributes=_HISTORY
        )
        return {row.customer_id: row for row in (decode_row(item, whole=False) for item in found)}

    def sums_of(self, customer_ids: Iterable[str]) -> dict[str, FactsRow]:
        """The rows of customers without timelines and products, consistently; who has none is left out."""
        attributes = ("sk", "revision", "read_at", VERSION, "facts")
        found = batch_get(
            self._client, self._table, map(self._key, customer_ids), consistent=True, attributes=attributes
        )
        return {row.customer_id: row for row in (decode_row(item, whole=False) for item in found)}

    def get(self, customer_id: str) -> FactsRow | None:
        """The stored row with its timeline; None where there is none."""
        answer = call(self._client.get_item, TableName=self._table, Key=pack(self._key(customer_id)))
        return decode_row(answer["Item"]) if "Item" in answer else None

    def all(self) -> Iterator[FactsRow]:
        """Every row, emptied ones and timelines included, shard by shard."""
        for shard in range(self.generation.shards):
            for items in pages(self._client, TableName=self._table, **self._in_shard(shard)):
                yield from map(decode_row, items)

    def versions(self, shard: int) -> Iterator[tuple[str, int]]:
        """Each customer who has a row in the shard, be it emptied, with the row's facts version."""
        query = {**self._in_shard(shard), "ProjectionExpression": f"sk, {VERSION}"}
        for items in pages(self._client, TableName=self._table, **query):
            yield from ((values["sk"], values[VERSION]) for values in map(unpack, items))

    def longest_untouched_version(self, shard: int) -> int | None:
        """The facts version of the customer whose last order is the oldest, by one small read; None where none is."""
        answer = call(
            self._client.query,
            TableName=self._table,
            IndexName=BY_LAST_ORDER.name,
            **self._in_shard(shard),
            Limit=1,
            ProjectionExpression=VERSION,
        )
        return int(answer["Items"][0][VERSION]["N"]) if answer["Items"] else None

    def forget(self, customer_ids: Iterable[str]) -> int:
        """Deletes the rows of customers who were erased; how many there were."""
        found = batch_get(
            self._client, self._table, map(self._key, customer_ids), consistent=True, attributes=("pk", "sk")
        )
        batch_delete(self._client, self._table, ({"pk": one["pk"]["S"], "sk": one["sk"]["S"]} for one in found))
        return len(found)

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
        rows = list(readable(answer["Items"], unreadable))
        next_start = answer.get("LastEvaluatedKey")
        size = QUERY_PAGE_BYTES if next_start and len(rows) < limit else sum(map(row_bytes, answer["Items"]))
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
        """At most `limit` rows of one shard in the index's order, without products, revision, `read_at`; one request.

        `timelines`: with those that are short enough to lie in the index. Of the others, and of heavy customers, they
        are empty there: as many entries as counted orders, or it was not read.
        """
        names = f"sk, {VERSION}, facts, {index.sort_key}" + (", timeline" if timelines else "")
        answer = call(
            self._client.query,
            **self._in_index(index, shard, within),
            **({"ExclusiveStartKey": start} if start else {}),
            ScanIndexForward=not descending,
            Limit=limit,
            ProjectionExpression=names,
        )
        rows = [(item[index.sort_key]["S"], decode_row(item, whole=False)) for item in answer["Items"]]
        next_start = answer.get("LastEvaluatedKey")
        size = QUERY_PAGE_BYTES if next_start and len(rows) < limit else sum(map(listed_bytes, answer["Items"]))
        return IndexPage(rows, next_start, size)

    def index_count(
        self,
        index: Index,
        shard: int,
        within: KeyRange,
        *,
        limit: int,
        start: Item | None = None,
        descending: bool = False,
    ) -> IndexCount:
        """Counts at most `limit` rows of one shard in the range, without sending them; one request.

        `start` is where a page in the same direction ended.
        """
        answer = call(
            self._client.query,
            **self._in_index(index, shard, within),
            **({"ExclusiveStartKey": start} if start else {}),
            ScanIndexForward=not descending,
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
