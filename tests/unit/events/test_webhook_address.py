"""Where webhooks may go: nobody looks through us into a private network."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from regulars.events.webhooks.address import Target, is_public, public_addresses, target_of

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "64:ff9b:1::808:808",
]
# IPv6 addresses that stand for 127.0.0.1 or 169.254.169.254.
TWINS = [
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:4136:e378:8000:63bf:5601:5601",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"]
PUBLIC += ["::ffff:8.8.8.8", "64:ff9b::808:808"]


def target(url: str, *, local: bool = False, other_port: bool = False) -> Target:
    return target_of(url, local=local, other_port=other_port)


@pytest.mark.parametrize("address", [*PRIVATE, *TWINS])
def test_no_private_reserved_or_metadata_address_is_public_nor_what_stands_for_one(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(ValueError, match="not public"):
        public_addresses([address])


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are(address: str) -> None:
    assert is_public(ip_address(address))
    assert public_addresses([address]) == [address]


def test_a_name_with_one_private_address_among_public_ones_is_not_called_at_all() -> None:
    with pytest.raises(ValueError, match="not public"):
        public_addresses(["8.8.8.8", "10.0.0.1"])


def test_a_name_without_an_address_is_not_called() -> None:
    with pytest.raises(ValueError, match="no address"):
        public_addresses([])
    with pytest.raises(ValueError, match="not public"):
        public_addresses(["fe80::1%eth0"])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example.com", Target("https", "shop.example.com", 443, "/")),
        ("https://shop.example.com:443/hooks?a=1&b", Target("https", "shop.example.com", 443, "/hooks?a=1&b")),
        ("HTTPS://Shop.Example.com/Hooks", Target("https", "shop.example.com", 443, "/Hooks")),
        # Their last label is made of hexadecimal digits alone.
        ("https://shop.example.de/x", Target("https", "shop.example.de", 443, "/x")),
        ("https://shop.example.ca/x", Target("https", "shop.example.ca", 443, "/x")),
        ("https://1.1.1.1/x", Target("https", "1.1.1.1", 443, "/x")),
        ("https://[2606:4700:4700::1111]/x", Target("https", "2606:4700:4700::1111", 443, "/x")),
    ],
)
def test_an_address_is_taken_apart(url: str, expected: Target) -> None:
    assert target(url) == expected


def test_the_host_header_is_the_name_with_a_port_that_is_not_the_usual_one() -> None:
    assert target("https://shop.example.com/x").host_header == "shop.example.com"
    assert target("https://shop.example.com:8443/x", other_port=True).host_header == "shop.example.com:8443"
    assert target("https://[2606:4700:4700::1111]/x").host_header == "[2606:4700:4700::1111]"


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example.com",
        "ftp://shop.example.com",
        "//shop.example.com",
        "shop.example.com",
        "",
        "https://",
        "https:///hooks",
        "https://shop.example.com:80/",
        "https://shop.example.com:8443/",
        "https://shop.example.com:0/",
        "https://shop.example.com:99999/",
        "https://ann:secret@shop.example.com/",
        "https://ann@shop.example.com/",
        "https://shop.example.com/#part",
        "https://shop.example.com/a b",
        "https://shop.example.com/a\r\nX-Evil: 1",
        "https://shöp.example.com/",
        "https://localhost/",
        "https://printer.local/",
        "https://metadata.google.internal/",
        "https://intranet/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://017700000001/",
        "https://1.1.1.0x7f/",
        "https://1.1.1.0x/",
        "https://shop.example.7/",
        "https://shop..example.com/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:169.254.169.254]/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[fe80::1%25eth0]/",
        "https://-shop.example.com/",
        "https://shop.example.com/" + "a" * 2_000,
        "http://127.0.0.1:8000/",
    ],
)
def test_anything_but_a_public_https_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must "):
        target(url)


def test_the_other_port_takes_a_setting() -> None:
    assert target("https://shop.example.com:8443/", other_port=True).port == 8443
    with pytest.raises(ValueError, match="port 443"):
        target("https://shop.example.com:9443/", other_port=True)


def test_a_laptop_may_call_itself_by_one_address_and_nothing_else_of_its_network() -> None:
    assert target("http://127.0.0.1:8000/hook", local=True) == Target("http", "127.0.0.1", 8000, "/hook")
    assert target("http://127.0.0.1/hook", local=True).port == 80
    for url in ("http://localhost:8000/", "http://127.0.0.2/", "http://10.0.0.1/", "http://a@127.0.0.1/"):
        with pytest.raises(ValueError, match="must "):
            target(url, local=True)
