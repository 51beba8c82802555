# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Small worlds for tests, made only through services: a cohort with an activity, work handed in to it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from peerreview.accounts.models import User
from peerreview.activities import services as activities
from peerreview.activities.models import Activity, Submission
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Version
from peerreview.cohorts.models import Cohort
from peerreview.cohorts.services import create_cohort, join_with_code
from peerreview.kernel import clock
from peerreview.rubrics import library
from peerreview.rubrics.models import RubricVersion
from peerreview.rubrics.services import publish_rubric

BRIEF = "Make something that says what *learning together* means to you."


def a_rubric(owner: User | None = None) -> RubricVersion:
    """The shipped rubric for a digital artefact: five criteria, levels 0 to 2."""
    return publish_rubric(spec=library.ARTEFACT, owner=owner)


def a_cohort(facilitator: User, learners: Iterable[User] = (), **fields: Any) -> Cohort:
    """A cohort of that facilitator which those learners have joined by its code."""
    cohort = create_cohort(**{"name": "Digital cultures", **fields}, by=facilitator)
    for learner in learners:
        join_with_code(code=cohort.join_code, by=learner)
    return cohort


def a_cohort_activity(
    fran: User,
    learners: Iterable[User] = (),
    *,
    cohort: Cohort | None = None,
    now: datetime | None = None,
    **fields: Any,
) -> Activity:
    """A double-blind assignment of a cohort: a week to hand in, three more days to review."""
    now = now or clock.now()
    values = {
        "title": "A digital artefact",
        "brief": BRIEF,
        "opens_at": now,
        "submit_by": now + timedelta(days=7),
        "review_by": now + timedelta(days=10),
        **fields,
    }
    rubric_version = values.pop("rubric_version", None) or a_rubric(fran)
    return activities.open_activity(
        kind=values.pop("kind", Activity.Kind.COHORT),
        cohort=cohort or a_cohort(fran, learners),
        rubric_version=rubric_version,
        by=fran,
        now=now,
        **values,
    )


def a_challenge(fran: User, *, now: datetime | None = None, **fields: Any) -> Activity:
    """A challenge for everyone, without deadlines; Fran becomes a facilitator of some cohort."""
    a_cohort(fran, name="Fran's own")
    values = {"title": "Explain one idea", "brief": BRIEF, **fields}
    rubric_version = values.pop("rubric_version", None) or a_rubric(fran)
    return activities.open_activity(
        kind=Activity.Kind.CHALLENGE,
        rubric_version=rubric_version,
        by=fran,
        now=now or clock.now(),
        **values,
    )


def a_text_draft(
    activity: Activity,
    author: User,
    *,
    title: str = "What the net made of us",
    source: str = "We learn when somebody **answers**.",
    now: datetime | None = None,
) -> Version:
    """The author's draft for an activity: a title and one piece of text."""
    draft = activities.start_entry(activity=activity, by=author, now=now)
    artifacts.add_text(version=draft, by=author, source=source, now=now)
    draft.refresh_from_db()
    return artifacts.save_draft(
        version=draft, by=author, title=title, base_revision=draft.revision, now=now
    )


def a_text_submission(
    activity: Activity, author: User, *, now: datetime | None = None, **fields: str
) -> Submission:
    """The same, handed in."""
    draft = a_text_draft(activity, author, now=now, **fields)
    return activities.submit(activity=activity, version=draft, by=author, now=now)
