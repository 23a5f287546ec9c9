"""The options of a new import: every fault named, an unknown one with the nearest that is known."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from regulars.errors import Refused
from regulars.importing.job.requests import create_import
from regulars.importing.presets import NAMES
from regulars.scoring.settings import Settings


def faults_of(body: Any) -> dict[str, str]:
    """Refused before any store is touched."""
    with pytest.raises(Refused) as caught:
        create_import(body, settings=Settings.defaults(2), imports=None, files=None, now_ms=0)  # type: ignore[arg-type]
    return {error.field: error.message for error in caught.value.errors}


@pytest.mark.parametrize(
    ("options", "field", "message"),
    [
        ({"dryrun": True}, "dryrun", "is not an option; did you mean dryRun?"),
        (
            {"x": 1},
            "x",
            "is not an option; "
            "known are fileName, mapping, statuses, timezone, exportedAt, dryRun, preset, dates, decimal, countPending",
        ),
        ({"preset": "cash book"}, "preset", f"must be one of {', '.join(NAMES)}"),
        ({"dates": "dmy"}, "dates", "must be one of day-first, month-first"),
        ({"decimal": ","}, "decimal", "must be one of point, comma"),
        ({"countPending": True}, "countPending", "must be one of fulfilled"),
        ({"preset": []}, "preset", f"must be one of {', '.join(NAMES)}"),
        ({"fileName": ""}, "fileName", "is required: 1 to 200 printable characters"),
        ({"fileName": "a\nb"}, "fileName", "is required: 1 to 200 printable characters"),
        ({"timezone": "Mars"}, "timezone", "is not a time zone: give an IANA name such as Europe/London"),
        ({"timezone": "europe/berlin"}, "timezone", "is not a time zone: did you mean Europe/Berlin?"),
        ({"dryRun": "yes"}, "dryRun", "must be true or false"),
        ({"mapping": []}, "mapping", "must be an object of at most 100 printable texts"),
        ({"mapping": {"orderId": 1}}, "mapping", "must be an object of at most 100 printable texts"),
        ({"mapping": {"orderId": "\ud800"}}, "mapping", "must be an object of at most 100 printable texts"),
        ({"mapping": {"\udfff": "Nr"}}, "mapping", "must be an object of at most 100 printable texts"),
        ({"statuses": {"\ud800": "paid"}}, "statuses", "must be an object of at most 100 printable texts"),
        ({"statuses": {"Bezahlt\n": "paid"}}, "statuses", "must be an object of at most 100 printable texts"),
        ({"statuses": {"x": ""}}, "statuses", "must be an object of at most 100 printable texts"),
        ({"mapping": {"": "x"}}, "mapping", "must be an object of at most 100 printable texts"),
        (
            {"statuses": {"Bezahlt": "payed"}},
            "statuses.Bezahlt",
            "must be one of pending, paid, partially_refunded, refunded, cancelled",
        ),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, Any], field: str, message: str) -> None:
    assert faults_of({"fileName": "orders.csv", **options}) == {field: message}


def test_an_unknown_field_in_a_mapping_lists_the_known_ones() -> None:
    said = faults_of({"fileName": "orders.csv", "mapping": {"order": "Nr"}})["mapping.order"]

    assert said.startswith("is not a field of an order; known are orderId, customerId, orderedAt")


def test_all_faults_are_named_at_once() -> None:
    assert list(faults_of({"timezone": 1, "x": 2})) == ["x", "fileName", "timezone"]


@pytest.mark.parametrize("body", [None, [], "orders.csv"])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    assert faults_of(body) == {"body": "must be a JSON object"}


def test_a_body_of_nothing_but_unknown_options_is_refused_at_once() -> None:
    before = process_time()

    faults = faults_of({f"filename{number}": 1 for number in range(60_000)})

    assert len(faults) == 201, "the first 200, and fileName, which is missing"
    assert process_time() - before < 5, "some hundred milliseconds; minutes where names are compared"
