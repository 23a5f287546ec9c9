"""What nights leave by day: the last run of a day, the newest first."""

from __future__ import annotations

import pytest
from regulars.stores.opened import Stores
from regulars.stores.tenant.night_records import LastNight, NightRecords

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS


@pytest.fixture
def records(stores: Stores) -> NightRecords:
    return stores.night_records(make_tenant(stores, "acme-shop"))


def night(day: str, **values: str) -> LastNight:
    return LastNight(day, f"night-{day}", NOW_MS, values)


def test_the_newest_summaries_come_first_and_the_last_run_of_a_day_stands(records: NightRecords) -> None:
    for day in ("2025-09-30", "2025-10-02", "2025-10-01"):
        records.put(night(day), {"day": day})
    records.put(night("2025-10-01"), {"day": "again"})

    assert records.summaries(9) == [
        ("2025-10-02", {"day": "2025-10-02"}),
        ("2025-10-01", {"day": "again"}),
        ("2025-09-30", {"day": "2025-09-30"}),
    ]
    assert [day for day, _ in records.summaries(2)] == ["2025-10-02", "2025-10-01"]


def test_before_the_first_night_there_is_none(records: NightRecords) -> None:
    assert records.last() is None
    assert records.summaries(9) == []


def test_the_last_night_is_that_of_the_newest_day_however_late_another_ran(records: NightRecords) -> None:
    records.put(night("2025-10-02", left="this"), {})
    records.put(night("2025-10-01", left="that"), {})

    assert records.last() == LastNight("2025-10-02", "night-2025-10-02", NOW_MS, {"left": "this"})


def test_after_a_change_of_zone_the_newest_instant_is_last_though_its_day_is_an_earlier_one(
    records: NightRecords,
) -> None:
    """At 10:30 in UTC it is tomorrow on Kiritimati and, half an hour later, still yesterday on Niue."""
    records.put(night("2025-10-16"), {})
    records.put(night("2025-10-15")._replace(as_of_ms=NOW_MS + 1), {})
    records.put(night("2025-10-14")._replace(as_of_ms=NOW_MS + 2, job_id="niue"), {})
    records.put(night("2025-10-13")._replace(as_of_ms=NOW_MS + 3, job_id="no zone is so far"), {})

    assert records.last() == LastNight("2025-10-14", "niue", NOW_MS + 2, {})


def test_tenants_do_not_see_each_others_nights(stores: Stores, records: NightRecords) -> None:
    records.put(night("2025-10-01"), {})

    other = stores.night_records(make_tenant(stores, "acme-2"))

    assert (other.last(), other.summaries(9)) == (None, [])
