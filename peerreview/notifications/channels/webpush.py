# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""To a device: sealed for one browser, and without a word that a locked screen should not show."""

import http.client
import json
import socket
import ssl
import time
from datetime import timedelta
from email.utils import parseaddr
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from peerreview.notifications import endpoints, sealing
from peerreview.notifications.errors import Gone, RefusedForGood
from peerreview.notifications.models import Device, Notice
from peerreview.notifications.registry import kind_named

TIMEOUT_SECONDS = 10
KEPT = timedelta(days=1)
CLAIM_LASTS = timedelta(hours=12)
GONE = {404, 410}


@cache
def key() -> ec.EllipticCurvePrivateKey:
    """The site's key; browsers bind a subscription to it."""
    return sealing.sender_key(settings.PUSH_SECRET)


def public_key() -> str:
    """What a browser asks for when it subscribes."""
    return sealing.encode(sealing.public_bytes(key()))


def send(device: Device, notice: Notice) -> None:
    """Post one notice. Raises Gone when the device is no more, RefusedForGood, or OSError to try later."""
    body = sealing.seal(payload(notice), sealing.receiver(device.public_key, device.auth_secret))
    status = _post(device.endpoint, body)
    if status in GONE:
        raise Gone(f"answered {status}")
    if 300 <= status < 500 and status != http.HTTPStatus.TOO_MANY_REQUESTS:
        raise RefusedForGood(f"answered {status}")
    if status >= 300:
        raise OSError(f"answered {status}")


def payload(notice: Notice) -> bytes:
    """The kind's own sentence and where to look: no title of a work, nobody's words or name."""
    kind = kind_named(notice.kind)
    shown = {"title": str(kind.label) if kind else settings.SITE_NAME, "url": notice.link or "/"}
    return json.dumps({**shown, "tag": str(notice.uuid)}).encode()


def _post(endpoint: str, body: bytes) -> int:
    parts = endpoints.check(endpoint)
    host, port = parts.hostname, parts.port or endpoints.HTTPS
    connection = _Pinned(host, port, timeout=TIMEOUT_SECONDS, context=_trusted())
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        # Nothing is followed: what answers is the status and no more.
        connection.request("POST", path or "/", body, _headers(f"https://{parts.netloc}"))
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(f"not HTTP: {type(error).__name__}") from error
    finally:
        connection.close()


def _headers(audience: str) -> dict[str, str]:
    expires = int(time.time() + CLAIM_LASTS.total_seconds())
    return {
        "Authorization": sealing.authorization(
            key(), audience=audience, subject=_contact(), expires=expires
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(KEPT.total_seconds())),
        "Urgency": "normal",
    }


def _contact() -> str:
    """Whom a push service asks when something is wrong."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return settings.SITE_URL if settings.SITE_IS_HTTPS else f"mailto:{address}"


def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Pinned(http.client.HTTPSConnection):
    """Connects to an address that was checked, while the certificate must be for the name."""

    def __init__(self, host: str, port: int, *, timeout: float, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=timeout, context=context)
        self._trusted = context

    def connect(self) -> None:
        [address, *_others] = endpoints.addresses(self.host, self.port)
        plain = socket.create_connection((address, self.port), self.timeout)
        try:
            self.sock = self._trusted.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
