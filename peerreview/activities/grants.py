# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Whom an activity lets read what was handed in, and tells by whom it is: facilitators, and where names are open."""

from datetime import datetime

from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.activities import queries
from peerreview.activities.leaving import take_back_submissions
from peerreview.artifacts import attribution, registry

registry.may_read(queries.may_read_version)
# Reviewers who read blind get their grant from reviews, and no word of whose it is.
attribution.may_know_owner(queries.may_know_owner)


@on_leaving(order=30)
def take_back(user: User, now: datetime) -> None:
    """Submissions nobody was given go; the others stay under no name."""
    take_back_submissions(author=user, now=now)
