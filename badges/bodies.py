# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Outside bodies that assess an achievement: asked by who designs it, accepting, ending their part."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import criteria, rule_queries, rules
from badges.events import AssessorChanged
from badges.issuers import notices
from badges.issuers import queries as issuers
from badges.issuers import rules as roles
from badges.issuers.models import Assessment
from badges.models import Achievement, Award, Issuer
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

State = Assessment.State


@transaction.atomic
def ask(
    *, achievement: Achievement, body: Issuer, by: User, now: datetime | None = None
) -> Assessment:
    """Ask another issuer to assess an achievement. Asked again, the question there is.

    Raises NotAllowed for who does not design it, Invalid for a body that cannot, Conflict where
    another one is asked already.
    """
    at = now or clock.now()
    _refuse_others(rules.may_change_rule(by, achievement))
    if not issuers.known_bodies(achievement).filter(pk=body.pk).exists():
        message = _("Choose an issuer other than the badge’s own, with people who answer for it.")
        raise Invalid("no-body", message, field="body")
    Achievement.objects.select_for_update(no_key=True).get(pk=achievement.pk)
    there = issuers.current_assessment(achievement)
    if there and there.body_id != body.pk:
        raise Conflict("asked", _("Another body is asked already. End that first."))
    if there:
        return there
    made = Assessment.objects.create(achievement=achievement, body=body, asked_by=by, asked_at=at)
    _tell_body(made, at)
    return made


@transaction.atomic
def answer(
    *, assessment: Assessment, accepts: bool, by: User, now: datetime | None = None
) -> Assessment:
    """The body accepts or declines. The same answer again changes nothing."""
    at = now or clock.now()
    _refuse_others(roles.may_speak_for(by, assessment.body))
    held = _locked(assessment)
    wanted = State.ACCEPTED if accepts else State.DECLINED
    if held.state == wanted:
        return held
    if held.state != State.ASKED:
        raise Conflict("answered", _("This is answered already."))
    held.state, held.answered_by, held.answered_at = wanted, by, at
    held.save(update_fields=["state", "answered_by", "answered_at"])
    _changed(held, at)
    return held


@transaction.atomic
def end(*, assessment: Assessment, by: User, now: datetime | None = None) -> None:
    """End it, or take the question back: the body's people or who designs the badge. What was signed
    stands. Again changes nothing."""
    at = now or clock.now()
    may = roles.may_speak_for(by, assessment.body)
    _refuse_others(may or rules.may_change_rule(by, assessment.achievement))
    held = _locked(assessment)
    if held.state not in Assessment.STANDING:
        return
    held.state, held.ended_at = State.ENDED, at
    held.save(update_fields=["state", "ended_at"])
    _changed(held, at)


def _locked(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",))
    return rows.select_related("body", "achievement__issuer").get(pk=assessment.pk)


def _refuse_others(may: bool) -> None:
    if not may:
        message = _("Only who designs this badge, or answers for the body, decides this.")
        raise NotAllowed("not-yours", message)


def _changed(held: Assessment, at: datetime) -> None:
    emit(
        AssessorChanged(
            achievement_id=held.achievement_id, assessment_id=held.pk, state=held.state
        ),
        now=at,
    )
    notify(
        to=[held.asked_by_id] if held.asked_by_id else [],
        kind=notices.ANSWERED,
        key=f"{held.uuid}/{held.state}",
        params={"body": held.body.name, "badge": held.achievement.name},
        link=reverse("achievement-assessor", args=[held.achievement.uuid]),
        now=at,
    )


def _tell_body(made: Assessment, at: datetime) -> None:
    achievement = made.achievement
    notify(
        to=issuers.speakers_of(made.body),
        kind=notices.ASKED,
        key=str(made.uuid),
        params={
            "issuer": achievement.issuer.name,
            "body": made.body.name,
            "badge": achievement.name,
        },
        link=reverse("issuer-assessing", args=[made.body.slug]),
        now=at,
    )


# --- behind an award -----------------------------------------------------------------------------
def behind(awards: Sequence[Award]) -> dict[int, Assessment]:
    """The body that stands by awards of one achievement, by their ids: it accepted to assess the
    achievement and, where the rule asks for approvals, one of its people approved on its behalf."""
    standing = issuers.standing_assessment(awards[0].achievement_id)
    if standing is None:
        return {}
    return {award.pk: standing for award in awards if _is_approved(award)}


def assessment_behind(award: Award) -> Assessment | None:
    """The body that stands by one award."""
    return behind([award]).get(award.pk)


def _is_approved(award: Award) -> bool:
    if not criteria.asks_approval(award.criteria.tree):
        return True
    return rule_queries.counted_approvals(award.recipient_id, award.achievement).exists()
