# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Refusing a badge with a reason, and the appeal against it: two who did not refuse decide, each for
themselves; where they differ, a third.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import assessing, pursuing, rule_queries
from badges.awards import notices, queries
from badges.awards.assessors import assessors_of
from badges.awards.models import Appeal, Seat
from badges.awards.turning import checked_reason
from badges.life_models import Refusal
from badges.models import Achievement, Award, Progress
from badges.rule_models import Approval
from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify

DECIDE_WITHIN = timedelta(days=14)
REMIND_EVERY = timedelta(days=7)
LEAST_WORDS = 20
MOST_WORDS = 3000
AT_ONCE = 50
AGREEING = 2


@transaction.atomic
def refuse(
    *, achievement: Achievement, person: User, by: User, reason: str, now: datetime | None = None
) -> Refusal:
    """Refuse the badge to somebody who waits for a human word, or was offered it and has not claimed
    it. Refused already, it gives the refusal that stands; what was claimed is only revoked.
    """
    at = now or clock.now()
    _check_refuser(achievement, person, by)
    why = checked_reason(reason)
    # Progress first, then the award: the order in which a claim locks them.
    progress = _locked_progress(achievement, person)
    award = Award.objects.select_for_update().filter(achievement=achievement, recipient=person)
    offered = award.first()
    if offered and offered.state != Award.State.OFFERED:
        message = _("They have claimed this badge already. It can be revoked, not refused.")
        raise Conflict("claimed", message)
    if standing := rule_queries.refusal_of(person.pk, achievement):
        return standing
    if not rule_queries.refusable_among(achievement, [progress]):
        message = _("They neither were offered this badge nor wait for your approval of it.")
        raise Conflict("not-waiting", message)
    Approval.objects.filter(
        achievement=achievement, person=person, by=by, withdrawn_at=None
    ).update(withdrawn_at=at)
    refusal = Refusal.objects.create(
        achievement=achievement, person=person, by=by, reason=why, at=at
    )
    assessing.consider(person_id=person.pk, achievement=achievement, now=at)
    _tell_refused(refusal, at)
    return refusal


def _check_refuser(achievement: Achievement, person: User, by: User) -> None:
    if not pursuing.may_approve(achievement, by):
        raise NotAllowed("not-issuer", _("Only who answers for this badge refuses it."))
    if person.pk == by.pk:
        raise NotAllowed("own", _("Nobody decides about themselves."))


def _locked_progress(achievement: Achievement, person: User) -> Progress:
    rows = Progress.objects.select_for_update().filter(achievement=achievement, person=person)
    progress = rows.first()
    if progress is None:
        raise Invalid("not-begun", _("They do not work towards this badge."))
    return progress


def _tell_refused(refusal: Refusal, at: datetime) -> None:
    notify(
        to=[refusal.person_id],
        kind=notices.REFUSED,
        key=str(refusal.uuid),
        params={"badge": refusal.achievement.name},
        link=reverse("refusal", args=[refusal.uuid]),
        now=at,
    )


@transaction.atomic
def take_back(*, refusal: Refusal, by: User, now: datetime | None = None) -> Refusal:
    """Who refused no longer does; an appeal that runs is at its end with it."""
    at = now or clock.now()
    if refusal.by_id != by.pk:
        raise NotAllowed("not-yours", _("Only who refused takes it back."))
    _end(refusal, Refusal.Ending.TAKEN_BACK, at)
    Appeal.objects.filter(refusal=refusal, state=Appeal.State.OPEN).update(
        state=Appeal.State.UPHELD, decided_at=at
    )
    return refusal


def _end(refusal: Refusal, ending: str, at: datetime) -> None:
    """End it, once, and consider the person again."""
    _locked_progress(refusal.achievement, refusal.person)
    standing = Refusal.objects.filter(pk=refusal.pk, ended_at=None)
    if standing.update(ended_at=at, ending=ending):
        refusal.refresh_from_db()
        assessing.consider(person_id=refusal.person_id, achievement=refusal.achievement, now=at)


