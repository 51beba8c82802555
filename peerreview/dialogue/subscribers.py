# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the dialogue does when something happened below."""

from django.db.models import Count

from peerreview.accounts.models import User
from peerreview.activities import revising
from peerreview.activities.events import SubmissionRevised
from peerreview.activities.models import Activity
from peerreview.artifacts import uploads
from peerreview.dialogue import again, deciding, rating
from peerreview.dialogue.batches import AUTHORS_LEAST
from peerreview.dialogue.events import RecordingDropped
from peerreview.dialogue.models import Rating, Recording
from peerreview.outbox.registry import on, periodically


@on(SubmissionRevised)
def offer_second_looks(event: SubmissionRevised) -> None:
    """Those who reviewed the round before may take the revision first."""
    again.offer(submission_id=event.submission_id)


@on(SubmissionRevised)
def confirm_uptake(event: SubmissionRevised) -> None:
    """What the author said they did is in a version now."""
    deciding.confirm_for(submission_id=event.submission_id)


@on(RecordingDropped)
def discard_sound(event: RecordingDropped) -> None:
    """The row is gone for good once this runs, so the bytes may follow it."""
    if not Recording.objects.filter(storage_key=event.storage_key).exists():
        uploads.discard(event.storage_key)


@periodically
def tell_the_rest() -> None:
    """When an activity has ended, what still waits is told as far as nobody can be guessed."""
    pairs = (
        Rating.objects.filter(told_at=None)
        .order_by()
        .values_list("review__reviewer", "review__submission__activity")
        .annotate(authors=Count("review__submission__author", distinct=True))
        .filter(authors__gte=AUTHORS_LEAST)
        .order_by("review__reviewer", "review__submission__activity")
    )
    for reviewer_id, activity_id, _authors in pairs:
        rating.tell_batch(
            reviewer=User.objects.get(pk=reviewer_id),
            activity=Activity.objects.get(pk=activity_id),
        )


@periodically
def release_revisions() -> None:
    """A revision that its earlier reviewers leave alone goes to others."""
    revising.release_lapsed()
