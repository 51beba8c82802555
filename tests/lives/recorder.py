# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything that is sent to one person: pages, files, frames, mails, each with its headers."""

import asyncio
import json
import re
import secrets
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core import mail
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from peerreview.accounts.models import User
from peerreview.notifications import registry
from tests.peerreview.notifications.pushing import Browser
from tests.rooms.sockets import Socket, connect

LINK = re.compile(r"""(?:href|src|hx-get|data-src)="([^"#]+)""")
# Of the site itself, or of the account: nothing there is about a review.
LEFT_OUT = ("/static/", "/accounts/", "/admin/", "/settings/data/delete/", "/styleguide/", "/demo/")
PAGES_MOST = 150
QUIET_SECONDS = 0.03


@dataclass(frozen=True)
class Sent:
    """One thing that reached the person: by which channel, from which address, all its bytes."""

    channel: str
    name: str
    address: str
    head: bytes
    body: bytes


class Line:
    """An event loop in a thread of its own, on which the person's sockets live."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    def close(self) -> None:
        self.run(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class PushService:
    """Stands where the browsers' makers do: takes sealed messages, by the address they are for."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []

    def __call__(self, endpoint: str, body: bytes) -> int:
        self.taken.append((endpoint, body))
        return HTTPStatus.CREATED


@dataclass
class Recorder:
    """A person's browser, mailbox, telephone and sockets; `sent` is all that came in."""

    person: User
    line: Line
    push: PushService
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = Client()
        self.client.force_login(
            self.person, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        self.session = self.client.cookies["sessionid"].value
        self._sockets: dict[str, Socket] = {}
        self._mails = self._pushes = 0
        self._telephone = Browser()
        self._endpoint = f"https://push.example.com/{secrets.token_hex(8)}"

    # --- pages and files --------------------------------------------------------------------------
    def get(self, address: str, **headers: str) -> HttpResponseBase:
        return self._note(address, self.client.get(address, headers=headers))

    def post(self, address: str, values: Any = None, **options: Any) -> HttpResponseBase:
        """What the answer, and the page it leads to, say. A refusal is a fault of the script."""
        answer = self._note(address, self.client.post(address, values or {}, **options))
        assert answer.status_code < 400, (address, answer.status_code, answer.content[-3000:])
        if answer.status_code in {301, 302, 303}:
            self.get(urljoin(address, answer["Location"]).partition("#")[0])
        return answer

    def _note(self, address: str, answer: HttpResponseBase) -> HttpResponseBase:
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        heads = "\n".join(f"{name}: {value}" for name, value in sorted(answer.items()))
        cookies = answer.cookies.output()
        head = f"{answer.status_code}\n{heads}\n{cookies}".encode()
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        self._add(_channel(answer, kind), address, body, head)
        answer.body = body
        return answer

    def _add(self, channel: str, address: str, body: bytes, head: bytes = b"") -> None:
        self.sent.append(Sent(channel, _name(address), address, head, body))

    def subscribe(self, rhythm: str) -> None:
        """To every kind of notice by every way."""
        boxes = {
            f"{kind.name}.{way}": "on" for kind in registry.kinds() for way in registry.CHANNELS
        }
        self.post("/notifications/settings/", {"rhythm": rhythm, **boxes})
        self.post(
            "/notifications/devices/",
            json.dumps(self._telephone.subscription(self._endpoint)),
            content_type="application/json",
        )

    def look_everywhere(self, *starts: str) -> None:
        """Read every page that links lead to, from the front page and the given ones."""
        waiting, seen = ["/", *starts], {"/", *starts}
        while waiting and len(seen) < PAGES_MOST:
            address = waiting.pop(0)
            answer = self.get(address)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                fresh = [each for each in _links(address, answer.body) if each not in seen]
                waiting += list(dict.fromkeys(fresh))
                seen |= set(fresh)

    # --- sockets, mail and telephone -------------------------------------------------------------------------
    def open(self, path: str) -> Socket:
        cookie = f"sessionid={self.session}".encode()
        socket = self.line.run(connect(None, path, cookie=cookie))
        self._sockets[path] = socket
        self.listen()
        return socket

    def say(self, path: str, **message: Any) -> None:
        self.line.run(self._sockets[path].send(**message))
        self.listen()

    def hang_up(self) -> None:
        for socket in self._sockets.values():
            self.line.run(socket.close())
        self._sockets.clear()

    def listen(self) -> None:
        """Take what has come by socket and by mail."""
        for socket in self._sockets.values():
            self.line.run(socket.send(type="beat"))  # a slow machine is no idle reader
        self.line.run(asyncio.sleep(QUIET_SECONDS if self._sockets else 0))
        for path, socket in self._sockets.items():
            queue = socket.communicator.output_queue
            while not queue.empty():
                event = queue.get_nowait()
                text = event.get("text") or f"{event['type']} {event.get('code')}"
                self._add("socket", path, text.encode())
        for each in mail.outbox[self._mails :]:
            if self.person.email in each.recipients():
                self._add("mail", "mail:", each.message().as_bytes())
        self._mails = len(mail.outbox)
        for endpoint, body in self.push.taken[self._pushes :]:
            if endpoint == self._endpoint:
                self._add("push", "push:", self._telephone.open(body))
        self._pushes = len(self.push.taken)


def _channel(answer: HttpResponseBase, kind: str) -> str:
    if "attachment" in answer.headers.get("Content-Disposition", ""):
        return "download"
    if answer.status_code in {301, 302, 303}:
        return "redirect"
    if kind == "text/html":
        return "page"
    return "json" if kind.endswith("json") else "file"


def _name(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return address.split("/")[2] if address.startswith("/ws/") else ""


def _links(page: str, body: bytes) -> list[str]:
    found = []
    for link in LINK.findall(body.decode()):
        address = urljoin(page, unescape(link))
        parts = urlsplit(address)
        if not parts.netloc and parts.path.startswith("/") and not parts.path.startswith(LEFT_OUT):
            found.append(address)
    return found
