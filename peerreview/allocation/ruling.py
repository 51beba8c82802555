# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who must, should or must not review whom: rules of facilitators, and what people ask for themselves."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import live_submission
from peerreview.activities.rules import is_facilitator_of
from peerreview.allocation import pairs, rulebook, rules
from peerreview.allocation.events import ConflictChanged, RuleMade, RuleRemoved
from peerreview.allocation.models import Conflict, Rule
from peerreview.allocation.rulebook import Fault
from peerreview.allocation.solver import SURPLUS
from peerreview.cohorts.queries import companions_of
from peerreview.kernel import clock, ids
from peerreview.kernel.errors import Conflict as ConflictError
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.outbox.services import emit

SCOPES = ("activity", "work", "cohort")
CONFLICTS_MOST = 20


@transaction.atomic
def make_rule(
    *,
    activity: Activity,
    kind: str,
    reviewer: User,
    author: User,
    scope: str = "activity",
    by: User,
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Rule:
    """Decide about `reviewer` reviewing `author`: in this activity, of their present work in it, or
    in its whole cohort. The same rule again is the one that is there.

    Raises NotAllowed, and Invalid with the field and what stands against it.
    """
    require_facilitator(by, activity)
    # One after the other, or two facilitators could make two rules that contradict each other.
    Activity.objects.select_for_update().get(pk=activity.pk)
    columns = _columns(activity, kind, reviewer, author, scope)
    there = Rule.objects.filter(**{**columns, "kind": kind}).first()
    if there:
        return there
    _refuse_fault(activity, rulebook.Pair(kind, reviewer.pk, author.pk), columns)
    at = now or clock.now()
    rule = Rule.objects.create(
        **columns, kind=kind, uuid=uuid or ids.new_uuid(), created_by=by, created_at=at
    )
    emit(RuleMade(**_told(rule), submission_id=rule.submission_id, by_id=by.pk), now=at)
    return rule


@transaction.atomic
def keep_apart(
    *, activity: Activity, pairs: Collection[tuple[int, int]], by: User, now: datetime | None = None
) -> None:
    """Bar (reviewer, author) pairs in an exchange between groups, by who takes part there. What is
    barred already stays. For apps above, which know why."""
    if activity.cohort is None or not activity.cohort.is_between:
        raise NotAllowed("not-between", _("Only a facilitator decides who reviews what."))
    there = set(Rule.objects.filter(activity=activity).values_list("reviewer_id", "author_id"))
    for reviewer_id, author_id in sorted(set(pairs) - there):
        rule = Rule.objects.create(
            kind=Rule.Kind.MUST_NOT, activity=activity, reviewer_id=reviewer_id,
            author_id=author_id, created_by=by, created_at=now or clock.now(),
        )  # fmt: skip
        emit(RuleMade(**_told(rule), submission_id=None, by_id=by.pk), now=now)


def require_facilitator(by: User, activity: Activity) -> None:
    """NotAllowed for who does not look after the activity."""
    if not is_facilitator_of(by, activity):
        raise NotAllowed("not-facilitator", _("Only a facilitator decides who reviews what."))


def _columns(
    activity: Activity, kind: str, reviewer: User, author: User, scope: str
) -> dict[str, object]:
    if kind not in Rule.Kind.values:
        raise Invalid("kind", _("Choose must, should or must not."), field="kind")
    if scope not in SCOPES or (scope == "cohort" and not activity.cohort_id):
        raise Invalid("scope", _("Choose where the rule holds."), field="scope")
    if kind != Rule.Kind.MUST_NOT and not rules.may_review(reviewer, activity):
        message = _("%(name)s is not among the reviewers here, so cannot be asked to review.")
        raise Invalid("not-a-reviewer", message % {"name": reviewer}, field="reviewer")
    submission = _work_of(author, activity) if scope == "work" else None
    is_cohort = scope == "cohort"
    return {
        "activity": None if is_cohort else activity,
        "cohort": activity.cohort if is_cohort else None,
        "submission": submission,
        "reviewer": reviewer,
        "author": author,
    }


def _work_of(author: User, activity: Activity) -> Submission:
    work = live_submission(activity, author)
    if work is None:
        message = _(
            "%(name)s has not handed anything in yet. Make the rule for the activity instead."
        )
        raise Invalid("no-work", message % {"name": author}, field="author")
    return work


def _refuse_fault(activity: Activity, pair: rulebook.Pair, columns: dict[str, object]) -> None:
    limits = rulebook.Limits(activity.reviews_asked, activity.reviews_needed + SURPLUS)
    fault = rulebook.fault_in(
        pair,
        rules=pairs.rules_meeting(activity, is_of_cohort=columns["cohort"] is not None),
        ties=pairs.ties_between(activity, pair.reviewer_id, pair.author_id),
        conflicts=pairs.conflicts_among({pair.reviewer_id, pair.author_id}),
        limits=limits,
    )
    if fault is None:
        return
    field, sentence = _faults()[fault]
    names = {"reviewer": columns["reviewer"], "author": columns["author"]}
    numbers = {"by": limits.by_reviewer, "for": limits.for_author}
    raise Invalid(fault.value, sentence % {**names, **numbers}, field=field)


def _faults() -> dict[Fault, tuple[str, str]]:
    """At which field a fault is told, and how."""
    return {
        Fault.SELF: ("author", _("Nobody reviews their own work. Choose two people.")),
        Fault.AGAINST_MUST_NOT: (
            "kind",
            _("A rule says that %(reviewer)s must not review %(author)s. Remove it first."),
        ),
        Fault.AGAINST_WISH: (
            "kind",
            _("A rule says that %(reviewer)s must or should review %(author)s. Remove it first."),
        ),
        Fault.DIFFERENT_WISH: (
            "kind",
            _("There is a rule for %(reviewer)s reviewing %(author)s already. Remove it first."),
        ),
        Fault.MUTUAL_RULE: (
            "author",
            _(
                "%(author)s must review %(reviewer)s already. Two people never review each other, "
                "so it cannot be both ways."
            ),
        ),
        Fault.CONFLICT: (
            "author",
            _("These two cannot be paired: a conflict between them has been declared."),
        ),
        Fault.MUTUAL: (
            "author",
            _(
                "%(author)s reviews or has reviewed %(reviewer)s. Two people never review each "
                "other, so this rule could never be kept."
            ),
        ),
        Fault.ALREADY_DONE: (
            "author",
            _("%(reviewer)s has reviewed %(author)s already; a rule would come too late."),
        ),
        Fault.AT_WORK: (
            "author",
            _("%(reviewer)s has %(author)s’s work to review now. Take that back first."),
        ),
        Fault.GIVEN_BACK: (
            "author",
            _("%(reviewer)s was given %(author)s’s work and it was given back. Choose others."),
        ),
        Fault.TOO_MANY_BY: (
            "reviewer",
            _("%(reviewer)s is asked for %(by)s reviews, and that many rules are there already."),
        ),
        Fault.TOO_MANY_FOR: (
            "author",
            _("%(for)s people must review %(author)s already; more than that is too many."),
        ),
    }


@transaction.atomic
def remove_rule(*, rule: Rule, by: User, now: datetime | None = None) -> None:
    """Take a rule away. What was given because of it stays."""
    activity = rule.activity or Activity.objects.filter(cohort=rule.cohort).first()
    require_facilitator(by, activity)
    if Rule.objects.filter(pk=rule.pk).delete()[0]:
        emit(RuleRemoved(**_told(rule), by_id=by.pk), now=now)


def _told(rule: Rule) -> dict[str, object]:
    return {
        "rule_uuid": str(rule.uuid),
        "kind": str(rule.kind),
        "activity_id": rule.activity_id,
        "cohort_id": rule.cohort_id,
        "reviewer_id": rule.reviewer_id,
        "author_id": rule.author_id,
    }


# ---- What people ask for themselves -----------------------------------------------------------


@transaction.atomic
def declare_conflict(*, person: User, other: User, by: User, now: datetime | None = None) -> None:
    """`person` and `other` are not given each other's work any more. Again changes nothing.

    Raises NotAllowed for another's list, Invalid for oneself, strangers and a very long list.
    What is at hand stays at hand: it is given back at the desk.
    """
    _refuse_unless_own(person, by)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.pk == other.pk:
        raise Invalid("self", _("You are never given your own work anyway."), field="person")
    mine = Conflict.objects.filter(person=person)
    if mine.filter(other=other).exists():
        return
    if not companions_of(person).filter(pk=other.pk).exists():
        raise Invalid("stranger", _("Choose somebody you learn with."), field="person")
    if mine.count() >= CONFLICTS_MOST:
        message = _("You can name %(most)d people. Speak with a facilitator if you need more.")
        raise ConflictError("too-many", message % {"most": CONFLICTS_MOST}, field="person")
    Conflict.objects.create(person=person, other=other, declared_at=now or clock.now())
    emit(ConflictChanged(person_id=person.pk, is_declared=True), now=now)


@transaction.atomic
def withdraw_conflict(*, person: User, other: User, by: User, now: datetime | None = None) -> None:
    """Take one's wish back. Again changes nothing."""
    _refuse_unless_own(person, by)
    if Conflict.objects.filter(person=person, other=other).delete()[0]:
        emit(ConflictChanged(person_id=person.pk, is_declared=False), now=now)


def _refuse_unless_own(person: User, by: User) -> None:
    if person.pk != by.pk:
        raise NotAllowed("not-yours", _("You can change your own list only."))
