# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""By hand: a facilitator gives a work to a person, or takes it back."""

import random
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import aliases, ending, notices, pairs, queries, rules
from peerreview.allocation.events import AssignedByHand, AssignmentTakenBack
from peerreview.allocation.models import Assignment
from peerreview.allocation.ruling import require_facilitator
from peerreview.allocation.solver import EXCHANGE, Reason
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

State = Assignment.State
_rng = random.SystemRandom()


@dataclass(frozen=True)
class Check:
    """One thing looked at before a work is given by hand. Only those that bar it are in the way."""

    code: str
    is_fine: bool
    bars: bool
    words: str
    field: str = "author"


def checks(*, activity: Activity, reviewer: User, submission: Submission) -> list[Check]:
    """Everything that speaks for or against this person reviewing this work, in words."""
    author = submission.author
    names = {"reviewer": reviewer, "author": author}
    facts = pairs.facts_of_pair(activity, reviewer, submission)
    is_reviewer = rules.may_review(reviewer, activity)
    return [
        _check(
            "reviewer",
            is_reviewer,
            _("%(reviewer)s is a reviewer of this activity.") % names,
            _("%(reviewer)s is not among the reviewers of this activity.") % names,
            field="reviewer",
        ),
        _check(
            "self",
            reviewer.pk != author.pk,
            _("It is the work of somebody else."),
            _("Nobody reviews their own work."),
        ),
        _check(
            "pair",
            not facts.is_pair,
            _("%(reviewer)s has not been given this work before.") % names,
            _("%(reviewer)s has this work, has reviewed it, or gave it back.") % names,
        ),
        _check(
            "mutual",
            activity.kind == EXCHANGE or not facts.is_mutual,
            _("%(author)s does not review %(reviewer)s, so the two cannot trade praise.") % names,
            _("%(author)s reviews %(reviewer)s; two people never review each other.") % names,
        ),
        _check(
            "rule",
            not facts.is_ruled_out,
            _("No rule or declared conflict is against it."),
            _("A rule or a declared conflict is against it."),
        ),
        _load_of_reviewer(activity, reviewer, facts),
        _load_of_work(activity, submission, facts),
    ]


def _check(code: str, is_fine: bool, fine: str, wrong: str, field: str = "author") -> Check:
    return Check(code, is_fine, not is_fine, fine if is_fine else wrong, field)


def _load_of_reviewer(activity: Activity, reviewer: User, facts: pairs.PairFacts) -> Check:
    load = {"reviewer": reviewer, "has": facts.reviewer_load, "asked": activity.reviews_asked}
    is_fine = facts.reviewer_load < activity.reviews_asked
    words = (
        _("%(reviewer)s has %(has)s of the %(asked)s reviews asked of each person.")
        if is_fine
        else _("%(reviewer)s has %(has)s reviews already; %(asked)s are asked of each person.")
    )
    return Check("reviewer-load", is_fine, False, words % load)


def _load_of_work(activity: Activity, work: Submission, facts: pairs.PairFacts) -> Check:
    load = {"has": facts.work_load, "needed": activity.reviews_needed}
    is_fine = facts.work_load < activity.reviews_needed
    words = (
        _("The work has or will have %(has)s of the %(needed)s reviews it needs.")
        if is_fine
        else _("The work has or will have %(has)s reviews already; it needs %(needed)s.")
    )
    return Check("work-load", is_fine, False, words % load)


@transaction.atomic
def assign(
    *,
    activity: Activity,
    reviewer: User,
    submission: Submission,
    by: User,
    now: datetime | None = None,
) -> Assignment:
    """Keep this work for that person: it is what they are given next, after what they are at.

    Doing it again gives the same. What was taken back before can be given again. Raises NotAllowed,
    and Invalid with the first check that bars it.
    """
    require_facilitator(by, activity)
    at = now or clock.now()
    User.objects.select_for_update(no_key=True).get(pk=reviewer.pk)
    there = Assignment.objects.filter(submission=submission, reviewer=reviewer).first()
    if there and there.state in (State.PLANNED, State.LEASED):
        return there
    was_taken_back = there and there.decline_kind == Assignment.Decline.TAKEN_BACK
    for check in checks(activity=activity, reviewer=reviewer, submission=submission):
        if check.bars and not (check.code == "pair" and was_taken_back):
            raise Invalid(check.code, check.words, field=check.field)
    if was_taken_back:
        ending.keep_again(assignment=there, reason=rules.REASONS[Reason.BY_HAND])
    assignment = there if was_taken_back else _planned(submission, reviewer, at)
    _tell_assigned(assignment, activity, by, at)
    return assignment


def _planned(submission: Submission, reviewer: User, now: datetime) -> Assignment:
    return Assignment.objects.create(
        submission=submission,
        reviewer=reviewer,
        state=State.PLANNED,
        alias=aliases.choose(queries.aliases_taken(submission), _rng),
        reason=rules.REASONS[Reason.BY_HAND],
        leased_at=now,
        lease_until=now,
    )


def _tell_assigned(assignment: Assignment, activity: Activity, by: User, now: datetime) -> None:
    emit(AssignedByHand(**_ids(assignment, activity.pk), by_id=by.pk), now=now)
    _tell(assignment, notices.WAITING, activity, now, count=1)


def _tell(
    assignment: Assignment, kind: Kind, activity: Activity, now: datetime, **params: int
) -> None:
    # A duty taken back can be given again, and is then told again.
    notify(
        to=[assignment.reviewer_id],
        kind=kind,
        key=f"{assignment.uuid}:{now.isoformat()}",
        params={"activity": activity.title, **params},
        link=reverse("review-home"),
        now=now,
    )


def _ids(assignment: Assignment, activity_id: int) -> dict[str, int]:
    return {
        "assignment_id": assignment.pk,
        "submission_id": assignment.submission_id,
        "activity_id": activity_id,
        "reviewer_id": assignment.reviewer_id,
    }


@transaction.atomic
def undo(
    *, assignment: Assignment, by: User, reason: str = "", now: datetime | None = None
) -> None:
    """Take a duty back that is not handed in. Doing it again changes nothing; a review that is
    handed in raises Conflict, since it is set aside with a reason, not undone."""
    activity = assignment.submission.activity
    require_facilitator(by, activity)
    if ending.take_back(assignment=assignment, reason=reason, now=now):
        emit(AssignmentTakenBack(**_ids(assignment, activity.pk), by_id=by.pk), now=now)
        _tell(assignment, notices.TAKEN_BACK, activity, now or clock.now())
        return
    assignment.refresh_from_db()
    if assignment.state == State.DONE:
        message = _(
            "This review is handed in, so it cannot be taken back. "
            "Open the work’s results to set the review aside, with a reason."
        )
        raise Conflict("handed-in", message)
