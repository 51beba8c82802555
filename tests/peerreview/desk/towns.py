# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Cohorts of any size, made at once: only how many there are matters, so services are not asked."""

from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.allocation.models import Assignment
from peerreview.cohorts.models import Membership
from peerreview.kernel import clock
from peerreview.rubrics.queries import criteria_of
from tests.worlds import a_text_submission


def crowd(activity: Activity, numbers: range) -> list[User]:
    """Learners of the cohort who have handed in the work of one, each with a contested outcome and
    one review given to the next."""
    people = User.objects.bulk_create(
        User(email=f"l{n}@example.org", display_name=f"Learner {n:04}") for n in numbers
    )
    Membership.objects.bulk_create(
        Membership(cohort=activity.cohort, user=person) for person in people
    )
    version = activity.submissions.first().version
    works = Submission.objects.bulk_create(
        Submission(
            activity=activity, author=person, version=version, submitted_at=activity.opens_at
        )
        for person in people
    )
    outcomes = Outcome.objects.bulk_create(
        Outcome(submission=work, number=1, reviews_counted=2, algorithm="a", inputs_digest="d")
        for work in works
    )
    criterion = criteria_of(activity.rubric_version)[0]
    CriterionOutcome.objects.bulk_create(
        CriterionOutcome(
            outcome=outcome, criterion=criterion, reviews_counted=2, posterior=1, posterior_sd=1,
            consensus_value=1, agreement=0.5, state="contested",
        )
        for outcome in outcomes
    )  # fmt: skip
    Assignment.objects.bulk_create(
        Assignment(
            submission=work, reviewer=people[number - 1], state="done", alias="A",
            reason="because", lease_until=clock.now(),
        )
        for number, work in enumerate(works)
    )  # fmt: skip
    return people


def page(name: str, activity: Activity, query: str = "") -> str:
    """The address of a page of the desk."""
    return reverse(name, args=[activity.uuid]) + query


def handed_in(activity: Activity, author: User) -> Submission:
    """One real submission, for the crowd to hang on."""
    return a_text_submission(activity, author, title="What the net made of us")
