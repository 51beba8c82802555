# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What artifacts announce."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class VersionFrozen(Event):
    version_id: int
    artifact_id: int
    owner_id: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class FileDropped(Event):
    """A file's row is gone; its bytes may go too."""

    storage_key: str
