"""Where webhooks may go: to public addresses by HTTPS alone, so that nobody looks through us into a private network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

LONGEST_URL = 2_000
LOCALHOST = "127.0.0.1"
_PORT, _OTHER_PORT = 443, 8443
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
# IPv6 addresses that stand for an IPv4 address in their last 32 bits: https://www.rfc-editor.org/rfc/rfc6052.
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
# One network's own translations, of whatever bits it likes; segment routing; documentation. Not every Python knows.
_OF_ONE_NETWORK = (IPv6Network("64:ff9b:1::/48"), IPv6Network("5f00::/16"), IPv6Network("3fff::/20"))
# A number by its last label, as resolvers and browsers see it: https://url.spec.whatwg.org, "ends in a number".
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


class Target(NamedTuple):
    """An address taken apart; `path` with its query. `host` is the name in the certificate and the `Host` header."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.scheme == "https" else 80) else f"{name}:{self.port}"


def target_of(url: str, *, local: bool, other_port: bool) -> Target:
    """The parts of an address that may be called, as far as its text can say that.

    `local`: whether `http://127.0.0.1` is allowed too, at any port: on a laptop. `other_port`: whether 8443 is.
    Raises `ValueError` with the end of a sentence.
    """
    if not url.isascii() or len(url) > LONGEST_URL or any(c.isspace() or ord(c) < 33 for c in url):
        raise ValueError(f"must be an address of at most {LONGEST_URL} ASCII characters without spaces")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise ValueError("must be an address such as https://shop.example.com/hooks") from None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if local and parts.scheme == "http" and host == LOCALHOST and parts.username is None:
        return Target("http", host, port or 80, path)
    if parts.scheme != "https":
        raise ValueError("must begin with https://")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("must hold no user, no password and no fragment")
    if port not in (None, _PORT) and not (other_port and port == _OTHER_PORT):
        raise ValueError("must use port 443 (8443 where the setting webhooksTo8443 is on)")
    literal = _literal(host)
    if literal is None and not _HOST.fullmatch(host):
        raise ValueError("must be an address such as https://shop.example.com/hooks")
    if literal is not None and not is_public(literal):
        raise ValueError("must be a public address")
    if literal is None and (not _is_name(host)):
        raise ValueError("must name a public host")
    return Target("https", host, port or _PORT, path)


def public_addresses(found: Iterable[str]) -> list[str]:
    """What a name was resolved to, where all of it may be called. Raises `ValueError` where one of them may not."""
    addresses = [*dict.fromkeys(found)]
    if not addresses:
        raise ValueError("the name has no address")
    for text in addresses:
        literal = _literal(text)
        if literal is None or not is_public(literal):
            raise ValueError("the name leads to an address that is not public")
    return addresses


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is one of the internet's, and whatever IPv4 address it stands for is one too."""
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local or any(address in network for network in _OF_ONE_NETWORK):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_name(host: str) -> bool:
    """Whether it can be a name on the internet: no number in one of the forms that resolvers take, no private one."""
    labels = host.rstrip(".").split(".")
    private = ("localhost", "local", "internal", "localdomain", "lan", "home", "corp", "intranet", "arpa")
    return len(labels) > 1 and all(labels) and not _NUMBER.fullmatch(labels[-1]) and (labels[-1].lower() not in private)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return None if "%" in host else ip_address(host)
    except ValueError:
        return None
