"""A certificate: the bytes that are signed, and what no reader takes for one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.stores.certificate import Certificate, canonical, fingerprint

SIGNED = Certificate({"tenant": "acme", "counts": {"ledger": 3}}, b"key", b"signature")
WRITTEN = SIGNED.as_json()
texts = st.text(st.characters(codec="utf-8"))
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)


def written(**changes: Any) -> bytes:
    return json.dumps({**WRITTEN, **changes}).encode()


def test_the_signed_bytes_are_sorted_json_without_spaces_in_utf_8() -> None:
    assert canonical({"b": [1, None, True], "a": "Zoë"}) == '{"a":"Zoë","b":[1,null,true]}'.encode()


@pytest.mark.parametrize("value", [0.5, float("nan"), b"x", {1: 2}, {"deep": [{"er": 1.0}]}])
def test_what_json_writes_in_several_ways_or_not_at_all_is_never_signed(value: Any) -> None:
    with pytest.raises(TypeError, match="a signed document holds no"):
        canonical({"value": value})


@given(documents)
def test_what_is_written_is_read_as_it_was(value: Any) -> None:
    certificate = Certificate({"value": value}, b"key", b"signature")

    read = Certificate.read(json.dumps(certificate.as_json(), indent=2).encode())

    assert canonical(read.document) == canonical(certificate.document)
    assert (read.public_key, read.signature) == (b"key", b"signature")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[]", "is not a certificate"),
        (b"{}", "is not a certificate"),
        (json.dumps({**WRITTEN, "note": "not signed"}).encode(), "is not a certificate"),
        (json.dumps({key: WRITTEN[key] for key in ("document", "publicKey", "signature")}).encode(), "is not a cert"),
        (written(document="text"), "is not a certificate"),
        (written(algorithm="none"), "is not signed by ECDSA_SHA_256"),
        (written(signature="!"), "its signature is not base64"),
        (written(signature=""), "its signature is not base64"),
        (written(publicKey=7), "its publicKey is not base64"),
        (written(publicKey="a2V5\n"), "its publicKey is not base64"),
        (written(document={"half": 0.5}), "holds the number 0.5"),
        (written(document={"half": float("inf")}), "holds the number Infinity"),
        (written(document={"long": 10**50}), "holds the number 1000"),
        (written(document={"half a letter": "\ud800"}), "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"document":{"a":1,"a":2},"algorithm":"","publicKey":"","signature":""}', "holds a name twice"),
    ],
)
def test_what_no_product_of_ours_has_written_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Certificate.read(content)


def test_base64_with_other_bits_behind_its_end_is_refused() -> None:
    assert Certificate.read(written(signature="YQ==")).signature == b"a"
    with pytest.raises(ValueError, match="its signature is not base64"):
        Certificate.read(written(signature="YR=="))


def test_a_fingerprint_is_the_hash_that_openssl_gives() -> None:
    assert fingerprint(b"abc") == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
