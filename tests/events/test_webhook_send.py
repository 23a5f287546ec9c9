"""One request to a receiver: what is sent, what becomes of each way it may go wrong, and to whom it is sent at all."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from regulars.events.webhooks.address import Target, target_of
from regulars.events.webhooks.send import Answer, post

from testing.receiver import Receiver, receiving

NAME = "shop.example.com"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


def posted(url: str, body: bytes = b"{}", *, timeout_s: float = 5) -> Answer:
    target = target_of(url, local=True, other_port=False)
    return post(target, {"webhook-id": "m1"}, body, timeout_s=timeout_s)


@contextmanager
def speaking(*words: bytes, pause_s: float = 0) -> Iterator[str]:
    """Somebody who answers with bytes of their own, slowly if wanted; their address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                for word in words:
                    try:
                        connection.sendall(word)
                    except OSError:
                        return
                    time.sleep(pause_s)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


def test_the_body_goes_as_it_is_with_its_headers(receiver: Receiver) -> None:
    answer = posted(receiver.url + "?a=1", '{"name":"ä"}'.encode())

    [got] = receiver.got
    assert (answer.status, answer.text, answer.error) == (200, "ok", None)
    assert (got.path, got.body) == ("/hook?a=1", '{"name":"ä"}'.encode())
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["user-agent"] == "regulars-webhooks/1"
    assert got.headers["webhook-id"] == "m1"
    assert answer.latency_ms < 5_000


def test_a_redirection_is_not_followed(receiver: Receiver) -> None:
    receiver.answer = lambda got: (302, {"Location": receiver.url}, b"")

    assert posted(receiver.url).status == 302
    assert len(receiver.got) == 1


def test_only_the_first_kilobyte_of_an_answer_is_kept(receiver: Receiver) -> None:
    receiver.answer = lambda got: (500, {"Retry-After": "9"}, b"x" * 100_000)

    answer = posted(receiver.url)

    assert (answer.status, len(answer.text), answer.retry_after) == (500, 1_024, "9")


def test_an_answer_of_no_text_is_kept_as_far_as_it_is_one(receiver: Receiver) -> None:
    receiver.answer = lambda got: (200, {}, b"\xff\xfeok")

    assert posted(receiver.url).text == "\ufffd\ufffdok"


def test_who_never_answers_is_left_when_time_is_up() -> None:
    with speaking(b"", pause_s=1.5) as url:
        answer = posted(url, timeout_s=0.3)

    assert (answer.status, answer.error) == (None, "no answer within 15 s")
    assert answer.latency_ms < 1_200


def test_who_sends_a_byte_now_and_then_is_left_too() -> None:
    with speaking(*[b"H"] * 20, pause_s=0.1) as url:
        answer = posted(url, timeout_s=0.5)

    assert (answer.status, answer.error) == (None, "no answer within 15 s")
    assert answer.latency_ms < 1_500


def test_what_is_no_http_is_no_answer() -> None:
    with speaking(b"hello\r\n\r\n") as url:
        assert posted(url).status is None


def test_a_closed_port_is_a_refused_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert posted(f"http://127.0.0.1:{port}/").error == "the connection was refused"


def test_a_name_that_leads_into_a_private_network_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> socket.socket:
        raise AssertionError("it was connected to")

    monkeypatch.setattr(socket, "create_connection", connect)
    target = Target("https", NAME, 443, "/")

    for found in (["127.0.0.1"], ["8.8.8.8", "10.1.1.1"], ["::ffff:169.254.169.254"]):
        answer = post(target, {}, b"{}", resolve=lambda *_, found=found: found)
        assert (answer.status, answer.error) == (None, "the name leads to an address that is not public")


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere a moment later (DNS rebinding) changes nothing."""
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    post(Target("https", NAME, 443, "/"), {}, b"{}", resolve=resolve)

    assert (asked, connected) == ([NAME], [("8.8.8.8", 443)])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of `shop.example.com`, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


def test_by_tls_the_certificate_must_be_that_of_the_name_though_the_address_is_connected_to(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = certificate
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    names: list[str | None] = []
    server.sni_callback = lambda sock, name, context: names.append(name)
    trusting = ssl.create_default_context(cafile=str(cert))
    with receiving(server) as receiver:
        plain = socket.create_connection
        monkeypatch.setattr(
            socket, "create_connection", lambda address, timeout: plain(("127.0.0.1", receiver.port), timeout)
        )

        def ask(host: str, context: ssl.SSLContext | None) -> Answer:
            target = Target("https", host, 443, "/hook")
            return post(target, {}, b"{}", resolve=lambda host, port: ["8.8.8.8"], context=context, timeout_s=5)

        good, other, untrusted = ask(NAME, trusting), ask("other.example.com", trusting), ask(NAME, None)

    assert (good.status, good.error) == (200, None)
    assert [got.headers["host"] for got in receiver.got] == [NAME]
    assert names == [NAME, "other.example.com", NAME]
    assert other.error == untrusted.error == "the certificate is not valid"


def test_the_receivers_words_are_its_own_and_ours_hold_no_address() -> None:
    answer = post(Target("https", "nowhere.invalid", 443, "/"), {}, b"{}", resolve=_no_such_name)

    assert (answer.status, answer.error) == (None, "the name cannot be resolved")


def _no_such_name(host: str, port: int) -> list[str]:
    raise socket.gaierror(-2, f"{host} is unknown")
