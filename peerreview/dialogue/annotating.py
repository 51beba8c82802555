# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Comments at places of the work, written or spoken, while the review is a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.allocation import services as allocation
from peerreview.artifacts import uploads
from peerreview.artifacts.models import Part
from peerreview.dialogue import anchors, places, recordings
from peerreview.dialogue.events import AnnotationChanged, RecordingDropped
from peerreview.dialogue.models import Annotation, Recording
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.outbox.services import emit
from peerreview.reviews import queries as review_queries
from peerreview.reviews import rules as review_rules
from peerreview.reviews.models import Review

BODY_MAX_CHARS = 2_000
PER_REVIEW = 100


@dataclass(frozen=True)
class Comment:
    """What the reviewer says, and where: `place` has the fields of places.FIELDS that were given."""

    part: UUID | None
    place: Mapping[str, str]
    body: str
    recording: BinaryIO | None = None
    recording_size: int = 0
    transcript: str = ""


def annotate(
    *, review: Review, by: User, uuid: UUID, comment: Comment, now: datetime | None = None
) -> Annotation:
    """Say something at a place. The same `uuid` again replaces what was said there.

    Without a new recording an earlier one stays. Raises Invalid with the field; Conflict, Closed
    or NotAllowed as for any change of a draft.
    """
    at = now or clock.now()
    if comment.recording is None:
        return _annotate(review, by, uuid, comment, None, "", at)
    review_rules.require_reviewer(review, by)
    review_rules.require_possible(review, "change", at)
    with recordings.prepared(comment.recording, size=comment.recording_size) as clean:
        key = recordings.store(clean)
        try:
            return _annotate(review, by, uuid, comment, clean, key, at)
        except BaseException:
            uploads.discard(key)
            raise


@transaction.atomic
def _annotate(
    review: Review,
    by: User,
    uuid: UUID,
    comment: Comment,
    clean: recordings.Clean | None,
    key: str,
    now: datetime,
) -> Annotation:
    locked = _locked_draft(review, by, now)
    part = _part(locked, comment.part)
    body = _text(comment.body, "body")
    transcript = _text(comment.transcript, "transcript")
    anchor = places.anchor_in(part, comment.place) if part else None
    annotation, is_new = _row(locked, uuid, now)
    annotation.part, annotation.body, annotation.changed_at = part, body, now
    annotation.selectors = anchors.selectors(anchor)
    annotation.save()
    if clean is not None:
        _keep(annotation, clean, key, now)
    spoken = Recording.objects.filter(annotation=annotation)
    if spoken.update(transcript=transcript) == 0 and not body:
        raise Invalid("empty", _("Write or record what you want to say here."), field="body")
    allocation.extend_lease(assignment=locked.assignment, now=now)
    _tell(annotation, locked, "made" if is_new else "changed", now)
    return Annotation.objects.select_related("recording", "part").get(pk=annotation.pk)


def _locked_draft(review: Review, by: User, now: datetime) -> Review:
    locked = review_queries.locked(review)
    review_rules.require_reviewer(locked, by)
    review_rules.require_possible(locked, "change", now)
    return locked


def _part(review: Review, uuid: UUID | None) -> Part | None:
    if uuid is None:
        return None
    part = Part.objects.filter(version=review.submission.version_id, uuid=uuid).first()
    if part is None:
        raise Invalid("no-part", _("Choose a part of this work."), field="part")
    return part


def _text(value: str, field: str) -> str:
    clean = text.plain(value).strip()
    if len(clean) > BODY_MAX_CHARS:
        message = _("Shorten this to %(most)s characters; it has %(now)s.")
        values = {"most": BODY_MAX_CHARS, "now": len(clean)}
        raise Invalid("too-long", message % values, field=field)
    return clean


def _row(review: Review, uuid: UUID, now: datetime) -> tuple[Annotation, bool]:
    there = Annotation.objects.filter(uuid=uuid).first()
    if there is not None:
        if there.review_id != review.pk:
            raise Conflict("taken", _("This form was used before. Reload the page and try again."))
        return there, False
    if review.annotations.count() >= PER_REVIEW:
        raise Invalid("too-many", _("This review has as many comments as it can hold."))
    try:
        with transaction.atomic():
            return Annotation.objects.create(review=review, uuid=uuid, created_at=now), True
    except IntegrityError:
        raise Conflict("taken", _("This form was used before. Reload the page.")) from None


def _keep(annotation: Annotation, clean: recordings.Clean, key: str, now: datetime) -> None:
    _drop_recording(annotation, now)
    Recording.objects.create(
        annotation=annotation,
        storage_key=key,
        content_type=clean.content_type,
        extension=clean.file.extension,
        size_bytes=clean.file.size_bytes,
        sha256=clean.file.sha256,
    )


def _drop_recording(annotation: Annotation, now: datetime) -> None:
    for recording in Recording.objects.filter(annotation=annotation):
        emit(RecordingDropped(storage_key=recording.storage_key), now=now)
        recording.delete()


@transaction.atomic
def forget_voice(*, reviewer: User, now: datetime) -> None:
    """Delete what a reviewer said aloud; a comment keeps its transcript, or says that it is gone."""
    spoken = Annotation.objects.filter(review__reviewer=reviewer, recording__isnull=False)
    for annotation in spoken.select_related("recording"):
        words = [annotation.body, annotation.recording.transcript]
        annotation.body = "\n\n".join(filter(None, words)) or _("The recording was deleted.")
        annotation.save(update_fields=["body"])
        _drop_recording(annotation, now)


@transaction.atomic
def remove(*, review: Review, by: User, uuid: UUID, now: datetime | None = None) -> None:
    """Take a comment back while the review is a draft. Doing it again changes nothing."""
    at = now or clock.now()
    locked = _locked_draft(review, by, at)
    annotation = Annotation.objects.filter(review=locked, uuid=uuid).first()
    if annotation is None:
        return
    _drop_recording(annotation, at)
    _tell(annotation, locked, "removed", at)
    annotation.delete()


def _tell(annotation: Annotation, review: Review, act: str, now: datetime) -> None:
    emit(
        AnnotationChanged(
            annotation_uuid=str(annotation.uuid),
            review_id=review.pk,
            reviewer_id=review.reviewer_id,
            act=act,
        ),
        now=now,
    )
