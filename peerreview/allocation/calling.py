# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Calling in fresh reviewers for one submission, outside the queue and after its dates if need be."""

import random
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.queries import authors_of
from peerreview.allocation import aliases, conflicts, queries
from peerreview.allocation.events import AssignmentMade
from peerreview.allocation.models import Assignment, Conflict, Rule
from peerreview.allocation.preferences import rules_in
from peerreview.cohorts.models import Membership
from peerreview.kernel import clock
from peerreview.outbox.services import emit

# Says nothing of an appeal: whoever is called in judges the work as everybody did.
REASON = gettext_noop("One more independent review of this work is needed.")
_rng = random.SystemRandom()


@transaction.atomic
def call_in(
    *, submission: Submission, count: int, until: datetime, now: datetime | None = None
) -> list[Assignment]:
    """Give the submission to up to `count` people who have never had it, until `until`.

    Fewer, or none, where there are not as many. Nobody who reviews or is reviewed by the author,
    and those with the least to do first.
    """
    at = now or clock.now()
    locked = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    called = [_give(locked, person, at, until) for person in _fresh(locked)[:count]]
    Submission.objects.filter(pk=locked.pk).update(
        reviews_leased=F("reviews_leased") + len(called),
        extra_needed=F("extra_needed") + len(called),
        places_left=F("places_left") - len(called),
    )
    submission.refresh_from_db(fields=["reviews_leased", "extra_needed", "places_left"])
    return called


def _fresh(submission: Submission) -> list[User]:
    """Who may be called in, in the order in which they are; ties are drawn by lot."""
    activity = submission.activity_id
    people = list(
        reachable(submission).annotate(
            held=Count(
                "assignments",
                filter=Q(assignments__submission__activity=activity, assignments__state="leased"),
                distinct=True,
            ),
            given=Count(
                "assignments", filter=Q(assignments__submission__activity=activity), distinct=True
            ),
        )
    )
    _rng.shuffle(people)
    return sorted(people, key=lambda person: (person.held, person.given))


def reachable(submission: Submission) -> QuerySet[User]:
    """Reviewers who never had the submission and whom nothing keeps from it: they are no author of
    it, in no exchange of reviews with one, and no rule or declared conflict stands between them."""
    people = (
        _reviewers(submission)
        .exclude(pk__in=authors_of(submission))
        .exclude(pk__in=Assignment.objects.filter(submission=submission).values("reviewer"))
        .exclude(pk__in=_bound_to(submission))
    )
    for barred in _barred_from(submission):
        people = people.exclude(pk__in=barred)
    return people


def _barred_from(submission: Submission) -> Iterator[QuerySet]:
    """`preferences.barred_authors`, seen from the work."""
    authors = authors_of(submission)
    here = submission.activity
    rules = rules_in(here.pk, here.cohort_id).order_by()
    yield rules.filter(kind=Rule.Kind.MUST_NOT, author__in=authors).values("reviewer")
    yield rules.filter(kind=Rule.Kind.MUST, reviewer__in=authors).values("author")
    yield Conflict.objects.order_by().filter(other__in=authors).values("person")
    yield Conflict.objects.order_by().filter(person__in=authors).values("other")


def _reviewers(submission: Submission) -> QuerySet[User]:
    activity = submission.activity
    people = User.objects.filter(is_active=True)
    if activity.cohort_id:
        seats = Membership.objects.filter(
            cohort=activity.cohort_id,
            user=OuterRef("pk"),
            left_at=None,
            role=Membership.Role.LEARNER,
        )
        return people.filter(Exists(seats))
    takes_part = Submission.objects.filter(
        activity=activity, author=OuterRef("pk"), withdrawn_at=None, superseded_at=None
    )
    sees_names = Q(is_staff=True) | Q(pk=activity.created_by_id)
    return people.filter(Exists(takes_part)).exclude(sees_names)


def _bound_to(submission: Submission) -> list[int]:
    """People in an exchange of reviews with an author, in either direction."""
    bound = []
    for author in User.objects.filter(pk__in=authors_of(submission)):
        ties = queries.ties_of(activity=submission.activity, reviewer=author)
        binding = [tie for tie in ties if tie.state in conflicts.BINDING_STATES]
        bound += [person for tie in binding for person in (tie.reviewer_id, tie.author_id)]
    return bound


def _give(submission: Submission, person: User, at: datetime, until: datetime) -> Assignment:
    made = Assignment.objects.create(
        submission=submission,
        reviewer=person,
        alias=aliases.choose(queries.aliases_taken(submission), _rng),
        reason=REASON,
        leased_at=at,
        lease_until=until,
        open_until=until,
    )
    emit(
        AssignmentMade(
            assignment_id=made.pk,
            submission_id=submission.pk,
            activity_id=submission.activity_id,
            reviewer_id=person.pk,
            author_id=submission.author_id,
            reason=made.reason,
        ),
        now=at,
    )
    return made
