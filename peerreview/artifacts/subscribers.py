# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What artifacts do when something happened."""

from peerreview.artifacts import uploads
from peerreview.artifacts.events import FileDropped
from peerreview.artifacts.models import File
from peerreview.outbox.registry import on


@on(FileDropped)
def discard_bytes(event: FileDropped) -> None:
    """The row is gone for good once this runs, so the bytes may follow it."""
    if not File.objects.filter(storage_key=event.storage_key).exists():
        uploads.discard(event.storage_key)
