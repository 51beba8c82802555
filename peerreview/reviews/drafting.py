# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Opening a review, and every change to its draft."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.allocation import services as allocation
from peerreview.allocation import solver
from peerreview.allocation.models import Assignment
from peerreview.allocation.rules import why_given_back
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Conflict, DomainError, Invalid
from peerreview.outbox.services import emit
from peerreview.reviews import fields, queries, rules
from peerreview.reviews.errors import Overtaken
from peerreview.reviews.events import DraftChanged, ReviewStarted
from peerreview.reviews.models import Edit, Review, Score
from peerreview.rubrics.models import Comment, Criterion, Level, RubricVersion

# How old a lease may grow before a change of the draft renews it.
BEAT = timedelta(minutes=1)


@transaction.atomic
def open_review(*, assignment: Assignment, now: datetime | None = None) -> Review:
    """The review of this duty, begun now unless it was before. A declined duty raises Conflict."""
    if assignment.state == Assignment.State.DECLINED:
        raise Conflict("declined", why_given_back(assignment))
    at = now or clock.now()
    review, is_new = Review.objects.get_or_create(
        assignment=assignment,
        defaults={
            "submission_id": assignment.submission_id,
            "reviewer_id": assignment.reviewer_id,
            "started_at": at,
            "saved_at": at,
        },
    )
    if is_new:
        emit(ReviewStarted(**queries.event_ids(review)), now=at)
    return review


@transaction.atomic
def change_draft(
    *,
    review: Review,
    by: User,
    command_id: UUID,
    field: str,
    value: Any,
    base_revision: int | None = None,
    now: datetime | None = None,
) -> Edit:
    """Change one field of a draft; the same command again gives the same Edit and changes nothing.

    `score:<key>` takes a level's value, "cannot_judge" or None; `comment:<key>`, `overall` and
    `missed` take text. With a `base_revision`, Overtaken is raised when the field was changed after it to
    something else. The lease is extended. Raises Invalid (with the field), Conflict, Closed, NotAllowed.
    """
    at = now or clock.now()
    locked = queries.locked_for_change(review)
    rules.require_reviewer(locked, by)
    locked.reviewer = by  # at hand, so not read again
    earlier = Edit.objects.filter(review=locked, command_id=command_id).order_by().first()
    if earlier:
        return earlier
    rules.require_possible(locked, "change", at)
    if base_revision is not None:
        _refuse_overtaken(locked, field, value, base_revision)
    clean = write_field(review=locked, field=field, value=value)
    edit = record_edit(review=locked, command_id=command_id, field=field, value=clean, now=at)
    if _needs_beat(locked.assignment, at):
        allocation.extend_lease(assignment=locked.assignment, now=at)
    emit(
        DraftChanged(
            review_id=locked.pk,
            submission_id=locked.submission_id,
            activity_id=locked.submission.activity_id,
            reviewer_id=locked.reviewer_id,
            field=field,
            value=clean,
            revision=edit.revision,
            command_id=str(command_id),
        )
    )
    return edit


def _needs_beat(assignment: Assignment, now: datetime) -> bool:
    # Typing saves twice a second; a lease of hours need not be written anew each time.
    is_fresh = assignment.lease_until > now + solver.LEASE - BEAT
    return not (assignment.state == Assignment.State.LEASED and is_fresh)


def _refuse_overtaken(review: Review, field: str, value: Any, base_revision: int) -> None:
    newer = Edit.objects.filter(review=review, field=field, revision__gt=base_revision)
    latest = newer.order_by("-revision").first()
    if latest and latest.value != value:
        message = _("This was changed elsewhere meanwhile. Choose which text to keep.")
        raise Overtaken(message, field=field, value=latest.value, revision=latest.revision)


def _parsed(name: str) -> fields.Field:
    field = fields.parse(name) if isinstance(name, str) else None
    if field is None:
        raise Invalid("unknown-field", _("There is no such field in a review."))
    return field


