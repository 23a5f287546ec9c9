"""JSON in: exact fractions, and one kind of error whatever is wrong with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from regulars.orders.read_json import read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"total": 0.1}', {"total": Decimal("0.1")}),
        (b'\xef\xbb\xbf{"name": "\xc3\xa5"}', {"name": "å"}),
        ('["\\ud83d\\ude00", 12, 1e3]', ["\U0001f600", 12, Decimal("1E+3")]),
        ('"\\\\ud800"', "\\ud800"),
    ],
)
def test_json_is_read_with_exact_fractions(text: str | bytes, value: Any) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{broken", "Expecting property name"),
        ("", "Expecting value"),
        ('{"total": 1e99999999999999999999}', "holds a number that is too large"),
        ("1" * 5_000, "holds a number that is too large"),
        ("NaN", "holds NaN, which is no number"),
        ("[-Infinity]", "holds -Infinity, which is no number"),
        ('{"\\ud800": 1}', "holds half a surrogate pair"),
        ('{"orderId": "\\udc00"}', "holds half a surrogate pair"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"a": 1, "a": 1}', "holds an object that names a field twice"),
        ('{"orders": [{"total": 1, "total": 2}]}', "holds an object that names a field twice"),
        (b'"\xed\xa0\x80"', "is not UTF-8"),
        ('"a"'.encode("utf-16"), "is not UTF-8"),
    ],
)
def test_what_cannot_be_taken_is_a_value_error(text: str | bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_json(text)
