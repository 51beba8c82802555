# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Activities follow the clock."""

from peerreview.activities import reminding, staging
from peerreview.outbox.registry import periodically


@periodically
def release_results() -> None:
    """Tell once that results of an activity are open to all."""
    staging.release_due()


@periodically
def remind() -> None:
    """Tell what has opened, and what is due soon."""
    reminding.keep_time()
