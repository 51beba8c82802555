# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What badge pages show: plain values, ready for templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from badges import (
    criteria,
    designs,
    looks,
    marks,
    queries,
    rule_queries,
    rules,
    validity_words,
    words,
)
from badges.issuers import queries as issuers
from badges.models import Achievement, Award, Backing, Issuer, Progress
from badges.sources import endorsements, reviews
from badges.sources.reviews import ActivityFact, result_words
from badges.words import Line
from peerreview.accounts.models import User
from peerreview.kernel import text

MOST_BACKINGS = 10


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a person is with an achievement: `met` of `total` parts of its rule."""

    achievement: Achievement
    lines: list[Line]
    met: int
    total: int


@dataclass(frozen=True, kw_only=True)
class CriterionRow:
    """A criterion's result for the public page. `value`, `low` and `high` are in level values; `place` is
    that of the level reached, from 0."""

    title: str
    level: str
    place: int
    level_description: str
    levels: int
    value: float
    low: float
    high: float
    reviews: int
    agreement: str
    certainty: str


@dataclass(frozen=True, kw_only=True)
class EndorsementRow:
    """An endorsement for the public page. `is_of_badge`: its skill is one the badge stands for."""

    skill: str
    given_by: str
    reason: str
    is_about_the_work: bool
    is_of_badge: bool

    @property
    def about(self) -> str:
        """Which skill it is a word about, so that nobody takes it for another."""
        return _("It is about the skill: %(skill)s.") % {"skill": self.skill}


def standing(progress: Progress) -> Standing:
    """A stored verdict in words."""
    verdict = criteria.verdict_from_json(progress.verdict)
    is_branch = bool(verdict.parts)
    return Standing(
        achievement=progress.achievement,
        lines=words.verdict_lines(verdict),
        met=int(verdict.have) if is_branch else int(verdict.is_met),
        total=int(verdict.need) if is_branch else 1,
    )


def rule_in_words(achievement: Achievement) -> dict[str, Any]:
    """What an achievement takes, and the activity it is tied to, if any."""
    rule = achievement.criteria_versions.all()[0]
    activity = reviews.activity_fact(rule.activity_uuid) if rule.activity_uuid else None
    return {
        "rule": rule,
        "rule_html": text.render_markdown(
            words.narrative(rule.tree, activity, rule_queries.names_in(rule.tree))
            + validity_words.narrative(rule.validity, activity)
        ),
        "activity": activity,
    }


def mine(user: User, achievement: Achievement) -> dict[str, Any]:
    """The reader's own award or progress for an achievement."""
    if not user.is_authenticated:
        return {}
    award = queries.awards_of(user.pk).filter(achievement=achievement).first()
    progress = Progress.objects.filter(person_id=user.pk, achievement=achievement).first()
    is_held = award is not None and award.state != Award.State.OFFERED
    is_met = progress is not None and progress.is_met
    tied_to = achievement.criteria_versions.all()[0].activity_uuid
    return {
        "may_read_activity": bool(tied_to) and reviews.may_read_activity(user, tied_to),
        "award": award if is_held or is_met else None,
        "standing": standing(progress) if progress and not is_held and not is_met else None,
        "is_own": rule_queries.is_own(user.pk, achievement),
        "may_change_rule": rules.may_change_rule(user, achievement),
        "refusal": rule_queries.refusal_of(user.pk, achievement),
        "not_yets": rule_queries.not_yets(achievement, [user.pk]),
        **_for_issuer(user, achievement),
    }


def _for_issuer(user: User, achievement: Achievement) -> dict[str, Any]:
    """How many have earned the badge and not claimed it, asked for it, and are on the way, for who
    answers for it."""
    if not rules.may_issue(user, achievement):
        return {"is_issuer": False}
    return {
        "is_issuer": True,
        "waiting": queries.waiting_awards(achievement).count(),
        "asked_by": rule_queries.requests_for(achievement).count(),
        "underway": rule_queries.on_the_way_to(achievement).filter(is_met=False).count(),
    }


def standings_of(person_id: int, most: int) -> list[Standing]:
    """What a person is on the way to, nearest first as far as one can tell."""
    return [standing(item) for item in queries.progress_of(person_id)[:most]]


