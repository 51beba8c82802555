# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rating one's own work."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.queries import is_author_of
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Invalid, NotAllowed
from peerreview.outbox.services import emit
from peerreview.reviews import self_rating
from peerreview.reviews.events import SelfAssessed
from peerreview.reviews.models import SelfAssessment, SelfScore
from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_of
from peerreview.rubrics.sheets import Entry, judged


@transaction.atomic
def self_assess(
    *,
    submission: Submission,
    by: User,
    entries: Mapping[str, Entry],
    now: datetime | None = None,
) -> SelfAssessment:
    """Rate one's own work on every criterion, once: what is said first is what can be compared.

    Again gives what was said. Raises NotAllowed, Closed outside the stage, Invalid without a level.
    """
    at = now or clock.now()
    if not is_author_of(by, submission):
        raise NotAllowed("not-author", _("Only its author rates their own work here."))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    there = self_rating.own_of(submission, by.pk)
    if there:
        return there
    if not self_rating.is_open(submission, at):
        raise Closed("not-now", _("The time for rating your own work is not now."))
    criteria = judged(criteria_of(submission.activity.rubric_version))
    scores = [_score(criterion, entries.get(criterion.key, Entry())) for criterion in criteria]
    made = SelfAssessment.objects.create(submission=submission, person=by, made_at=at)
    for score in scores:
        score.assessment = made
    SelfScore.objects.bulk_create(scores)
    emit(
        SelfAssessed(
            submission_id=submission.pk, activity_id=submission.activity_id, person_id=by.pk
        ),
        now=at,
    )
    return made


def _score(criterion: Criterion, entry: Entry) -> SelfScore:
    level = next((one for one in criterion.levels.all() if one.value == entry.value), None)
    if level is None:
        raise Invalid("no-level", _("Choose a level."), field=f"level-{criterion.key}")
    return SelfScore(criterion=criterion, level=level, note=entry.words)
