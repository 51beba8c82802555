# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading what rules need: who wants what, by which version they are judged, what is on trial."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from badges import criteria, queries
from badges.evidence import Section
from badges.issuers import queries as issuers
from badges.life_models import Refusal
from badges.models import Achievement, Award, CriteriaVersion, Progress
from badges.rule_models import Approval, NotYet, Pursuit, Reflection, Trial
from badges.verdicts import verdict_from_json


def pursuit_of(person_id: int, achievement: Achievement) -> Pursuit | None:
    """What the person wants of an achievement, if they said so."""
    rows = Pursuit.objects.select_related("criteria")
    return rows.filter(person_id=person_id, achievement=achievement).first()


def rule_for(person_id: int, achievement: Achievement) -> CriteriaVersion | None:
    """The version a person is judged by: of the day they asked, or of what they were offered, else
    the one that holds now. None for who wants no badge, or did not ask where one has to, or defined it."""
    if is_own(person_id, achievement):
        return None
    current, pursuit = queries.current_criteria(achievement), pursuit_of(person_id, achievement)
    state = pursuit.state if pursuit else ""
    if state == Pursuit.State.DECLINED:
        return None
    if state == Pursuit.State.REQUESTED and pursuit.criteria:
        return pursuit.criteria
    award = Award.objects.filter(achievement=achievement, recipient_id=person_id).first()
    if award:
        return award.criteria
    return None if current.opt_in == CriteriaVersion.OptIn.REQUEST and not state else current


def is_own(person_id: int, achievement: Achievement) -> bool:
    """Whether the person would give the badge to themselves: they defined it, and nobody else assesses."""
    if achievement.created_by_id != person_id:
        return False
    return issuers.standing_assessment(achievement) is None


def is_to_be_offered(person_id: int, achievement: Achievement) -> bool:
    """Whether an award is offered at once: where it is suggested to all, or the person asked; never
    of a badge that is archived."""
    if achievement.archived_at:
        return False
    if queries.current_criteria(achievement).opt_in == CriteriaVersion.OptIn.SUGGEST:
        return True
    asked = Pursuit.objects.filter(
        person_id=person_id, achievement=achievement, state=Pursuit.State.REQUESTED
    )
    return asked.exists()


def own_evidence(
    person_id: int,
    achievement: Achievement | None,
    wanted: frozenset[Section],
    at: datetime,
    refusal: Refusal | None,
) -> dict[str, Any]:
    """What badges know themselves of a person: the refusal that stands, and what is wanted, a query each.
    For a badge that is not there yet (None) nobody was approved of and nobody wrote."""
    found: dict[str, Any] = {"refused": refusal.at.date().isoformat()} if refusal else {}
    if Section.APPROVALS in wanted:
        found["approvals"] = counted_approvals(person_id, achievement).count() if achievement else 0
    if Section.REFLECTION in wanted:
        text = reflection_of(person_id, achievement) if achievement else None
        found["reflection"] = len(text.text) if text else 0
    if Section.HELD in wanted:
        held = in_force(at).filter(recipient_id=person_id)
        found["held"] = tuple(map(str, held.values_list("achievement__uuid", flat=True)))
    return found


def counted_approvals(person_id: int, achievement: Achievement) -> QuerySet[Approval]:
    """Who stands up for the person; where an outside body assesses the badge, on its behalf."""
    rows = Approval.objects.filter(achievement=achievement, person_id=person_id, withdrawn_at=None)
    standing = issuers.standing_assessment(achievement)
    return rows.filter(on_behalf_of=standing.body) if standing else rows


def refusal_of(person_id: int, achievement: Achievement) -> Refusal | None:
    """The refusal that stands against a person, if there is one."""
    rows = Refusal.objects.filter(person_id=person_id, achievement=achievement, ended_at=None)
    return rows.select_related("achievement").first()


def refusals_among(achievement: Achievement, people: Collection[int]) -> dict[int, Refusal]:
    """The refusals that stand against these people, by person."""
    rows = Refusal.objects.filter(achievement=achievement, person__in=people, ended_at=None)
    return {row.person_id: row for row in rows}


def refusable_among(achievement: Achievement, shown: Collection[Progress]) -> set[int]:
    """Who of these may be refused it: who was offered it, or waits for a human word."""
    waiting = {
        row.person_id for row in shown if verdict_from_json(row.verdict).waits_for_approval()
    }
    offered = Award.objects.filter(
        achievement=achievement,
        recipient__in=[row.person_id for row in shown],
        state=Award.State.OFFERED,
    )
    return waiting | set(offered.values_list("recipient_id", flat=True))


