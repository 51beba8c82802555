# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Allocation follows submissions, and the clock."""

from peerreview.accounts.events import PersonErased
from peerreview.activities.events import SubmissionMade
from peerreview.allocation import forecasting, leaving, noting, planning, services, telling
from peerreview.allocation.events import WorkUnreadable
from peerreview.cohorts.events import MemberLeft
from peerreview.outbox.registry import on, periodically


@on(SubmissionMade)
def credit_author(event: SubmissionMade) -> None:
    """Who reviewed before handing in is not behind those who hand in first."""
    noting.credit_author(submission_id=event.submission_id)


@on(MemberLeft)
def release_leases(event: MemberLeft) -> None:
    """Who left reviews nothing more, so that others are asked at once."""
    leaving.release(user_id=event.user_id, cohort_id=event.cohort_id)


@on(PersonErased)
def release_leases_in_challenges(event: PersonErased) -> None:
    """Who deleted their account reviews nothing more, in no cohort either."""
    leaving.release(user_id=event.user_id, cohort_id=None)


@periodically
def expire_leases() -> None:
    """Free what is held by people who walked away."""
    services.expire_leases()


@periodically
def look_ahead() -> None:
    """Once a day: will there be reviews enough, who comes first, and who is asked for more?"""
    forecasting.forecast_all()


@periodically
def keep_plans() -> None:
    """Publish plans when handing in closes, and mend them at half time."""
    planning.keep_time()


@periodically
def free_of_closed_accounts() -> None:
    """Nobody waits for people whose account is closed."""
    leaving.release_of_closed_accounts()


@periodically
def remind() -> None:
    """Tell who still owes reviews that time is short, and whose duty is about to lapse."""
    telling.remind_reviewers()
    telling.warn_of_lapse()


@on(WorkUnreadable)
def tell_author(event: WorkUnreadable) -> None:
    """The author hears that their work cannot be opened, not from whom."""
    telling.tell_unreadable(submission_id=event.submission_id)
