"""Whether a certificate is as it was signed, and by whom: offline, by the operator's `cryptography`."""

from __future__ import annotations

import re

from ..stores.certificate import Certificate, canonical, fingerprint

_FINGERPRINT = re.compile(r"sha256:[0-9a-f]{64}")


def check(certificate: Certificate) -> None:
    """Raises ValueError with a sentence where the signature is not that of this document by this key."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(certificate.public_key)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey) or _der(key) != certificate.public_key:
        raise ValueError("is not a certificate: its publicKey is no key on NIST P-256")
    try:
        key.verify(certificate.signature, canonical(certificate.document), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise ValueError("was changed after it was signed, or was not signed by the key that it names") from None


def fingerprint_of(key: str) -> str:
    """The fingerprint that `key` is, or that of the public key in PEM which it holds. Raises ValueError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if _FINGERPRINT.fullmatch(key.strip().lower()):
        return key.strip().lower()
    try:
        found = load_pem_public_key(key.encode())
    except (ValueError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, ec.EllipticCurvePublicKey):
        raise ValueError(
            "is neither a fingerprint (sha256: and 64 hexadecimal digits) nor a file of a public key in PEM"
        )
    return fingerprint(_der(found))


def pem(public_key: bytes) -> str:
    """A SubjectPublicKeyInfo in DER as the text that keys are passed on by."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

    return load_der_public_key(public_key).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _der(key: object) -> bytes:
    """Empty for a key on another curve."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return b""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
