"""Signing in to a Cognito pool by SRP, as a browser page does: the password never leaves it.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
and RFC 5054; the constants are those of RFC 3526's group of 3072 bits, with generator 2.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Any

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D"
    "670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D"
    "B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2


def sign_in(cognito: Any, client_id: str, pool_id: str, name: str, password: str) -> dict[str, str]:
    """The tokens of a user, by USER_SRP_AUTH. Raises what Cognito raises where it refuses."""
    own = secrets.randbits(1024)
    public = pow(G, own, N)
    first = cognito.initiate_auth(
        ClientId=client_id, AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": name, "SRP_A": f"{public:x}"}
    )
    asked = first["ChallengeParameters"]
    theirs, salt, user = int(asked["SRP_B"], 16), int(asked["SALT"], 16), asked["USER_ID_FOR_SRP"]
    pool = pool_id.partition("_")[2]
    key = _key(own, public, theirs, salt, f"{pool}{user}:{password}")
    now = datetime.now(UTC)
    instant = f"{now:%a %b} {now.day} {now:%H:%M:%S} UTC {now.year}"
    block = base64.b64decode(asked["SECRET_BLOCK"])
    signed = hmac.digest(key, f"{pool}{user}".encode() + block + instant.encode(), "sha256")
    answer = cognito.respond_to_auth_challenge(
        ClientId=client_id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses={
            "USERNAME": user,
            "PASSWORD_CLAIM_SECRET_BLOCK": asked["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signed).decode(),
            "TIMESTAMP": instant,
        },
    )
    tokens: dict[str, str] = answer["AuthenticationResult"]
    return tokens


def _key(own: int, public: int, theirs: int, salt: int, identity: str) -> bytes:
    """16 bytes that both sides know and nobody between them: HKDF of the shared secret."""
    mixed = _number(_padded(public) + _padded(theirs))
    multiplier = _number(_padded(N) + _padded(G))
    secret = _number(_padded(salt) + hashlib.sha256(identity.encode()).digest())
    shared = pow(theirs - multiplier * pow(G, secret, N), own + mixed * secret, N)
    extracted = hmac.digest(_padded(mixed), _padded(shared), "sha256")
    return hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]


def _number(data: bytes) -> int:
    return int(hashlib.sha256(data).hexdigest(), 16)


def _padded(number: int) -> bytes:
    """Big-endian with a zero before it where it would look negative, as Java's BigInteger writes it."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")
