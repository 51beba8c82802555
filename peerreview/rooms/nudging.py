# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""That something has changed, told seldom: drafts are saved many times a minute by many people.

Whoever is told fetches a little later than `SECONDS`, so that nothing within them is missed.
"""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

SECONDS = 2


def may_nudge(activity_id: int) -> bool:
    """Whether the desk of the activity has not been told for a while; asking counts as telling."""
    try:
        return cache.add(f"rooms.nudge.{activity_id}", 1, SECONDS)
    except (RedisError, OSError):
        log.warning("Nudges could not be counted", exc_info=True)
        return True
