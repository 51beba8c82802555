# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Author and reviewer write to each other about a review, each under the name the activity lets them have."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.queries import authors_of
from peerreview.dialogue import notices, rules
from peerreview.dialogue.events import MessageSent
from peerreview.dialogue.models import Annotation, Message, Side
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.reviews.models import Review

TEXT_MAX_CHARS = 3_000
PER_REVIEW = 300


@transaction.atomic
def say(
    *,
    review: Review,
    by: User,
    said: str,
    uuid: UUID,
    annotation: Annotation | None = None,
    now: datetime | None = None,
) -> Message:
    """Write a message. The same `uuid` again is the same message.

    Raises NotAllowed for who is no party to it, Closed some time after the activity's end, Invalid.
    """
    at = now or clock.now()
    side = rules.require_talking(by, review, at)
    Review.objects.select_for_update(of=("self",), no_key=True).get(pk=review.pk)
    there = Message.objects.filter(uuid=uuid).first()
    if there is not None:
        if (there.writer_id, there.review_id) != (by.pk, review.pk):
            raise Conflict("taken", _("This form was used before. Reload the page and try again."))
        return there
    message = Message.objects.create(
        uuid=uuid,
        review=review,
        annotation=annotation,
        side=side,
        writer=by,
        text=_checked(review, said),
        at=at,
    )
    emit(
        MessageSent(message_id=message.pk, review_id=review.pk, writer_id=by.pk, side=side), now=at
    )
    _tell_the_other(message, review)
    return message


def _checked(review: Review, said: str) -> str:
    clean = text.plain(said).strip()
    if not clean:
        raise Invalid("empty", _("Write something first."), field="text")
    if len(clean) > TEXT_MAX_CHARS:
        message = _("Shorten this to %(most)s characters; it has %(now)s.")
        values = {"most": TEXT_MAX_CHARS, "now": len(clean)}
        raise Invalid("too-long", message % values, field="text")
    if review.messages.count() >= PER_REVIEW:
        raise Invalid("too-many", _("This conversation is as long as it can be."), field="text")
    return clean


def _tell_the_other(message: Message, review: Review) -> None:
    submission = review.submission
    if message.side == Side.AUTHOR:
        kind, people = notices.AUTHOR_WROTE, [review.reviewer_id]
        link = reverse("my-review-talk", args=[review.uuid])
    else:
        kind, people = notices.REVIEWER_WROTE, authors_of(submission)
        link = reverse("review-talk", args=[submission.uuid, slugify(review.assignment.alias)])
    notify(
        to=people,
        kind=kind,
        key=str(message.uuid),
        params={"work": submission.version.title},
        link=link,
        now=message.at,
    )
