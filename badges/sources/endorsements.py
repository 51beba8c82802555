# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Evidence from endorsements, through their door."""

from collections.abc import Collection

from badges.evidence import EndorsementEvidence, GroupEvidence, StandingEvidence
from endorsements.evidence import (
    EndorsementFact,
    alignments_of,
    group_facts,
    is_of_sheltered,
    people_endorsed,
    people_endorsed_for,
    relation_words,
    skill_names,
    standing_among,
    standing_fact,
    standing_for_each,
    standing_uuids,
    standings_of,
    uuid_of,
    uuids_given_by,
    uuids_received_by,
)

__all__ = [
    "EndorsementFact",
    "alignments_of",
    "endorsement_evidence",
    "groups",
    "is_of_sheltered",
    "people_endorsed",
    "people_endorsed_for",
    "relation_words",
    "skill_names",
    "standing_among",
    "standing_fact",
    "standing_uuids",
    "standings",
    "uuid_of",
    "uuids_given_by",
    "uuids_received_by",
    "vouching_for_each",
]

NOTE_OF_THANKS, OUT_OF_A_REVIEW = 0, 2


def vouching_for_each(people: Collection[int]) -> dict[int, list[EndorsementFact]]:
    """What stands for each of these people and rests on work. Notes of thanks are shown apart and open
    no badge."""
    return {
        person_id: [fact for fact in facts if fact.evidence > NOTE_OF_THANKS]
        for person_id, facts in standing_for_each(people).items()
    }


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


def groups(person_id: int) -> tuple[GroupEvidence, ...]:
    """What the person's study groups and others say of them, by group and skill."""
    return tuple(
        GroupEvidence(
            skill=fact.skill_name,
            size=fact.size,
            members_vouching=fact.members_vouching,
            outside_vouching=fact.outside,
        )
        for fact in group_facts(person_id)
    )
