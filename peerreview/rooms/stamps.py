# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A number for each thing told of, by which everyone finds the newest of what they were told.

Messages about one thing are made in several processes at once and may cross on their way. Whoever
tells takes the next stamp after the change has committed and reads the state after that. So what has
the highest stamp was read last of all, and a snapshot that notes the stamp before it is read contains
everything told with that stamp or a lower one.

Stamps are kept in the cache for a day. They begin at a number drawn for that day, since one that came
of a clock would tell when the first reviewer came. Should the cache lose them, what comes may have lower
ones for as long as half a minute, until the next snapshot.
"""

import logging
import secrets

from django.core.cache import cache
from redis.exceptions import RedisError

from peerreview.kernel import clock

log = logging.getLogger(__name__)

_KEPT_SECONDS = 36 * 60 * 60


def next_of(thing: str) -> int:
    """The next stamp of the thing, for what is about to be read and told."""
    try:
        cache.add(_key(thing), _first(), _KEPT_SECONDS)
        return cache.incr(_key(thing))
    except (RedisError, OSError, ValueError):
        log.warning("The stamps of %s could not be counted", thing, exc_info=True)
        return 0


def latest_of(thing: str) -> int:
    """The stamp of what was told last, for a snapshot that is about to be read."""
    try:
        stamp = cache.get(_key(thing))
    except (RedisError, OSError):
        log.warning("The stamps of %s could not be read", thing, exc_info=True)
        return 0
    return next_of(thing) if stamp is None else stamp


def _first() -> int:
    day = clock.now().date().toordinal()
    return day * 1_000_000 + secrets.randbelow(100_000)


def _key(thing: str) -> str:
    return f"rooms.stamp.{thing}"
