"""Reading an upload: what it is, how large, how it ends."""

from __future__ import annotations

import gzip
import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import FileRefused
from regulars.importing.file import read
from regulars.importing.file.encoding import Encoding, provisional
from regulars.importing.file.read import Source


def reading_of(content: bytes) -> tuple[Encoding, str]:
    source = Source(io.BytesIO(content))
    text = "".join(source.lines()).encode("latin-1")
    return source.encoding, text.decode(source.encoding.codec)


def text_of(content: bytes) -> str:
    return reading_of(content)[1]


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


TEXT = "order_id,name\r\n1,Ångström €\n\n2,“Łódź”\u2028\x85 ☕ 一\U0001f600\n3,no line end"
WESTERN = "order_id,name\r\n1,Ångström €\n\n2,“Citroën”\u00a0…\n3,no line end"


@pytest.mark.parametrize("block", [3, 4, 7, 1024**2])
@pytest.mark.parametrize(
    ("content", "encoding", "text"),
    [
        (TEXT.encode(), Encoding.UTF_8, TEXT),
        (TEXT.encode("utf-8-sig"), Encoding.UTF_8, TEXT),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), Encoding.UTF_16, TEXT),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), Encoding.UTF_16, TEXT),
        (WESTERN.encode("cp1252"), Encoding.WINDOWS_1252, WESTERN),
        (gzip.compress(WESTERN.encode("cp1252")), Encoding.WINDOWS_1252, WESTERN),
        (gzip.compress(TEXT.encode("utf-16")), Encoding.UTF_16, TEXT),
        (b"order_id,name\n1,ascii\n", Encoding.UTF_8, "order_id,name\n1,ascii\n"),
    ],
)
def test_the_encoding_is_found_whatever_blocks_it_is_read_in(
    monkeypatch: pytest.MonkeyPatch, block: int, content: bytes, encoding: Encoding, text: str
) -> None:
    monkeypatch.setattr(read, "_BLOCK", block)

    assert reading_of(content) == (encoding, text)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "a\n1\n",
        "注文番号,顧客番号,注文日,商品\n1001,20,2025-11-03,一　一\n1002,21,2025-11-04,茶\n" * 100,
        "номер,покупатель,дата заказа\n" * 200,
        '{"orderId": "Ž1"}\n',
    ],
)
def test_utf_16_without_a_bom_is_known_by_its_nuls(codec: str, text: str) -> None:
    assert reading_of(text.encode(codec)) == (Encoding.UTF_16, text)


def test_every_character_of_windows_1252_is_read() -> None:
    known = bytes(set(range(0x80, 0x100)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D})

    assert reading_of(b"a\n" + known + b"\n")[1] == f"a\n{known.decode('cp1252')}\n"


def test_a_late_surprise_is_read_like_an_early_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "_BLOCK", 1000)
    content = b"1,x\n" * 5_000 + b"2,caf\xe9\n" + b"3,x\n" * 5_000 + b"4,\x80\n"

    encoding, text = reading_of(content)

    assert encoding is Encoding.WINDOWS_1252
    assert [line for line in text.split("\n") if not line.endswith("x")] == ["2,café", "4,€", ""]


ROWS = "a,b\n" + "1,é\n" * 2_000


@pytest.mark.parametrize("block", [999, 1000, 1024**2])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n3,\x81\n", "Line 3: is neither UTF-8 nor Windows-1252, as if a Mac or DOS program wrote it: save"),
        (b"a\n" * 4_000 + "Noël\n".encode("cp1252") + b"a\n" * 4_000 + b"gar\x8don\n", "Line 8002: is neither"),
        (("a,á\n" * 2_000 + "3,Á\n" * 3).encode() + b"a\n" * 2_000 + b"caf\xe9\n", "Line 4004: is not UTF-8, as"),
        (ROWS.encode("utf-8-sig") + b"caf\xe9\n", "Line 2002: is not UTF-8, as the lines before it are: save it as"),
        (ROWS.encode("utf-16") + b"\x00\xd8a\x00", "Line 2002: is not UTF-16, as the file's beginning is: save it as"),
        (ROWS.encode("utf-16") + b"\x00\xdc\n\x00", "Line 2002: is not UTF-16"),
        (ROWS.encode("utf-16-be") + b"\xdc\x00\x00\n", "Line 2002: is not UTF-16"),
        (ROWS.encode("utf-16") + b"\n", "Line 2002: the UTF-16 file ends in the middle of a character: upload"),
        (ROWS.encode("utf-16") + b"\x00\xd8", "Line 2002: the UTF-16 file ends in the middle of a character"),
        (ROWS.encode("utf-16") + b"\0\0", "Line 2002: the file holds binary data"),
    ],
)
def test_what_is_in_no_encoding_is_refused_with_its_line(
    monkeypatch: pytest.MonkeyPatch, block: int, content: bytes, sentence: str
) -> None:
    monkeypatch.setattr(read, "_BLOCK", block)

    assert sentence in refusal_of(content)


