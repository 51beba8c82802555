# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A facilitator decides a criterion, openly: with a reason that the learner reads."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.queries import authors_of, is_author_of
from peerreview.activities.rules import is_facilitator_of
from peerreview.aggregation import notices, services
from peerreview.aggregation.events import OutcomeOverridden, OverrideWithdrawn
from peerreview.aggregation.models import Override
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.rubrics.models import Level

REASON_MAX_CHARS = 2_000


def may_override(user: User, submission: Submission) -> bool:
    """Who runs the activity or is staff, except on work of their own."""
    return is_facilitator_of(user, submission.activity) and not is_author_of(user, submission)


@transaction.atomic
def override(
    *,
    submission: Submission,
    criterion_key: str,
    level_value: int | None,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> Override:
    """Set a criterion's level and make the outcome anew. The same again changes nothing.

    Another level or reason replaces the decision before; both stay on record. Raises NotAllowed,
    and Invalid at `level` or `reason`.
    """
    at = now or clock.now()
    _require(by, submission)
    level = _level(submission, criterion_key, level_value)
    why = text.plain(reason).strip()
    if not why:
        raise Invalid("no-reason", _("Say why. The learner reads this."), field="reason")
    if len(why) > REASON_MAX_CHARS:
        message = _("Say it in at most %(most)s characters.") % {"most": REASON_MAX_CHARS}
        raise Invalid("long-reason", message, field="reason")
    Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    standing = Override.objects.filter(
        submission=submission, criterion=level.criterion_id, withdrawn_at=None
    )
    if same := standing.filter(level=level, reason=why).first():
        return same
    standing.update(withdrawn_at=at, withdrawn_by=by)
    made = Override.objects.create(
        submission=submission, criterion=level.criterion, level=level, reason=why, by=by, made_at=at
    )
    emit(
        OutcomeOverridden(
            override_id=made.pk,
            **_ids(submission),
            criterion=criterion_key,
            level=level.value,
            by_id=by.pk,
            reason=why,
        ),
        now=at,
    )
    services.recompute(submission=submission, now=at)
    _tell(made, notices.DECIDED, at)
    return made


@transaction.atomic
def withdraw(*, override: Override, by: User, now: datetime | None = None) -> Override:
    """Let the peers' result stand again. Doing it again changes nothing."""
    at = now or clock.now()
    submission = override.submission
    _require(by, submission)
    Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    standing = Override.objects.filter(pk=override.pk, withdrawn_at=None)
    if standing.update(withdrawn_at=at, withdrawn_by=by):
        emit(OverrideWithdrawn(override_id=override.pk, **_ids(submission), by_id=by.pk), now=at)
        services.recompute(submission=submission, now=at)
        _tell(override, notices.UNDECIDED, at)
    override.refresh_from_db()
    return override


def _require(by: User, submission: Submission) -> None:
    if not may_override(by, submission):
        message = _("Only a facilitator decides a result, and never their own.")
        raise NotAllowed("not-facilitator", message)


def _level(submission: Submission, key: str, value: int | None) -> Level:
    found = Level.objects.filter(
        criterion__version=submission.activity.rubric_version_id,
        criterion__key=key,
        value=-1 if value is None else value,
    )
    level = found.select_related("criterion").first()
    if level is None:
        raise Invalid("no-level", _("Choose one of the levels of this criterion."), field="level")
    return level


def _ids(submission: Submission) -> dict[str, int]:
    return {
        "submission_id": submission.pk,
        "activity_id": submission.activity_id,
        "author_id": submission.author_id,
    }


def _tell(override: Override, kind: Kind, now: datetime) -> None:
    submission = override.submission
    notify(
        to=authors_of(submission),
        kind=kind,
        key=f"{override.uuid}:{now.isoformat()}",
        link=reverse("submission", args=[submission.uuid]),
        now=now,
    )
