# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who, besides its owner, may read a frozen version. Apps above say so in their `grants` modules."""

from collections.abc import Callable
from typing import Any

# (somebody signed in, version id) -> may they read it
Grant = Callable[[Any, int], bool]

_grants: list[Grant] = []


def may_read(grant: Grant) -> Grant:
    """Register a predicate; one that says yes is enough."""
    _grants.append(grant)
    return grant


def is_granted(user: Any, version_id: int) -> bool:
    """Whether any app lets this person read this version. Nobody is let in without signing in."""
    return user.is_authenticated and any(grant(user, version_id) for grant in _grants)
