# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the people around an artifact may do, from objects already in hand."""

from typing import Any

from peerreview.artifacts import registry
from peerreview.artifacts.models import Version


def owns(user: Any, version: Version) -> bool:
    """Whether the work is this person's own."""
    return user.is_authenticated and version.artifact.owner_id == user.pk


def may_read_version(user: Any, version: Version) -> bool:
    """The owner always; others only what is frozen, and only when an app above grants it."""
    if owns(user, version):
        return True
    return version.is_frozen and registry.is_granted(user, version.pk)
