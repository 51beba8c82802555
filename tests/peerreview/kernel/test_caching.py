# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The cache without its Redis: each process remembers for itself, and nobody waits."""

import time
from collections.abc import Iterator

import pytest
from redis.backoff import NoBackoff
from redis.retry import Retry

from peerreview.kernel.caching import SteadyCache
from tests.servers import free_port


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[SteadyCache]:
    """Of a Redis that is not there."""
    monkeypatch.setattr(SteadyCache, "_away_until", 0.0)
    patience = {"socket_connect_timeout": 1, "retry": Retry(NoBackoff(), retries=0)}
    made = SteadyCache(f"redis://127.0.0.1:{free_port()}/0", {"OPTIONS": patience})
    yield made
    made.clear()


def test_without_redis_what_is_kept_is_found_again(cache: SteadyCache) -> None:
    cache.set("seat", 1, 60)
    cache.set_many({"a": 1, "b": 2}, 60)

    assert cache.get("seat") == 1
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert cache.add("seat", 2, 60) is False
    assert cache.incr("seat") == 2
    assert cache.touch("seat", 60)
    assert cache.has_key("seat")
    cache.delete_many(["a"])
    assert cache.delete("seat")
    assert cache.get_or_set("seat", "new", 60) == "new"
    assert cache.get("a", "none") == "none"


def test_one_request_in_two_seconds_asks_whether_redis_is_back(
    cache: SteadyCache, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(50):
        cache.set(f"key{number}", number)
    assert len([r for r in caplog.records if "Redis does not answer" in r.message]) == 1

    SteadyCache._away_until = time.monotonic() - 1
    cache.get("key1")

    assert len([r for r in caplog.records if "Redis does not answer" in r.message]) == 2
