# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How often something may be done by one visitor in a span of time. Kept in the cache: whoever runs
several processes counts in all of them with Redis."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from peerreview.kernel import clock


def allow(name: str, *, most: int, seconds: int) -> bool:
    """Count one more under the name; whether it is still within `most` in this span of time."""
    span = int(clock.now().timestamp()) // seconds
    key = f"limit-{name}-{span}"
    cache.add(key, 0, seconds * 2)
    try:
        return cache.incr(key) <= most
    except ValueError:
        # It was forgotten between two lines.
        return True


def who(request: HttpRequest) -> str:
    """The visitor's address; behind a proxy the last one it forwards for."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    is_behind = settings.ALLAUTH_TRUSTED_PROXY_COUNT and forwarded
    return forwarded[:64] if is_behind else request.META.get("REMOTE_ADDR", "")
