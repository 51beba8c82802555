# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of the dialogue a person takes along, and what goes when they delete their account."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.dialogue.annotating import forget_voice
from peerreview.dialogue.models import Message, Recording
from peerreview.reviews.models import Review
from peerreview.reviews.visibility import view_of

personal.also("dialogue.Annotation", "review__reviewer")
personal.also("dialogue.Recording", "annotation__review__reviewer")
# The moment at which the author handed the next version in.
personal.secret("dialogue.SecondLook", "offered_at")


@personal.section("comments at places of my work")
def received(user: User) -> Iterator[dict[str, Any]]:
    """Of reviews they may read by now, without a word of whose they are."""
    about = Review.objects.filter(submission__author=user).exclude(state=Review.State.DRAFT)
    for review in about.select_related("submission__activity__cohort").order_by("pk"):
        if view_of(user, review) is None:
            continue
        for row in review.annotations.select_related("recording"):
            spoken = getattr(row, "recording", None)
            yield {
                "submission": str(review.submission.uuid),
                "place": row.selectors,
                "comment": row.body,
                "transcript": spoken.transcript if spoken else "",
            }


@personal.section("talks about reviews")
def talks(user: User) -> Iterator[dict[str, Any]]:
    """Both directions; the other is named by their side alone."""
    mine = Q(review__reviewer=user) | Q(review__submission__author=user)
    rows = Message.objects.filter(mine).select_related("review__submission__activity__cohort")
    for row in rows.order_by("review_id", "at", "pk"):
        if row.writer_id == user.pk or view_of(user, row.review) is not None:
            is_mine = row.writer_id == user.pk
            yield {
                "submission": str(row.review.submission.uuid),
                "side": row.side,
                "is_mine": is_mine,
                "text": row.text,
                # As on the page: when the other was at work is told to the day.
                "at": row.at if is_mine else row.at.date(),
            }


@personal.files
def own_recordings(user: User) -> Iterator[tuple[str, str]]:
    """What they said aloud."""
    spoken = Recording.objects.filter(annotation__review__reviewer=user).order_by("pk")
    for row in spoken.select_related("annotation"):
        yield f"recordings/{row.annotation.uuid}.{row.extension}", row.storage_key


@on_leaving(order=15)
def silence(user: User, now: datetime) -> None:
    """A voice tells who somebody is. Before drafts go, so that the bytes of theirs go as well."""
    forget_voice(reviewer=user, now=now)
