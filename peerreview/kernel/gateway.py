# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one way out: fetching a small public document from an address that a stranger gave.

The address may be meant for our own network. So the name is resolved once, every address it has must
be a public one, and the connection goes to exactly the address that was looked at; each redirect starts
over. Only https, only its usual port, no credentials, no proxy, no cookies, a cap on size, time, hops.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

MAX_URL = 2000
MAX_HOPS = 3
HTTPS = 443
REDIRECTS = frozenset((301, 302, 303, 307, 308))
AGENT = "Peerage-verifier/1"
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?")
# Networks that stand for IPv4 ones: what is inside decides.
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refused(Exception):
    """The address is not one we fetch, or gave no answer we read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What an address gave: HTTP status and the whole body."""

    status: int
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system sees them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever it is wrapped in."""
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo or address.scope_id:
            return False
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """How to fetch. `seconds` and `most_bytes` bound the whole of it, redirects included."""

    seconds: float = 8.0
    most_bytes: int = 2 * 1024 * 1024
    port: int = HTTPS
    resolve: Callable[[str, int], list[str]] = resolve
    allows: Callable[[str], bool] = is_public
    context: ssl.SSLContext | None = None

    def get(self, url: str, *, accept: str = "application/json") -> Answer:
        """The answer at an https address. Raises Refused, and nothing else."""
        ends = time.monotonic() + self.seconds
        for _hop in range(MAX_HOPS + 1):
            parts = self._checked(url)
            answer, onward = self._get_once(parts, accept, ends)
            if onward is None:
                return answer
            url = urljoin(url, onward)
        raise Refused("redirects")

    def _checked(self, url: str) -> SplitResult:
        if len(url) > MAX_URL or not url.isascii() or any(char <= " " for char in url):
            raise Refused("address")
        try:
            parts = urlsplit(url)
            port = HTTPS if parts.port is None else parts.port
            host = parts.hostname or ""
        except ValueError:
            raise Refused("address") from None
        if parts.scheme != "https" or (port != self.port and port != HTTPS):
            raise Refused("address")
        if "@" in parts.netloc or "\\" in url or not _is_name(host):
            raise Refused("address")
        return parts

    def _pinned(self, host: str) -> str:
        """The one address to connect to: all that the name has must be allowed."""
        try:
            addresses = self.resolve(host, self.port)
        except (OSError, UnicodeError):
            raise Refused("unknown") from None
        if not addresses or not all(map(self.allows, addresses)):
            raise Refused("private")
        return addresses[0]

    def _get_once(self, parts: SplitResult, accept: str, ends: float) -> tuple[Answer, str | None]:
        host = parts.hostname or ""
        connection = _Pinned(host, self._pinned(host), parts.port or self.port, self.context, ends)
        # A server may send a byte a second for ever: closing the socket ends any read.
        watch = threading.Timer(max(ends - time.monotonic(), 0.01), connection.cut)
        watch.start()
        try:
            connection.request("GET", _target(parts), headers=_headers(accept))
            response = connection.getresponse()
            if response.status in REDIRECTS and (onward := response.getheader("Location")):
                return Answer(response.status, b""), onward
            return Answer(response.status, self._read(response, ends)), None
        except (OSError, http.client.HTTPException, ValueError):
            raise Refused("time" if time.monotonic() >= ends else "no-answer") from None
        finally:
            watch.cancel()
            connection.close()

    def _read(self, response: http.client.HTTPResponse, ends: float) -> bytes:
        body = response.read(self.most_bytes + 1)
        if len(body) > self.most_bytes:
            raise Refused("too-large")
        # A body that was cut off reads like a short one.
        if response.length or time.monotonic() >= ends:
            raise Refused("time" if time.monotonic() >= ends else "no-answer")
        return body


class _Pinned(http.client.HTTPSConnection):
    """A connection to an address already looked at, which must show a certificate for the name."""

    def __init__(
        self, host: str, address: str, port: int, context: ssl.SSLContext | None, ends: float
    ) -> None:
        context = context or ssl.create_default_context()
        super().__init__(host, port, timeout=max(ends - time.monotonic(), 0.01), context=context)
        self._address, self._tls = address, context
        # The connection lets go of its socket once an answer is to be read to its end.
        self._held: socket.socket | None = None

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        try:
            self.sock = self._held = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def cut(self) -> None:
        """End it from another thread."""
        if self._held is not None:
            with suppress(OSError):
                self._held.shutdown(socket.SHUT_RDWR)


def _is_name(host: str) -> bool:
    """A host name with a dot in it; numbers in any notation are not names."""
    labels = host.rstrip(".").split(".")
    # The last label of a name is never a number, neither decimal nor hexadecimal.
    is_number = labels[-1].isdigit() or labels[-1].startswith("0x")
    return len(labels) > 1 and not is_number and all(map(LABEL.fullmatch, labels))


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _headers(accept: str) -> dict[str, str]:
    return {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": AGENT}
