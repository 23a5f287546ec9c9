"""A signed document: what is signed, how it is written as bytes, and who signed it. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

# A name of KMS; of ECDSA on NIST P-256, the signature in DER.
ALGORITHM = "ECDSA_SHA_256"
_MEMBERS = frozenset({"document", "algorithm", "publicKey", "signature"})
_PREFIX = "sha256:"
_MOST_DIGITS = 40


class Certificate(NamedTuple):
    """`public_key` is a SubjectPublicKeyInfo in DER: it comes along for who keeps no key, and proves nothing alone."""

    document: Mapping[str, Any]
    public_key: bytes
    signature: bytes

    def as_json(self) -> dict[str, Any]:
        """As it leaves the product; bytes in base64."""
        return {
            "document": dict(self.document),
            "algorithm": ALGORITHM,
            "publicKey": base64.b64encode(self.public_key).decode(),
            "signature": base64.b64encode(self.signature).decode(),
        }

    @classmethod
    def read(cls, content: bytes) -> Certificate:
        """A certificate as a file has it; white space between its parts is free. Raises ValueError with a sentence for
        everything else that would not be written so: nothing stands beside what is signed, nothing stands there twice.
        """
        try:
            value = json.loads(content.decode(), **_STRICT)
            canonical(value)
        except (UnicodeError, json.JSONDecodeError, RecursionError, TypeError):
            raise ValueError("is not JSON in UTF-8") from None
        if not isinstance(value, dict) or value.keys() != _MEMBERS or not isinstance(value["document"], dict):
            raise ValueError(f"is not a certificate: one is an object of {', '.join(sorted(_MEMBERS))}")
        if value["algorithm"] != ALGORITHM:
            raise ValueError(f"is not signed by {ALGORITHM}, the only algorithm that this command knows")
        return cls(value["document"], _bytes(value, "publicKey"), _bytes(value, "signature"))


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: JSON with sorted keys, without spaces, in UTF-8.

    Raises TypeError for a fraction, which JSON can write in several ways, and for what is not JSON.
    """
    _check(document)
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(public_key: bytes) -> str:
    """`sha256:` and 64 hexadecimal digits: the name by which people compare keys."""
    return _PREFIX + hashlib.sha256(public_key).hexdigest()


def _check(value: Any) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case list() | tuple():
            inner = value
        case dict() if all(isinstance(key, str) for key in value):
            inner = list(value.values())
        case _:
            raise TypeError(f"a signed document holds no {type(value).__name__}")
    for one in inner:
        _check(one)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("is not a certificate: it holds a name twice")
    return found


def _refuse(text: str) -> Any:
    raise ValueError(f"is not a certificate: it holds the number {text[:20]}")


def _whole(text: str) -> int:
    return int(text) if len(text) <= _MOST_DIGITS else _refuse(text)


_STRICT: Mapping[str, Any] = {
    "object_pairs_hook": _once,
    "parse_int": _whole,
    "parse_float": _refuse,
    "parse_constant": _refuse,
}


def _bytes(value: Mapping[str, Any], name: str) -> bytes:
    text = value[name]
    try:
        found = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        found = b""
    if not found or base64.b64encode(found).decode() != text:
        raise ValueError(f"is not a certificate: its {name} is not base64")
    return found
