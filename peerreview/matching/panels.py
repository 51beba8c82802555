# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where matching appears on other pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peerreview.accounts.models import User
from peerreview.activities import attention
from peerreview.activities.attention import Found, Item
from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import LIVE, is_author_of
from peerreview.kernel import clock
from peerreview.matching import notices, queries, words
from peerreview.notifications import queries as notifying
from peerreview.reviews import owed
from peerreview.reviews.models import Review
from peerreview.ui import panels

LOOKED_AT = 12

attention.offer_mark(
    "early",
    gettext_lazy("Early draft"),
    works=lambda activity: Submission.objects.filter(LIVE, activity=activity, is_early=True),
    tone="draft",
    order=60,
)


@attention.offer_kind("unanswered", gettext_lazy("No reader"), icon="hourglass", order=35)
def unanswered(activity: Activity, now: datetime) -> Sequence[Item]:
    """Works nobody has begun to review after everybody was asked, the longest wait first."""
    return Found(queries.unanswered(activity, now), _item)


def _item(work: Submission) -> Item:
    return Item(
        kind="unanswered",
        title=work.version.title,
        why=_("Everybody else was asked for a first review, and nobody has begun."),
        url=reverse("submission", args=[work.uuid]),
        since=work.submitted_at,
        person=work.author.uuid,
        work=work.uuid,
        email=work.author.email,
    )


attention.offer_act(
    ["unanswered"], gettext_lazy("Give it to somebody"), "allocation-assign",
    icon="user-plus", of="email", query="author",
)  # fmt: skip


@panels.offer("review-home", template="peerreview/matching/_review_now.html", order=10)
def review_now(request: HttpRequest, _subject: Any) -> dict[str, Any]:
    """The one button that leads to whatever needs me most, and whether I am asked."""
    now = clock.now()
    found = [owed.opening(row) for row in owed.openings(request.user, now)[:LOOKED_AT]]
    return {
        "can_review": any(each.can_go_on for each in found),
        "has_begun": any(each.has_duty for each in found),
        **calls(request.user, now),
    }


def calls(person: User, now: datetime) -> dict[str, Any]:
    """How the person is asked, and by which ways they hear of it."""
    ways = notifying.ways_of(person, notices.CALLED)
    return words.calls(queries.calls_of(person.pk), ways, now)


@panels.offer("review-desk", template="peerreview/matching/_early.html", order=5)
def early_draft(request: HttpRequest, review: Review) -> dict[str, Any] | None:
    """On the review desk: the work is a draft, so what to do next helps most."""
    return {} if review.submission.is_early else None


@panels.offer("standing", template="peerreview/matching/_standing.html", order=10)
def how_it_stands(request: HttpRequest, work: Submission) -> dict[str, Any] | None:
    """For the author, where their work stands: that somebody has started, never who or when."""
    if work.withdrawn_at or work.superseded_at or not is_author_of(request.user, work):
        return None
    needed = work.activity.reviews_needed
    if work.reviews_done >= needed and not work.reviews_leased:
        return None
    now = clock.now()
    if work.reviews_leased:
        return _under_way(work, now)
    return None if work.reviews_done else _waits(work, now)


def _under_way(work: Submission, now: Any) -> dict[str, Any]:
    found = queries.at_work(queries.about(work), now)
    started = ngettext(
        "Someone has started to review your work.",
        "%(n)d people have started to review your work.",
        work.reviews_leased,
    )
    return {
        "started": started % {"n": work.reviews_leased},
        "at_work": min(found.writing, work.reviews_leased),
        "begun": work.reviews_leased,
    }


def _waits(work: Submission, now: Any) -> dict[str, Any]:
    told = queries.estimate_of(work)
    if told is None and work.revises_id is None:
        # Handed in this very moment: what is about to be noted.
        told = queries.wait_of(work, work.submitted_at)
    verdict = queries.honesty_in(work.activity, now).verdict
    waited = queries.waited(work, now).total_seconds() / 60
    steps = queries.steps_of(work)
    return {
        "promise": words.promise(told, verdict=verdict) if told else "",
        "is_over_promise": told is not None and waited > told.high,
        "waited": words.minutes(waited) if waited >= 1 else "",
        "asked": words.ASKED.get(steps[-1].rung) if steps else "",
    }