@pytest.mark.parametrize("character", ["a", "茶"])
def test_utf_16_is_bounded_before_it_becomes_utf_8_and_after(monkeypatch: pytest.MonkeyPatch, character: str) -> None:
    monkeypatch.setattr(read, "_BLOCK", 1000)
    monkeypatch.setattr(read, "MOST_BYTES", 6_000)
    fits, too_large = f"{character * 1}\n" * 1_450, f"{character}\n" * 1_501

    assert text_of(fits.encode("utf-16")) == fits
    assert refusal_of(too_large.encode("utf-16")).endswith("larger than 2 GB decompressed: cut it up.")


def test_utf_16_that_grows_is_bounded_as_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_BYTES", 6_000)

    assert (
        refusal_of(("茶" * 2_400 + "\n").encode("utf-16"))
        == "Line 1: the file is larger than 2 GB as UTF-8: cut it up."
    )


def test_what_a_line_says_can_be_told_before_the_file_is_known() -> None:
    assert [provisional(given.decode("latin-1")) for given in (b"a", "é€".encode(), b"\xe9\x80")] == ["a", "é€", "é€"]


def _with_byte(content: bytes, at: int, byte: int) -> bytes:
    return content[: at % len(content)] + bytes([byte]) + content[at % len(content) + 1 :]


BYTES = st.integers(min_value=0, max_value=255)
CODECS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
LINES = st.lists(st.text(st.characters(exclude_characters="\0\n", exclude_categories=["Cs"])), min_size=1)


@given(LINES, st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le with BOM", "utf-16-be with BOM"]), st.booleans())
def test_any_text_with_a_bom_comes_back(lines: list[str], codec: str, compressed: bool) -> None:
    text = "order_id\n" + "\n".join(lines)
    name, _, bom = codec.partition(" with ")
    content = ("\ufeff" + text if bom else text).encode(name)

    assert text_of(gzip.compress(content) if compressed else content) == text


CUTS = st.integers(min_value=-64, max_value=-1)
STARTS = st.sampled_from(
    [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"\xff\xfe\0\xd8", b"{", b"a,b\n"]
)
SPOILT = (
    st.builds(bytes.__add__, STARTS, st.binary())
    | st.builds(lambda text, codec, cut: text.encode(codec)[:cut], LINES.map("\n".join), CODECS, CUTS)
    | st.builds(lambda inner, cut: gzip.compress(inner)[:cut], st.binary(), CUTS)
    | st.builds(lambda inner: gzip.compress(inner), st.builds(bytes.__add__, STARTS, st.binary()))
    | st.builds(lambda inner, at, byte: _with_byte(gzip.compress(inner), at, byte), st.binary(), BYTES, BYTES)
)


@given(SPOILT)
def test_any_bytes_are_lines_or_refused(content: bytes) -> None:
    source = Source(io.BytesIO(content))
    try:
        lines = list(source.lines())
    except FileRefused:
        return

    assert all(line.endswith("\n") for line in lines[:-1])
    assert "".join(lines).encode("latin-1").decode(source.encoding.codec)
    assert source.sha256 == hashlib.sha256(content).hexdigest()


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
        ("<html>".encode("utf-16"), "The file is HTML or XML, not CSV"),
        (gzip.compress(gzip.compress(b"a\n1\n")), "The file is gzip within gzip: compress it once."),
        (b"a,b\n1,2\n3,\0\n", "Line 3: the file holds binary data"),
        (b"a,b\n1,2\n" + b"\0" * 4096, "Line 3: the file holds binary data"),
        ("a,b\n1,2\n3,\0\n".encode("utf-16"), "Line 3: the file holds binary data"),
        ("a,b\n1,2\n".encode("utf-32"), "Line 1: the file holds binary data"),
        (b"\xef\xbb\xbf", "The file is empty."),
        (b"\xff\xfe", "The file is empty."),
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


@pytest.mark.long
def test_a_decompression_bomb_is_refused_as_soon_as_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_BYTES", 5_000_000)
    bomb = gzip.compress(b"1,2,3,4\n" * 5_000_000)
    stream = io.BytesIO(bomb)

    source = Source(stream)
    with pytest.raises(FileRefused, match=r"Line \d+: the file is larger than 2 GB decompressed"):
        for _ in source.lines():
            pass

    assert len(bomb) < 200_000
