# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is over is not kept."""

from badges.connect import services
from peerreview.outbox.registry import periodically


@periodically
def tidy() -> None:
    """Keys and doors that are over, applications that nobody lets in any more."""
    services.tidy()
