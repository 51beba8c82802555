# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is noted on submissions so that a pick finds the right one first."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Case, FloatField, Value, When

from peerreview.activities.models import Submission
from peerreview.allocation.models import Assignment


@transaction.atomic
def credit_author(*, submission_id: int) -> None:
    """Put who had reviewed here before handing in among those who gave. Erased work needs nothing."""
    row = Submission.objects.filter(pk=submission_id)
    submission = row.first()
    if submission is None:
        return
    gave = Assignment.objects.filter(
        submission__activity=submission.activity_id,
        reviewer=submission.author_id,
        state=Assignment.State.DONE,
    )
    if gave.exists():
        row.update(author_has_reviewed=True)


def note_doubts(doubts: Mapping[int, float]) -> None:
    """How far the reviewers of submissions differ, by id: once nothing is short, the most contested
    work comes first."""
    if doubts:
        cases = [When(pk=pk, then=Value(doubt)) for pk, doubt in sorted(doubts.items())]
        told = Submission.objects.filter(pk__in=doubts)
        told.update(doubt=Case(*cases, output_field=FloatField()))