# --- the appeal ----------------------------------------------------------------------------------
@transaction.atomic
def appeal(*, refusal: Refusal, by: User, words: str, now: datetime | None = None) -> Appeal:
    """Ask others to look at a refusal; once. A second time gives the appeal there is."""
    at = now or clock.now()
    if refusal.person_id != by.pk:
        raise NotAllowed("not-yours", _("Only who was refused appeals."))
    locked = Refusal.objects.select_for_update().get(pk=refusal.pk)
    if made := Appeal.objects.filter(refusal=locked).first():
        return made
    if locked.ended_at:
        raise Conflict("over", _("The refusal is over: there is nothing to appeal against."))
    made = Appeal.objects.create(
        refusal=locked,
        words=_checked_words(words),
        made_at=at,
        due_at=at + DECIDE_WITHIN,
        reminded_at=at,
    )
    seat(made, at)
    return made


def _checked_words(words: str) -> str:
    clean = text.plain(words).strip()
    if not LEAST_WORDS <= len(clean) <= MOST_WORDS:
        message = _("Say in 20 to 3000 characters why the refusal is wrong.")
        raise Invalid("words", message, field="words")
    return clean


def seat(made: Appeal, at: datetime) -> None:
    """Ask all who may decide and are not asked yet: neither who refused nor the person themselves."""
    refusal = made.refusal
    known = set(made.seats.values_list("assessor_id", flat=True))
    party = {refusal.by_id, refusal.person_id}
    asked = [each for each in assessors_of(refusal.achievement) if each.pk not in party | known]
    Seat.objects.bulk_create(Seat(appeal=made, assessor=each) for each in asked)
    _ask(made, [each.pk for each in asked], "asked", at)


def _ask(made: Appeal, people: list[int], key: str, at: datetime) -> None:
    notify(
        to=people,
        kind=notices.APPEAL_TO_DECIDE,
        key=f"{made.uuid}-{key}",
        params={"badge": made.refusal.achievement.name},
        link=reverse("badge-appeal", args=[made.uuid]),
        now=at,
    )


@transaction.atomic
def decide(
    *, appeal: Appeal, by: User, upholds: bool, reason: str, now: datetime | None = None
) -> Appeal:
    """One assessor's word, final and given without knowing the others'. The second that agrees with one
    before decides. Said twice, or after the decision, it changes nothing."""
    at = now or clock.now()
    why = checked_reason(reason)
    refusal = Refusal.objects.select_related("achievement", "person").get(pk=appeal.refusal_id)
    # Progress before the appeal: ending a refusal considers the person, which locks it.
    _locked_progress(refusal.achievement, refusal.person)
    locked = Appeal.objects.select_for_update().get(pk=appeal.pk)
    own = Seat.objects.filter(appeal=locked, assessor=by).first()
    if own is None:
        raise NotAllowed("not-asked", _("You are not among those who decide this appeal."))
    if locked.state != Appeal.State.OPEN or own.upholds is not None:
        return locked
    own.upholds, own.reason, own.at = upholds, why, at
    own.save(update_fields=["upholds", "reason", "at"])
    if locked.seats.filter(upholds=upholds).count() >= AGREEING:
        _settle(locked, refusal, upholds=upholds, at=at)
    return locked


def _settle(made: Appeal, refusal: Refusal, *, upholds: bool, at: datetime) -> None:
    made.state = Appeal.State.UPHELD if upholds else Appeal.State.DISMISSED
    made.decided_at = at
    made.save(update_fields=["state", "decided_at"])
    if upholds:
        _end(refusal, Refusal.Ending.SET_ASIDE, at)
    notify(
        to=[refusal.person_id],
        kind=notices.APPEAL_DECIDED,
        key=str(made.uuid),
        params={"badge": refusal.achievement.name},
        link=reverse("refusal", args=[refusal.uuid]),
        now=at,
    )


def remind(now: datetime | None = None) -> int:
    """Ask again those who have not said anything for a week, and whoever may decide since. How many
    appeals."""
    at = now or clock.now()
    due = list(queries.to_remind(at - REMIND_EVERY)[:AT_ONCE])
    for made in due:
        _remind(made, at)
    return len(due)


@transaction.atomic
def _remind(made: Appeal, at: datetime) -> None:
    silent = list(made.seats.filter(upholds=None).values_list("assessor_id", flat=True))
    seat(made, at)
    _ask(made, silent, at.date().isoformat(), at)
    Appeal.objects.filter(pk=made.pk).update(reminded_at=at)
