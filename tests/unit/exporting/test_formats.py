"""Each format's file, byte by byte: the golden files are what a shop would hand on. Not run against the vendors."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from regulars.exporting import formats
from regulars.exporting.formats import FORMATS, Layout
from regulars.exporting.request import Format
from regulars.facts.attention import Contactability
from regulars.facts.customer import CustomerFacts, ProfileFacts
from regulars.facts.time import DAY_MS
from regulars.people.columns import BY_NAME, columns, defused
from regulars.people.customer import Customer
from regulars.scoring.derive import FIELDS, derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, an_order, facts_of, purchases_at

GOLDEN = Path(__file__).parent / "golden"
SOME = (
    "customerId", "name", "email", "phone", "orderCount", "totalSpend", "averageOrderValue", "lastOrderDate", "segment",
    "emailOptIn", "doNotContact", "tags",
)  # fmt: skip
ASKED = {
    Format.CSV: Layout(SOME, 2),
    Format.JSONL: Layout(SOME, 2),
    Format.KLAVIYO: Layout(SOME, 2),
    Format.META: Layout(None, 2),
    Format.MAILCHIMP: Layout(("orderCount",), 2, segment="Wine, red"),
}
FILES = {
    Format.CSV: "customers.csv",
    Format.JSONL: "customers.jsonl",
    Format.KLAVIYO: "klaviyo.jsonl",
    Format.META: "meta.csv",
    Format.MAILCHIMP: "mailchimp.csv",
}


def scored(facts: CustomerFacts) -> Customer:
    return Customer(facts, derive(facts, Settings.defaults(2), NOW_MS))


def people() -> list[Customer]:
    """One of whom much is known, one who writes formulas, and one of whom nothing but an address is."""
    ann = CustomerFacts(
        "ann",
        True,
        purchases_at(NOW_MS - 40 * DAY_MS, NOW_MS - 3 * DAY_MS, spend_minor=12_345),
        ProfileFacts(
            first_name="Ann", last_name="Ü", email=" Ann@Example.COM ", phone="+49 (30) 123-4567", company="A"
        ),
        contactability=Contactability(email=True),
        tags=("net 30", "likes red, dry"),
    )
    eve = CustomerFacts(
        "eve",
        True,
        purchases_at(NOW_MS - 400 * DAY_MS),
        ProfileFacts(name='=HYPERLINK("x")', first_name="@eve", last_name="-", email="eve@example.com", phone="030 12"),
        contactability=Contactability(do_not_contact=True),
    )
    return [scored(one) for one in (ann, eve, CustomerFacts("nil", True, profile=ProfileFacts(email="n@example.com")))]


def written(format_: Format, layout: Layout, customers: list[Customer]) -> bytes:
    made = FORMATS[format_]
    return made.header(layout) + b"".join(made.lines(customers, layout))


@pytest.mark.parametrize("format_", Format)
def test_each_format_is_its_golden_file(format_: Format) -> None:
    assert written(format_, ASKED[format_], people()) == (GOLDEN / FILES[format_]).read_bytes()


def test_without_fields_the_columns_are_all_of_the_registry_each_once() -> None:
    [header, *_] = csv.reader(io.StringIO(written(Format.CSV, Layout(None, 2), []).decode("utf-8-sig")))

    assert len(header) == len(set(header))
    assert {field.name for field in FIELDS} <= set(header)
    assert {"customerId", "name", "email", "tags"} <= set(header)
    assert header == list(BY_NAME)


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_cell_that_a_spreadsheet_would_compute_is_defused(begins: str) -> None:
    assert defused(f"{begins}1+1") == f"'{begins}1+1"
    assert defused(f"1{begins}") == f"1{begins}"


def test_a_negative_number_is_no_formula_and_stays_a_number() -> None:
    text_columns = {column.name for column in columns(None) if column.is_text}

    assert {"name", "email", "phone", "tags", "lastOrderReference"} <= text_columns
    assert not {"totalSpend", "orderCount", "lastOrderDate", "churnRiskScore"} & text_columns


def test_jsonl_and_csv_say_the_same_of_every_field() -> None:
    [ann, *_] = people()
    shown = json.loads(written(Format.JSONL, Layout(None, 2), [ann]))
    [cells] = csv.DictReader(io.StringIO(written(Format.CSV, Layout(None, 2), [ann]).decode("utf-8-sig")))

    assert list(shown) == list(cells)
    for name, value in shown.items():
        expected = "" if value is None else "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        assert cells[name].removeprefix("'") in (expected, expected.lower()), name


def test_meta_takes_the_hash_of_the_trimmed_lower_case_address_and_the_value_as_it_is() -> None:
    [_, [hashed, value], *_] = csv.reader(io.StringIO(written(Format.META, Layout(None, 2), people()).decode()))

    assert hashed == hashlib.sha256(b"ann@example.com").hexdigest()
    assert value == "246.90"


def test_klaviyo_is_told_none_of_what_is_not_known_and_leaves_out_who_they_are() -> None:
    body = json.loads(written(Format.KLAVIYO, Layout(None, 2), people()[2:]))
    [profile] = body["data"]["attributes"]["profiles"]["data"]

    assert {"email": "n@example.com", "external_id": "nil"}.items() <= profile["attributes"].items()
    assert "first_name" not in profile["attributes"]
    assert profile["attributes"]["properties"]["regulars_lastOrderDate"] == "none"
    assert None not in profile["attributes"]["properties"].values()
    assert "regulars_email" not in profile["attributes"]["properties"]


def test_a_bulk_import_holds_no_more_profiles_and_bytes_than_one_call_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    many = people()[:1] * 7
    [whole] = written(Format.KLAVIYO, ASKED[Format.KLAVIYO], many).splitlines()
    monkeypatch.setattr(formats, "_MOST_PROFILES", 3)
    by_count = [json.loads(line) for line in written(Format.KLAVIYO, ASKED[Format.KLAVIYO], many).splitlines()]
    monkeypatch.setattr(formats, "_MOST_PROFILES", 10_000)
    monkeypatch.setattr(formats, "_MOST_BATCH_BYTES", len(whole) // 2)
    by_size = [json.loads(line) for line in written(Format.KLAVIYO, ASKED[Format.KLAVIYO], many).splitlines()]

    sizes = [len(one["data"]["attributes"]["profiles"]["data"]) for one in by_count]
    assert sizes == [3, 3, 1]
    profiles = [p for one in by_size for p in one["data"]["attributes"]["profiles"]["data"]]
    assert profiles == json.loads(whole)["data"]["attributes"]["profiles"]["data"]
    assert len(by_size) > 1


def test_a_currency_without_decimals_has_none_in_the_file() -> None:
    yen = scored(facts_of(an_order()))

    assert written(Format.META, Layout(None, 0), [yen]).splitlines()[1].endswith(b",10000")
