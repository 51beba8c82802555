# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What happened at the sockets, counted for whoever runs the site.

Each process counts for itself and adds what is new to the sums of all processes, which the cache
keeps for a month after the last. While the cache is away, a process shows its own.
"""

import logging
import threading
from collections import Counter

from django.core.cache import cache
from redis.exceptions import RedisError

from peerreview.rooms import protocol

log = logging.getLogger(__name__)

OPENED = "opened"
ORIGIN = "refused.origin"
COMMANDS = "commands"
ACKED = "acknowledged"
DELIVERED = "delivered"
REFUSALS = (
    "not-json",
    "not-object",
    "too-deep",
    "too-large",
    "duplicate-key",
    "version",
    "unknown-type",
    "missing-key",
    "unknown-key",
    "bad-value",
)
NAMES = (
    OPENED,
    *(f"closed.{code}" for code in protocol.CLOSE_CODES),
    "closed.other",
    ORIGIN,
    *(f"refused.{code}" for code in REFUSALS),
    COMMANDS,
    ACKED,
    DELIVERED,
)

_KEPT_SECONDS = 30 * 24 * 60 * 60
_own: Counter[str] = Counter()
_told: Counter[str] = Counter()
_sharing = threading.Lock()


def count(name: str, number: int = 1) -> None:
    """One more of it. Called on the event loop."""
    _own[name] += number


def closed(code: int) -> None:
    """A socket was closed with that code, by whichever side."""
    count(f"closed.{code}" if code in protocol.CLOSE_CODES else "closed.other")


def share() -> None:
    """Add what this process has counted since the last time to the sums."""
    with _sharing:
        for name in NAMES:
            if fresh := _own[name] - _told[name]:
                cache.add(_key(name), 0, _KEPT_SECONDS)
                cache.incr(_key(name), fresh)
                cache.touch(_key(name), _KEPT_SECONDS)
                _told[name] += fresh


def sums() -> dict[str, int]:
    """Every count by its name, of all processes."""
    try:
        share()
        kept = cache.get_many([_key(name) for name in NAMES])
    except (RedisError, OSError):
        log.warning("The counts of the other processes could not be read", exc_info=True)
        return {name: _own[name] for name in NAMES}
    return {name: kept.get(_key(name), 0) for name in NAMES}


def as_text() -> str:
    """The sums, a line each: what is named `closed.4408` is `peerage_sockets_closed_total{code="4408"}`."""
    lines = []
    for name, number in sums().items():
        what, _, code = name.partition(".")
        label = f'{{code="{code}"}}' if code else ""
        lines.append(f"peerage_sockets_{what}_total{label} {number}\n")
    return "".join(lines)


def _key(name: str) -> str:
    return f"rooms.count.{name}"
