# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Appeals: the learner's reason, fresh reviewers or a facilitator's decision, and what came of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.activities.queries import is_author_of
from peerreview.aggregation import overriding
from peerreview.aggregation.models import CriterionOutcome
from peerreview.aggregation.queries import latest_outcome
from peerreview.allocation import calling
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.moderation import notices, rules
from peerreview.moderation.events import AppealDecided, AppealMade, AppealSentOn, AppealWithdrawn
from peerreview.moderation.models import Appeal, FreshReview
from peerreview.moderation.services import checked
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.reviews import drafting
from peerreview.reviews.models import Review
from peerreview.rubrics.models import Criterion

FRESH_MOST = 2
REASON_LEAST = 20
FRESH_DAYS = 5
State = Appeal.State
DECIDED = (State.UPHELD, State.PARTLY, State.REJECTED)


@transaction.atomic
def appeal(
    *,
    submission: Submission,
    criterion_key: str,
    reason: str,
    by: User,
    now: datetime | None = None,
) -> Appeal:
    """Say that a criterion's result is wrong, and why. Once per criterion: again changes nothing.

    Raises NotAllowed, Closed outside the window, Invalid at `criterion` or `reason`.
    """
    at = now or clock.now()
    if not is_author_of(by, submission):
        raise NotAllowed("not-author", _("Only the author appeals."))
    judged = judged_criteria(submission)
    if criterion_key not in judged:
        message = _("Choose a criterion that has a result.")
        raise Invalid("no-criterion", message, field="criterion")
    why = checked(reason, field="reason", missing=_("Say what the reviewers missed, and where."))
    if len(why) < REASON_LEAST:
        message = _(
            "Say a little more: at least %(least)s characters, with the place in your work."
        )
        raise Invalid("short-words", message % {"least": REASON_LEAST}, field="reason")
    rows = Submission.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("activity", "author").get(pk=submission.pk)
    found = judged[criterion_key]
    there = Appeal.objects.filter(submission=submission, criterion=found.criterion_id).first()
    if there:
        return _same_or_conflict(there, why)
    if not rules.may_appeal_now(held, latest_outcome(submission), at):
        message = _("Appeals are open from when the reviews are in until the window ends.")
        raise Closed("no-window", message)
    made = Appeal.objects.create(
        submission=submission,
        criterion=found.criterion,
        reason=why,
        level_before=found.consensus_value,
        made_at=at,
    )
    emit(AppealMade(appeal_id=made.pk, **_ids(submission), criterion=criterion_key), now=at)
    return made


@transaction.atomic
def withdraw(*, appeal: Appeal, by: User, now: datetime | None = None) -> None:
    """Take an appeal back that nobody took up; the criterion can be appealed again. Again changes
    nothing. Raises NotAllowed, or Conflict once it is with fresh reviewers or decided.
    """
    rows = Appeal.objects.select_for_update(of=("self",), no_key=True)
    held = rows.select_related("criterion", "submission__activity").filter(pk=appeal.pk).first()
    if held is None:
        return
    if not is_author_of(by, held.submission):
        raise NotAllowed("not-author", _("Only the author withdraws an appeal."))
    if held.state != State.OPEN:
        message = _("Somebody is at work on this appeal already, so it goes to its end.")
        raise Conflict("taken-up", message)
    emit(
        AppealWithdrawn(
            appeal_id=held.pk, **_ids(held.submission), criterion=held.criterion.key, by_id=by.pk
        ),
        now=now or clock.now(),
    )
    held.delete()


def criteria_at_top(submission: Submission) -> list[str]:
    """Keys of the criteria whose result is the highest level already."""
    judged = judged_criteria(submission)
    found = Criterion.objects.filter(pk__in=[row.criterion_id for row in judged.values()])
    tops = dict(found.order_by().annotate(top=Max("levels__value")).values_list("key", "top"))
    return [key for key, row in judged.items() if row.consensus_value == tops.get(key)]


def judged_criteria(submission: Submission) -> dict[str, CriterionOutcome]:
    """The criteria with a result, by key."""
    outcome = latest_outcome(submission)
    rows = outcome.criteria.all() if outcome else []
    return {row.criterion.key: row for row in rows if row.reviews_counted or row.override_id}


def _same_or_conflict(there: Appeal, why: str) -> Appeal:
    if there.reason != why:
        message = _("You have appealed this criterion already. Its appeal is below.")
        raise Conflict("appealed", message, field="criterion")
    return there


