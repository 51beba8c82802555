# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the dialogue appears on other pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify

from peerreview.accounts.models import User
from peerreview.activities import revising
from peerreview.activities.models import Activity, Submission
from peerreview.dialogue import inputs, queries, recordings, rules
from peerreview.kernel import clock
from peerreview.reviews import lifecycle, visibility
from peerreview.reviews.models import Review
from peerreview.ui import panels

SHOWN = 5


@panels.offer("review-desk", template="peerreview/dialogue/_desk.html", order=10)
def comments_while_reviewing(request: HttpRequest, review: Review) -> dict[str, Any]:
    """The comments of a draft, and the way to a new one."""
    marked = queries.annotations_of(review)
    parts = queries.parts_to_choose(review.submission.version)
    return {
        "review": review,
        "comments": [(one, None) for one in marked],
        "marks": queries.for_script(marked),
        "form": inputs.new_annotation(parts),
        "may_edit": True,
        "max_seconds": recordings.MAX_SECONDS,
        "has_earlier": _has_earlier(request, review),
    }


def _has_earlier(request: HttpRequest, review: Review) -> bool:
    earlier = review.submission.revises_id
    return (
        bool(earlier)
        and Review.objects.filter(
            submission=earlier, reviewer=request.user, state__in=lifecycle.HANDED_IN
        ).exists()
    )


@panels.offer("review-done", template="peerreview/dialogue/_own_review.html", order=10)
def after_my_review(request: HttpRequest, review: Review) -> dict[str, Any] | None:
    """Beside my review once it is handed in: the talk about it."""
    if review.submitted_at is None:
        return None
    return {
        "review": review,
        "is_open": review.submission.activity.blindness == Activity.Blindness.OPEN,
        "said": review.messages.count(),
        "done": queries.uptake_for(request.user).filter(review=review).count(),
    }


@panels.offer("submission", template="peerreview/dialogue/_submission_panel.html", order=5)
def what_to_do_with_reviews(request: HttpRequest, submission: Submission) -> dict[str, Any] | None:
    """For the author: each review to answer, what is to be done, and the next version."""
    views = visibility.views_of(request.user, submission)
    is_author = rules.is_author(request.user, submission)
    if not views and not submission.revises_id:
        return None
    rated = set()
    if is_author:
        rated = _rated(submission)
    why_not = revising.why_not(submission, request.user, clock.now())
    return {
        "submission": submission,
        "is_author": is_author,
        "rows": [_row(submission, view, rated) for view in views],
        "tasks": queries.open_tasks(request.user, [submission.pk]).count() if is_author else 0,
        "may_revise": why_not is None,
        "why_not_revise": why_not.message if why_not else "",
        "later": Submission.objects.filter(revises=submission, withdrawn_at=None).first(),
    }


@panels.offer("reviewing-record", template="peerreview/dialogue/_record_panel.html", order=10)
def what_came_of_my_reviews(_request: HttpRequest, reviewer: User) -> dict[str, Any]:
    """How much of what I remarked was acted upon."""
    return {"uptake": queries.uptake_of(reviewer.pk)}


def _rated(submission: Submission) -> set[str]:
    rows = Review.objects.filter(submission=submission, rating__isnull=False)
    return set(rows.values_list("assignment__alias", flat=True))


def _row(submission: Submission, view: visibility.ReviewView, rated: set[str]) -> dict[str, Any]:
    return {
        "view": view,
        "url": reverse("review-talk", args=[submission.uuid, slugify(view.alias)]),
        "is_rated": view.alias in rated,
    }


@panels.offer("home", template="peerreview/dialogue/_home_panel.html", order=15)
def at_home(request: HttpRequest, subject: Any) -> dict[str, Any] | None:
    """Revisions offered to me, and what I took on."""
    looks = list(queries.second_looks_for(request.user)[:SHOWN])
    tasks = queries.tasks_of(request.user).filter(state="open").count()
    if not looks and not tasks:
        return None
    return {"looks": looks, "tasks": tasks}


@panels.offer("revise", template="peerreview/dialogue/_revise_panel.html")
def what_to_change(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """Beside the editor of the next version: what was taken on, to be ticked off."""
    rows = queries.tasks_of(request.user).filter(review__submission=submission)
    tasks = rows.prefetch_related("review__scores__criterion")[:50]
    return {
        "submission": submission,
        "rows": [(task, queries.text_of_remark(task)) for task in tasks],
        "next": reverse("submission-revise", args=[submission.uuid]),
    }