def states_of(user: User, achievements: Iterable[Achievement]) -> dict[int, str]:
    """The reader's own state by achievement: offered, claimed, revoked, begun; one or two queries."""
    if not user.is_authenticated:
        return {}
    shown = [item.pk for item in achievements]
    begun = queries.progress_of(user.pk).filter(achievement__in=shown)
    states = dict.fromkeys(begun.values_list("achievement_id", flat=True), "begun")
    for awards in (queries.offered_to(user.pk), queries.held_by(user.pk)):
        found = awards.filter(achievement__in=shown)
        states |= dict(found.values_list("achievement_id", "state"))
    return states


def rule_html(award: Award) -> SafeString:
    """What it took, as it was signed."""
    narrative = designs.narrative(award.achievement.content, award.criteria.narrative)
    return text.render_markdown(narrative)


def evidence_of(award: Award) -> dict[str, Any]:
    """The snapshot of an award for people: criterion rows, endorsements, fingerprints. Words that were
    taken back since are not shown; `gone` is how many."""
    facts = award.evidence.facts
    submission = facts["submission"]
    rows = (
        [_row(award, fact) for fact in submission["criteria"] if fact["reviews"]]
        if submission
        else []
    )
    digest = submission["artifact_digest"] if submission else None
    skills = {skill.casefold() for skill in award.achievement.skills}
    endorsed = facts["endorsements"]
    standing = endorsements.standing_among([UUID(fact["endorsement_uuid"]) for fact in endorsed])
    kept = [fact for fact in endorsed if UUID(fact["endorsement_uuid"]) in standing]
    return {
        "submission": submission,
        "is_under_review": bool(submission and submission.get("is_under_review")),
        "rows": rows,
        "endorsements": sorted(
            (_endorsement(fact, digest, skills) for fact in kept),
            key=lambda row: not row.is_of_badge,
        ),
        "gone": len(endorsed) - len(kept),
        "tree": award.criteria.tree,
        "rule_html": rule_html(award),
    }


def _row(award: Award, fact: dict[str, Any]) -> CriterionRow:
    levels = fact["levels"]
    reached = levels[fact["consensus_value"]]
    low, high = result_words.band(fact["posterior"], fact["posterior_sd"], len(levels))
    return CriterionRow(
        title=fact["title"],
        level=reached["title"],
        level_description=reached["description"],
        levels=len(levels),
        place=fact["consensus_value"],
        value=marks.shown(fact["posterior"]),
        low=low,
        high=high,
        reviews=fact["reviews"],
        agreement=result_words.agreement(fact["agreement"]),
        certainty=_certainty(award, fact),
    )


def _certainty(award: Award, fact: dict[str, Any]) -> str:
    """How sure the reviews make one of the level the rule asks for, and of the one reached. Above the
    highest there is none, and everybody has at least the lowest."""
    asked = criteria.required_level(award.criteria.tree, fact["key"])
    values = {asked[0] if asked else 0, fact["consensus_value"]} - {0}
    return " ".join(_how_sure(fact, value) for value in sorted(values))


def _how_sure(fact: dict[str, Any], value: int) -> str:
    is_top = value == len(fact["levels"]) - 1
    return result_words.at_least(
        fact["levels"][value]["title"], fact["at_least"][value], is_top=is_top
    )


def _endorsement(fact: dict[str, Any], digest: str | None, skills: set[str]) -> EndorsementRow:
    return EndorsementRow(
        skill=fact["skill_name"],
        given_by=words.given_by(fact["endorser_name"], fact["relation"]),
        reason=fact["reason"],
        is_about_the_work=bool(digest) and fact["artifact_digest"] == digest,
        is_of_badge=fact["skill_name"].casefold() in skills,
    )


def backed(
    user: User, backings: QuerySet[Backing], tended_by: int | None, issuer: Issuer | None = None
) -> dict[str, Any]:
    """Who vouches for a thing, and whether the reader might: not who answers for it."""
    own = [tended_by, *(issuers.owner_ids(issuer) if issuer else [])]
    return {
        "backings": backings[:MOST_BACKINGS],
        "may_back": user.is_authenticated and user.pk not in own,
    }


def levels_by_activity(activities: list[ActivityFact]) -> dict[str, list[str]]:
    """For the builder's script: what reaching each level means, where the criteria agree on it."""
    return {
        str(fact.activity_uuid): [
            words.level_title({"criteria": "all", "level": value}, fact)
            for value in range(min((len(item.levels) for item in fact.criteria), default=0))
        ]
        for fact in activities
    }


def look(form: Any) -> dict[str, str]:
    """The picture as the form has it now, for the preview."""
    choices = {"shape": looks.SHAPES, "colour": looks.COLOURS, "icon": looks.ICONS}
    return {name: looks.known(form[name].value(), known) for name, known in choices.items()}
