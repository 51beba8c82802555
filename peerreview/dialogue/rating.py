# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Authors evaluate the reviews they got; reviewers are told in batches, so that nobody is guessed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.dialogue import batches, notices, rules
from peerreview.dialogue.events import RatingsTold, ReviewRated
from peerreview.dialogue.models import Rating
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Closed, Conflict, Invalid
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.reviews.models import Review

REPLY_MAX_CHARS = 1_000
SCALES = ("useful", "specific", "fair")


@dataclass(frozen=True)
class Evaluation:
    """What the author thought: three scales from 1 to 5, tags, a reply."""

    useful: int
    specific: int
    fair: int
    tags: Collection[str] = ()
    reply: str = ""


@transaction.atomic
def rate(
    *, review: Review, by: User, evaluation: Evaluation, now: datetime | None = None
) -> Rating:
    """Evaluate a review, or change that as long as its reviewer was not told.

    Raises NotAllowed, Closed outside the stage, Invalid by field, Conflict once it was told.
    """
    at = now or clock.now()
    rules.require_author(by, review)
    values = _checked(evaluation)
    # One after another for each reviewer, so that a batch is counted by one transaction at a time.
    User.objects.select_for_update(no_key=True).get(pk=review.reviewer_id)
    there = Rating.objects.filter(review=review).first()
    if there is not None and _has(there, values):
        return there
    if not rules.may_rate(review, at):
        raise Closed("not-rating", _("This activity does not take evaluations of reviews now."))
    if there is not None and there.told_at:
        raise Conflict(
            "told", _("The reviewer was told already, so this can no longer be changed.")
        )
    rating, _made = Rating.objects.update_or_create(
        review=review, defaults={**values, "by": by, "at": at}
    )
    emit(
        ReviewRated(
            review_id=review.pk,
            by_id=by.pk,
            is_disrespectful=Rating.Tag.DISRESPECTFUL in rating.tags,
        ),
        now=at,
    )
    tell_batch(reviewer=review.reviewer, activity=review.submission.activity, now=at)
    return rating


def _checked(evaluation: Evaluation) -> dict[str, object]:
    values: dict[str, object] = {}
    for scale in SCALES:
        value = getattr(evaluation, scale)
        if type(value) is not int or not 1 <= value <= 5:
            raise Invalid("no-scale", _("Choose one of the five."), field=scale)
        values[scale] = value
    unknown = set(evaluation.tags) - set(Rating.Tag.values)
    if unknown:
        raise Invalid("no-tag", _("Choose among the words that are offered."), field="tags")
    reply = text.plain(evaluation.reply).strip()
    if len(reply) > REPLY_MAX_CHARS:
        message = _("Shorten this to %(most)s characters; it has %(now)s.")
        counts = {"most": REPLY_MAX_CHARS, "now": len(reply)}
        raise Invalid("too-long", message % counts, field="reply")
    return {**values, "tags": sorted(set(evaluation.tags)), "reply": reply}


def _has(there: Rating, values: dict[str, object]) -> bool:
    return all(getattr(there, name) == value for name, value in values.items())


@transaction.atomic
def tell_batch(*, reviewer: User, activity: Activity, now: datetime | None = None) -> int:
    """Tell the reviewer what waits, if it is enough that nobody can be guessed; how many."""
    at = now or clock.now()
    User.objects.select_for_update(no_key=True).get(pk=reviewer.pk)
    waiting = Rating.objects.filter(
        review__reviewer=reviewer,
        review__submission__activity=activity,
        review__state=Review.State.SUBMITTED,
        told_at=None,
    )
    authors = list(waiting.values_list("review__submission__author_id", flat=True))
    if not batches.may_tell(authors, has_ended=rules.has_ended(activity, at)):
        return 0
    count = waiting.update(told_at=at)
    emit(RatingsTold(reviewer_id=reviewer.pk, activity_id=activity.pk, count=count), now=at)
    notify(
        to=[reviewer.pk],
        kind=notices.RATED,
        key=f"{activity.uuid}:{at.isoformat()}",
        link=reverse("review-uptake"),
        now=at,
    )
    return count
