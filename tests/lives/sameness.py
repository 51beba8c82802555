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

# What is drawn by lot, anew in every life and for everybody alike, and why it may differ. Of things
# that stand for something, the same one keeps its number wherever it appears again.
NUMBERED = (
    (rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "public ids are random"),
    (rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", "digests over random ids"),
    (rb"(?<![0-9a-f])[0-9a-f]{16}(?=\xe2\x80\xa6)", "the beginning of such a digest"),
    (rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|(?<=\?v=)[0-9a-f]{8}", "a picture's name is random"),
    (rb"(?<=part-)[0-9a-f]{12}", "an anchor made of a random id"),
    (rb"(?<=artifacts/)[0-9a-f]{2}/[0-9a-f]{40}", "one's own file lies under a random key"),
)
DROPPED = (
    (rb'(?<=csrfmiddlewaretoken" value=")\w+', "one per page"),
    (rb'(?<=x-csrftoken": ")\w+|(?<=x-csrftoken&quot;: &quot;)\w+', "one per page"),
    (rb"(?<=Set-Cookie: )[^\r\n]+", "one per sign-in, and by the machine's own clock"),
    (rb"(?<=Content-Length: )\d+", "follows the length of a pseudonym; the bytes are compared"),
    (rb"(?<=Message-ID: )<[^>]+>|(?m:^Date: .*$)", "made by the mail library from its own clock"),
    (
        rb"(?<=notifications/stop/)(?:[\w:-]|=\r?\n)+",
        "the reader's own id, signed by the machine's clock",
    ),
    (rb'(?<="stamp":)\d+', "a count from a number drawn for the day"),
    (rb"(?<=avatar-hue-)\d", "a colour drawn from a random id"),
    (rb"(?<=boundary=)\S+|={15,}\d+==", "between the parts of a mail"),
)
_NUMBERED = re.compile(b"|".join(b"(?:" + pattern + b")" for pattern, _why in NUMBERED))
_DROPPED = re.compile(b"|".join(b"(?:" + pattern + b")" for pattern, _why in DROPPED))


# Where a row of the board begins: one's own, which has its name, and all others, which have a number.
ROW = re.compile(rb'<tr>\s*<th scope="row">(?:Submission \d+|\S+ \d+</th>)?|</tbody>')


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
        named = self._aliases.sub(self._numbered("name"), _DROPPED.sub(b"<lot>", data))
        return _NUMBERED.sub(self._numbered("lot"), named)

    def _numbered(self, what: str) -> Callable[[re.Match[bytes]], bytes]:
        def number(match: re.Match[bytes]) -> bytes:
            key = (
                match.group().lower().replace(b" ", b"-").replace(b"%20", b"-").replace(b"+", b"-")
            )
            return f"<{what} {self._numbers.setdefault(key, len(self._numbers) + 1)}>".encode()

        return number


def levelled(sent: Sequence[Sent], aliases: Iterable[str]) -> list[tuple[str, bytes]]:
    """Everything in the order it came, then each room's frames: what it was, and its levelled bytes."""
    leveller = Leveller(aliases)
    things = [
        (
            f"{each.channel} {each.name}",
            leveller.level(each.address.encode() + b"\n" + each.head + b"\n" + _comparable(each)),
        )
        for each in sent
        if each.channel != "socket"
    ]
    frames = [each for each in sent if each.channel == "socket" and _is_told(each.body)]
    rooms = {(f"socket {each.name}", leveller.level(each.body)) for each in frames}
    return things + sorted(rooms)


def _is_told(frame: bytes) -> bool:
    """Whether somebody did something. The rest follows the machine's clock: how a room is every half
    minute, who is at work in this minute, that a line is alive. The recorder reads them all the same."""
    ticking = (b'"type":"snapshot"', b'"type":"presence"', b'"type":"beat"', b"websocket.close")
    return not any(kind in frame for kind in ticking)


def _comparable(sent: Sent) -> bytes:
    """Zips say when they were packed, so what is in them; the board's rows, whose order is drawn."""
    if sent.body[:2] == b"PK":
        return b"\n".join(list(layers(sent.body))[1:])
    if sent.name == "activity-board":
        return b"\n".join(sorted(row.strip() for row in ROW.split(sent.body)))
    return sent.body


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
