"""`regulars verify-erasure` and `regulars signing-key`: a changed byte or another key is refused, offline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from regulars.cli import certificates
from regulars.cli.check_certificate import check
from regulars.stores.certificate import Certificate, fingerprint
from regulars.stores.opened import Stores
from regulars.stores.signer import Signer

from testing.commands.runs import Run

DOCUMENT = {"of": "Zoë", "n": [1, None]}


def compact(certificate: Certificate) -> bytes:
    return json.dumps(certificate.as_json(), ensure_ascii=False, separators=(",", ":")).encode()


def refused(content: bytes) -> bool:
    try:
        check(Certificate.read(content))
    except ValueError:
        return True
    return False


@pytest.fixture
def signed(stores: Stores) -> Certificate:
    return stores.signer.sign(DOCUMENT)


@pytest.fixture
def file(signed: Certificate, tmp_path: Path) -> Path:
    path = tmp_path / "certificate.json"
    path.write_bytes(compact(signed))
    return path


def test_no_byte_of_a_certificate_can_be_changed_or_left_out(signed: Certificate) -> None:
    content = compact(signed)
    assert not refused(content)

    for place, byte in enumerate(content):
        before, after = content[:place], content[place + 1 :]
        for bit in range(8):
            assert refused(before + bytes([byte ^ 1 << bit]) + after), (place, bit)
        for other in b' 0eE."\\':
            assert other == byte or refused(before + bytes([other]) + after), (place, other)
        assert refused(before + after), place


def test_a_certificate_holds_however_its_lines_are_broken(signed: Certificate) -> None:
    assert not refused(json.dumps(signed.as_json(), indent=4, sort_keys=True).encode())


def test_a_long_document_is_signed_too(stores: Stores) -> None:
    assert not refused(compact(stores.signer.sign({"counts": ["x" * 100] * 1_000})))


def test_it_is_checked_without_any_aws(
    file: Path, regulars: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], signed: Certificate
) -> None:
    monkeypatch.setattr(certificates, "connect", lambda: pytest.fail("it asked a stack"))

    assert regulars("verify-erasure", str(file)) == 0

    said = capsys.readouterr().out
    assert '"of": "Zoë"' in said
    assert f"since it was signed by the key {fingerprint(signed.public_key)}." in said
    assert "compare it with what `regulars signing-key` says" in said


def test_the_key_is_pinned_by_its_fingerprint_or_by_its_file(
    file: Path, regulars: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert regulars("signing-key") == 0
    told = capsys.readouterr()
    (tmp_path / "key.pem").write_text(told.out)

    for key in (told.err.strip(), told.err.strip().upper(), str(tmp_path / "key.pem")):
        assert regulars("verify-erasure", str(file), "--key", key) == 0
        assert "which is the one that you gave" in capsys.readouterr().out


def test_one_that_was_signed_anew_by_another_key_is_refused_where_the_key_is_pinned(
    stores: Stores, tmp_path: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    kms: Any = boto3.client("kms")
    theirs = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    forged = Signer(kms, theirs).sign(DOCUMENT)
    file = tmp_path / "forged.json"
    file.write_bytes(compact(forged))
    ours = fingerprint(stores.signer.public_key)

    assert regulars("verify-erasure", str(file)) == 0
    capsys.readouterr()
    assert regulars("verify-erasure", str(file), "--key", ours) == 1
    said = capsys.readouterr().err
    assert said == f"{file} was signed by the key {fingerprint(forged.public_key)}, not by {ours}.\n"


def test_a_signature_under_another_public_key_is_refused(stores: Stores, signed: Certificate) -> None:
    kms: Any = boto3.client("kms")
    for spec in ("ECC_NIST_P256", "ECC_NIST_P384"):
        key = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
        assert refused(compact(signed._replace(public_key=kms.get_public_key(KeyId=key)["PublicKey"])))


def test_a_changed_file_ends_with_1_and_says_what_is_the_matter(
    file: Path, regulars: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(file.read_bytes().replace("Zoë".encode(), b"Zoe"))

    assert regulars("verify-erasure", str(file)) == 1
    assert "was changed after it was signed" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["sha256:12", "no such file", ""])
def test_a_key_that_is_none_is_refused(file: Path, regulars: Run, capsys: pytest.CaptureFixture[str], key: str) -> None:
    assert regulars("verify-erasure", str(file), "--key", key) == 1
    assert "is neither a fingerprint" in capsys.readouterr().err


def test_programs_are_told_the_document_and_whether_the_key_was_pinned(
    file: Path, regulars: Run, capsys: pytest.CaptureFixture[str], signed: Certificate
) -> None:
    assert regulars("verify-erasure", str(file), "--json") == 0

    assert json.loads(capsys.readouterr().out) == {
        "keyFingerprint": fingerprint(signed.public_key),
        "keyWasGiven": False,
        "document": DOCUMENT,
    }
