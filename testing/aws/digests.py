"""moto's KMS signs a digest as if it were the message, and hashes it once more; here it signs the digest."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from moto.kms.responses import KmsResponse
from moto.kms.utils import ECDSAPrivateKey

_sign = KmsResponse.sign
_sign_message = ECDSAPrivateKey.sign
_is_digest = False


def _sign_request(self: KmsResponse) -> str:
    global _is_digest
    _is_digest = self._get_param("MessageType") == "DIGEST"
    try:
        return _sign(self)
    finally:
        _is_digest = False


def _sign_what_is_given(self: ECDSAPrivateKey, message: bytes, signing_algorithm: str) -> bytes:
    if not _is_digest:
        return _sign_message(self, message, signing_algorithm)
    return self.private_key.sign(message, ec.ECDSA(utils.Prehashed(hashes.SHA256())))


def sign_digests() -> None:
    """From here on `Sign` keeps to MessageType. https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html"""
    KmsResponse.sign = _sign_request  # type: ignore[method-assign]
    ECDSAPrivateKey.sign = _sign_what_is_given  # type: ignore[method-assign]
