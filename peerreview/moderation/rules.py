# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who moderates, who answers, and when one may appeal."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of, window_of
from peerreview.activities.rules import is_facilitator_of
from peerreview.activities.stages import Act, closes_at, released_at
from peerreview.aggregation.models import Outcome
from peerreview.cohorts import rules as cohort_rules
from peerreview.moderation.models import Case
from peerreview.reviews.models import Review
from peerreview.reviews.visibility import seal_of

FLAGS_A_DAY = 10


def moderates(user: User, activity: Activity) -> bool:
    """Who runs the activity, and the site's staff."""
    return user.is_authenticated and (user.is_staff or is_facilitator_of(user, activity))


def moderates_case(user: User, case: Case) -> bool:
    """Who runs the activity or cohort it belongs to, and the site's staff."""
    if case.activity is not None:
        return moderates(user, case.activity)
    if not user.is_authenticated:
        return False
    return user.is_staff or (
        case.cohort is not None and cohort_rules.is_facilitator(user, case.cohort)
    )


def is_party(user: User, case: Case) -> bool:
    """Whose thing it is, and who flagged it."""
    return case.accused_id == user.pk or case.flags.filter(by=user).exists()


def may_rule(user: User, case: Case) -> bool:
    """A moderator who is no party."""
    return moderates_case(user, case) and not is_party(user, case)


def may_decide(user: User, submission: Submission) -> bool:
    """On an appeal: who runs the activity, never its author or a reviewer of the work."""
    if is_author_of(user, submission) or not is_facilitator_of(user, submission.activity):
        return False
    return not submission.assignments.filter(reviewer=user).exists()


def appeals_end(submission: Submission) -> datetime:
    """The last moment to appeal: the results stage's own date, else some days after the last
    review, the end of reviewing or the release of results, whichever is latest."""
    window = window_of(submission.activity)
    own = window.span(Act.SEE_RESULTS).hard_end
    if own is not None:
        return own
    counted = submission.reviews.filter(state=Review.State.SUBMITTED)
    last = counted.aggregate(last=Max("submitted_at"))["last"]
    told = (last, closes_at(window, Act.REVIEW), released_at(window), submission.submitted_at)
    return max(at for at in told if at) + timedelta(days=settings.APPEAL_DAYS)


def may_appeal_now(submission: Submission, outcome: Outcome | None, now: datetime) -> bool:
    """Once the reviews asked for are in or the time for them is over, and their author may read
    them, until the window ends."""
    if outcome is None or not outcome.reviews_counted or submission.withdrawn_at:
        return False
    if seal_of(submission.author, submission, now) is not None:
        return False
    activity = submission.activity
    end = closes_at(window_of(activity), Act.REVIEW)
    is_final = submission.reviews_done >= activity.reviews_needed or (end is not None and now > end)
    return is_final and now <= appeals_end(submission)
