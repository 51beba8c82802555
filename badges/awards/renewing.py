# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge that ends: its owner is told in time, and renews it when they have done what renews it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import assessing, evidence, issuing, validity
from badges.awards import notices, queries, turning
from badges.awards.models import Reminder
from badges.life_models import Turn
from badges.models import Award, Credential
from badges.sources.gathering import Gathered
from badges.verdicts import Verdict
from peerreview.accounts.models import User
from peerreview.kernel import clock, hashing
from peerreview.kernel.errors import Conflict, NotAllowed
from peerreview.notifications.services import notify

AT_ONCE = 200
# A renewal asked for again within this time is the same one.
SAME = timedelta(hours=1)


def standing(award: Award, signed: datetime, at: datetime) -> tuple[Verdict, Gathered]:
    """How far the owner is with what renews the badge, last signed then, and on what evidence."""
    rule = award.criteria
    tree = validity.renewal_tree(rule.validity, signed)
    gathered = assessing.evidence_for(
        award.recipient_id, award.achievement, tree, rule.activity_uuid, at
    )
    return validity.judged(rule.validity, signed, gathered.evidence()), gathered


@transaction.atomic
def renew(*, award: Award, by: User, now: datetime | None = None) -> Credential:
    """Sign the badge anew for its next time; the edition before is replaced.

    Raises NotAllowed for anybody but the owner, Conflict where it has no end, does not stand, it is
    too early, or what renews it is missing.
    """
    at = now or clock.now()
    if award.recipient_id != by.pk:
        raise NotAllowed("not-yours", _("Only the owner of a badge renews it."))
    held, found = turning.locked(award)
    if _is_done(held, at):
        return found
    refuse_early(held, at)
    verdict, gathered = standing(held, found.issued_at, at)
    if not verdict.is_met:
        raise Conflict("not-met", _("What renews the badge is still missing. The page says what."))
    if validity.looks_at_work(held.criteria.validity):
        assessing.keep_evidence(held, held.criteria, gathered, at)
    found.award = Award.objects.get(pk=held.pk)
    turn = turning.append(
        found, Turn.Kind.RENEWED, at, by=by, record=_record(held, verdict, gathered)
    )
    return issuing.reissue(turn, now=at)


def refuse_early(award: Award, at: datetime) -> None:
    """Raises Conflict unless the badge can be renewed then."""
    if award.state != Award.State.CLAIMED:
        raise Conflict(
            "not-standing", _("This badge does not stand now: it is suspended or revoked.")
        )
    if award.valid_until is None or not award.criteria.validity:
        raise Conflict("no-end", _("This badge has no end: there is nothing to renew."))
    if not validity.is_open(award.criteria.validity, award.valid_until, at):
        raise Conflict("early", _("It is too early to renew this badge. You will be told in time."))


def _is_done(award: Award, at: datetime) -> bool:
    latest = Turn.objects.filter(award=award).order_by("-pk").first()
    return bool(latest and latest.kind == Turn.Kind.RENEWED and at - latest.at < SAME)


def _record(award: Award, verdict: Verdict, gathered: Gathered) -> dict[str, Any]:
    """What the renewal was judged on, without names: for the decision record."""
    return {
        "renewal": award.criteria.validity["renewal"],
        "verdict": verdict.as_json(),
        "evidence": hashing.digest(evidence.as_json(gathered.evidence())),
    }


def tell_of_endings(now: datetime | None = None) -> int:
    """Tell owners when renewal opens and when little time is left; once each. How many were told."""
    at = now or clock.now()
    told = 0
    for step, ahead in (
        (Reminder.Step.OPENS, validity.OPENS),
        (Reminder.Step.LAST, validity.LAST_CALL),
    ):
        for award in queries.ending(at, at + ahead, step)[:AT_ONCE]:
            told += _tell(award, step, at)
    return told


@transaction.atomic
def _tell(award: Award, step: str, at: datetime) -> int:
    _row, is_new = Reminder.objects.get_or_create(award=award, step=step, end=award.valid_until)
    if not is_new:
        return 0
    notify(
        to=[award.recipient_id],
        kind=notices.ENDING,
        key=f"{award.uuid}-{step}-{award.valid_until.date().isoformat()}",
        params={
            "badge": award.achievement.name,
            "day": award.valid_until.date().isoformat(),
        },
        link=reverse("award-renew", args=[award.uuid]),
        now=at,
    )
    return 1
