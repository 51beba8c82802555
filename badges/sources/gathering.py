# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""All the evidence there is for one person and one rule: for judging it, and for keeping it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from badges import criteria
from badges.evidence import Evidence, Section
from badges.sources import deeds, endorsements, reviews
from badges.sources.endorsements import EndorsementFact
from badges.sources.reviews import SubmissionFact

# A rule asks for 50 people at most. Characters: a credential has to stay small enough to be baked
# into a picture, sent, and checked.
MOST_ENDORSEMENTS = 50
MOST_OF_REASON = 600
MOST_OF_LEVEL = 300


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """The facts behind a consideration; `more` has what a rule reads beside them, by its field."""

    submission: SubmissionFact | None
    endorsements: tuple[EndorsementFact, ...]
    more: dict[str, Any] = field(default_factory=dict)

    def evidence(self) -> Evidence:
        """What the rule is judged on."""
        fact = self.submission
        found = Evidence(
            has_submission=fact is not None,
            submitted=fact.submitted_at.astimezone(UTC).date().isoformat() if fact else "",
            independent_reviewers=fact.independent_reviewers if fact else 0,
            criteria=tuple(map(reviews.criterion_evidence, fact.criteria)) if fact else (),
            endorsements=tuple(map(endorsements.endorsement_evidence, self.endorsements)),
        )
        return replace(found, **self.more)

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


Reader = Callable[[int, SubmissionFact | None], Any]
# What each section is read from. What asks for a section without a source is not offered to who
# designs a badge.
_READERS: dict[Section, tuple[str, Reader]] = {
    Section.REVIEWS: ("reviews", lambda _person, fact: deeds.reviews(fact)),
    Section.FLAGS: ("open_flags", lambda _person, fact: deeds.open_flags(fact)),
    Section.STANDINGS: ("standings", lambda person, _fact: endorsements.standings(person)),
    Section.GROUP: ("group", lambda person, _fact: endorsements.groups(person)),
    Section.IDENTITY: ("identity", lambda person, _fact: deeds.identity(person)),
    Section.GIVEN: ("given", lambda person, _fact: deeds.given(person)),
    Section.CALIBRATION: ("calibration", lambda person, _fact: deeds.calibration(person)),
    Section.HOURS: ("hours", lambda person, _fact: reviews.hours(person)),
    Section.MENTORED: ("mentored", lambda person, _fact: deeds.mentored(person)),
}
# What badges know of themselves, and what every rule is judged on.
_OWN = {
    Section.SUBMISSION,
    Section.ENDORSEMENTS,
    Section.APPROVALS,
    Section.REFLECTION,
    Section.HELD,
    Section.CALENDAR,
}
AVAILABLE = frozenset(_OWN | set(_READERS))


def gather(
    person_id: int,
    activity_uuid: UUID | None,
    wanted: frozenset[Section],
    own: dict[str, Any],
    vouched: Sequence[EndorsementFact] | None = None,
) -> Gathered:
    """Collect the sections that are wanted of a person's evidence through the doors; a work is always
    looked at. `own` is what badges know themselves, `vouched` what was read for many at once."""
    fact = reviews.submission(person_id, activity_uuid)
    read = {
        name: reader(person_id, fact)
        for section, (name, reader) in _READERS.items()
        if section in wanted
    }
    if vouched is None:
        vouched = vouched_for([person_id], wanted)[person_id]
    return Gathered(submission=fact, endorsements=tuple(vouched), more={**read, **own})


def vouched_for(
    people: Collection[int], wanted: frozenset[Section]
) -> Mapping[int, Sequence[EndorsementFact]]:
    """What others vouch for of each of these people, if it is wanted; one query for all."""
    if Section.ENDORSEMENTS not in wanted:
        return dict.fromkeys(people, ())
    return endorsements.vouching_for_each(people)


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
