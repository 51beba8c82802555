# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Asked right after an assigned review: would you vouch for this skill, on what you just saw?

Where reviewing is blind the offer names nobody and neither does what comes of it, for good.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from endorsements import queries, services, skill_queries, sources
from endorsements.models import REASON_FEWEST, REASON_MOST, Answer, Endorsement, Skill
from endorsements.services import Word
from endorsements.sources import ReviewedWork
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Missing


@dataclass(frozen=True)
class Offer:
    """What a reviewer is asked; `given` is what they said, `is_answered` that they need not be asked."""

    work: ReviewedWork
    skills: list[Skill]
    likely: Skill | None
    words: str
    given: Endorsement | None
    is_answered: bool


def offer_for(person: User, review_uuid: UUID) -> Offer | None:
    """The question after a review of one's own; None where there is none to ask."""
    work = sources.reviewed_work(review_uuid)
    if work is None or work.reviewer_id != person.pk:
        return None
    linked = list(skill_queries.skills_of_rubric(work.rubric_uuid))
    known = {skill.pk for skill in linked}
    # What the activity's community speaks of, which tells the reviewer nothing about the author.
    others = skill_queries.skills_in(work.cohort_id)
    rest = [each for each in others[: skill_queries.MOST_OFFERED] if each.pk not in known]
    words = work.words.strip()
    return Offer(
        work=work,
        skills=[*linked, *rest],
        likely=linked[0] if linked else None,
        words=words if REASON_FEWEST <= len(words) <= REASON_MOST else "",
        given=queries.of_review(review_uuid),
        is_answered=queries.has_answered(review_uuid),
    )


@transaction.atomic
def vouch(
    *,
    review_uuid: UUID,
    by: User,
    skill: Skill,
    reason: str,
    strength: int = Endorsement.Strength.CLEAR,
    now: datetime | None = None,
) -> Endorsement:
    """Vouch for a skill of whoever made the work one reviewed. One for each review; a repeated click
    gives the same.

    Raises Missing where nothing is asked of this person, Invalid, Conflict and Closed as `endorse`.
    """
    at = now or clock.now()
    work = _own(review_uuid, by)
    word = services.checked(Word(skill=skill, reason=reason, strength=strength))
    services.lock_person(by)
    before = queries.of_review(review_uuid)
    if before:
        return _same_or_refuse(before, word)
    services.refuse_too_many(by, at)
    _note_answer(review_uuid, by, at)
    return services.record(
        word,
        at=at,
        endorser=by,
        recipient=work.author,
        relation=Endorsement.Relation.REVIEWER,
        version_id=work.version_id,
        evidence=_evidence(work),
        review_uuid=review_uuid,
        is_pseudonymous=work.is_reviewer_hidden,
        is_author_hidden=work.is_author_hidden,
        opened_at=None if work.is_sealed else at,
    )


def _evidence(work: ReviewedWork) -> Endorsement.Evidence:
    """A study group settles who reads whom, so what its rounds bring is work that was chosen: else a
    circle of friends could write itself the strangers' words that open the second key."""
    evidence = Endorsement.Evidence
    return evidence.CITED if work.is_among_friends else evidence.REVIEWED


def _own(review_uuid: UUID, by: User) -> ReviewedWork:
    work = sources.reviewed_work(review_uuid)
    if work is None or work.reviewer_id != by.pk:
        raise Missing("no-review", _("There is no review of yours here to vouch on."))
    return work


def _same_or_refuse(before: Endorsement, word: Word) -> Endorsement:
    if (before.reason, before.skill) == (word.reason, word.skill):
        return before
    message = _("You vouched on this review already. To say it anew, withdraw that one first.")
    raise Conflict("already-endorsed", message, field="skill")


@transaction.atomic
def answer_not_yet(*, review_uuid: UUID, by: User, now: datetime | None = None) -> None:
    """Not yet: a usual answer. Nobody is told, and nothing of it reaches the author."""
    _own(review_uuid, by)
    _note_answer(review_uuid, by, now or clock.now())


def _note_answer(review_uuid: UUID, by: User, at: datetime) -> None:
    Answer.objects.get_or_create(review_uuid=review_uuid, defaults={"person": by, "at": at})
