# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""THE DOOR: what endorsements tell badges. Facts, not rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from endorsements import queries, weight_queries
from endorsements.events import (
    EndorsementGiven,
    EndorsementHidden,
    EndorsementShown,
    EndorsementWithdrawn,
    StandingChanged,
)
from endorsements.queries import relation_words

__all__ = [
    "EndorsementFact",
    "EndorsementGiven",
    "EndorsementHidden",
    "EndorsementShown",
    "EndorsementWithdrawn",
    "StandingChanged",
    "StandingFact",
    "people_endorsed",
    "relation_words",
    "skill_names",
    "standing_for",
    "standings_of",
]

MOST_SKILLS = 500


@dataclass(frozen=True, kw_only=True)
class EndorsementFact:
    """A standing, visible endorsement of a person. Who is not public must not be named to strangers."""

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


def standing_for(person_id: int) -> list[EndorsementFact]:
    """What stands for a person now: not withdrawn, not hidden by them; oldest first."""
    rows = queries.visible_of(person_id).order_by("given_at", "pk")
    return [
        EndorsementFact(
            endorsement_uuid=row.uuid,
            endorser_id=row.endorser_id,
            endorser_name=row.endorser.display_name,
            endorser_is_public=row.endorser.is_public,
            recipient_id=row.recipient_id,
            skill_name=row.skill.name,
            reason=row.reason,
            relation=row.relation,
            artifact_digest=row.version.digest if row.version else None,
            given_at=row.given_at,
        )
        for row in rows
    ]


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


def people_endorsed() -> list[int]:
    """Everybody for whom some endorsement stands."""
    return queries.endorsed_people()


def skill_names() -> list[str]:
    """The names of the skills people endorse each other for."""
    return list(queries.skills().values_list("name", flat=True)[:MOST_SKILLS])
