# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one way out reaches what is public and nothing else, however an address is written."""

import http.server
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from peerreview.kernel import gateway
from peerreview.kernel.gateway import Gateway, Refused

NAME = "badges.example.test"


def a_certificate(folder: Path) -> Path:
    """Key and self-made certificate for NAME in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "site.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Site(http.server.BaseHTTPRequestHandler):
    hits: list[str] = []

    def do_GET(self) -> None:
        Site.hits.append(self.path)
        if self.path == "/drip":
            self._drip()
            return
        answers = {
            "/good": (200, {}, b'{"a": 1}'),
            "/gone": (410, {}, b"{}"),
            "/large": (200, {}, b"x" * 5000),
            "/onward": (302, {"Location": "/good"}, b""),
            "/round": (302, {"Location": "/round"}, b""),
            "/inside": (302, {"Location": "https://127.0.0.1/secret"}, b""),
            "/plain": (302, {"Location": f"http://{NAME}/good"}, b""),
            "/other": (302, {"Location": "https://other.example.test/good"}, b""),
        }
        status, headers, body = answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        try:
            for _byte in range(200):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, ssl.SSLContext]]:
    """A real https server on loopback, and what trusts it."""
    path = a_certificate(tmp_path_factory.mktemp("tls"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, ssl.create_default_context(cafile=str(path))
    server.shutdown()
    server.server_close()


@pytest.fixture
def door(served: tuple[int, ssl.SSLContext]) -> Gateway:
    """A gateway for which that server is the public internet."""
    port, context = served
    return Gateway(
        port=port,
        context=context,
        resolve=lambda host, _port: {NAME: ["127.0.0.1"], "other.example.test": ["10.0.0.1"]}[host],
        allows=lambda address: address == "127.0.0.1",
        seconds=5,
        most_bytes=4000,
    )


def refused(door: Gateway, url: str) -> str:
    with pytest.raises(Refused) as caught:
        door.get(url)
    return caught.value.code


def at(door: Gateway, path: str) -> str:
    return f"https://{NAME}:{door.port}{path}"


def test_a_public_document_is_fetched_with_its_status(door: Gateway) -> None:
    assert door.get(at(door, "/good")).body == b'{"a": 1}'
    assert door.get(at(door, "/onward")).status == 200
    assert door.get(at(door, "/gone")).status == 410


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/large", "too-large"),
        ("/round", "redirects"),
        ("/inside", "address"),
        ("/plain", "address"),
        ("/other", "private"),
    ],
)
def test_what_goes_too_far_is_refused(door: Gateway, path: str, code: str) -> None:
    assert refused(door, at(door, path)) == code


def test_a_server_that_drips_is_cut_off(served: tuple[int, ssl.SSLContext]) -> None:
    port, context = served
    slow = Gateway(
        port=port,
        context=context,
        resolve=lambda _host, _port: ["127.0.0.1"],
        allows=lambda _address: True,
        seconds=0.6,
    )
    began = time.monotonic()

    assert refused(slow, f"https://{NAME}:{port}/drip") == "time"
    assert time.monotonic() - began < 10


def test_the_certificate_must_be_for_the_name(served: tuple[int, ssl.SSLContext]) -> None:
    port, context = served
    other = Gateway(
        port=port,
        context=context,
        resolve=lambda _host, _port: ["127.0.0.1"],
        allows=lambda _address: True,
    )

    assert refused(other, f"https://wrong.example.test:{port}/good") == "no-answer"


def test_a_name_is_resolved_once_and_its_answer_is_what_is_connected_to(
    served: tuple[int, ssl.SSLContext],
) -> None:
    port, context = served
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    door = Gateway(
        port=port,
        context=context,
        resolve=rebinding,
        allows=lambda address: address == "127.0.0.1",
    )

    assert door.get(f"https://{NAME}:{port}/good").status == 200
    assert asked == [NAME]


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    mixed = Gateway(resolve=lambda _host, _port: ["93.184.215.14", "127.0.0.1"])

    assert refused(mixed, "https://mixed.example.com/") == "private"


PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.0.1", "192.0.2.1", "203.0.113.5", "224.0.0.1",
    "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1", "fe80::1%eth0", "not an address",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_no_public_place_are_not_public(address: str) -> None:
    assert not gateway.is_public(address)
    assert refused(Gateway(resolve=lambda _h, _p: [address]), "https://a.example.com/") == "private"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are(address: str) -> None:
    assert gateway.is_public(address)


STRANGE = [
    "http://a.example.com/", "ftp://a.example.com/", "file:///etc/passwd", "gopher://a.example.com",
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/",
    "https://017700000001/", "https://0177.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
    "https://localhost/", "https://localhost./", "https://localhost:443/", "https://intranet/",
    "https://a.example.com:22/", "https://a.example.com:8080/", "https://a.example.com:0/",
    "https://a.example.com:99999/", "https://user@a.example.com/", "https://user:pw@a.example.com/",
    "https://a.example.com\\@127.0.0.1/", "https://a.example.com#@127.0.0.1\\/", "https:///path",
    "https://", "//a.example.com/", "https://a..example.com/", "https://-a.example.com/",
    "https://a.example.com/\r\nHost: x", "https://a.example.com/ x", "https://ⓐ.example.com/",
    "https://a.example.com/" + "x" * 3000, "https://127。0。0。1/", "", "did:web:a.example.com",
    "https://a.example.com%00.evil.com/", "https://[fe80::1%25eth0]/", "https://[::]/", "https://1/",
]  # fmt: skip


@pytest.mark.parametrize("url", STRANGE)
def test_strange_addresses_are_refused_before_any_name_is_looked_up(url: str) -> None:
    def never(_host: str, _port: int) -> list[str]:
        raise AssertionError("looked up")

    assert refused(Gateway(resolve=never), url) == "address"
