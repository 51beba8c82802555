# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person wants of a badge and does towards it, and who stands up for them."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import assessing, deciding, notices, queries, rule_queries, rules
from badges.issuers import queries as issuers
from badges.models import Achievement, Award, Progress
from badges.rule_models import Approval, NotYet, Pursuit, Reflection
from badges.sources import deeds
from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify

MOST_REFLECTION = 5000
LEAST_REASON = 10
MOST_REASON = 500
State = Pursuit.State


@transaction.atomic
def wish(*, achievement: Achievement, by: User, now: datetime | None = None) -> Pursuit:
    """Keep it for later: how far they are is shown to them, and nothing is offered unasked."""
    return _set(achievement, by, State.WISHED, now)


@transaction.atomic
def request(*, achievement: Achievement, by: User, now: datetime | None = None) -> Pursuit:
    """Ask for the badge, under the rule that holds today; what there is already counts."""
    return _set(achievement, by, State.REQUESTED, now)


@transaction.atomic
def move_up(*, achievement: Achievement, by: User, now: datetime | None = None) -> Pursuit:
    """Be judged by the rule that holds now instead of that of the day they asked."""
    at = now or clock.now()
    pursuit = rule_queries.pursuit_of(by.pk, achievement)
    if pursuit is None or pursuit.state != State.REQUESTED:
        raise Invalid("not-asked", _("You have not asked for this badge."))
    pursuit.criteria = queries.current_criteria(achievement)
    pursuit.save(update_fields=["criteria"])
    assessing.consider(person_id=by.pk, achievement=achievement, now=at)
    return pursuit


def _set(achievement: Achievement, by: User, state: str, now: datetime | None) -> Pursuit:
    at = now or clock.now()
    standing = rule_queries.pursuit_of(by.pk, achievement)
    if standing and standing.state == state:
        return standing
    if achievement.archived_at:
        raise Conflict("archived", _("This badge is no longer awarded."))
    rule = queries.current_criteria(achievement) if state == State.REQUESTED else None
    pursuit, _is_new = Pursuit.objects.update_or_create(
        achievement=achievement,
        person=by,
        defaults={"state": state, "criteria": rule, "at": at},
    )
    assessing.consider(person_id=by.pk, achievement=achievement, now=at)
    return pursuit


@transaction.atomic
def drop(*, achievement: Achievement, by: User) -> None:
    """Take it off their list: it is as if they had said nothing."""
    Pursuit.objects.filter(achievement=achievement, person=by).exclude(
        state=State.DECLINED
    ).delete()
    if rule_queries.rule_for(by.pk, achievement) is None:
        _leave_no_trace(achievement, by)


@transaction.atomic
def decline(*, achievement: Achievement, by: User, now: datetime | None = None) -> None:
    """Just feedback: they are not considered, and nobody can see that they ever were."""
    Pursuit.objects.update_or_create(
        achievement=achievement,
        person=by,
        defaults={"state": State.DECLINED, "criteria": None, "at": now or clock.now()},
    )
    _leave_no_trace(achievement, by)


@transaction.atomic
def reconsider(*, achievement: Achievement, by: User, now: datetime | None = None) -> None:
    """They no longer want feedback alone."""
    Pursuit.objects.filter(achievement=achievement, person=by, state=State.DECLINED).delete()
    assessing.consider(person_id=by.pk, achievement=achievement, now=now)


def _leave_no_trace(achievement: Achievement, by: User) -> None:
    """But for what was issued, which stands: others may have it."""
    awards = Award.objects.filter(achievement=achievement, recipient=by)
    if awards.exclude(state=Award.State.OFFERED).exists():
        return
    awards.delete()
    Progress.objects.filter(achievement=achievement, person=by).delete()
    NotYet.objects.filter(achievement=achievement, person=by).delete()
    deciding.forget(achievement, by.pk)