@transaction.atomic
def send_to_fresh(*, appeal: Appeal, count: int, by: User, now: datetime | None = None) -> Appeal:
    """Call in one or two reviewers who have seen neither the work nor its scores.

    Doing it again changes nothing. Raises Conflict when nobody is free.
    """
    at = now or clock.now()
    held = _locked(appeal)
    _require_decider(held, by)
    if held.state == State.IN_REVIEW:
        return held
    _require_undecided(held)
    if count not in range(1, FRESH_MOST + 1):
        message = _("Choose one or two reviewers.")
        raise Invalid("count", message, field="count")
    until = at + timedelta(days=FRESH_DAYS)
    called = calling.call_in(submission=held.submission, count=count, until=until, now=at)
    if not called:
        message = _("Everybody who could review this has seen it already. Please decide yourself.")
        raise Conflict("nobody", message, field="count")
    for assignment in called:
        FreshReview.objects.create(appeal=held, assignment=assignment)
        review = drafting.open_review(assignment=assignment, now=at)
        _call_in(review, at)
    held.state = State.IN_REVIEW
    held.save(update_fields=["state"])
    emit(
        AppealSentOn(
            appeal_id=held.pk, **_ids(held.submission), reviewers=len(called), by_id=by.pk
        ),
        now=at,
    )
    _tell_author(held, notices.APPEAL_MOVED, at)
    return held


@transaction.atomic
def decide(
    *,
    appeal: Appeal,
    state: str,
    reason: str,
    level_value: int | None = None,
    by: User,
    now: datetime | None = None,
) -> Appeal:
    """End an appeal: upheld, partly, or rejected, with a reason the learner reads.

    With a level, that level counts from now on; without one the reviews stand as they are now,
    fresh ones included. The same decision again changes nothing.
    """
    at = now or clock.now()
    held = _locked(appeal)
    _require_decider(held, by)
    why = checked(reason, field="reason", missing=_("Say why. The learner reads this."))
    if held.state == state and held.decision == why:
        return held
    _require_undecided(held)
    if state not in DECIDED:
        raise Invalid("no-state", _("Choose how you decide."), field="state")
    if state == State.REJECTED and level_value is not None:
        message = _("A rejected appeal changes no level. Leave it empty, or uphold the appeal.")
        raise Invalid("level", message, field="level")
    key = held.criterion.key
    if level_value is not None:
        overriding.override(
            submission=held.submission,
            criterion_key=key,
            level_value=level_value,
            reason=why,
            by=by,
            now=at,
        )
    after = judged_criteria(held.submission).get(key)
    held.state, held.decision, held.decided_at, held.decided_by = state, why, at, by
    held.level_after = after.consensus_value if after else None
    held.save(update_fields=["state", "decision", "decided_at", "decided_by", "level_after"])
    emit(
        AppealDecided(
            appeal_id=held.pk,
            **_ids(held.submission),
            criterion=key,
            state=state,
            by_id=by.pk,
            reason=why,
        ),
        now=at,
    )
    _tell_author(held, notices.APPEAL_DECIDED, at)
    return held


def _locked(appeal: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(
        "criterion",
        "submission__author",
        "submission__activity__cohort",
        "submission__activity__rubric_version",
    ).get(pk=appeal.pk)


def _require_decider(appeal: Appeal, by: User) -> None:
    if not rules.may_decide(by, appeal.submission):
        message = _("Only a facilitator who neither made nor reviewed the work decides this.")
        raise NotAllowed("not-facilitator", message)


def _require_undecided(appeal: Appeal) -> None:
    if appeal.state in DECIDED:
        raise Conflict("decided", _("This appeal is decided already."))


def _ids(submission: Submission) -> dict[str, int]:
    return {
        "submission_id": submission.pk,
        "activity_id": submission.activity_id,
        "author_id": submission.author_id,
    }


def _tell_author(appeal: Appeal, kind: Kind, now: datetime) -> None:
    submission = appeal.submission
    notify(
        to=[submission.author_id],
        kind=kind,
        key=f"{appeal.uuid}:{now.isoformat()}",
        link=reverse("submission", args=[submission.uuid]) + "#appeals",
        now=now,
    )


def _call_in(review: Review, now: datetime) -> None:
    """Says nothing of an appeal."""
    notify(
        to=[review.reviewer_id],
        kind=notices.CALLED_IN,
        key=str(review.uuid),
        params={"activity": review.submission.activity.title},
        link=reverse("review-desk", args=[review.uuid]),
        now=now,
    )
