# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What waits for the assessors of an outside body: works whose badge asks for their approval.

They read the work itself and how far it is, of who asked for the badge and of nobody else. Whose it
is they learn only where reviews are not blind and the person may be shown to people outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from badges import criteria, pages, rule_queries
from badges.issuers import queries as issuers
from badges.issuers import rules as roles
from badges.life_models import Refusal
from badges.models import Achievement, Award, Issuer, Progress
from badges.rule_models import Approval, NotYet, Pursuit
from badges.sources import deeds
from badges.sources.deeds import WorkFact
from peerreview.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One person's way to a badge as an assessor sees it. `person` is None where they may not know
    who it is; `work` is None where the badge rests on none, or none is handed in; `missing` is what
    the assessor said is missing, `is_refused` that they refused it."""

    progress: Progress
    person: User | None
    work: WorkFact | None
    met: int
    total: int
    is_mine: bool
    is_refused: bool
    missing: str


def waiting_for(body: Issuer, user: User) -> QuerySet[Progress]:
    """Who has asked for a badge that the body assesses and whose rule asks for approvals; those the
    user has not approved first. Never the user, and nobody whom somebody else refused it."""
    held = Award.objects.filter(
        achievement=OuterRef("achievement"), recipient=OuterRef("person")
    ).exclude(state=Award.State.OFFERED)
    mine = Approval.objects.filter(
        achievement=OuterRef("achievement"),
        person=OuterRef("person"),
        by=user,
        on_behalf_of=body,
        withdrawn_at=None,
    )
    theirs = {"achievement": OuterRef("achievement"), "person": OuterRef("person")}
    refusals = Refusal.objects.filter(**theirs, ended_at=None)
    said = NotYet.objects.filter(**theirs, by=user).values("words")
    rows = Progress.objects.filter(~Exists(held), _is_asked_for(), achievement__in=_asking(body))
    return (
        rows.exclude(person=user)
        .exclude(Exists(refusals.exclude(by=user)))
        .annotate(is_mine=Exists(mine), is_refused=Exists(refusals), missing=Subquery(said))
        .select_related("achievement", "criteria", "person")
        .order_by("is_mine", "is_refused", "-is_met", "considered_at", "pk")
    )


def _is_asked_for() -> Exists:
    """Nobody's work is read outside unless they want the badge."""
    return Exists(
        Pursuit.objects.filter(
            achievement=OuterRef("achievement"),
            person=OuterRef("person"),
            state=Pursuit.State.REQUESTED,
        )
    )


def _asking(body: Issuer) -> list[int]:
    """Ids of the achievements the body assesses of whose rule some version asks for approvals."""
    rows = issuers.assessed_by(body).prefetch_related("achievement__criteria_versions")
    return [row.achievement_id for row in rows if rule_queries.asks_approval(row.achievement)]


def shown(rows: Iterable[Progress]) -> list[Waiting]:
    """These as an assessor may see them; one query for all works."""
    listed = list(rows)
    tied = {item.criteria.activity_uuid for item in listed} - {None}
    works = deeds.works_by([item.person_id for item in listed], tied)
    by_place = {(work.person_id, work.activity_uuid): work for work in works}
    return [
        _shown(item, by_place.get((item.person_id, item.criteria.activity_uuid))) for item in listed
    ]


def _shown(item: Progress, work: WorkFact | None) -> Waiting:
    is_open = item.criteria.activity_uuid is None or (work is not None and not work.is_blind)
    standing = pages.standing(item)
    return Waiting(
        progress=item,
        person=item.person if is_open and not item.person.is_sheltered else None,
        work=work,
        met=standing.met,
        total=standing.total,
        is_mine=item.is_mine,
        is_refused=item.is_refused,
        missing=item.missing or "",
    )


def reads_as_assessor(user: User, version_id: int) -> bool:
    """Whether a work is open to somebody because a body of theirs is to approve of it."""
    if not issuers.speaks_for_any(user):
        return False
    return any(roles.may_speak_for(user, body) for _item, body in _waiting_with(version_id))


def waits_for(body: Issuer, version_id: int) -> bool:
    """Whether a work waits for the approval of this body."""
    return bool(badges_asking(body, version_id))


def badges_asking(body: Issuer, version_id: int) -> list[Achievement]:
    """The badges for whose sake the work waits for the body."""
    asking = [
        item.achievement for item, waited_for in _waiting_with(version_id) if waited_for == body
    ]
    return list(dict.fromkeys(asking))


def _waiting_with(version_id: int) -> list[tuple[Progress, Issuer]]:
    """Each way to a badge that rests on the work, with the body whose approval it asks for."""
    found = []
    for work in deeds.hand_ins_of(version_id):
        on_way = Progress.objects.filter(
            _is_asked_for(),
            person=work.person_id,
            criteria__activity_uuid=work.activity_uuid,
        ).select_related("criteria", "achievement__issuer")
        for item in on_way:
            standing = issuers.standing_assessment(item.achievement_id)
            if standing and criteria.asks_approval(item.criteria.tree):
                found.append((item, standing.body))
    return found
