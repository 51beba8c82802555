# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may review, and when.

In a cohort's activity: those who take part in it. In an open challenge: who has a live submission
there, so that one gives to get, and who looks after it. Who looks after a blind activity sees
names, so takes no part and reviews nothing (see `activities.rules.may_take_part`).

Where the calibrate stage is on, reviewing begins after it (see `calibration.queries.is_ready`); who
had begun before it was switched on is not stopped.
"""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from peerreview.accounts.models import User
from peerreview.activities import rules as activity_rules
from peerreview.activities import stages
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_open_to, live_submission, window_of
from peerreview.activities.revising import SECOND_LOOK
from peerreview.allocation.models import Assignment
from peerreview.allocation.solver import Reason
from peerreview.calibration import queries as calibration
from peerreview.kernel.errors import Invalid

Decline = Assignment.Decline
# What a reviewer may say on giving a review back, in the order of the choice.
DECLINES = tuple(kind for kind in Decline if kind != Decline.TAKEN_BACK)
NEED_WORDS = frozenset({Decline.OFF_TOPIC, Decline.OTHER})
UNREADABLE = frozenset({Decline.CANNOT_OPEN, Decline.BROKEN_LINK})
# One may have a bad connection; when two cannot, it is the work.
UNREADABLE_AFTER = 2

# Stored as an English sentence, which is also the key of its translations.
REASONS = {
    Reason.GAVE: gettext_noop("It needs reviews, and its author has reviewed others."),
    Reason.WAITING: gettext_noop("It has waited longest of those that need reviews."),
    Reason.RUNNING_OUT: gettext_noop("Reviews are running short; this one has the fewest."),
    Reason.CONTESTED: gettext_noop(
        "All have the reviews they need; of this one, reviewers think differently."
    ),
    Reason.NOW: gettext_noop("You are here now, and of those that wait it has the fewest reviews."),
    Reason.FEWEST: gettext_noop("All have the reviews they need; this one has the fewest."),
    Reason.MUST: gettext_noop("Who looks after this activity decided that you review it."),
    Reason.SHOULD: gettext_noop(
        "It needs reviews, and you were thought to be a good reader for it."
    ),
    Reason.CIRCLE: gettext_noop(
        "It came to you by lot, when everyone was given as many as they get."
    ),
    Reason.EXCHANGE: gettext_noop("In this exchange everyone reviews everyone."),
    Reason.TAKEN_OVER: gettext_noop(
        "You had finished yours, and whoever should have reviewed it had not begun."
    ),
    Reason.BY_HAND: gettext_noop("Who looks after this activity asked you to."),
}


def may_review(user: User, activity: Activity) -> bool:
    """Whether this person may review in the activity now: a reviewer, and ready."""
    if not is_reviewer(user, activity):
        return False
    return calibration.is_ready(user, activity) or has_begun(user, activity)


def must_calibrate(user: User, activity: Activity) -> bool:
    """Whether this reviewer rates the examples first."""
    return is_reviewer(user, activity) and not may_review(user, activity)


def has_begun(user: User, activity: Activity) -> bool:
    """Whether this person has or had a duty here that they did not give back."""
    mine = Assignment.objects.filter(submission__activity=activity, reviewer=user)
    return mine.exclude(state=Assignment.State.DECLINED).exists()


def is_reviewer(user: User, activity: Activity) -> bool:
    """Whether this person is among the reviewers of the activity, ready or not."""
    if not activity_rules.may_take_part(user, activity):
        return False
    if activity.cohort_id or activity_rules.is_facilitator_of(user, activity):
        return True
    return live_submission(activity, user) is not None


def is_open_for_reviewing(activity: Activity, now: datetime, reviewer: User | None = None) -> bool:
    """Whether reviews may be written and handed in, the grace after the deadline included; by this
    reviewer, with the extension they may have."""
    if reviewer is not None:
        return is_open_to(reviewer, activity, stages.Act.REVIEW, now)
    return stages.allows(window_of(activity), stages.Act.REVIEW, now)


def is_open_for(assignment: Assignment, submission: Submission, now: datetime) -> bool:
    """The same for one duty: a reviewer who was called in has a date of their own, and a revision can
    be reviewed for some time after it was handed in."""
    called_in = assignment.open_until is not None and now <= assignment.open_until
    is_second = bool(submission.revises_id) and now <= submission.submitted_at + SECOND_LOOK
    return (
        called_in
        or is_second
        or is_open_for_reviewing(submission.activity, now, assignment.reviewer)
    )


def require_decline_said(kind: str, words: str) -> None:
    """Invalid, at its field, unless the reason is one of the list, in words where it needs them."""
    if kind and kind not in DECLINES:
        raise Invalid("decline-kind", _("Choose why you cannot review it."), field="kind")
    if kind in NEED_WORDS and not words:
        message = _("Say it in a few words, so that it can be put right.")
        raise Invalid("decline-words", message, field="reason")


def why_given_back(assignment: Assignment) -> str:
    """Why a declined duty can no longer be worked on, for its reviewer."""
    if assignment.decline_kind == Decline.TAKEN_BACK:
        return _(
            "Who looks after this activity took this review back, so it is not yours any more."
        )
    return _("You gave this review back, so it can no longer be changed.")
