# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The second look: who reviewed a round is offered its revision before anybody else."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import revising
from peerreview.activities.models import Submission
from peerreview.allocation.again import assign_again
from peerreview.dialogue import notices
from peerreview.dialogue.events import SecondLookAnswered, SecondLookOffered
from peerreview.dialogue.models import SecondLook
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.reviews import drafting
from peerreview.reviews.models import Review

State = SecondLook.State


@transaction.atomic
def offer(*, submission_id: int, now: datetime | None = None) -> int:
    """Offer a revision to the reviewers of the round before; how many are new. Again offers nothing."""
    at = now or clock.now()
    made = Submission.objects.select_related("activity", "version").get(pk=submission_id)
    reviews = Review.objects.filter(
        submission=made.revises_id, state=Review.State.SUBMITTED
    ).select_related("reviewer")
    count = sum(_offer(made, review, at) for review in reviews)
    if not SecondLook.objects.filter(submission=made).exists():
        revising.release(submission=made)
    return count


def _offer(made: Submission, review: Review, now: datetime) -> bool:
    look, is_new = SecondLook.objects.get_or_create(
        submission=made,
        reviewer=review.reviewer,
        defaults={"earlier": review, "offered_at": now},
    )
    if is_new:
        emit(
            SecondLookOffered(
                second_look_id=look.pk, submission_id=made.pk, reviewer_id=review.reviewer_id
            ),
            now=now,
        )
        notify(
            to=[review.reviewer_id],
            kind=notices.SECOND_LOOK,
            key=str(look.pk),
            link=reverse("review-uptake"),
            now=now,
        )
    return is_new


@transaction.atomic
def take(*, look: SecondLook, by: User, now: datetime | None = None) -> Review:
    """Review the revision. Again goes on with the same review. Raises as assign_again does."""
    at = now or clock.now()
    locked = _locked(look, by)
    if locked.state == State.DECLINED:
        raise Conflict("declined", _("You passed this on already; somebody else is asked."))
    assignment = assign_again(
        submission=locked.submission, earlier=locked.earlier.assignment, now=at
    )
    _answer(locked, State.TAKEN, at)
    return drafting.open_review(assignment=assignment, now=at)


@transaction.atomic
def pass_on(*, look: SecondLook, by: User, now: datetime | None = None) -> SecondLook:
    """Do not review the revision. Again changes nothing."""
    at = now or clock.now()
    locked = _locked(look, by)
    if locked.state == State.TAKEN:
        raise Conflict("taken", _("You have begun to review this. Give that review back instead."))
    _answer(locked, State.DECLINED, at)
    return locked


def _locked(look: SecondLook, by: User) -> SecondLook:
    if look.reviewer_id != by.pk:
        raise NotAllowed("not-yours", _("This offer is for somebody else."))
    rows = SecondLook.objects.select_for_update(of=("self",))
    return rows.select_related("submission", "earlier__assignment").get(pk=look.pk)


def _answer(look: SecondLook, state: str, now: datetime) -> None:
    if look.state == state:
        return
    look.state = state
    look.save(update_fields=["state"])
    emit(
        SecondLookAnswered(
            second_look_id=look.pk,
            submission_id=look.submission_id,
            reviewer_id=look.reviewer_id,
            state=state,
        ),
        now=now,
    )
    waiting = SecondLook.objects.filter(submission=look.submission_id, state=State.OFFERED)
    if not waiting.exists():
        revising.release(submission=look.submission)
