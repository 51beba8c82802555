# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""THE DOOR: what endorsements tell badges. Facts, not rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from endorsements import circles, queries, rules, skill_queries, weight_queries
from endorsements.beginnings import losses_from
from endorsements.events import (
    EndorsementGiven,
    EndorsementHidden,
    EndorsementShown,
    EndorsementWithdrawn,
    MergeUndone,
    SkillsMerged,
    StandingChanged,
)
from endorsements.models import Endorsement
from endorsements.queries import relation_words
from peerreview.accounts.rules import sheltered
from peerreview.kernel import text

__all__ = [
    "AlignmentFact",
    "EndorsementFact",
    "EndorsementGiven",
    "EndorsementHidden",
    "EndorsementShown",
    "EndorsementWithdrawn",
    "GroupFact",
    "MergeUndone",
    "SkillsMerged",
    "StandingChanged",
    "StandingFact",
    "alignments_of",
    "group_facts",
    "is_of_sheltered",
    "losses_from",
    "people_endorsed",
    "people_endorsed_for",
    "relation_words",
    "skill_names",
    "standing_among",
    "standing_fact",
    "standing_for",
    "standing_for_each",
    "standing_uuids",
    "standings_of",
    "uuid_of",
    "uuids_given_by",
    "uuids_received_by",
]

MOST_SKILLS = 500
MOST_ALIGNMENTS = 20


@dataclass(frozen=True, kw_only=True)
class EndorsementFact:
    """A standing endorsement of a person, let be seen by them.

    `endorser_name` is empty, and `endorser_is_public` False, where the endorser is named to nobody.
    Who is not public must not be named to strangers. `strength` is 1 or 0.5, `evidence` 2 out of an
    assigned review, 1 with work that was cited, 0 for a note of thanks; `version_uuid` names the work.
    `was_asked_for`: the recipient asked for it, and chose the work.
    """

    endorsement_uuid: UUID
    endorser_id: int
    endorser_name: str
    endorser_is_public: bool
    recipient_id: int
    skill_name: str
    reason: str
    relation: str
    artifact_digest: str | None
    given_at: datetime
    strength: float
    evidence: int
    version_uuid: UUID | None
    was_asked_for: bool = False


def standing_for(person_id: int) -> list[EndorsementFact]:
    """What stands for a person now: accepted, not withdrawn, not hidden by them; oldest first.

    Of what one endorser says twice for one skill, as a mate and as a reviewer, the better founded.
    """
    return standing_for_each([person_id])[person_id]


def standing_for_each(people: Collection[int]) -> dict[int, list[EndorsementFact]]:
    """The same for several people, by their ids, in one query."""
    rows = queries.visible_of_each(people).order_by("-evidence", "given_at", "pk")
    best: dict[tuple[int, int, int], Endorsement] = {}
    for row in rows:
        best.setdefault((row.recipient_id, row.endorser_id, row.skill_id), row)
    found: dict[int, list[EndorsementFact]] = {pk: [] for pk in people}
    for row in sorted(best.values(), key=lambda row: (row.given_at, row.pk)):
        found[row.recipient_id].append(_fact(row))
    return found


def standing_fact(uuid: UUID) -> EndorsementFact | None:
    """One that stands and may be read; None when it does not, or not any more."""
    row = queries.standing_with(uuid)
    return _fact(row) if row else None


def standing_among(uuids: Collection[UUID]) -> set[UUID]:
    """Those of these that stand and may be read."""
    rows = queries.all_visible().filter(uuid__in=uuids)
    return set(rows.values_list("uuid", flat=True))


def is_of_sheltered(uuid: UUID) -> bool:
    """Whether it is about somebody of whom nothing may be open to the world."""
    return Endorsement.objects.filter(sheltered("recipient__"), uuid=uuid).exists()


def standing_uuids() -> list[UUID]:
    """The public ids of all that stand and may be read."""
    return list(queries.all_visible().order_by("pk").values_list("uuid", flat=True))


def uuid_of(endorsement_id: int) -> UUID:
    """The public id of the endorsement that an event names."""
    return Endorsement.objects.values_list("uuid", flat=True).get(pk=endorsement_id)


