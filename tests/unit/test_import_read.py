"""Reading an upload: what it is, how large, how it ends."""

from __future__ import annotations

import gzip
import hashlib
import io

import pytest
from regulars.errors import FileRefused
from regulars.importing import read
from regulars.importing.read import Source


def text_of(content: bytes) -> str:
    return "".join(Source(io.BytesIO(content)).lines()).encode("latin-1").decode()


def refusal_of(content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        text_of(content)
    return str(caught.value)


def test_lines_come_as_they_are_whatever_blocks_they_were_read_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "_BLOCK", 7)
    content = "order_id,name\r\n1,Ångström ☕\n\n2,no line end".encode()

    lines = list(Source(io.BytesIO(content)).lines())

    assert "".join(lines).encode("latin-1") == content
    assert [line.count("\n") for line in lines] == [1, 1, 1, 0]


def test_a_bom_is_dropped() -> None:
    assert text_of(b"\xef\xbb\xbforder_id\n") == "order_id\n"


@pytest.mark.parametrize(
    "content", [b"a\n1\n", gzip.compress(b"a\n1\n"), gzip.compress(b"a\n") + gzip.compress(b"1\n")]
)
def test_gzip_is_known_by_its_magic_and_the_digest_is_of_the_upload(content: bytes) -> None:
    source = Source(io.BytesIO(content))

    assert "".join(source.lines()) == "a\n1\n"
    assert source.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (gzip.compress(b""), "The file is empty."),
        (b"PK\x03\x04 sheet", "The file is a workbook or a zip archive: save it as CSV (UTF-8) and upload that."),
        (gzip.compress(b"PK\x03\x04"), "The file is a workbook or a zip archive: save it as CSV (UTF-8)"),
        (b"\xd0\xcf\x11\xe0 old", "The file is an old Excel workbook"),
        (b"%PDF-1.7", "The file is a PDF"),
        (b"\n <!DOCTYPE html><html>", "The file is HTML or XML, not CSV"),
        ("order_id\n".encode("utf-16"), "The file is UTF-16"),
        (b"a,b\n1,2\n3,\0\n", "Line 3: the file holds binary data"),
        (b"a,b\n1,2\n3,caf\xe9\n", "Line 3: is not UTF-8: save it as CSV (UTF-8)"),
        (gzip.compress(b"a\n" * 100_000, 0)[:-40_000], "Line 1: the gzip file ends too early"),
        (gzip.compress(b"a\n1\n")[:-8] + b"\1\2\3\4\5\6\7\x08", "the gzip file is damaged"),
        (b"a\n" + b"x" * 6_000_000, "Line 2: is longer than 4 MB"),
    ],
)
def test_what_is_no_text_of_orders_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    refusal = refusal_of(content)

    assert sentence in refusal
    assert refusal.count(". ") == 0


def test_a_file_of_one_endless_line_with_carriage_returns_is_refused_for_them() -> None:
    assert (
        refusal_of(b"1,2\r" * 2_000_000)
        == "Line 1: holds a bare carriage return: save the file with ordinary line ends."
    )


def test_lines_are_bounded_however_short_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_LINES", 1_000)

    assert text_of(b"a\n" * 999) == "a\n" * 999
    assert refusal_of(b"\n" * 1_001) == "The file has more than 1,000 lines: cut it up."


def test_gzip_is_known_before_a_line_is_read() -> None:
    assert Source(io.BytesIO(gzip.compress(b""))).is_gzip
    assert not Source(io.BytesIO(b"orders.csv.gz")).is_gzip


def test_a_decompression_bomb_is_refused_as_soon_as_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_BYTES", 5_000_000)
    bomb = gzip.compress(b"1,2,3,4\n" * 5_000_000)
    stream = io.BytesIO(bomb)

    source = Source(stream)
    with pytest.raises(FileRefused, match=r"Line \d+: the file is larger than 2 GB decompressed"):
        for _ in source.lines():
            pass

    assert len(bomb) < 200_000
