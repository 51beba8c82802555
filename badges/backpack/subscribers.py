# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What was brought along is looked at again."""

from badges.backpack import services
from peerreview.outbox.registry import periodically


@periodically
def check_again() -> None:
    """About once a month each; a few at a time."""
    services.check_due()
