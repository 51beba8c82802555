# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""More people like one who is there, written in bulk: for measuring pages, not for testing rules."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from endorsements.models import Endorsement
from peerreview.accounts.models import User
from peerreview.activities.models import Entry, Submission
from peerreview.aggregation.models import Outcome
from peerreview.artifacts.models import Artifact, Version
from peerreview.cohorts.models import Membership
from peerreview.kernel import ids


def grow(like: User, *, count: int, start: int = 0) -> None:
    """`count` people who did what `like` did: joined, handed in, were reviewed by the same people, and
    vouched for `like`. `start` keeps a second crowd apart from the first."""
    people = _copies(
        like,
        count,
        email=lambda i: f"crowd{start + i}@example.org",
        display_name=lambda i: f"Crowd {start + i}",
    )
    who = {"user_id": lambda i: people[i].pk}
    for membership in Membership.objects.filter(user=like):
        _copies(membership, count, **who)
    for submission in Submission.objects.filter(author=like):
        _hand_in(submission, people)
    for endorsement in Endorsement.objects.filter(recipient=like)[:1]:
        _copies(endorsement, count, endorser_id=lambda i: people[i].pk)


def _hand_in(like: Submission, people: list[User]) -> None:
    count = len(people)
    author = {"author_id": lambda i: people[i].pk}
    artifacts = _copies(
        Artifact.objects.get(versions=like.version), count, owner_id=lambda i: people[i].pk
    )
    versions = _copies(
        Version.objects.get(pk=like.version_id), count, artifact_id=lambda i: artifacts[i].pk
    )
    entry = Entry.objects.get(activity=like.activity, author=like.author)
    _copies(entry, count, artifact_id=lambda i: artifacts[i].pk, **author)
    submissions = _copies(like, count, version_id=lambda i: versions[i].pk, **author)
    of = {"submission_id": lambda i: submissions[i].pk}
    for assignment in like.assignments.select_related("review"):
        duties = _copies(assignment, count, **of)
        reviews = _copies(
            assignment.review, count, assignment_id=lambda i, duties=duties: duties[i].pk, **of
        )
        for score in assignment.review.scores.all():
            _copies(score, count, review_id=lambda i, reviews=reviews: reviews[i].pk)
    for outcome in Outcome.objects.filter(submission=like):
        outcomes = _copies(outcome, count, **of)
        for criterion in outcome.criteria.all():
            _copies(criterion, count, outcome_id=lambda i, outcomes=outcomes: outcomes[i].pk)


def _copies(row: Model, count: int, **changes: Callable[[int], Any]) -> list[Any]:
    """Copies of a row with new ids; `changes` gives a column's value for the i-th."""
    model = type(row)
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    kept = {field.attname: getattr(row, field.attname) for field in fields}
    made = []
    for number in range(count):
        own = {name: value(number) for name, value in changes.items()}
        fresh = {"uuid": ids.new_uuid()} if "uuid" in kept else {}
        made.append(model(**{**kept, **fresh, **own}))
    return model.objects.bulk_create(made)
