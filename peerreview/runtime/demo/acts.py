# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What demo people do, each act through the services that a user's click goes through."""

import random
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

from peerreview.accounts.models import User
from peerreview.activities import services as activities
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import services as allocation
from peerreview.allocation.models import Assignment
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Version
from peerreview.reviews import drafting, submitting
from peerreview.reviews.models import Review
from peerreview.rubrics import queries as rubrics
from peerreview.rubrics.models import Comment, Criterion
from peerreview.runtime.demo import assets, dialogue, words
from peerreview.runtime.demo.works import Work

Change = tuple[str, str | int]
# Works of these people get comments at places: texts, pictures, a PDF, a recording.
POINTED_AT = ("lena", "amara", "dagny")
# Where a detail stands first in a sentence.
BEGINS = re.compile(r"(^|[.!?] )\{detail\}")


def compose(*, work: Work, author: User, activity: Activity, now: datetime) -> Version:
    """The author's draft for the activity, with the work's parts."""
    version = activities.start_entry(activity=activity, by=author, now=now)
    version = artifacts.save_draft(
        version=version, by=author, title=work.title, base_revision=version.revision, now=now
    )
    artifacts.add_text(version=version, by=author, source=work.text, now=now)
    for kind, name in work.media:
        file_name, content = _file(kind, name, work, author)
        artifacts.add_file(
            version=version, by=author, name=file_name, content=content, caption=work.title, now=now
        )
    if work.link:
        artifacts.add_link(version=version, by=author, url=work.link, caption="The method", now=now)
    return version


def _file(kind: str, name: str, work: Work, author: User) -> tuple[str, bytes]:
    match kind:
        case "image":
            return assets.image(name, author.display_name)
        case "audio":
            return assets.audio(name, author.display_name)
        case "pdf":
            return assets.pdf(name, work.title, work.text.split("\n\n"), author.display_name)
        case "code":
            return assets.code(name)
    raise LookupError(kind)


def hand_in(*, work: Work, author: User, activity: Activity, now: datetime) -> Submission:
    """Compose the work and submit it an hour later."""
    version = compose(work=work, author=author, activity=activity, now=now)
    return activities.submit(
        activity=activity, version=version, by=author, now=now + timedelta(hours=1)
    )


def begin_review(*, activity: Activity, reviewer: User, now: datetime) -> Review | None:
    """Pull work and open it; None when there is none for this reviewer."""
    assignment: Assignment | None = allocation.next_assignment(
        activity=activity, reviewer=reviewer, now=now
    )
    return drafting.open_review(assignment=assignment, now=now) if assignment else None


def judgement(*, review: Review, work: Work, dice: random.Random) -> Iterator[Change]:
    """The changes that make up a whole review of the work, in the order a person would make them."""
    severity, unused = dice.gauss(0, 0.08), _Phrases(work, dice)
    criteria = list(rubrics.criteria_of(review.submission.activity.rubric_version))
    for criterion in criteria:
        felt = min(max(work.quality + severity + dice.gauss(0, 0.1), 0.0), 0.999)
        top = max(level.value for level in criterion.levels.all())
        yield f"score:{criterion.key}", min(int(felt * (top + 1)), top)
        if _comments(criterion, dice):
            yield f"comment:{criterion.key}", unused.remark(felt)
    yield "overall", unused.of(words.OVERALL)


def _comments(criterion: Criterion, dice: random.Random) -> bool:
    """Everyone comments where they must; where they may, about half do."""
    chance = {Comment.REQUIRED: 1.0, Comment.OPTIONAL: 0.5}
    return dice.random() < chance.get(criterion.comment, 0.0)


class _Phrases:
    """Sentences about a work, none twice in one review."""

    def __init__(self, work: Work, dice: random.Random) -> None:
        self._dice = dice
        self._details = dice.sample(work.details, len(work.details))
        self._said: set[str] = set()

    def remark(self, felt: float) -> str:
        """A comment that fits how good a criterion was found."""
        return self.of(words.LOW if felt < 0.45 else words.MIDDLE if felt < 0.75 else words.HIGH)

    def of(self, bank: tuple[str, ...]) -> str:
        """An unused sentence of the bank, about the next detail."""
        fresh = [sentence for sentence in bank if sentence not in self._said] or list(bank)
        sentence = self._dice.choice(fresh)
        self._said.add(sentence)
        self._details.append(self._details.pop(0))
        detail = self._details[-1]
        begins = detail[:1].upper() + detail[1:]
        return BEGINS.sub(r"\1{begins}", sentence).format(detail=detail, begins=begins)


def write(*, review: Review, changes: Iterator[Change], now: datetime) -> None:
    """Make each change as an autosave, some seconds apart."""
    for step, (field, value) in enumerate(changes):
        drafting.change_draft(
            review=review,
            by=review.reviewer,
            command_id=uuid.uuid4(),
            field=field,
            value=value,
            now=now + timedelta(seconds=40 * step),
        )


def review_whole(*, review: Review, work: Work, dice: random.Random, now: datetime) -> Review:
    """Write the whole review, point at places in some works, and hand it in."""
    write(review=review, changes=judgement(review=review, work=work, dice=dice), now=now)
    if work.author in POINTED_AT:
        review.refresh_from_db()
        dialogue.comment_on(review)
        if work.author == POINTED_AT[0] and not review.submission.reviews_done:
            dialogue.speak_of(review)
    return submitting.submit_review(
        review=review, by=review.reviewer, now=now + timedelta(minutes=12)
    )
