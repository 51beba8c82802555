# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""When an author rates their own work, and what they said: reads only.

Kept apart from everything that counts: no outcome, consensus or badge reads these rows.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.queries import is_author_of, window_of
from peerreview.activities.stages import Act, allows
from peerreview.kernel import clock
from peerreview.reviews.models import SelfAssessment


def is_open(submission: Submission, now: datetime) -> bool:
    """Whether one's own work can be rated now."""
    is_live = submission.withdrawn_at is None
    return is_live and allows(window_of(submission.activity), Act.SELF_ASSESS, now)


def is_owed(user: User, submission: Submission, now: datetime | None = None) -> bool:
    """Whether this author rates their work before they see their reviews.

    When the time for it is over nobody is held up.
    """
    if not is_author_of(user, submission) or not is_open(submission, now or clock.now()):
        return False
    return not SelfAssessment.objects.filter(submission=submission, person=user).exists()


def own_of(submission: Submission, person_id: int) -> SelfAssessment | None:
    """How this author rated the work, if they did."""
    found = SelfAssessment.objects.filter(submission=submission, person_id=person_id)
    return found.prefetch_related("scores__criterion", "scores__level").first()


def owed_by(user: User, now: datetime) -> list[Submission]:
    """Work of this person that they are asked to rate themselves now, the newest first; one query."""
    made = SelfAssessment.objects.filter(submission=OuterRef("pk"), person=user)
    rows: QuerySet[Submission] = (
        Submission.objects.filter(
            Q(author=user) | Q(coauthors__person=user),
            withdrawn_at=None,
            activity__stage_settings__has_key=str(Act.SELF_ASSESS),
        )
        .filter(~Exists(made))
        .select_related("activity__cohort", "version")
        .order_by("-submitted_at", "-pk")
    )
    return [submission for submission in rows if is_open(submission, now)]
