# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What groups do when something below happened, and by the clock."""

from peerreview.activities.events import SubmissionMade
from peerreview.groups import exchanging, nudging
from peerreview.outbox.registry import on, periodically


@on(SubmissionMade)
def draw_when_all_are_in(event: SubmissionMade) -> None:
    """The last one handed in: nobody waits for the date."""
    exchanging.draw_when_all_are_in(activity_id=event.activity_id)


@periodically
def nudge() -> None:
    """Once a day, one gentle word."""
    nudging.nudge_all()
