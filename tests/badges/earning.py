# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""People who earn badges, through services only: by endorsements alone, or by reviewed work."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from badges import assessing, issuing, queries, services
from badges.models import Achievement, Award, Credential
from endorsements.models import Endorsement
from endorsements.services import accept, add_skill, endorse
from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.allocation.services import next_assignment
from peerreview.outbox import services as outbox
from peerreview.reviews.drafting import change_draft, open_review
from peerreview.reviews.submitting import submit_review
from peerreview.rubrics import library
from tests import worlds

SKILL = "Giving feedback"
REASON = "She reads what is there and asks the question nobody else asked."
VOUCHED = {"all": [{"endorsements": {"people": 1, "skill": SKILL}}]}
REVIEWED = {
    "all": [
        {"reviewers": {"independent": 3}},
        {"consensus": {"criteria": "all", "level": 1, "probability": 0.8}},
        {"endorsements": {"people": 1, "skill": None}},
    ]
}
REMARK = "The claim is clear, it is kept to, and the pictures carry it to the end."


def an_achievement(name: str = "Generous reader", **fields: Any) -> Achievement:
    """A badge of the site for which one endorsement suffices."""
    values = {
        "description": "Gives feedback that can be used.",
        "skills": [SKILL],
        "tree": VOUCHED,
        **fields,
    }
    return services.define_achievement(issuer=services.site_issuer(), name=name, **values)


def vouch(endorser: User, recipient: User, skill: str = SKILL, reason: str = REASON) -> Endorsement:
    """An endorsement on work that was seen, and accepted; the two must share a cohort."""
    given = endorse(
        endorser=endorser, recipient=recipient, skill=add_skill(name=skill), reason=reason
    )
    # Which work is of no matter here, and making it would take longer than all the rest.
    Endorsement.objects.filter(pk=given.pk).update(evidence=Endorsement.Evidence.CITED)
    return accept(endorsement=given, by=recipient)


def an_offer(alice: User, ben: User, fran: User, **fields: Any) -> Award:
    """Alice has earned a badge by Ben's word and can claim it."""
    achievement = an_achievement(**fields)
    worlds.a_cohort(fran, [alice, ben])
    vouch(ben, alice)
    outbox.deliver_all()
    return queries.awards_of(alice.pk).get(achievement=achievement)


def claimed(award: Award, **fields: Any) -> Credential:
    """The credential of an offer, claimed by the person it is for."""
    return issuing.claim(award=award, by=award.recipient, **fields)


@dataclass
class Reviewed:
    """Alice's work, reviewed by three, and vouched for by one of them."""

    activity: Activity
    achievement: Achievement
    reviewers: list[User]
    award: Award


def reviewed_work(
    person: Callable[..., User], alice: User, fran: User, *, level: int = 2, **fields: Any
) -> Reviewed:
    """An assignment with Alice's work, three reviews of it at that level, and an endorsement."""
    reviewers = [person(name) for name in ("Ben", "Dora", "Emil")]
    activity = worlds.a_cohort_activity(fran, [alice, *reviewers])
    achievement = an_achievement(
        "Digital artefact", tree=REVIEWED, activity_uuid=activity.uuid, by=fran, **fields
    )
    worlds.a_text_submission(activity, alice)
    for reviewer in reviewers:
        review_next(activity, reviewer, level)
    vouch(reviewers[0], alice, "Digital storytelling")
    outbox.deliver_all()
    award = queries.awards_of(alice.pk).filter(achievement=achievement).first()
    return Reviewed(activity, achievement, reviewers, award)


def review_next(activity: Activity, reviewer: User, level: int) -> None:
    """A whole review of the next submission, the same level on every criterion."""
    review = open_review(assignment=next_assignment(activity=activity, reviewer=reviewer))
    for criterion in library.ARTEFACT.criteria:
        _set(review, reviewer, f"score:{criterion.key}", level)
        _set(review, reviewer, f"comment:{criterion.key}", REMARK)
    _set(review, reviewer, "overall", REMARK)
    submit_review(review=review, by=reviewer)


def _set(review: Any, reviewer: User, field: str, value: Any) -> None:
    change_draft(review=review, by=reviewer, command_id=uuid4(), field=field, value=value)


def progress(person: User, achievement: Achievement) -> Any:
    """Consider the person now."""
    return assessing.consider(person_id=person.pk, achievement=achievement)
