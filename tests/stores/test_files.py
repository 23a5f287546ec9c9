"""Imports and their objects as they lie in the stores."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from botocore.exceptions import ClientError
from regulars.facts.tenant import Tenant
from regulars.importing.job.requests import create_import
from regulars.scoring.settings import Settings
from regulars.stores import workplace
from regulars.stores.opened import Stores
from regulars.stores.tenant.imports import ImportRecord
from regulars.stores.tenant.job_record import JobState

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS


def create(stores: Stores, tenant: Tenant, *, at_ms: int = NOW_MS, **options: object) -> ImportRecord:
    record, _ = create_import(
        {"fileName": "orders.csv", **options},
        settings=Settings.defaults(2),
        imports=stores.imports(tenant),
        files=stores.files(tenant),
        now_ms=at_ms,
    )
    return record


def test_an_import_is_read_as_it_was_created(stores: Stores, tenant: Tenant) -> None:
    record = create(
        stores, tenant, mapping={"order_id": "Nr", "email": "Mail"}, statuses={"Bezahlt": "paid"}, timezone="Asia/Tokyo"
    )

    assert stores.imports(tenant).read(record.import_id) == record
    assert record.mapping == {"orderId": "Nr", "customer.email": "Mail"}
    assert record.settings.timezone == "Asia/Tokyo"
    assert record.state is JobState.WAITING
    assert record.import_id.startswith("20251015t083000000-")


def test_imports_are_listed_the_newest_first_and_page_by_page(stores: Stores, tenant: Tenant) -> None:
    ids = [create(stores, tenant, at_ms=NOW_MS + second * 1_000).import_id for second in range(5)]
    imports = stores.imports(tenant)

    first = [record.import_id for record in imports.page(3)]
    second = [record.import_id for record in imports.page(3, before=first[-1])]

    assert first + second == ids[::-1]
    assert stores.imports(make_tenant(stores, "other")).page(3) == []


def test_an_upload_is_a_form_for_exactly_one_object(stores: Stores, tenant: Tenant) -> None:
    record, upload = create_import(
        {"fileName": "mes commandes/été.csv"},
        settings=Settings.defaults(2),
        imports=stores.imports(tenant),
        files=stores.files(tenant),
        now_ms=NOW_MS,
    )

    assert upload.fields["key"] == f"uploads/acme/{record.import_id}/mes_commandes__t_.csv"
    assert upload.url.endswith("/imports")
    assert record.file_name == "mes commandes/été.csv"


def test_a_large_file_of_refused_rows_is_written_from_a_stream(stores: Stores, tenant: Tenant) -> None:
    chunks = [bytes([65 + number % 26]) * 1_000_003 for number in range(20)]

    stores.files(tenant).put_refused("1", iter(chunks))

    stored = stores.s3.get_object(Bucket="imports", Key="refused/acme/1.csv")
    assert stored["Body"].read() == b"".join(chunks)


@pytest.mark.parametrize("method", ["uploaded", "get"])
def test_what_is_not_there_is_none(stores: Stores, tenant: Tenant, method: str) -> None:
    files = stores.files(tenant)

    assert (files.uploaded("1", "a.csv") if method == "uploaded" else files.workplace("1", 1).get("a")) is None


def test_rows_loaded_are_summed_over_all_parts_until_the_file_is_split_anew(stores: Stores, tenant: Tenant) -> None:
    imports = stores.imports(tenant)
    import_id = create(stores, tenant).import_id
    imports.begin(import_id, attempt=1, now_ms=NOW_MS)
    imports.note_split(import_id, 1, rows=1_000)
    for part in range(256):
        imports.note_loaded(import_id, 1, part=part, rows=1)
    imports.note_loaded(import_id, 1, part=255, rows=4)
    late = imports.note_loaded(import_id, 2, part=3, rows=100)
    loaded = imports.read(import_id)

    imports.note_split(import_id, 1, rows=1_000)
    anew = imports.read(import_id)

    assert not late
    assert loaded is not None
    assert loaded.rows_done == 255 + 4
    assert anew is not None
    assert anew.rows_done == 0


def test_a_working_object_is_read_whole_or_in_slices(stores: Stores, tenant: Tenant) -> None:
    place = stores.files(tenant).workplace("import", 1)
    place.put("run", bytes(range(100)))

    assert place.get("run") == bytes(range(100))
    assert place.get_slice("run", 0, 100) == bytes(range(100))
    assert place.get_slice("run", 7, 8) == b"\x07"
    assert place.get_slice("run", 98, 100) == b"bc"
    assert place.get_slice("none", 0, 1) is None


def test_values_are_packed_line_by_line_and_read_one_by_one(stores: Stores, tenant: Tenant) -> None:
    place = stores.files(tenant).nightplace("night-20251015")
    given = [["a", {"b": "c\nd \u2028 é"}], [], None, 7]

    place.put_packed_lines("some", iter(given))

    lines = place.get_packed_lines("some")
    assert lines is not None
    assert next(lines) == given[0]
    assert list(lines) == given[1:]
    assert place.get_packed_lines("none") is None
    with pytest.raises(ValueError, match="too many values"):
        place.get_packed("some")
    place.put("broken", gzip.compress(b"[1]\n")[:-4])
    with pytest.raises(EOFError):
        place.get_packed("broken")


@pytest.fixture
def conflicts(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many of the next conditional puts somebody else's write crosses; taken one by one."""
    left = [0]
    put = stores.s3.put_object

    def crossed(**asked: Any) -> Any:
        if "IfNoneMatch" in asked and left[0]:
            left[0] -= 1
            raise ClientError({"Error": {"Code": "ConditionalRequestConflict"}}, "PutObject")
        return put(**asked)

    monkeypatch.setattr(stores.s3, "put_object", crossed)
    monkeypatch.setattr(workplace, "_CONFLICT_PAUSE_S", 0)
    return left


def test_a_first_put_that_another_write_crosses_is_tried_again(
    stores: Stores, tenant: Tenant, conflicts: list[int]
) -> None:
    place = stores.files(tenant).nightplace("night-20251015")
    conflicts[0] = 4

    assert place.put_first("turn", {"a": 1})
    assert not place.put_first("turn", {"a": 2})
    assert place.get_json("turn") == {"a": 1}


def test_a_first_put_that_is_crossed_for_ever_fails_as_itself(
    stores: Stores, tenant: Tenant, conflicts: list[int]
) -> None:
    conflicts[0] = 5

    with pytest.raises(ClientError, match="ConditionalRequestConflict"):
        stores.files(tenant).nightplace("night-20251015").put_first("turn", {})
