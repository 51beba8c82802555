# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A study group of the three that a newcomer signs in as, so that each of them can walk all of it."""

from typing import Any

from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort
from peerreview.groups import exchanging, services
from peerreview.reviews.models import Review
from peerreview.runtime.demo import acts, studio
from peerreview.runtime.demo.works import Work

SHARED = (
    "A film of one minute, first cut",
    "Twelve shots, no words. The ball is in the air in the first and in the last. *What do you think happened between them?*",
)
PAGES = (
    Work(
        "lena", "How a lock knows its key",
        "A lock does not know anything. It lets every key try, and only the right one lifts all five pins to the same line. "
        "Understanding is like that: five small things at the right height at once.",
        0.85, ("the five pins", "the key that is let try", "the line at which all meet"),
    ),
    Work(
        "ravi", "Why the sky is not violet",
        "Short waves scatter most, so the sky should be violet. Our eyes have no good word for violet in bright light, and "
        "so the sky settles for blue. What we see is a compromise between light and us.",
        0.75, ("the short waves", "the eye without a word for it", "the compromise at the end"),
    ),
)  # fmt: skip


def lay(world: Any) -> None:
    """Learner, reviewer and facilitator share a study group, with an exchange under way"""
    lena, ravi, fran = (world.people[key] for key in ("lena", "ravi", "fran"))
    group = cohorts.create_cohort(
        name="Explaining hard things",
        description="Three of us. Each brings one page that explains something hard, and reads the pages of the others.",
        kind="study_group",
        by=lena,
        now=world.ago(days=6),
    )
    for person in (ravi, fran):
        cohorts.join_with_code(code=group.join_code, by=person, now=world.ago(days=5.8))
    at = world.ago(days=1.2)
    services.share(
        group=group,
        version=studio.a_work(ravi, SHARED, at),
        by=ravi,
        words="Does one see what is missing?",
        now=at,
    )
    _exchange(world, group)


def _exchange(world: Any, group: Cohort) -> None:
    """Two have handed in; one of them has reviewed, the other's review waits, and Fran has yet to begin."""
    lena, ravi, fran = (world.people[key] for key in ("lena", "ravi", "fran"))
    activity = exchanging.start_exchange(
        group=group,
        title="One hard thing, one page",
        brief="One page that makes **one** hard thing simple, and keeps it true.",
        rubric_version=world.rubrics["explanation"],
        days_to_make=7,
        days_to_review=5,
        people=[lena, ravi, fran],
        is_blind=False,
        by=lena,
        now=world.ago(days=4),
    ).activity
    for number, work in enumerate(PAGES):
        author, now = world.people[work.author], world.ago(days=2 - number / 2)
        made = acts.hand_in(work=work, author=author, activity=activity, now=now)
        world.works[made.pk] = work
    activity.refresh_from_db()
    review: Review | None = acts.begin_review(
        activity=activity, reviewer=ravi, now=world.ago(days=1)
    )
    if review:
        work = world.works[review.submission_id]
        acts.review_whole(review=review, work=work, dice=world.dice, now=world.ago(days=1))
