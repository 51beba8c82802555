# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what in an activity, apart from its dates (those are in `stages`)."""

from datetime import datetime
from typing import Any

from peerreview.activities.models import Activity, Submission
from peerreview.activities.stages import is_released
from peerreview.activities.windows import window_of
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort, Membership
from peerreview.kernel import clock


def may_open_in(user: Any, cohort: Cohort) -> bool:
    """Set work for a cohort: its facilitators, and every equal of a study group; between two groups,
    who bound them."""
    if cohort.is_between:
        return cohort.created_by_id == user.pk
    return cohort_rules.may_tend(user, cohort)


def may_open_challenge(user: Any) -> bool:
    """Set a challenge for everyone: staff, and whoever facilitates some cohort."""
    if not user.is_authenticated:
        return False
    seats = Membership.objects.filter(
        user=user, left_at=None, role=Membership.Role.FACILITATOR, cohort__kind=Cohort.Kind.COHORT
    )
    return user.is_staff or seats.exists()


def may_read(user: Any, activity: Activity) -> bool:
    """Members of its cohort; a challenge, everyone signed in."""
    if activity.cohort is None:
        return user.is_authenticated
    return cohort_rules.is_member(user, activity.cohort)


def is_facilitator_of(user: Any, activity: Activity) -> bool:
    """Whoever looks after it and sees names: the cohort's facilitators; of a challenge, who set it, and staff."""
    if not user.is_authenticated:
        return False
    if activity.cohort is None:
        return user.is_staff or activity.created_by_id == user.pk
    return cohort_rules.is_facilitator(user, activity.cohort)


def may_manage(user: Any, activity: Activity) -> bool:
    """Change it, its stages and people's dates: who looks after it, and in a study group, where
    nobody stands above the others, who set it."""
    if is_facilitator_of(user, activity):
        return True
    cohort = activity.cohort
    is_own = cohort is not None and cohort.is_study_group and activity.created_by_id == user.pk
    return is_own and cohort_rules.is_member(user, cohort)


def sees_names(user: Any, activity: Activity, now: datetime | None = None) -> bool:
    """Whether this reader may be told whose a submission is."""
    if not activity.hides_authors or names_are_revealed(activity, now):
        return True
    return is_facilitator_of(user, activity)


def sees_reviewers(user: Any, activity: Activity, now: datetime | None = None) -> bool:
    """Whether this reader may be told who wrote a review."""
    if activity.blindness == Activity.Blindness.OPEN or names_are_revealed(activity, now):
        return True
    return is_facilitator_of(user, activity)


def names_are_revealed(activity: Activity, now: datetime | None = None) -> bool:
    """Whether an activity that hides names until the release has come to it."""
    if activity.blindness != Activity.Blindness.REVEAL:
        return False
    return is_released(window_of(activity), now or clock.now())


def may_take_part(user: Any, activity: Activity) -> bool:
    """Hand in and review: who may read it; but who sees names takes no part in a blind activity, and
    a guest of a study group in none of its rounds."""
    cohort = activity.cohort
    if cohort is not None and cohort.is_study_group:
        seat = cohort_rules.seat_of(user, cohort)
        return seat is not None and not seat.is_guest
    if activity.blindness != Activity.Blindness.OPEN and is_facilitator_of(user, activity):
        return False
    return may_read(user, activity)


def may_submit(user: Any, activity: Activity) -> bool:
    """Hand in, when the stage allows it."""
    return may_take_part(user, activity)


def may_choose_purpose(submission: Submission, now: datetime) -> bool:
    """Whether the author may still say what the work is for: not once the result is known."""
    activity = submission.activity
    is_complete = submission.reviews_done >= activity.reviews_needed
    return not is_complete and not is_released(window_of(activity), now)
