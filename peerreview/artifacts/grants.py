# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of a person's work is theirs to take along, and what goes when they do."""

from collections.abc import Iterator
from datetime import datetime

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.artifacts.leaving import erase_private_work
from peerreview.artifacts.models import File

personal.also("artifacts.Version", "artifact__owner")
personal.also("artifacts.Part", "version__artifact__owner")


@personal.files
def own_files(user: User) -> Iterator[tuple[str, str]]:
    """The files they uploaded, under names no two share."""
    for file in File.objects.filter(owner=user).order_by("pk"):
        yield f"files/{file.uuid}.{file.extension.lstrip('.')}", file.storage_key


@on_leaving(order=40)
def erase(user: User, now: datetime) -> None:
    """After activities have let go of what was handed in."""
    erase_private_work(owner=user, now=now)
