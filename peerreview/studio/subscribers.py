# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who leaves a study group gets up from its studios."""

from peerreview.cohorts.events import MemberLeft
from peerreview.outbox.registry import on
from peerreview.studio import services


@on(MemberLeft)
def give_up_seats(event: MemberLeft) -> None:
    """Their seats are free, and nobody waits for them."""
    services.leave_group(group_id=event.cohort_id, person_id=event.user_id)