@transaction.atomic
def reflect(
    *, achievement: Achievement, by: User, words: str, now: datetime | None = None
) -> Reflection:
    """Write how they got there; written again, it takes the place of what there was."""
    at = now or clock.now()
    clean = text.plain(words).strip()
    if not clean:
        raise Invalid("empty", _("Write a few sentences."), field="words")
    if len(clean) > MOST_REFLECTION:
        raise Invalid("long", _("Keep it to 5000 characters."), field="words")
    written, _is_new = Reflection.objects.update_or_create(
        achievement=achievement, person=by, defaults={"text": clean, "written_at": at}
    )
    assessing.consider(person_id=by.pk, achievement=achievement, now=at)
    return written


@transaction.atomic
def approve(
    *,
    achievement: Achievement,
    person: User,
    by: User,
    reason: str,
    now: datetime | None = None,
) -> Approval:
    """Stand up for somebody who works towards the badge, saying why; once each. Where an outside body
    assesses it, on its behalf."""
    at = now or clock.now()
    _refuse_others(achievement, person, by)
    why = _in_words(reason, _("Say in 10 to 500 characters what you have seen of them."))
    standing = issuers.standing_assessment(achievement)
    given, _is_new = Approval.objects.update_or_create(
        achievement=achievement,
        person=person,
        by=by,
        withdrawn_at=None,
        defaults={"on_behalf_of": standing.body if standing else None},
        create_defaults={
            "on_behalf_of": standing.body if standing else None,
            "reason": why,
            "at": at,
        },
    )
    NotYet.objects.filter(achievement=achievement, person=person, by=by).delete()
    assessing.consider(person_id=person.pk, achievement=achievement, now=at)
    return given


def _in_words(said: str, message: str) -> str:
    words = text.one_line(said)
    if not LEAST_REASON <= len(words) <= MOST_REASON:
        raise Invalid("reason", message, field="reason")
    return words


@transaction.atomic
def not_yet(
    *, achievement: Achievement, person: User, by: User, reason: str, now: datetime | None = None
) -> NotYet:
    """Say what is still missing, instead of approving; an approval given before is withdrawn. Said anew,
    it takes the place of what there was, and they hear of it again."""
    at = now or clock.now()
    _refuse_others(achievement, person, by)
    missing = _in_words(reason, _("Say in 10 to 500 characters what is still missing."))
    standing = issuers.standing_assessment(achievement)
    withdraw_approval(achievement=achievement, person=person, by=by, now=at)
    said = NotYet.objects.filter(achievement=achievement, person=person, by=by, words=missing)
    if before := said.first():
        return before
    given, _is_new = NotYet.objects.update_or_create(
        achievement=achievement,
        person=person,
        by=by,
        defaults={"on_behalf_of": standing.body if standing else None, "words": missing, "at": at},
    )
    notify(
        to=[person.pk],
        kind=notices.NOT_YET,
        key=f"{given.pk}-{at.isoformat()}",
        params={"badge": achievement.name},
        link=reverse("achievement", args=[achievement.uuid]),
        now=at,
    )
    return given


@transaction.atomic
def withdraw_approval(
    *, achievement: Achievement, person: User, by: User, now: datetime | None = None
) -> None:
    """No longer stand up for them. What was claimed stands."""
    at = now or clock.now()
    standing = Approval.objects.filter(
        achievement=achievement, person=person, by=by, withdrawn_at=None
    )
    if standing.update(withdrawn_at=at):
        assessing.consider(person_id=person.pk, achievement=achievement, now=at)


def may_approve(achievement: Achievement, by: User) -> bool:
    """Who may assess it, and, where no outside body does, who facilitates beside who defined it."""
    if rules.may_assess(by, achievement):
        return True
    if issuers.standing_assessment(achievement):
        return False
    defined_by = achievement.created_by_id
    return defined_by is not None and deeds.facilitate_together(by.pk, defined_by)


def _refuse_others(achievement: Achievement, person: User, by: User) -> None:
    if not may_approve(achievement, by):
        raise NotAllowed("not-issuer", _("Only who answers for this badge approves."))
    if person.pk == by.pk:
        raise NotAllowed("own", _("Nobody approves of themselves."))
    if not Progress.objects.filter(achievement=achievement, person=person).exists():
        raise Invalid("not-begun", _("They do not work towards this badge."))