def write_field(*, review: Review, field: str, value: Any) -> Any:
    """Put a value into a locked review, not yet recorded; the value as it was stored. Raises Invalid."""
    parsed = _parsed(field)
    if not parsed.key:
        return _whole(review, parsed, value)
    if parsed.kind == fields.Kind.SCORE:
        return _score(review, parsed, value)
    criterion = _criterion(review, parsed)
    if criterion.comment == Comment.OFF:
        raise Invalid("no-comments", _("This criterion takes no comment."), field=field)
    comment = _text(parsed, value)
    _store(review, criterion.pk, comment=comment)
    return comment


def _whole(review: Review, field: fields.Field, value: Any) -> str:
    version = RubricVersion.objects.only("overall", "asks_missed").get(
        pk=review.submission.activity.rubric_version_id
    )
    is_overall = field.kind == fields.Kind.OVERALL
    if not (version.overall != Comment.OFF if is_overall else version.asks_missed):
        raise Invalid("not-asked", _("The rubric does not ask for this."), field=str(field))
    setattr(review, field.kind.value, _text(field, value))
    return getattr(review, field.kind.value)


def _store(review: Review, criterion_id: int, **values: Any) -> None:
    # The review's row is held, so nobody else writes its scores.
    if not Score.objects.filter(review=review, criterion=criterion_id).update(**values):
        Score.objects.create(review=review, criterion_id=criterion_id, **values)


def _criterion(review: Review, field: fields.Field) -> Criterion:
    version_id = review.submission.activity.rubric_version_id
    found = Criterion.objects.filter(version=version_id, key=field.key).order_by().first()
    if found is None:
        raise Invalid("unknown-criterion", _("The rubric has no such criterion."), field=str(field))
    return found


def _score(review: Review, field: fields.Field, value: Any) -> Any:
    if value is None or value == fields.CANNOT_JUDGE:
        criterion = _criterion(review, field)
        if value and not criterion.allows_cannot_judge:
            message = _("This criterion asks for a level from everyone. Choose the closest.")
            raise Invalid("must-judge", message, field=str(field))
        _store(review, criterion.pk, level=None, cannot_judge=value is not None)
        return value
    level = _level(review, field, value)
    _store(review, level.criterion_id, level=level, cannot_judge=False)
    return value


def _level(review: Review, field: fields.Field, value: Any) -> Level:
    # True is an int to Python, and a huge one is an error to the database.
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1000:
        of = {
            "criterion__version": review.submission.activity.rubric_version_id,
            "criterion__key": field.key,
        }
        level = Level.objects.filter(value=value, **of).order_by().first()
        if level:
            return level
    _criterion(review, field)
    raise Invalid("unknown-level", _("Choose one of the levels shown."), field=str(field))


def _text(field: fields.Field, value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid("not-text", _("This field takes text."), field=str(field))
    clean = text.plain(value)
    if len(clean) > fields.COMMENT_MAX_CHARS:
        raise Invalid(
            "too-long",
            _("Shorten this to %(most)s characters; it has %(now)s.")
            % {"most": fields.COMMENT_MAX_CHARS, "now": len(clean)},
            field=str(field),
        )
    return clean


def record_edit(*, review: Review, command_id: UUID, field: str, value: Any, now: datetime) -> Edit:
    """Keep what was written into a locked review, as its next revision."""
    review.revision += 1
    review.saved_at = now
    review.save(update_fields=["revision", "saved_at", *_kept(field)])
    return Edit.objects.create(
        review=review,
        command_id=command_id,
        field=field,
        value=value,
        revision=review.revision,
        at=now,
    )


def _kept(field: str) -> list[str]:
    return [field] if field in {fields.Kind.OVERALL, fields.Kind.MISSED} else []


def save_form(
    *, review: Review, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> dict[str, DomainError]:
    """Save every field that differs from the draft, each by itself; what was refused, by field.

    For the form without a script: one bad field does not lose the others.
    """
    stored = queries.draft_snapshot(review).by_field()
    refused: dict[str, DomainError] = {}
    for field, value in values.items():
        given = text.plain(value) if isinstance(value, str) else value
        if field in stored and stored[field] == given:
            continue
        try:
            change_draft(
                review=review, by=by, command_id=ids.new_uuid(), field=field, value=value, now=now
            )
        except DomainError as error:
            refused[field] = error
    return refused
