# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is reviewing a work at this moment, kept in the cache and forgotten by it.

A seat lasts a minute unless it is renewed, so a process that dies takes nobody along. Nothing is
stored but that the assignment is being worked on, and the process that said so last: no name, no time
of coming or going. Only other reviewers of the same work are told (see groups.reviewers); its author
never is.
"""

import logging
import uuid
from collections.abc import Mapping

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

SEAT_SECONDS = 60
HOLDER = uuid.uuid4().hex  # this process


def sit(assignment_id: int) -> None:
    """The assignment is being worked on, for the next minute."""
    try:
        cache.set(_key(assignment_id), HOLDER, SEAT_SECONDS)
    except (RedisError, OSError):
        log.warning("Presence could not be kept", exc_info=True)


def is_free(assignment_id: int) -> bool:
    """Whether nobody is known to be working on the assignment, so that who comes is news."""
    try:
        return not cache.has_key(_key(assignment_id))
    except (RedisError, OSError):
        log.warning("Presence could not be read", exc_info=True)
        return True


def rise(assignment_id: int) -> None:
    """This process has nobody at work on the assignment any longer. One to whom they moved may have."""
    try:
        if cache.get(_key(assignment_id)) == HOLDER:
            cache.delete(_key(assignment_id))
    except (RedisError, OSError):
        log.warning("Presence could not be ended", exc_info=True)


def seated(names: Mapping[int, str]) -> list[str]:
    """Of the assignments (id → name this audience may see), those being worked on: names in order."""
    keys = {_key(assignment_id): name for assignment_id, name in names.items()}
    try:
        return sorted(keys[key] for key in cache.get_many(list(keys)))
    except (RedisError, OSError):
        log.warning("Presence could not be read", exc_info=True)
        return []


def _key(assignment_id: int) -> str:
    return f"rooms.seat.{assignment_id}"