def uuids_given_by(person_id: int) -> list[UUID]:
    """The public ids of all that a person gave."""
    return list(Endorsement.objects.filter(endorser=person_id).values_list("uuid", flat=True))


def uuids_received_by(person_id: int) -> list[UUID]:
    """The public ids of all that reached a person."""
    rows = Endorsement.objects.filter(recipient=person_id, opened_at__isnull=False)
    return list(rows.values_list("uuid", flat=True))


def _fact(row: Endorsement) -> EndorsementFact:
    return EndorsementFact(
        endorsement_uuid=row.uuid,
        endorser_id=row.endorser_id,
        endorser_name="" if row.is_pseudonymous else row.endorser.display_name,
        endorser_is_public=rules.names_endorser(row),
        recipient_id=row.recipient_id,
        skill_name=row.skill.name,
        reason=row.reason,
        relation=row.relation,
        artifact_digest=row.version.digest if row.version else None,
        given_at=row.given_at,
        strength=row.strength / 2,
        evidence=row.evidence,
        version_uuid=row.version.uuid if row.version else None,
        was_asked_for=row.was_asked_for,
    )


@dataclass(frozen=True, kw_only=True)
class StandingFact:
    """What a person's endorsements in a skill weigh together; StandingChanged announces another.

    `strength` is for judging a rule (about 0.5: three assigned peers or one facilitator), never to
    be shown. "At least `voices` independent voices" may be said to anybody who may read them.
    `digest` names the row and all it rests on without telling who spoke.
    """

    person_id: int
    skill_name: str
    strength: float
    voices: int
    digest: str
    weighed_at: datetime


def standings_of(person_id: int) -> list[StandingFact]:
    """The latest of each skill, by the skill's name."""
    return [
        StandingFact(
            person_id=person_id,
            skill_name=row.skill.name,
            strength=row.strength,
            voices=row.voices,
            digest=row.digest,
            weighed_at=row.made_at,
        )
        for row in weight_queries.standings_of(person_id)
    ]


@dataclass(frozen=True, kw_only=True)
class GroupFact:
    """What study groups and others say of a person in a skill: of a group of `size` members now, how many
    vouch with some evidence (`members_vouching`), and how many who were never in any group with the
    person do (`outside`). Notes of thanks are neither, guests are no members."""

    person_id: int
    group_uuid: UUID
    skill_name: str
    size: int
    members_vouching: int
    outside: int


def group_facts(person_id: int) -> list[GroupFact]:
    """By study group that the person is in now, and skill in which something stands."""
    return [
        GroupFact(
            person_id=person_id,
            group_uuid=each.group_uuid,
            skill_name=each.skill_name,
            size=each.size,
            members_vouching=each.inside,
            outside=each.outside,
        )
        for each in circles.voices_of(person_id)
    ]


def people_endorsed() -> list[int]:
    """Everybody for whom some endorsement stands."""
    return queries.endorsed_people()


def people_endorsed_for(skill_ids: Iterable[int]) -> list[int]:
    """Everybody for whom some endorsement in these skills stands."""
    rows = queries.all_visible().filter(skill__in=list(skill_ids))
    return sorted(set(rows.values_list("recipient_id", flat=True)))


def skill_names() -> list[str]:
    """The names of the skills people endorse each other for."""
    return list(skill_queries.skills().values_list("name", flat=True)[:MOST_SKILLS])


@dataclass(frozen=True, kw_only=True)
class AlignmentFact:
    """That a skill of this site is one of a public framework (ESCO, O*NET, CASE)."""

    name: str
    url: str
    framework: str
    code: str


def alignments_of(skills: Iterable[str]) -> list[AlignmentFact]:
    """Of skills by name, as the site's own frameworks have it; by skill, each address once."""
    return [
        AlignmentFact(
            name=text.one_line(row["name"]) or row["skill"],
            url=row["url"],
            framework=text.one_line(row["framework"]),
            code=text.one_line(row["code"]),
        )
        for row in skill_queries.alignments_of(skills)[:MOST_ALIGNMENTS]
    ]
