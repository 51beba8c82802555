# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Evidence from endorsements, through their door."""

from badges.evidence import EndorsementEvidence, StandingEvidence
from endorsements.evidence import (
    EndorsementFact,
    alignments_of,
    is_of_sheltered,
    people_endorsed,
    relation_words,
    skill_names,
    standing_fact,
    standing_for,
    standing_uuids,
    standings_of,
    uuid_of,
    uuids_given_by,
    uuids_received_by,
)
from endorsements.folding import fold, mixes_alphabets

__all__ = [
    "EndorsementFact",
    "alignments_of",
    "endorsement_evidence",
    "fold",
    "is_of_sheltered",
    "mixes_alphabets",
    "people_endorsed",
    "relation_words",
    "skill_names",
    "standing_fact",
    "standing_for",
    "standing_uuids",
    "standings",
    "uuid_of",
    "uuids_given_by",
    "uuids_received_by",
]

OUT_OF_A_REVIEW = 2


def endorsement_evidence(fact: EndorsementFact) -> EndorsementEvidence:
    """An endorsement as a rule sees it."""
    return EndorsementEvidence(
        endorser=str(fact.endorser_id),
        skill=fact.skill_name,
        relation=fact.relation,
        is_assigned=fact.evidence == OUT_OF_A_REVIEW,
    )


def standings(person_id: int) -> tuple[StandingEvidence, ...]:
    """What a person's endorsements weigh together, skill by skill."""
    return tuple(
        StandingEvidence(skill=fact.skill_name, strength=fact.strength, voices=fact.voices)
        for fact in standings_of(person_id)
    )
