# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A claimed badge whose evidence went: looked at again, made up, or decided on. Never taken in silence.

The badge stands while a case is open, and strangers are told nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from badges import assessing, criteria, issuing, rules
from badges.awards import notices, queries, turning
from badges.awards.models import Reconsideration
from badges.evidence import Section
from badges.life_models import ReasonClass
from badges.models import Award, Credential
from badges.verdicts import Verdict, verdict_from_json
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify

TO_MAKE_UP = timedelta(days=30)
# What was withdrawn shows in a result once it is computed again, and in a soft measure after its grace.
WATCH = timedelta(days=30)
LOOK_EVERY = timedelta(hours=12)
AT_ONCE = 50
State = Reconsideration.State
RUNNING = [State.WATCHED, State.OPEN]
DECISIONS = {State.STANDS, State.SUSPENDED, State.REVOKED}


def doubt(
    *, person_id: int, cause: str, sections: set[Section], now: datetime | None = None
) -> None:
    """Something a person's badges may lean on was withdrawn: those whose rule reads it are looked at."""
    for award in queries.leaning(person_id, sections):
        look(award=award, cause=cause, now=now)


@transaction.atomic
def look(*, award: Award, cause: str = "", now: datetime | None = None) -> Reconsideration | None:
    """Look at a claimed badge: begin a case where there is a cause, and keep one in step.

    Idempotent. None where the badge is not held, or nothing runs and there is no cause.
    """
    at = now or clock.now()
    verdict = _verdict(award, at)
    held = Award.objects.select_for_update().get(pk=award.pk)
    if held.state != Award.State.CLAIMED:
        return None
    case = Reconsideration.objects.filter(award=held, state__in=RUNNING).first()
    if case is None:
        if not cause or _is_settled(held, verdict):
            return None
        case = Reconsideration.objects.create(award=held, cause=cause, since=at, looked_at=at)
    return _in_step(case, verdict, at)


def _verdict(award: Award, at: datetime) -> Verdict:
    """How the rule it was given under stands now, with what stood until now in mind."""
    progress = assessing.consider(
        person_id=award.recipient_id, achievement=award.achievement, now=at
    )
    rule = award.criteria
    if progress.criteria_id == rule.pk and progress.verdict:
        return verdict_from_json(progress.verdict)
    gathered = assessing.evidence_for(
        award.recipient_id, award.achievement, rule.tree, rule.activity_uuid, at
    )
    return criteria.evaluate(rule.tree, gathered.evidence())


def missing(verdict: Verdict) -> list[dict[str, Any]]:
    """What stands in the way, as JSON values."""
    return [leaf.as_json() for leaf in verdict.missing()]


def _is_settled(award: Award, verdict: Verdict) -> bool:
    """Whether somebody decided on the very same lack that the badge stands."""
    last = Reconsideration.objects.filter(award=award, state=State.STANDS).first()
    return last is not None and _lack(last.missing) == _lack(missing(verdict))


def _lack(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(leaf["kind"], leaf["have"], leaf["need"]) for leaf in found]


def _in_step(case: Reconsideration, verdict: Verdict, at: datetime) -> Reconsideration:
    case.looked_at = at
    if verdict.is_met and case.state == State.OPEN:
        case.state, case.decided_at = State.MADE_UP, at
        _tell_owner(case, notices.RECONSIDERED, at)
    elif not verdict.is_met:
        case.missing = missing(verdict)
        if case.state == State.WATCHED:
            _open(case, at)
    case.save()
    return case


def _open(case: Reconsideration, at: datetime) -> None:
    case.state, case.opened_at, case.due_at = State.OPEN, at, at + TO_MAKE_UP
    _tell_owner(case, notices.LOOKED_AT_AGAIN, at)
    _tell_issuer(case, "opened", at)


def _tell_owner(case: Reconsideration, kind: Any, at: datetime) -> None:
    _notify(case, [case.award.recipient_id], kind, str(case.uuid), at)


def _tell_issuer(case: Reconsideration, step: str, at: datetime) -> None:
    people = queries.answering_for(case.award.achievement, besides=case.award.recipient_id)
    _notify(case, people, notices.TO_RECONSIDER, f"{case.uuid}-{step}", at)


def _notify(case: Reconsideration, to: list[int], kind: Any, key: str, at: datetime) -> None:
    day = case.due_at.date().isoformat() if case.due_at else ""
    notify(
        to=to,
        kind=kind,
        key=key,
        params={"badge": case.award.achievement.name, "day": day},
        link=reverse("reconsideration", args=[case.uuid]),
        now=at,
    )


@transaction.atomic
def decide(
    *, case: Reconsideration, by: User, act: str, reason: str, now: datetime | None = None
) -> Reconsideration:
    """The issuer's word: it stands, at any time; suspended or revoked, once the time to make it up is
    over. What is settled stays so."""
    at = now or clock.now()
    award = Award.objects.select_for_update().select_related("achievement").get(pk=case.award_id)
    if not rules.may_issue(by, award.achievement) or award.recipient_id == by.pk:
        raise NotAllowed(
            "not-issuer", _("Only who answers for this badge, and does not hold it, decides.")
        )
    if act not in DECISIONS:
        raise Invalid("act", _("Choose what becomes of the badge."), field="act")
    why = turning.checked_reason(reason)
    locked = Reconsideration.objects.select_for_update().get(pk=case.pk)
    if locked.state != State.OPEN:
        return locked
    if act != State.STANDS and at < locked.due_at:
        message = _("Its holder has until %(day)s to make it up. Until then it can only stand.")
        raise Conflict("early", message % {"day": date_format(locked.due_at, "DATE_FORMAT")})
    locked.state, locked.by, locked.reason, locked.decided_at = act, by, why, at
    locked.save(update_fields=["state", "by", "reason", "decided_at"])
    _carry_out(award, by, act, why, at)
    _tell_owner(locked, notices.RECONSIDERED, at)
    return locked


def _carry_out(award: Award, by: User, act: str, why: str, at: datetime) -> None:
    if act == State.SUSPENDED:
        turning.suspend(award=award, by=by, reason=why, now=at)
    if act == State.REVOKED:
        found = Credential.objects.get(award=award, is_current=True)
        issuing.revoke(
            credential=found, by=by, reason=why, reason_class=ReasonClass.EVIDENCE, now=at
        )


def look_around(now: datetime | None = None) -> int:
    """Keep running cases in step with time and results; forget what was watched long enough; tell
    issuers when it is theirs to decide. How many were looked at."""
    at = now or clock.now()
    Reconsideration.objects.filter(state=State.WATCHED, since__lt=at - WATCH).delete()
    due = list(queries.to_look_at(at - LOOK_EVERY)[:AT_ONCE])
    for case in due:
        look(award=case.award, now=at)
        Reconsideration.objects.filter(pk=case.pk, state__in=RUNNING).update(looked_at=at)
        case.refresh_from_db()
        if case.state == State.OPEN and case.due_at <= at:
            _tell_issuer(case, "due", at)
    return len(due)
