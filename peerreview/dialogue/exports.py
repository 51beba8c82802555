# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A review's comments for other programs."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from peerreview.dialogue import queries, webannotation
from peerreview.dialogue.access import Standpoint
from peerreview.dialogue.models import Side


def collection_of(standpoint: Standpoint, site: str) -> dict[str, Any]:
    """A Web Annotation collection: the pseudonym unless names are open; addresses that say nothing."""
    root, view = site.rstrip("/"), standpoint.view
    is_blind = standpoint.submission.activity.blindness != "open"
    creator = view.alias if is_blind else view.reviewer_name or view.alias
    is_own = standpoint.side == Side.REVIEWER
    items = [_item(one, root, creator, is_own) for one in queries.annotations_of(standpoint.review)]
    return webannotation.collection(
        id=root + standpoint.url("annotations"),
        label=standpoint.submission.version.title,
        items=items,
    )


def _item(one: queries.Marked, root: str, creator: str, is_own: bool) -> dict[str, Any]:
    recording = None
    if one.is_spoken:
        recording = {"id": root + reverse("annotation-voice", args=[one.uuid])}
    return webannotation.annotation(
        id=f"urn:uuid:{one.uuid}",
        creator=creator,
        created=_when(one.created_at, is_own).isoformat(),
        text=one.body or one.transcript,
        source=f"urn:uuid:{one.part_uuid}" if one.part_uuid else "urn:peerage:work",
        selectors=one.selectors,
        recording=recording,
    )


def _when(moment: datetime, is_own: bool) -> datetime:
    # Others are told the day: who was at work at which minute, a cohort may know.
    return moment if is_own else moment.replace(hour=0, minute=0, second=0, microsecond=0)
