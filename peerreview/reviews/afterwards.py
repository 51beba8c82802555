# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of a review after it was handed in: amending it, and what was amended."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.artifacts.rules import may_read_version
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import DomainError
from peerreview.reviews import access, amending, desk, forms, queries
from peerreview.reviews import rules as review_rules
from peerreview.reviews.errors import Incomplete
from peerreview.reviews.fields import CANNOT_JUDGE
from peerreview.rubrics.queries import spec_of
from peerreview.rubrics.specs import RubricSpec


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same form as on the desk, sent as a whole."""
    review = access.review_for_reviewer(request.user, uuid)
    if request.method != "POST":
        review_rules.require_amendable(review, clock.now())
        return _form(request, review)
    typed = forms.typed(request.POST)
    try:
        edits = amending.amend_review(review=review, by=request.user, values=typed)
    except Incomplete as error:
        return _form(request, review, typed=typed, errors=error.missing, status=422)
    except DomainError as why:
        texts = [value for value in typed.values() if isinstance(value, str) and value.strip()]
        context = {"review": review, "why": why, "texts": texts}
        return render(request, "peerreview/reviews/not_saved.html", context, status=why.status)
    if edits:
        messages.success(request, _("Your review is amended. What it said before is kept."))
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect("review-desk", review.uuid)


def _form(request: HttpRequest, review: Any, *, status: int = 200, **given: Any) -> HttpResponse:
    context = {
        **desk.context_of(review, **given),
        "levels_fixed": amending.sees_others(review),
        "shows_work": may_read_version(request.user, review.submission.version),
    }
    return render(request, "peerreview/reviews/amend.html", context, status=status)


@dataclass(frozen=True)
class Amended:
    """One change as text: which field, what it said, what it says."""

    at: Any
    what: str
    before: str
    after: str


@login_required
@require_GET
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was changed after handing in, for its writer and who looks after the activity."""
    review = access.review_for_history(request.user, uuid)
    is_own = review.reviewer_id == request.user.pk
    page = paging.paginate(request, queries.amendments(review, with_missed=is_own))
    spec = spec_of(review.submission.activity.rubric_version)
    context = {
        "review": review,
        "version": review.submission.version,
        "activity": review.submission.activity,
        "is_own": is_own,
        "page": page,
        "rows": [_amended(edit, spec) for edit in page],
    }
    return render(request, "peerreview/reviews/history.html", context)


def _amended(edit: Any, spec: RubricSpec) -> Amended:
    kind, _colon, key = edit.field.partition(":")
    criterion = next((each for each in spec.criteria if each.key == key), None)
    whole = {"overall": _("Overall"), "missed": _("What does the rubric miss?")}
    if criterion is None:
        return Amended(edit.at, whole.get(kind, kind), edit.before or "", edit.value or "")
    if kind == "comment":
        what = _("%(criterion)s: comment") % {"criterion": criterion.title}
        return Amended(edit.at, what, edit.before or "", edit.value or "")
    before, after = (_level(criterion, value) for value in (edit.before, edit.value))
    return Amended(edit.at, criterion.title, before, after)


def _level(criterion: Any, value: Any) -> str:
    if value == CANNOT_JUDGE:
        return _("Could not judge")
    return criterion.levels[value].title if isinstance(value, int) else _("No level")


@login_required
@require_POST
def seen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The page that shows the reviews says that it was read."""
    submission = access.submission_for_reader(request.user, uuid)
    amending.mark_seen(submission=submission, by=request.user)
    return HttpResponse(status=204)
