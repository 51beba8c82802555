# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What groups do when something below happened, and by the clock."""

from peerreview.accounts.models import User
from peerreview.activities.events import SubmissionMade
from peerreview.cohorts.events import MemberJoined
from peerreview.groups import exchanging, nudging, swapping
from peerreview.outbox.registry import on, periodically


@on(SubmissionMade)
def draw_when_all_are_in(event: SubmissionMade) -> None:
    """The last one handed in: nobody waits for the date."""
    exchanging.draw_when_all_are_in(activity_id=event.activity_id)


@on(MemberJoined)
def keep_apart(event: MemberJoined) -> None:
    """Who now learns together reviews each other in no exchange between groups."""
    for person in User.objects.filter(pk=event.user_id):
        swapping.keep_apart_anew(person=person)


@periodically
def nudge() -> None:
    """Once a day, one gentle word."""
    nudging.nudge_all()
