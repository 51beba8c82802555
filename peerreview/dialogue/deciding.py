# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From a remark to a task, from a task to a change, from a change to the reviewer's credit."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.artifacts.models import Version
from peerreview.dialogue import notices, queries, remarks, rules
from peerreview.dialogue.events import TaskDecided, UptakeConfirmed
from peerreview.dialogue.models import Annotation, Task
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.reviews.models import Review

TEXT_MAX_CHARS = 1_000
State = Task.State


@transaction.atomic
def accept(*, review: Review, remark: str, by: User, now: datetime | None = None) -> Task:
    """Take a remark on as something to do. Again changes nothing; a declined one is taken on after all."""
    return _decide(review, remark, by, {"state": State.OPEN, "reason": ""}, now)


@transaction.atomic
def accept_or_open(*, review: Review, remark: str, by: User, now: datetime | None = None) -> Task:
    """The task of a remark in whatever state it is, taken on if it was not."""
    rules.require_author(by, review)
    there = Task.objects.filter(review=review, remark=remark).first()
    return there or accept(review=review, remark=remark, by=by, now=now)


@transaction.atomic
def decline(
    *, review: Review, remark: str, by: User, reason: str, now: datetime | None = None
) -> Task:
    """Do not act on a remark, and say why. Raises Invalid without a reason."""
    why = _text(reason, "reason", _("Say why you do not follow this remark."))
    return _decide(review, remark, by, {"state": State.DECLINED, "reason": why}, now)


def _decide(
    review: Review, remark: str, by: User, values: dict[str, str], now: datetime | None
) -> Task:
    at = now or clock.now()
    rules.require_author(by, review)
    name = remarks.parse(remark)
    Review.objects.select_for_update(of=("self",), no_key=True).get(pk=review.pk)
    if name is None or str(name) not in queries.remark_names(review):
        raise Invalid("no-remark", _("There is no such remark in this review."))
    task = Task.objects.filter(review=review, remark=str(name)).first()
    if task is None:
        task = Task(review=review, remark=str(name), author=by)
        if name.kind == remarks.Kind.ANNOTATION:
            task.annotation = Annotation.objects.get(review=review, uuid=name.key)
    elif task.state == State.DONE:
        raise Conflict("done", _("You have acted on this remark already."))
    elif task.state == values["state"] and task.reason == values["reason"]:
        return task
    for field, value in values.items():
        setattr(task, field, value)
    task.decided_at = at
    task.save()
    _tell_decided(task, at)
    return task


@transaction.atomic
def finish(*, task: Task, by: User, what_changed: str, now: datetime | None = None) -> Task:
    """Say what was changed because of a remark. The reviewer hears of it; again only the words change.

    It is confirmed with the first version after the reviewed one that is frozen and different.
    """
    at = now or clock.now()
    rules.require_author(by, task.review)
    words = _text(what_changed, "what_changed", _("Say what you changed because of this."))
    locked = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    was, said = locked.state, locked.what_changed
    locked.state, locked.what_changed, locked.reason = State.DONE, words, ""
    if was == State.DONE and said == words:
        return locked
    if was != State.DONE:
        locked.decided_at = at
    locked.save()
    if was != State.DONE:
        _tell_decided(locked, at)
        _confirm(locked, _later_version(task.review.submission), at)
    return locked


@transaction.atomic
def let_show(*, task: Task, by: User, may_be_shown: bool) -> Task:
    """Whether the reviewer may show on their page what the author says they changed. Again is the same."""
    rules.require_author(by, task.review)
    if task.state != State.DONE:
        raise Conflict("not-done", _("Say first what you changed."))
    task.may_be_shown = may_be_shown
    task.save(update_fields=["may_be_shown"])
    return task


def _later_version(submission: Submission) -> Version | None:
    """The first frozen version of the work after the reviewed one that is not the same."""
    reviewed = submission.version
    later = Version.objects.filter(
        artifact=reviewed.artifact_id, number__gt=reviewed.number, frozen_at__isnull=False
    )
    return later.exclude(digest=reviewed.digest).order_by("number").first()


@transaction.atomic
def confirm_for(*, submission_id: int, now: datetime | None = None) -> int:
    """A new round was handed in: what was done about the round before is in it; how many remarks."""
    at = now or clock.now()
    made = Submission.objects.select_related("version", "revises__version").get(pk=submission_id)
    if made.revises is None:
        return 0
    done = Task.objects.filter(
        review__submission=made.revises, state=State.DONE, confirmed_at=None
    ).select_related("review__reviewer", "review__submission__version")
    return sum(_confirm(task, made.version, at) for task in done)


def _confirm(task: Task, version: Version | None, now: datetime) -> bool:
    if version is None or task.confirmed_at:
        return False
    task.version, task.confirmed_at = version, now
    task.save(update_fields=["version", "confirmed_at"])
    review = task.review
    emit(
        UptakeConfirmed(
            task_id=task.pk,
            review_id=review.pk,
            author_id=task.author_id,
            reviewer_id=review.reviewer_id,
        ),
        now=now,
    )
    return True


def _tell_decided(task: Task, now: datetime) -> None:
    review = task.review
    emit(
        TaskDecided(
            task_id=task.pk,
            review_id=review.pk,
            author_id=task.author_id,
            reviewer_id=review.reviewer_id,
            state=task.state,
        ),
        now=now,
    )
    if task.state != State.DONE:
        return
    notify(
        to=[review.reviewer_id],
        kind=notices.TAKEN_UP,
        key=str(task.pk),
        params={"work": review.submission.version.title},
        link=reverse("review-uptake"),
        now=now,
    )


def _text(value: str, field: str, if_empty: str) -> str:
    clean = text.plain(value).strip()
    if not clean:
        raise Invalid("empty", if_empty, field=field)
    if len(clean) > TEXT_MAX_CHARS:
        message = _("Shorten this to %(most)s characters; it has %(now)s.")
        counts = {"most": TEXT_MAX_CHARS, "now": len(clean)}
        raise Invalid("too-long", message % counts, field=field)
    return clean
