# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Study groups for tests, made through services."""

from datetime import timedelta
from typing import Any

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.cohorts.models import Cohort
from peerreview.groups import exchanging, swapping
from peerreview.groups.models import Exchange, Offer, Swap
from peerreview.outbox.services import deliver_all
from peerreview.rubrics.services import publish_rubric
from tests import worlds
from tests.peerreview import reviewing

BRIEF = "One page about tides."


def people(*names: str) -> list[User]:
    """Learners by name."""
    return [reviewing.learner(name) for name in names]


def group(*members: User, name: str = "Night owls") -> Cohort:
    """A study group; the first founded it."""
    founder, *others = members
    return worlds.a_cohort(founder, others, name=name, kind="study_group")


def exchange(circle: Cohort, *who: User, **fields: Any) -> Exchange:
    """A round of a week and another, counted on by these."""
    values: dict[str, Any] = {
        "title": "One page each",
        "brief": BRIEF,
        "days_to_make": 7,
        "days_to_review": 7,
        "rubric_version": publish_rubric(spec=reviewing.RUBRIC, owner=who[0]),
        "now": reviewing.NOW - timedelta(days=1),
        **fields,
    }
    return exchanging.start_exchange(group=circle, people=who, by=who[0], **values)


def offer(circle: Cohort, by: User, **fields: Any) -> Offer:
    """Two works, one review each."""
    values: dict[str, Any] = {
        "title": "Tides, read by strangers",
        "brief": BRIEF,
        "rubric_version": publish_rubric(spec=reviewing.RUBRIC, owner=by),
        "language": "en",
        "works": 2,
        "now": reviewing.NOW - timedelta(days=2),
        **fields,
    }
    return swapping.offer(group=circle, by=by, **values)


def agreed(ours: Cohort, theirs: Cohort, *, us: User, them: User, **fields: Any) -> Swap:
    """Two groups that agreed."""
    made = offer(ours, us, **fields)
    at = reviewing.NOW - timedelta(days=1)
    asked = swapping.answer(offer=made, group=theirs, by=them, now=at)
    return swapping.settle(swap=asked, is_agreed=True, by=us, now=at)


def all_hand_in(activity: Activity, *authors: User) -> None:
    """Each hands in, and what follows from it happens."""
    for minutes, author in enumerate(authors):
        reviewing.submission_by(author, activity, minutes=minutes)
    deliver_all()
