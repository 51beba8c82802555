# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where things of the queue are found."""

from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.activities.models import Submission


def work(submission: Submission) -> str:
    """The page of a submission with its reviews."""
    return reverse("submission", args=[submission.uuid])


def person(user: User) -> str:
    """A person's page."""
    return reverse("person", args=[user.uuid])


def criterion(key: str) -> str:
    """Where on the page of a work's results this criterion stands."""
    return f"criterion-of-{key}"
