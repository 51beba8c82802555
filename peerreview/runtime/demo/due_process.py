# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Due process in the demo: a hasty reviewer and the signals it gives, appeals, a flag with its answer."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from endorsements import queries as endorsements
from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.aggregation.models import CriterionOutcome
from peerreview.moderation import appealing, kinds, noticing
from peerreview.moderation import services as moderation
from peerreview.reviews import drafting, submitting
from peerreview.reviews.models import Review
from peerreview.rubrics import queries as rubrics
from peerreview.rubrics.models import Comment
from peerreview.runtime.demo import acts, queries

HASTE = (
    "Interesting topic in general but I am missing a clear structure and some more examples that "
    "would make the point easier to follow for the reader."
)
APPEALS = (
    (
        "My reviewers looked for it in one place. It is in the first sentence, and the last "
        "paragraph comes back to it. Please read these two together.",
        "It is in the first line and taken up at the end, as the higher level asks. I have read "
        "it twice and set the level accordingly.",
    ),
    (
        "Three reviewers put this high. The fourth chose the lowest level, with a sentence that "
        "names nothing in my text. Please look at that one again.",
        "",
    ),
)
FLAG = (
    "The same paragraph, word for word, is in a review that a friend of mine got. It names nothing "
    "that is in my text."
)
# What Pablo said of Bruno (ENDORSEMENTS in world.py), to which Bruno objects.
PRIVATE = "He means it well, but this was a lesson with children who argued about home. I would rather have it gone."
ANSWER = (
    "That is true: I was late, wrote one general paragraph and used it twice. I had read both texts. "
    "I am sorry, and would like to write a proper one."
)


def build(world: Any) -> None:
    """A hasty reviewer is noticed, a flag is answered, one appeal is decided and one is open"""
    activity, fran = world.activities["reflection"], world.people["fran"]
    # Its reviews are weeks old; learners may look at their results, and appeal, until next week.
    until = world.now + timedelta(days=6)
    set_stage(activity=activity, act=Act.SEE_RESULTS, is_on=True, due_at=until, by=fran)
    hasty = _hasty_reviews(activity, world.people["hector"], world.ago(days=10.4))
    _flag(hasty[-1], world.now)
    _flag_words(world)
    _appeals(activity, fran, [world.people["lena"], hasty[0].submission.author], world.now)
    for each in (activity, world.activities["artefact"]):
        noticing.find(activity_id=each.pk, now=world.now)


def _hasty_reviews(activity: Activity, reviewer: User, now: datetime) -> list[Review]:
    """Two reviews in two minutes each, in the same words, with the lowest levels."""
    made = []
    for number in range(2):
        at = now + timedelta(minutes=10 * number)
        review = acts.begin_review(activity=activity, reviewer=reviewer, now=at)
        if review is None:
            break
        for criterion in rubrics.criteria_of(activity.rubric_version):
            for field, value in (("score", 0), ("comment", HASTE)):
                if field == "comment" and criterion.comment == Comment.OFF:
                    continue
                drafting.change_draft(
                    review=review,
                    by=reviewer,
                    command_id=uuid.uuid4(),
                    field=f"{field}:{criterion.key}",
                    value=value,
                    now=at,
                )
        done = at + timedelta(seconds=100)
        made.append(submitting.submit_review(review=review, by=reviewer, now=done))
    return made


def _flag(review: Review, now: datetime) -> None:
    author, alias = review.submission.author, review.assignment.alias
    thing = kinds.kind_named("review").seen_by(author, review.submission.uuid, alias)
    at = now - timedelta(hours=20)
    raised = moderation.flag(thing=thing, category="spam", words=FLAG, by=author, now=at)
    moderation.answer(
        case=raised.case, words=ANSWER, by=review.reviewer, now=now - timedelta(hours=6)
    )


def _flag_words(world: Any) -> None:
    """Who was endorsed flags the words; it belongs to no activity and waits for Fran."""
    bruno, at = world.people["bruno"], world.ago(days=0.4)
    said = endorsements.received_by(bruno.pk).filter(endorser=world.people["pablo"]).first()
    if said:
        thing = kinds.kind_named("endorsement").seen_by(bruno, said.uuid, "")
        moderation.flag(thing=thing, category="privacy", words=PRIVATE, by=bruno, now=at)


def _appeals(activity: Activity, fran: User, authors: list[User], now: datetime) -> None:
    """The learner a newcomer signs in as has had an appeal decided; somebody else's is open."""
    chosen: list[Submission] = queries.final_submissions(activity, authors=authors)
    for number, (submission, (why, decision)) in enumerate(zip(chosen, APPEALS, strict=False)):
        at = now - timedelta(hours=30 - 4 * number)
        judged = appealing.judged_criteria(submission)
        key, found = min(judged.items(), key=lambda item: _share(item[1]))
        made = appealing.appeal(
            submission=submission, criterion_key=key, reason=why, by=submission.author, now=at
        )
        if decision:
            top = len(found.at_least) - 1
            appealing.decide(
                appeal=made,
                state="upheld",
                level_value=min(found.consensus_value + 1, top),
                reason=decision,
                by=fran,
                now=now - timedelta(hours=3),
            )


def _share(row: CriterionOutcome) -> float:
    """How far up the scale a criterion is."""
    return row.consensus_value / max(len(row.at_least) - 1, 1)
