# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What remains of somebody's work when they delete their account: what others have reviewed, no more."""

from datetime import datetime

from django.db import transaction

from peerreview.accounts.models import User
from peerreview.artifacts.models import Artifact, File, Part, Version
from peerreview.artifacts.services import discard_draft, drop_if_unused


@transaction.atomic
def erase_private_work(*, owner: User, now: datetime | None = None) -> None:
    """Drafts go, and work that nobody was given; of what stays, the files' own names go."""
    for draft in Version.objects.filter(artifact__owner=owner, frozen_at=None):
        discard_draft(version=draft, by=owner, now=now)
    for artifact in Artifact.objects.filter(owner=owner).exclude(
        versions__submissions__isnull=False
    ):
        files = [
            part.file
            for part in Part.objects.filter(version__artifact=artifact).select_related("file")
            if part.file
        ]
        artifact.delete()
        for file in {file.pk: file for file in files}.values():
            drop_if_unused(file, now)
    File.objects.filter(owner=owner).update(original_name="")
