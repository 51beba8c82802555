# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What chains one entry to the one before it."""

from datetime import UTC

from peerreview.audit.models import Entry
from peerreview.kernel import hashing


def digest_of(entry: Entry) -> str:
    """The digest an entry must have."""
    return hashing.digest(
        {
            "number": entry.number,
            "message": entry.message_id,
            "name": entry.name,
            "payload": entry.payload,
            "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(),
            "previous": entry.previous,
        }
    )
