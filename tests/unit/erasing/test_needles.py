"""A person is found in a text and in a file however they were written, and nobody else is taken for them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import time

import pytest
from regulars.erasing.needles import Needles

ANN = Needles(["Zoë Müller", "ann.lee@example.com", 'say "hi", Ann'], ["6421555000"])


def in_file(content: bytes, needles: Needles = ANN) -> bool:
    return needles.in_bytes(io.BytesIO(content).read)


@pytest.mark.parametrize(
    "text",
    [
        "ANN.LEE@Example.com",
        "to: ann.lee@example.com.",
        "zoë müller",
        json.dumps("Zoë Müller"),
        json.dumps({"name": 'say "hi", Ann'}),
        '"say ""hi"", Ann",12',
        "+64 21 555 000",
        "(64) 21/555-000",
        "6421555000",
        hashlib.sha256(b"ann.lee@example.com").hexdigest(),
    ],
)
def test_they_are_found_however_they_were_written(text: str) -> None:
    assert ANN.in_text(text)
    assert in_file(text.encode())
    assert in_file(gzip.compress(text.encode()))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-be"])
def test_they_are_found_in_whatever_encoding_a_file_has(encoding: str) -> None:
    assert in_file("name\nZoë Müller\n".encode(encoding))
    assert in_file("phone\n+64 21 555 000\n".encode(encoding))


@pytest.mark.parametrize(
    "text", ["joann.lee@example.com", "ann.lee@example.community", "16421555000", "64215550001", "Zoë Mülle", ""]
)
def test_a_longer_word_or_number_is_somebody_else(text: str) -> None:
    assert not ANN.in_text(text)
    assert not in_file(text.encode())


@pytest.mark.long
@pytest.mark.parametrize("before", [1024 * 1024 - 10, 1024 * 1024, 2 * 1024 * 1024 - 3])
def test_they_are_found_where_two_pieces_of_a_file_meet(before: int) -> None:
    assert in_file(b" " * before + b"ann.lee@example.com")
    assert in_file(gzip.compress(b" " * before + b"ann.lee@example.com"))


def test_nothing_is_found_of_somebody_of_whom_nothing_is_known() -> None:
    assert not Needles([], []).in_text("anybody")
    assert not in_file(b"anybody", Needles([], []))


@pytest.mark.parametrize("unlike", ["6 4 2 1 5 5 5 0 0 ", "64-", "a", "6421555000"[:-1]])
def test_a_search_takes_no_longer_than_its_text_is_long_by_far(unlike: str) -> None:
    text = unlike * (400_000 // len(unlike))
    began = time.process_time()

    assert not ANN.in_text(text)

    assert time.process_time() - began < 1
