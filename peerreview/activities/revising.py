# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Revise and resubmit: a new round of the same work in the same activity. The round before stays."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import queries, rules
from peerreview.activities.events import SubmissionMade, SubmissionRevised
from peerreview.activities.models import Submission
from peerreview.activities.stages import Act, allows
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Version
from peerreview.artifacts.queries import manifest
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.outbox.services import emit

# For so long a revision waits for those who reviewed the round before.
HELD_FOR = timedelta(hours=48)
# Who takes a revision up reviews it within this time, also when reviewing has ended for the rest.
SECOND_LOOK = timedelta(days=14)


def why_not(
    submission: Submission, by: User, now: datetime
) -> NotAllowed | Conflict | Closed | None:
    """What keeps this person from handing in a new round now; None when nothing does."""
    if submission.author_id != by.pk or not rules.may_submit(by, submission.activity):
        return NotAllowed("not-author", _("Only its author revises a submission."))
    if submission.withdrawn_at or submission.superseded_at:
        return Conflict("not-live", _("This is not your latest version. Go on from the latest."))
    if submission.is_early and queries.is_open_to(by, submission.activity, Act.SUBMIT, now):
        return None
    if not submission.reviews_done:
        return Conflict("no-reviews", _("Wait for a first review: it is what you revise by."))
    if not allows(queries.window_of(submission.activity), Act.REVISE, now):
        return Closed("not-revising", _("This activity does not take revisions now."))
    return None


@transaction.atomic
def start_revision(*, submission: Submission, by: User, now: datetime | None = None) -> Version:
    """The draft of the next round: it begins as a copy of what was handed in. Again gives the same.

    Raises NotAllowed, Conflict or Closed.
    """
    at = now or clock.now()
    there = _locked(submission)
    if (error := why_not(there, by, at)) is not None:
        raise error
    return artifacts.new_draft(artifact=there.version.artifact, by=by, now=at)


@transaction.atomic
def resubmit(
    *, submission: Submission, version: Version, by: User, now: datetime | None = None
) -> Submission:
    """Hand in `version` as the next round of `submission`. The same version again changes nothing.

    Raises NotAllowed, Conflict, Closed; Invalid on `parts` when nothing was changed.
    """
    at = now or clock.now()
    there = _locked(submission)
    again = Submission.objects.filter(revises=there, version=version).first()
    if again is not None and again.author_id == by.pk:
        return again
    if (error := why_not(there, by, at)) is not None:
        raise error
    _refuse_other_work(there, version)
    frozen = artifacts.freeze(version=version, by=by, now=at)
    there.superseded_at = at
    there.save(update_fields=["superseded_at"])
    made = Submission.objects.create(
        activity=there.activity,
        author=there.author,
        version=frozen,
        revises=there,
        submitted_at=at,
        # The final work is new to everybody: nobody is waited for.
        held_until=None if there.is_early else at + HELD_FOR,
        is_late=there.is_early and queries.is_late_for(there.activity, by, at),
        author_has_reviewed=there.author_has_reviewed,
        places_left=there.activity.reviews_needed,
        held_at=there.held_at,
        counts_for_badge=there.counts_for_badge or there.is_early,
        unsealed_reason=there.unsealed_reason,
    )
    there.coauthors.update(submission=made)
    ids = {"submission_id": made.pk, "activity_id": made.activity_id, "author_id": made.author_id}
    emit(SubmissionMade(**ids, version_id=frozen.pk, digest=frozen.digest), now=at)
    emit(SubmissionRevised(**ids, revises_id=there.pk), now=at)
    return made


@transaction.atomic
def release(*, submission: Submission) -> None:
    """Nobody is waited for any longer: other reviewers may take the revision. Again changes nothing."""
    Submission.objects.filter(pk=submission.pk).update(held_until=None)


def release_lapsed(*, now: datetime | None = None) -> int:
    """Revisions that waited long enough are open to all; how many."""
    waited = Submission.objects.filter(held_until__lt=now or clock.now())
    return waited.update(held_until=None)


def _refuse_other_work(there: Submission, version: Version) -> None:
    if version.artifact_id != there.version.artifact_id:
        raise Conflict("other-work", _("A revision goes on from the work that was reviewed."))
    if manifest(version) == manifest(there.version):
        message = _("Nothing is changed yet. Change something before you hand it in again.")
        raise Invalid("unchanged", message, field="parts")


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",)).select_related(
        "activity__cohort", "activity__rubric_version", "version__artifact", "author"
    )
    return rows.get(pk=submission.pk)
