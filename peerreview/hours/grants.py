# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of hours goes when a person deletes their account, and what they may take along."""

from collections.abc import Iterator
from datetime import datetime

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.artifacts import uploads
from peerreview.hours.models import ActiveDay, Claim, Entry, Grant, Measuring, Today

personal.also("hours.Line", "claim__person")
personal.also("hours.Step", "claim__person")
personal.secret("hours.Entry", "file_key")
# The learner's, not of who decided on it.
personal.withheld("hours.Claim", "decided_by")


@personal.files
def own_files(user: User) -> Iterator[tuple[str, str]]:
    """What they added to show that they did what they say."""
    for entry in Entry.objects.filter(person=user).exclude(file_key="").order_by("pk"):
        yield f"hours/{entry.uuid}.{entry.extension}", entry.file_key


@on_leaving(order=15)
def forget(user: User, now: datetime) -> None:
    """All of it is theirs alone, so all of it goes; approvals with it, and links open nothing."""
    keys = list(Entry.objects.filter(person=user).values_list("file_key", flat=True))
    for model in (Claim, Entry, Grant, ActiveDay, Today, Measuring):
        model.objects.filter(person=user).delete()
    for key in filter(None, keys):
        uploads.discard(key)
