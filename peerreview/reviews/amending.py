# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Changing a review that is handed in, while nobody else has read it; each change stays as history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.queries import is_author_of
from peerreview.activities.rules import is_facilitator_of
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.outbox.services import emit
from peerreview.reviews import drafting, queries, rules, visibility
from peerreview.reviews.errors import Incomplete
from peerreview.reviews.events import ReviewAmended
from peerreview.reviews.models import Edit, Review
from peerreview.reviews.submitting import require_complete


@transaction.atomic
def amend_review(
    *, review: Review, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> list[Edit]:
    """Change fields of one's own handed-in review: all that differ, or none. The same again is nothing.

    Levels stay as they are once the reviewer can read what others gave: reviews are worth something
    together because they are independent. Raises Incomplete (by field), Conflict, Closed, NotAllowed.
    """
    at = now or clock.now()
    locked = queries.locked(review)
    rules.require_reviewer(locked, by)
    rules.require_amendable(locked, at)
    changed = _changed(locked, values)
    if not changed:
        return []
    if any(field.startswith("score:") for field in changed) and sees_others(locked):
        raise Conflict("sees-others", _("You can read the other reviews by now, so levels stay."))
    edits = _write_all(locked, changed, at)
    require_complete(locked)
    locked.amended_at = at
    locked.save(update_fields=["amended_at"])
    emit(ReviewAmended(**queries.event_ids(locked), fields=sorted(changed)), now=at)
    return edits


def sees_others(review: Review) -> bool:
    """Whether the reviewer can read another review of the same work."""
    views = visibility.views_of(review.reviewer, review.submission)
    return any(not view.is_own for view in views)


def _changed(review: Review, values: Mapping[str, Any]) -> dict[str, Any]:
    stored = queries.draft_snapshot(review).by_field()
    tidy = {
        field: text.plain(value) if isinstance(value, str) else value
        for field, value in values.items()
    }
    return {field: value for field, value in tidy.items() if stored.get(field, "") != value}


def _write_all(review: Review, changed: Mapping[str, Any], now: datetime) -> list[Edit]:
    edits, refused = [], {}
    for field, value in changed.items():
        try:
            clean = drafting.write_field(review=review, field=field, value=value)
        except Invalid as error:
            refused[field] = error.message
            continue
        edit = drafting.record_edit(
            review=review, command_id=ids.new_uuid(), field=field, value=clean, now=now
        )
        edits.append(edit)
    if refused:
        message = ngettext(
            "%(count)s thing has to be put right.",
            "%(count)s things have to be put right.",
            len(refused),
        )
        raise Incomplete(message % {"count": len(refused)}, refused)
    Edit.objects.filter(pk__in=[edit.pk for edit in edits]).update(is_amendment=True)
    return edits


@transaction.atomic
def mark_seen(*, submission: Submission, by: User, now: datetime | None = None) -> int:
    """Note that its author, or a fellow reviewer, has read the reviews they may read; how many were new.

    Who looks after the activity reads without this. Again changes nothing.
    """
    if is_facilitator_of(by, submission.activity) and not is_author_of(by, submission):
        return 0
    unseen = queries.handed_in(submission).filter(state=Review.State.SUBMITTED, seen_at=None)
    seen = [
        each.pk for each in unseen if each.reviewer_id != by.pk and visibility.view_of(by, each)
    ]
    return Review.objects.filter(pk__in=seen, seen_at=None).update(seen_at=now or clock.now())
