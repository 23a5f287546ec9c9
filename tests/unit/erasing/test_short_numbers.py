"""An id of a few digits is found where it stands as an id, and not in every date, price and line of somebody else."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import time

import pytest
from regulars.erasing.needles import Needles

SEVENTEEN = Needles(["17"], [])


def in_file(content: bytes, needles: Needles = SEVENTEEN) -> bool:
    return needles.in_bytes(io.BytesIO(content).read)


@pytest.mark.parametrize(
    "text",
    [
        "customerId,total\r\n17,5.00\r\n",
        "total,customerId\n5.00,17",
        '"total","customerId"\n"5.00","17"\n',
        "name;customerId;total\nAnn; 17 ;12,50\n",
        "total\tcustomerId\n5.00\t17\n",
        "total|customerId\n5.00|17\n",
        'total,customerId\n5.00,="17"\n',
        "total,customerId\n5.00,'17\n",
        '"customerId,total"\n"17,5.00"\n',
        "\ufeff17,5.00",
        '{"customerId": "17", "total": 5}\n',
        '{"total":5,"customerId":17}\n',
        json.dumps({"customers": [{"customerId": "17"}]}, indent=2),
        json.dumps({"ids": [16, 17]}),
        json.dumps({"points": {"17": 5}}),
        json.dumps({"line": json.dumps({"customerId": "17"})}),
        'reason,line\nbad,"{""customerId"": ""17""}"\n',
    ],
)
def test_they_are_found_as_a_whole_cell_or_a_value_of_json(text: str) -> None:
    assert in_file(text.encode())
    assert in_file(gzip.compress(text.encode()))
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        assert in_file(text.encode(encoding)), encoding


def test_they_are_found_as_audiences_hash_them() -> None:
    assert in_file(hashlib.sha256(b"17").hexdigest().encode())


@pytest.mark.parametrize(
    "text",
    [
        "day,total\n2025-01-17,5.00\n",
        "day,total\n17/01/2025,5.00\n",
        "at,total\n2025-01-17 10:17:17,17.00\n",
        "name,total\nTax 17,5.00\nRow 17 of it,5.00\n",
        "total,of\n0.17,17.5\n",
        "total;of\n3,17;17,50\n",
        'total,of\n"3,17",5\n',
        "id,of\n117,170\n",
        json.dumps({"at": "10:17", "on": "2025-01-17", "total": 17.5, "of": "Tax 17", "id": "a17"}),
    ],
)
def test_within_a_date_a_decimal_or_a_longer_text_it_is_somebody_elses(text: str) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-be"):
        assert not in_file(text.encode(encoding)), encoding


@pytest.mark.long
@pytest.mark.parametrize("before", [1024 * 1024 - 3, 1024 * 1024 - 2, 1024 * 1024 - 1, 1024 * 1024])
def test_where_two_pieces_of_a_file_meet_is_no_end_of_a_cell(before: int) -> None:
    assert in_file(b"x" * (before - 1) + b",17,")
    assert not in_file(b"x" * (before - 1) + b",170,")
    assert not in_file(b"x" * (before - 4) + b",Tax17,")


@pytest.mark.parametrize(
    "text",
    [
        "17",
        '{"q": "17"}',
        "Customer 17 is one person with customer 3.",
        "customerId=17",
        "id: 17",
        'no "17" here',
        "‘17’",
    ],
)
def test_in_a_text_they_are_found_alone_quoted_or_named(text: str) -> None:
    assert SEVENTEEN.in_text(text)


@pytest.mark.parametrize(
    "text",
    ["Row 17: total is missing.", "2025-01-17", '{"rows": 17}', "customer 170", "id 17.5", "17 customers", "valid 17"],
)
def test_in_a_text_a_bare_number_is_nobodys(text: str) -> None:
    assert not SEVENTEEN.in_text(text)


@pytest.mark.parametrize(("number", "found"), [("12345", False), ("123456", True)])
def test_a_number_of_six_digits_is_theirs_wherever_it_stands(number: str, found: bool) -> None:
    needles = Needles([number], [])

    assert needles.in_text(f"Line 3: {number} is unknown.") == found
    assert in_file(f"note\nasked {number} again\n".encode(), needles) == found


@pytest.mark.long
@pytest.mark.parametrize("unlike", [", ", '"', ',"17', "id 17.5 ", '\\"', "\x00", ",\x00 "])
def test_a_search_takes_no_longer_than_its_text_is_long_by_far(unlike: str) -> None:
    text = unlike * (400_000 // len(unlike))
    began = time.process_time()

    assert not in_file(text.encode())
    assert not SEVENTEEN.in_text(text)

    assert time.process_time() - began < 1
