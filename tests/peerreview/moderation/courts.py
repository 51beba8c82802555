# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A reviewed work about which people may quarrel."""

from dataclasses import dataclass

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.moderation import kinds
from peerreview.moderation.kinds import Thing
from peerreview.moderation.models import Flag
from peerreview.moderation.services import flag
from peerreview.outbox import services as outbox
from peerreview.reviews.models import Review
from tests.peerreview.reviewing import activity_in, cohort_of, learner, reviewed, submission_by

NAMES = ("Adalgisa", "Benedikta", "Constanze", "Dorothea", "Emanuela", "Friedrike")
WORDS = "The second paragraph is word for word from the reader."


@dataclass
class Court:
    """Adalgisa's work, reviewed by the next two; the others have had no part in it."""

    fran: User
    people: list[User]
    activity: Activity
    submission: Submission
    reviews: list[Review]

    @property
    def author(self) -> User:
        return self.people[0]

    @property
    def reviewer(self) -> User:
        return self.people[1]

    def review_thing(self, number: int = 0) -> Thing:
        """A review as the author may flag it."""
        alias = self.reviews[number].assignment.alias
        return kinds.kind_named("review").seen_by(self.author, self.submission.uuid, alias)

    def work_thing(self) -> Thing:
        """The work as its first reviewer may flag it."""
        return kinds.kind_named("work").seen_by(self.reviewer, self.reviews[0].uuid, "")

    def flagged(self, **fields: object) -> Flag:
        """The author's flag on the first review."""
        values = {"category": "abuse", "words": WORDS, "by": self.author, **fields}
        return flag(thing=self.review_thing(), **values)


def court(fran: User, **fields: object) -> Court:
    """Everything set up, outcome included."""
    people = [learner(name) for name in NAMES]
    values = {"reviews_needed": 2, "reviews_asked": 2, **fields}
    activity = activity_in(cohort_of(*people, facilitator=fran), **values)
    submission = submission_by(people[0], activity)
    reviews = [
        reviewed(reviewer, activity, levels=levels)
        for reviewer, levels in zip(people[1:3], [(1, 1, 2), (2, 1, 2)], strict=True)
    ]
    outbox.deliver_all()
    submission.refresh_from_db()
    return Court(fran, people, activity, submission, reviews)
