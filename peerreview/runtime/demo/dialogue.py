# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviewers point at, what authors answer, what comes of it: through the same services as clicks."""

import io
import uuid
from datetime import datetime, timedelta
from typing import Any

from peerreview.accounts.models import User
from peerreview.activities import revising
from peerreview.activities.models import Submission
from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Part
from peerreview.dialogue import annotating, deciding, places, queries, rating, talking
from peerreview.dialogue.annotating import Comment
from peerreview.dialogue.models import Rating
from peerreview.dialogue.rating import Evaluation
from peerreview.outbox import services as outbox
from peerreview.reviews.models import Review
from peerreview.runtime.demo import assets

# By kind of part: where, and what is said there. `{quote}` of a text is its own second sentence.
POINTED_AT = {
    "text": ({"quote": "{quote}"}, "This is the sentence I kept. Could the rest lean on it more?"),
    "image": (
        {"x": "28", "y": "18", "width": "30", "height": "36"},
        "My eye goes here first and stays. Is that where you want it?",
    ),
    "pdf": (
        {"page": "1", "x": "8", "y": "6", "width": "60", "height": "16"},
        "The heading promises more than the page keeps. Say which Tuesday it is.",
    ),
    "audio": ({"start": "1", "end": "3"}, "Here the hum covers the voice; half as loud would do."),
    "code": ({"quote": "{quote}"}, "A name that says why would spare me the comment."),
}
TALK = (
    ("author", "Thank you. Which of the posters do you mean when you say it leans on the middle?"),
    ("reviewer", "The second one: its title says middle, its picture is all on one side."),
    ("author", "Now I see it. I will try the silhouette on the left edge."),
)
EVALUATIONS = (
    Evaluation(5, 4, 5, ("good",), "You named the line I was unsure of."),
    Evaluation(3, 2, 4, ("too_vague",), "Kind, but I did not know where to begin."),
    Evaluation(4, 5, 5, ("good",), "I changed the order because of you."),
    Evaluation(4, 3, 4, ("too_short",), ""),
)


def comment_on(review: Review) -> None:
    """One comment at a place of each part of the work, while the review is a draft."""
    at = review.saved_at + timedelta(seconds=30)
    for part in review.submission.version.parts.order_by("position"):
        place, body = POINTED_AT.get(part.kind, (None, ""))
        if place is None:
            continue
        quote = _a_sentence(part)
        typed = {name: value.format(quote=quote) for name, value in place.items()}
        said = Comment(part=part.uuid, place=typed, body=body)
        annotating.annotate(
            review=review, by=review.reviewer, uuid=uuid.uuid4(), comment=said, now=at
        )


def speak_of(review: Review) -> None:
    """A spoken comment on the whole; made-up people have no voice, so it is a few notes."""
    _name, content = assets.audio("a-word", "nobody", seconds=2)
    said = Comment(
        part=None,
        place={},
        body="",
        recording=io.BytesIO(content),
        recording_size=len(content),
        transcript="A few notes, where a person would speak.",
    )
    annotating.annotate(
        review=review, by=review.reviewer, uuid=uuid.uuid4(), comment=said, now=review.saved_at
    )


def _a_sentence(part: Part) -> str:
    """The last words of the work that make a sentence, as its readers see them."""
    lines = [line.split() for line in places.text_of(part).splitlines()]
    long = [words for words in lines if len(words) > 5]
    return " ".join(long[-1][:6]) if long else ""


def build(world: Any) -> None:
    """Authors answer their reviewers, say what reviews were worth, and one revises"""
    week, hers = world.activities["reflection"], world.activities["artefact"]
    for number, submission in enumerate(week.submissions.order_by("pk")):
        answer(submission, now=world.ago(days=8 - number / 10))
    lena = world.people["lena"]
    submission = hers.submissions.get(author=lena)
    first = Review.objects.filter(submission=submission, state=Review.State.SUBMITTED).first()
    if first:
        _talk(first, world.ago(days=0.3))
        _decide(first, world.ago(days=0.25))
    read_by_her = week.submissions.filter(assignments__reviewer=lena, reviews_done__gt=0).first()
    if read_by_her:
        revise(read_by_her, facilitator=world.people["fran"], now=world.ago(days=0.4))


def answer(submission: Submission, *, now: datetime) -> None:
    """The author talks with the first reviewer, takes remarks on or not, and evaluates all reviews."""
    reviews = list(
        Review.objects.filter(submission=submission, state=Review.State.SUBMITTED)
        .select_related("reviewer", "assignment", "submission__activity", "submission__version")
        .select_related("submission__author")
    )
    if not reviews:
        return
    _talk(reviews[0], now)
    for review in reviews:
        _decide(review, now)
        # No reviewer is told the same twice.
        earlier = Rating.objects.filter(review__reviewer=review.reviewer).count()
        evaluation = EVALUATIONS[(earlier + review.reviewer_id) % len(EVALUATIONS)]
        rating.rate(review=review, by=submission.author, evaluation=evaluation, now=now)


def _talk(review: Review, now: datetime) -> None:
    for minutes, (side, said) in enumerate(TALK):
        by = review.submission.author if side == "author" else review.reviewer
        at = now + timedelta(minutes=7 * minutes)
        talking.say(review=review, by=by, said=said, uuid=uuid.uuid4(), now=at)


def _decide(review: Review, now: datetime) -> None:
    by, names = review.submission.author, sorted(queries.remark_names(review))
    if not names:
        return
    deciding.accept(review=review, remark=names[0], by=by, now=now)
    if len(names) > 2:
        reason = "I see why you ask, but this is what the piece is about. I keep it."
        deciding.decline(review=review, remark=names[1], by=by, reason=reason, now=now)


def revise(submission: Submission, *, facilitator: User, now: datetime) -> Submission:
    """The author does what they took on and hands in a new version; reviewers may look again."""
    activity = submission.activity
    set_stage(activity=activity, act=Act.REVISE, is_on=True, by=facilitator)
    submission = Submission.objects.select_related("author").get(pk=submission.pk)
    by = submission.author
    for task in queries.tasks_of(by).filter(review__submission=submission, state="open"):
        words = "I rewrote the opening around it and cut what did not serve it."
        deciding.finish(task=task, by=by, what_changed=words, now=now)
    draft = revising.start_revision(submission=submission, by=by, now=now)
    text = draft.parts.filter(kind=Part.Kind.TEXT).first()
    source = (
        text.text_source + "\n\nWhat I changed after the first reviews: the opening, the order."
    )
    artifacts.change_part(part=text, by=by, source=source, now=now)
    draft.refresh_from_db()
    made = revising.resubmit(submission=submission, version=draft, by=by, now=now)
    outbox.deliver_all()
    return made