def in_force(at: datetime) -> QuerySet[Award]:
    """Badges that are held then: claimed, neither suspended nor revoked, and not past their time."""
    held = Award.objects.filter(state=Award.State.CLAIMED)
    return held.filter(Q(valid_until=None) | Q(valid_until__gt=at))


def reflection_of(person_id: int, achievement: Achievement) -> Reflection | None:
    """What a person wrote about how they got there."""
    return Reflection.objects.filter(person_id=person_id, achievement=achievement).first()


def requests_for(achievement: Achievement) -> QuerySet[Pursuit]:
    """Who asked for it and does not hold it yet."""
    held = Award.objects.filter(achievement=achievement, state=Award.State.CLAIMED)
    rows = Pursuit.objects.filter(achievement=achievement, state=Pursuit.State.REQUESTED)
    return rows.exclude(person__in=held.values("recipient"))


def tended_and_waited_for(person_id: int) -> QuerySet[Achievement]:
    """Badges the person defined that others have earned and not claimed (`unclaimed`) or are on the way to
    (`underway`), those with most first; one query."""
    offered = Award.objects.filter(state=Award.State.OFFERED)
    begun = Progress.objects.filter(is_met=False)
    mine = Achievement.objects.filter(created_by_id=person_id)
    counted = mine.annotate(unclaimed=_number_of(offered), underway=_number_of(begun))
    return counted.exclude(unclaimed=0, underway=0).order_by("-unclaimed", "-underway", "pk")


def _number_of(rows: QuerySet) -> Coalesce:
    """How many of the rows are of the achievement: counted by itself, as two joins would multiply."""
    ours = rows.filter(achievement=OuterRef("pk")).order_by().values("achievement")
    return Coalesce(Subquery(ours.annotate(n=Count("pk")).values("n")), 0)


def pursued_by(person_id: int) -> QuerySet[Pursuit]:
    """A person's list: what they want one day, and what they asked for."""
    rows = Pursuit.objects.filter(person_id=person_id).exclude(state=Pursuit.State.DECLINED)
    return rows.select_related("achievement__issuer", "criteria").order_by("-at", "pk")


def due_for_a_look(today: date) -> QuerySet[Progress]:
    """What time alone may have changed."""
    rows = Progress.objects.filter(look_again_on__lte=today).order_by("look_again_on", "pk")
    return rows.select_related("achievement")


def on_the_way_to(achievement: Achievement) -> QuerySet[Progress]:
    """Who works towards it and has not claimed it, those nearest first."""
    held = Award.objects.filter(achievement=achievement).exclude(state=Award.State.OFFERED)
    rows = Progress.objects.filter(achievement=achievement).exclude(
        person__in=held.values("recipient")
    )
    return rows.select_related("person", "criteria").order_by("-is_met", "-considered_at", "pk")


def asks_approval(achievement: Achievement) -> bool:
    """Whether a version of its rule, by which somebody may be judged still, asks for approvals."""
    return any(criteria.asks_approval(each.tree) for each in achievement.criteria_versions.all())


def approvals_of(achievement: Achievement, people: list[int]) -> list[Approval]:
    """Who stands up for these people."""
    rows = Approval.objects.filter(achievement=achievement, person__in=people, withdrawn_at=None)
    return list(rows.select_related("by").order_by("at", "pk"))


def not_yets(achievement: Achievement, people: list[int]) -> list[NotYet]:
    """What is still missing for these people, in the words of those who decide; newest first."""
    rows = NotYet.objects.filter(achievement=achievement, person__in=people)
    return list(rows.select_related("by", "on_behalf_of").order_by("-at", "pk"))


def trial(uuid: UUID) -> Trial | None:
    """A rule on trial, by its address."""
    rows = Trial.objects.select_related("achievement__issuer", "draft").defer("draft__picture")
    return rows.filter(uuid=uuid).first()


def what_counts_towards_what() -> dict[str, list[str]]:
    """For each achievement by its id those that count towards it, by the rules that hold now."""
    return {
        str(row.uuid): criteria.prerequisites(versions[0].tree) if versions else []
        for row in queries.catalogue()
        for versions in [row.criteria_versions.all()]
    }


def names_in(tree: dict[str, Any]) -> dict[str, str]:
    """The names of the badges a rule speaks of, by their ids."""
    return names_of(criteria.prerequisites(tree))


def names_of(uuids: list[str]) -> dict[str, str]:
    """The names of these badges, by their ids."""
    if not uuids:
        return {}
    rows = Achievement.objects.filter(uuid__in=uuids).values_list("uuid", "name")
    return {str(uuid): name for uuid, name in rows}
