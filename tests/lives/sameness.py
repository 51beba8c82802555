# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Two lives side by side: what reached one person, with only what is drawn by lot made equal.

Whatever else differs between two lives that differ in who is on the other side, tells who that is.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote, quote_plus

from django.utils.text import slugify

from tests.lives.recorder import Sent
from tests.lives.spellings import layers

# What is drawn by lot, anew in every life and for everybody alike, and why it may differ.
BY_LOT = (
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "public ids are random"),
    (rb"(?<=sha256-)[\w+/=]{40,}|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", "digests over random ids"),
    (rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", "a picture's name is random"),
    (rb"(?<![0-9a-f])[0-9a-f]{16}(?=…|\.\.\.)", "the beginning of such a digest"),
    (rb'(?<=csrfmiddlewaretoken" value=")\w+', "one per page"),
    (rb'(?<=x-csrftoken": ")\w+|(?<=x-csrftoken&quot;: &quot;)\w+', "one per page"),
    (rb"(?<=csrftoken=)\w+|(?<=sessionid=)\w+|(?<=messages=)[^;]+", "one per sign-in"),
    (rb"(?<=Content-Length: )\d+", "follows the length of a pseudonym, and the bytes are compared"),
    (rb"(?<=Message-ID: )<[^>]+>|(?m:^Date: .*$)", "made by the mail library from its own clock"),
    (rb"(?<=boundary=)\S+|={15,}\d+==", "between the parts of a mail"),
)
_LOTS = re.compile(b"|".join(b"(?:" + pattern + b")" for pattern, _why in BY_LOT))


class Leveller:
    """Replaces each thing drawn by lot by a number, the same one wherever it appears again."""

    def __init__(self, aliases: Iterable[str]) -> None:
        forms = {
            form.encode()
            for alias in aliases
            for form in (alias, slugify(alias), quote(alias), quote_plus(alias))
        }
        # Pseudonyms are drawn too, from a list of words.
        self._aliases = re.compile(b"|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
        self._numbers: dict[bytes, int] = {}

    def level(self, data: bytes) -> bytes:
        return _LOTS.sub(self._numbered("lot"), self._aliases.sub(self._numbered("name"), data))

    def _numbered(self, what: str) -> Callable[[re.Match[bytes]], bytes]:
        def number(match: re.Match[bytes]) -> bytes:
            key = match.group().lower().replace(b" ", b"-").replace(b"%20", b"-").replace(b"+", b"-")
            return f"<{what} {self._numbers.setdefault(key, len(self._numbers) + 1)}>".encode()

        return number


def levelled(sent: Sequence[Sent], aliases: Iterable[str]) -> list[tuple[str, bytes]]:
    """Everything in the order it came, sockets after the rest: what it was, and its levelled bytes."""
    leveller = Leveller(aliases)
    in_order = sorted(sent, key=lambda each: (each.channel == "socket", _room(each)))
    return [
        (
            f"{each.channel} {each.name}",
            leveller.level(each.address.encode() + b"\n" + each.head + b"\n" + _unpacked(each)),
        )
        for each in in_order
    ]


def _room(sent: Sent) -> str:
    # A frame may come before or after a page; within its room the order holds.
    return sent.name if sent.channel == "socket" else ""


def _unpacked(sent: Sent) -> bytes:
    """Zips say when they were packed; what is in them is compared instead."""
    return b"\n".join(list(layers(sent.body))[1:]) if sent.body[:2] == b"PK" else sent.body


def differences(one: Sequence[tuple[str, bytes]], other: Sequence[tuple[str, bytes]]) -> list[str]:
    """Where the two differ, each with the bytes around the first difference."""
    found = [f"{a[0]} here, {b[0]} there" for a, b in zip(one, other, strict=False) if a[0] != b[0]]
    if len(one) != len(other):
        found.append(f"{len(one)} things here, {len(other)} there")
    return found + [
        f"{what}: {_around(here, there)}"
        for (what, here), (_what, there) in zip(one, other, strict=False)
        if here != there
    ]


def _around(here: bytes, there: bytes) -> str:
    pairs = enumerate(zip(here, there, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(here), len(there)))
    return f"{here[max(0, at - 120) : at + 120]!r} or {there[max(0, at - 60) : at + 120]!r}"
