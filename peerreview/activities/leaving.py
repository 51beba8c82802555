# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Submissions of who deletes their account: back where nobody was given them, otherwise they stay."""

from datetime import datetime

from django.db import transaction

from peerreview.accounts.models import User
from peerreview.activities import services
from peerreview.activities.models import Entry, Submission
from peerreview.kernel.errors import DomainError


def take_back_submissions(*, author: User, now: datetime) -> None:
    """What reviewers have or had in hand stays, so that their reviews keep what they are about."""
    untouched = Submission.objects.filter(author=author, assignments=None)
    for submission in untouched.filter(withdrawn_at=None):
        _withdraw(submission, author, now)
    taken_back = list(untouched.exclude(withdrawn_at=None).values_list("pk", flat=True))
    Submission.objects.filter(pk__in=taken_back).delete()
    Entry.objects.filter(author=author).delete()


def _withdraw(submission: Submission, author: User, now: datetime) -> None:
    try:
        with transaction.atomic():
            services.withdraw(submission=submission, by=author, now=now)
    except DomainError:
        # The activity has ended or somebody was just given it: then it stays, without a name.
        return
