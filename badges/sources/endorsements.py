# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Evidence from endorsements, through their door."""

from badges.evidence import EndorsementEvidence
from endorsements.evidence import (
    EndorsementFact,
    is_of_sheltered,
    people_endorsed,
    relation_words,
    skill_names,
    standing_fact,
    standing_for,
    standing_uuids,
    uuid_of,
    uuids_given_by,
    uuids_received_by,
)

__all__ = [
    "EndorsementFact",
    "endorsement_evidence",
    "is_of_sheltered",
    "people_endorsed",
    "relation_words",
    "skill_names",
    "standing_fact",
    "standing_for",
    "standing_uuids",
    "uuid_of",
    "uuids_given_by",
    "uuids_received_by",
]


def endorsement_evidence(fact: EndorsementFact) -> EndorsementEvidence:
    """An endorsement as a rule sees it."""
    return EndorsementEvidence(
        endorser=str(fact.endorser_id), skill=fact.skill_name, relation=fact.relation
    )
