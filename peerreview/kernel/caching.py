# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A cache that outlives its Redis: rate limits and presence go on, in each process for itself."""

import logging
import time
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

UNREACHABLE = (RedisError, OSError)
# For so long nobody asks a Redis that did not answer, so that not every request waits for it.
AWAY_SECONDS = 2.0


class SteadyCache(RedisCache):
    """Redis, or while it does not answer, the memory of this process.

    What was stored in one place is not seen from the other: a count begins anew, a seat is taken
    again within the minute. Nothing here may be the only copy of anything.
    """

    _away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._spare = LocMemCache("spare", params)

    def _steadily(self, act: str, *arguments: Any, **options: Any) -> Any:
        if time.monotonic() >= SteadyCache._away_until:
            try:
                return getattr(super(), act)(*arguments, **options)
            except UNREACHABLE as error:
                SteadyCache._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("Redis does not answer; this process remembers by itself: %s", error)
        return getattr(self._spare, act)(*arguments, **options)

    def add(self, *arguments: Any, **options: Any) -> bool:
        return self._steadily("add", *arguments, **options)

    def get(self, *arguments: Any, **options: Any) -> Any:
        return self._steadily("get", *arguments, **options)

    def set(self, *arguments: Any, **options: Any) -> None:
        self._steadily("set", *arguments, **options)

    def touch(self, *arguments: Any, **options: Any) -> bool:
        return self._steadily("touch", *arguments, **options)

    def delete(self, *arguments: Any, **options: Any) -> bool:
        return self._steadily("delete", *arguments, **options)

    def get_many(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        return self._steadily("get_many", *arguments, **options)

    def set_many(self, *arguments: Any, **options: Any) -> list[str]:
        return self._steadily("set_many", *arguments, **options)

    def delete_many(self, *arguments: Any, **options: Any) -> None:
        self._steadily("delete_many", *arguments, **options)

    def has_key(self, *arguments: Any, **options: Any) -> bool:
        return self._steadily("has_key", *arguments, **options)

    def incr(self, *arguments: Any, **options: Any) -> int:
        return self._steadily("incr", *arguments, **options)

    def clear(self) -> bool:
        return self._steadily("clear")
