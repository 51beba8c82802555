# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Against a push service on this machine that speaks TLS: sealed, signed, not followed, taken off when gone."""

import datetime as dt
import http.server
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.urls import reverse

from peerreview.kernel.errors import Invalid
from peerreview.notifications import endpoints, sending, services
from peerreview.notifications.channels import webpush
from peerreview.notifications.models import Delivery, Device
from tests.peerreview.notifications.pushing import Browser, subscription

HOST = "push.example.com"


class Service:
    """Answers with `status` and remembers what came."""

    def __init__(self, folder: Path) -> None:
        self.status, self.headers, self.got = 201, {}, []
        self.certificate = _certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append((self.path, dict(self.headers), body))
                self.send_response(service.status)
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "push.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The name leads to this machine here, and its certificate is trusted; all else is as in life."""
    service = Service(tmp_path)
    connect = socket.create_connection
    trusted = ssl.create_default_context(cafile=str(service.certificate))
    monkeypatch.setattr(webpush, "_trusted", lambda: trusted)
    monkeypatch.setattr(endpoints, "addresses", lambda host, port: ["93.184.216.34"])
    monkeypatch.setattr(
        socket,
        "create_connection",
        lambda address, *rest: connect(("127.0.0.1", service.port), *rest),
    )
    yield service
    service.server.shutdown()
    service.server.server_close()


@pytest.fixture
def browser(alice) -> Browser:
    browser = Browser()
    given = browser.subscription(f"https://{HOST}/send/abc?x=1")
    services.add_device(person=alice, **given)
    return browser


def test_one_notice_reaches_the_device_sealed_and_says_little(alice, tell, browser, service):
    notice = tell(alice)

    for _ in range(2):
        sending.send_due(now=notice.at)

    [(path, headers, body)] = service.got
    assert path == "/send/abc?x=1"
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Authorization"].startswith("vapid t=")
    assert headers["Host"] == HOST
    assert b"made" not in body
    shown = json.loads(browser.open(body))
    assert shown == {"title": "Something was made", "url": "/review/", "tag": str(notice.uuid)}


def test_what_is_gone_is_taken_off(alice, tell, browser, service):
    service.status = 410
    sending.send_due(now=tell(alice).at)

    assert not Device.objects.exists()
    assert not Delivery.objects.filter(channel="push").exists()


def test_a_redirect_is_not_followed_and_not_tried_again(alice, tell, browser, service):
    service.status, service.headers = 307, {"Location": f"https://{HOST}/inside"}
    sending.send_due(now=tell(alice).at)

    assert len(service.got) == 1
    assert Delivery.objects.get(channel="push").state == "failed"


def test_a_busy_service_is_asked_again_later(alice, tell, browser, service):
    service.status = 503
    now = tell(alice).at
    sending.send_due(now=now)
    service.status = 201
    sending.send_due(now=now + dt.timedelta(minutes=2))

    assert len(service.got) == 2
    assert Delivery.objects.get(channel="push").state == "done"


def test_a_certificate_of_another_name_is_not_trusted(alice, tell, service, monkeypatch):
    services.add_device(person=alice, **subscription("https://other.example.com/a"))
    sending.send_due(now=tell(alice).at)

    assert service.got == []
    assert "SSLCertVerificationError" in Delivery.objects.get(channel="push").last_error


def test_a_name_that_leads_inside_is_not_connected_to(alice, tell, browser, monkeypatch):
    private = str(ipaddress.ip_address("127.0.0.1"))
    found = [(0, 0, 0, "", (private, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    sending.send_due(now=tell(alice).at)

    assert "not a public address" in Delivery.objects.get(channel="push").last_error


def test_a_device_belongs_to_who_used_it_last(alice, ben):
    given = subscription(f"https://{HOST}/a")
    services.add_device(person=alice, **given)
    services.add_device(person=alice, **given)
    assert Device.objects.count() == 1

    services.add_device(person=ben, **given)

    assert [device.person for device in Device.objects.all()] == [ben]


def test_there_is_an_end_to_the_devices(alice):
    for number in range(services.DEVICES_MOST):
        services.add_device(person=alice, **subscription(f"https://{HOST}/{number}"))

    with pytest.raises(Invalid, match="devices already"):
        services.add_device(person=alice, **subscription(f"https://{HOST}/more"))


def post(browser, body):
    return browser.post(reverse("push-device-add"), body, content_type="application/json")


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"endpoint": 1}', '"\\ud800"', "[" * 5000, "x" * 9000]
)
def test_nonsense_from_a_page_is_refused(alice, client_of, body):
    assert post(client_of(alice), body).status_code == 422


def test_a_page_adds_and_removes_a_device(alice, ben, client_of):
    given = subscription(f"https://{HOST}/a")
    assert post(client_of(alice), json.dumps(given)).json() == {"added": True}
    inside = {**given, "endpoint": "https://127.0.0.1/a"}
    assert post(client_of(alice), json.dumps(inside)).status_code == 422
    device = Device.objects.get()
    path = reverse("push-device-remove", args=[device.uuid])

    client_of(ben).post(path)
    assert Device.objects.exists()
    assert "Firefox · Linux" in client_of(alice).get("/notifications/settings/").content.decode()
    for _ in range(2):
        assert client_of(alice).post(path).status_code == 302
    assert not Device.objects.exists()
