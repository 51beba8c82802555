# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""All the evidence there is for one person and one rule: for judging it, and for keeping it."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from badges import criteria
from badges.evidence import Evidence
from badges.sources import endorsements, reviews
from badges.sources.endorsements import EndorsementFact
from badges.sources.reviews import SubmissionFact

# A rule asks for 50 people at most. Characters: a credential has to stay small enough to be baked
# into a picture, sent, and checked.
MOST_ENDORSEMENTS = 50
MOST_OF_REASON = 600
MOST_OF_LEVEL = 300


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The facts behind a consideration."""

    submission: SubmissionFact | None
    endorsements: tuple[EndorsementFact, ...]

    def evidence(self) -> Evidence:
        """What the rule is judged on."""
        fact = self.submission
        return Evidence(
            has_submission=fact is not None,
            independent_reviewers=fact.independent_reviewers if fact else 0,
            criteria=tuple(map(reviews.criterion_evidence, fact.criteria)) if fact else (),
            endorsements=tuple(map(endorsements.endorsement_evidence, self.endorsements)),
        )

    def as_json(self, tree: dict[str, Any]) -> dict[str, Any]:
        """The facts that count towards the rule as JSON values, to be stored with an award.

        What must not be shown is not kept: ids of people, names of endorsers whose profile is not
        public, and the digest of all scores, by which a guess who reviewed could be confirmed.
        What is kept is what is shown, signed and printed, so it is kept short enough for that.
        """
        counting = [item for item in self.endorsements if criteria.asks_for(tree, item.skill_name)]
        counting = counting[:MOST_ENDORSEMENTS]
        return {
            "submission": _submission(self.submission) if self.submission else None,
            "endorsements": [_endorsement(item) for item in counting],
        }


def gather(person_id: int, activity_uuid: UUID | None) -> Gathered:
    """Collect the evidence of a person through both doors."""
    return Gathered(
        submission=reviews.submission(person_id, activity_uuid),
        endorsements=tuple(endorsements.standing_for(person_id)),
    )


def _submission(fact: SubmissionFact) -> dict[str, Any]:
    kept = _plain(fact)
    for secret in ("person_id", "outcome_inputs_digest"):
        del kept[secret]
    for level in (level for criterion in kept["criteria"] for level in criterion["levels"]):
        level["description"] = _cut(level["description"], MOST_OF_LEVEL)
    return kept


def _endorsement(fact: EndorsementFact) -> dict[str, Any]:
    kept = _plain(fact)
    for secret in ("endorser_id", "recipient_id"):
        del kept[secret]
    name = fact.endorser_name if fact.endorser_is_public else ""
    return {**kept, "endorser_name": name, "reason": _cut(fact.reason, MOST_OF_REASON)}


def _cut(words: str, most: int) -> str:
    """Long text as far as there is room for it."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value
