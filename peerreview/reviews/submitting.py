# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Handing a review in, and setting one aside."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.accounts.models import User
from peerreview.activities.queries import authors_of, is_author_of
from peerreview.activities.rules import is_facilitator_of
from peerreview.allocation import services as allocation
from peerreview.cohorts.rules import knowing_seat
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.reviews import lifecycle, notices, queries, rules
from peerreview.reviews.errors import Incomplete
from peerreview.reviews.events import ReviewSetAside, ReviewSubmitted
from peerreview.reviews.fields import Gap
from peerreview.reviews.models import Review
from peerreview.rubrics.queries import criteria_of

REASON_MAX_CHARS = 1_000


@transaction.atomic
def submit_review(*, review: Review, by: User, now: datetime | None = None) -> Review:
    """Hand the draft in, for good. Doing it again changes nothing.

    A duty whose lease ran out is accepted while reviewing is open. Raises Incomplete with what is
    missing by field, Closed, Conflict, NotAllowed.
    """
    at = now or clock.now()
    locked = queries.locked_for_handing_in(review)
    rules.require_reviewer(locked, by)
    if locked.state == Review.State.SUBMITTED:
        return locked
    with knowing_seat(locked.reviewer, locked.submission.activity.cohort, locked.seat_role):
        rules.require_possible(locked, "submit", at)
    require_complete(locked)
    locked.state = lifecycle.after(locked.state, "submit")
    locked.submitted_at = at
    locked.save(update_fields=["state", "submitted_at"])
    own = [locked.unmarked_id] if locked.unmarked_id else []
    allocation.complete(assignment=locked.assignment, now=at, own=own)
    emit(ReviewSubmitted(**queries.event_ids(locked)), now=at)
    _tell_authors(locked, at)
    return locked


def _tell_authors(review: Review, at: datetime) -> None:
    submission = review.submission
    notify(
        to=authors_of(submission),
        kind=notices.ARRIVED,
        key=str(review.uuid),
        params={"work": submission.version.title},
        link=reverse("submission", args=[submission.uuid]),
        now=at,
    )


@transaction.atomic
def set_aside(*, review: Review, by: User, reason: str, now: datetime | None = None) -> Review:
    """Take a handed-in review out of the count, with a reason. Doing it again changes nothing.

    For those who run the activity, except on work of their own. Raises NotAllowed, Conflict, Invalid.
    """
    locked = queries.locked(review)
    submission = locked.submission
    if is_author_of(by, submission) or not is_facilitator_of(by, submission.activity):
        raise NotAllowed("not-facilitator", _("Only a facilitator can set a review aside."))
    if locked.state == Review.State.SET_ASIDE:
        return locked
    if lifecycle.after(locked.state, "set_aside") is None:
        raise Conflict("draft", _("Only a review that is handed in can be set aside."))
    why = text.plain(reason).strip()[:REASON_MAX_CHARS]
    if not why:
        raise Invalid("no-reason", _("Say why this review is set aside."), field="reason")
    locked.state = Review.State.SET_ASIDE
    locked.save(update_fields=["state"])
    allocation.discount(assignment=locked.assignment)
    emit(
        ReviewSetAside(**queries.event_ids(locked), by_id=by.pk, reason=why),
        now=now or clock.now(),
    )
    return locked


def require_complete(review: Review) -> None:
    """Raises Incomplete with what is missing, by field."""
    gaps = queries.gaps_in(review)
    if not gaps:
        return
    version = review.submission.activity.rubric_version
    least = {c.key: c.comment_min_chars for c in criteria_of(version)}
    least[""] = version.overall_min_chars  # of the work as a whole
    missing = {str(field): _sentence(gap, least[field.key]) for field, gap in gaps.items()}
    message = ngettext(
        "%(count)s thing is missing before you can hand this in.",
        "%(count)s things are missing before you can hand this in.",
        len(missing),
    ) % {"count": len(missing)}
    raise Incomplete(message, missing)


def _sentence(gap: Gap, least: int) -> str:
    if gap == Gap.NO_LEVEL:
        return _("Choose a level, or say that you cannot judge this.")
    if gap == Gap.NO_COMMENT:
        return _("Write a comment that says what you saw.")
    return ngettext(
        "Write at least %(count)s character here.",
        "Write at least %(count)s characters here.",
        least,
    ) % {"count": least}
