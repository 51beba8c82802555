# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What rubrics announce."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class RubricPublished(Event):
    rubric_id: int
    version_id: int
    content_hash: str


@dataclass(frozen=True, kw_only=True)
class RubricShared(Event):
    """A rubric came into everyone's library, or left it."""

    rubric_id: int
    by_id: int
    is_shared: bool
