# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What can be flagged: each kind of thing says who may see it, whose it is, and how it is hidden.

Apps below do not know of moderation; a kind of theirs is offered here or by an app above.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import is_author_of
from peerreview.artifacts.models import Version
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import Missing
from peerreview.moderation.models import Case
from peerreview.reviews import access as review_access
from peerreview.reviews import visibility
from peerreview.reviews.models import Review

Ruling = Case.Ruling


@dataclass(frozen=True)
class Thing:
    """Something that can be flagged. `title` is of the work it belongs to; `alias` is the pseudonym
    under which its maker is known there, or "".

    What belongs to no activity says itself what it is called: `about` to others, `about_own` to its
    maker, with its `words` and the `version` of a work; `cohort` is where it is looked after. With `is_masked` only the site's
    staff are told whose it is.
    """

    kind: str
    uuid: UUID
    accused: User | None
    title: str
    activity: Activity | None = None
    submission: Submission | None = None
    alias: str = ""
    is_hidden: bool = False
    cohort: Cohort | None = None
    about: str = ""
    about_own: str = ""
    words: str = ""
    is_masked: bool = False
    version: Version | None = None


@dataclass(frozen=True)
class Kind:
    """How things of one kind are found and hidden, and what can be ruled on them.

    `seen_by(person, id, part)` finds what that person sees under the id in an address, and raises
    Missing where they do not; `many(ids)` finds things for moderators. What is no thing to be read
    cannot be hidden until the ruling (not `may_wait_hidden`).
    """

    name: str
    seen_by: Callable[[User, UUID, str], Thing]
    many: Callable[[Sequence[UUID]], dict[UUID, Thing]]
    hide: Callable[[Thing, datetime | None], None]
    rulings: tuple[str, ...]
    may_wait_hidden: bool = True


_kinds: dict[str, Kind] = {}


def offer(kind: Kind) -> None:
    """Let things of this kind be flagged."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """The kind, or Missing."""
    if name not in _kinds:
        raise Missing("no-such-kind", _("There is nothing of this kind to flag."))
    return _kinds[name]


def is_own(user: User, thing: Thing) -> bool:
    """Whether the person made it, alone or with others."""
    work = thing.submission if thing.kind == "submission" else None
    if work is not None and is_author_of(user, work):
        return True
    return thing.accused is not None and thing.accused.pk == user.pk


def thing_of(case: Case) -> Thing | None:
    """What a case is about; None when it is gone."""
    return kind_named(case.kind).many([case.thing]).get(case.thing)


def things_of(cases: Iterable[Case]) -> dict[UUID, Thing]:
    """The same for many; queries by kind, not by case."""
    wanted: dict[str, list[UUID]] = {}
    for case in cases:
        wanted.setdefault(case.kind, []).append(case.thing)
    return {
        uuid: thing
        for name, uuids in wanted.items()
        for uuid, thing in kind_named(name).many(uuids).items()
    }


# ---- Submissions ----------------------------------------------------------------------------


def _nothing() -> Missing:
    return Missing("no-thing", _("There is no such thing, or it is not for you."))


def _submission_seen_by(user: User, uuid: UUID, part: str) -> Thing:
    found = _submissions([uuid]).get(uuid)
    if found is None or found.submission.withdrawn_at:
        raise _nothing()
    activity = found.activity
    is_seen = user.is_staff or is_own(user, found)
    if not is_seen and activity_rules.may_read(user, activity):
        is_seen = activity_rules.sees_names(user, activity)
    if not is_seen:
        raise _nothing()
    return found


def _submissions(uuids: Sequence[UUID]) -> dict[UUID, Thing]:
    rows = Submission.objects.filter(uuid__in=uuids)
    rows = rows.select_related("activity__cohort", "activity__rubric_version", "author", "version")
    return {row.uuid: _submission(row) for row in rows}


def _submission(row: Submission) -> Thing:
    return Thing(
        kind="submission",
        uuid=row.uuid,
        activity=row.activity,
        accused=row.author,
        submission=row,
        title=row.version.title,
        is_hidden=row.held_at is not None,
    )


def _hold(thing: Thing, at: datetime | None) -> None:
    Submission.objects.filter(uuid=thing.uuid).update(held_at=at)


offer(
    Kind(
        "submission",
        seen_by=_submission_seen_by,
        many=_submissions,
        hide=_hold,
        rulings=(Ruling.NOTHING, Ruling.WARN, Ruling.WITHDRAW),
    )
)


def _work_seen_by(user: User, uuid: UUID, part: str) -> Thing:
    """The work that the person's own review is of; they know the review's id, not the work's."""
    review = review_access.review_for_reviewer(user, uuid)
    return _submissions([review.submission.uuid])[review.submission.uuid]


# Only a way to a submission: cases are never of this kind.
offer(Kind("work", seen_by=_work_seen_by, many=_submissions, hide=_hold, rulings=()))


# ---- Reviews --------------------------------------------------------------------------------


def _review_seen_by(user: User, uuid: UUID, part: str) -> Thing:
    """A review by the submission it is of and its pseudonym there, as pages name it."""
    submission = (
        Submission.objects.filter(uuid=uuid, withdrawn_at=None)
        .select_related("activity__cohort")
        .first()
    )
    if submission is None or not activity_rules.may_read(user, submission.activity):
        raise _nothing()
    return _by_alias(user, submission, part)


def _beside_seen_by(user: User, uuid: UUID, part: str) -> Thing:
    """Another review of the same work, by one's own review and its pseudonym."""
    review = review_access.review_for_reviewer(user, uuid)
    return _by_alias(user, review.submission, part)


def _by_alias(user: User, submission: Submission, alias: str) -> Thing:
    if alias not in {view.alias for view in visibility.views_of(user, submission)}:
        raise _nothing()
    return _review(_review_rows().get(submission=submission, assignment__alias=alias))


def _reviews(uuids: Sequence[UUID]) -> dict[UUID, Thing]:
    return {row.uuid: _review(row) for row in _review_rows().filter(uuid__in=uuids)}


def _review_rows() -> QuerySet[Review]:
    return Review.objects.select_related(
        "assignment",
        "reviewer",
        "submission__activity__cohort",
        "submission__activity__rubric_version",
        "submission__version",
        "submission__author",
    )


def _review(row: Review) -> Thing:
    return Thing(
        kind="review",
        uuid=row.uuid,
        activity=row.submission.activity,
        accused=row.reviewer,
        submission=row.submission,
        title=row.submission.version.title,
        alias=row.assignment.alias,
        is_hidden=row.hidden_at is not None,
    )


def _hide_review(thing: Thing, at: datetime | None) -> None:
    Review.objects.filter(uuid=thing.uuid).update(hidden_at=at)


offer(
    Kind(
        "review",
        seen_by=_review_seen_by,
        many=_reviews,
        hide=_hide_review,
        rulings=(Ruling.NOTHING, Ruling.WARN, Ruling.SET_ASIDE),
    )
)
# Only a way to a review, as above.
offer(Kind("beside", seen_by=_beside_seen_by, many=_reviews, hide=_hide_review, rulings=()))
