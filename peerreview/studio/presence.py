# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is in a room at this moment, kept in the cache and forgotten by it.

A place lasts a minute unless it is renewed, so a process that dies takes nobody along. No time of coming or
going is stored. When the cache is away nobody counts as present: the facilitator can still go on.
"""

import logging
import uuid
from collections.abc import Iterable

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PLACE_SECONDS = 60
HOLDER = uuid.uuid4().hex  # this process
AWAY = (RedisError, OSError)


def sit(seat_id: int) -> None:
    """The person is in the room, for the next minute."""
    try:
        cache.set(_key(seat_id), HOLDER, PLACE_SECONDS)
    except AWAY:
        log.warning("Presence could not be kept", exc_info=True)


def rise(seat_id: int) -> None:
    """The person is no longer in the room by this process. One to whom they moved may have them."""
    try:
        if cache.get(_key(seat_id)) == HOLDER:
            cache.delete(_key(seat_id))
    except AWAY:
        log.warning("Presence could not be ended", exc_info=True)


def seated(seat_ids: Iterable[int]) -> set[int]:
    """Those of the seats whose people are in the room."""
    keys = {_key(seat_id): seat_id for seat_id in seat_ids}
    try:
        return {keys[key] for key in cache.get_many(list(keys))}
    except AWAY:
        log.warning("Presence could not be read", exc_info=True)
        return set()


def _key(seat_id: int) -> str:
    return f"studio.seat.{seat_id}"
