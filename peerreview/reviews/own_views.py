# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages about oneself: rating one's own work, and the record of one's reviewing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from peerreview.activities import access as activity_access
from peerreview.activities import crumbs
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import Closed
from peerreview.reviews import record, self_assessing, self_rating
from peerreview.rubrics import sheets
from peerreview.rubrics.queries import criteria_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_assess(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """My own work beside the rubric; once rated, on to its results."""
    submission = activity_access.submission_for_author(request.user, uuid)
    if self_rating.own_of(submission, request.user.pk):
        return redirect("submission", uuid)
    criteria = criteria_of(submission.activity.rubric_version)
    if request.method != "POST":
        return _form(request, submission, sheets.blank(criteria))
    sheet = sheets.read(criteria, request.POST)
    if not sheet.require():
        return _form(request, submission, sheet, status=422)
    try:
        self_assessing.self_assess(submission=submission, by=request.user, entries=sheet.entries)
    except Closed as error:
        return _form(request, submission, sheet, why=str(error), status=error.status)
    messages.success(request, _("Kept. You see it beside your reviewers' ratings here."))
    return redirect("submission", uuid)


def _form(
    request: HttpRequest, submission: Any, sheet: sheets.Sheet, *, why: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "submission": submission,
        "activity": submission.activity,
        "version": submission.version,
        "sheet": sheet,
        "why": why,
        "is_open": self_rating.is_open(submission, clock.now()),
        "crumbs": crumbs.inside(submission.activity),
    }
    return render(request, "peerreview/reviews/self_assess.html", context, status=status)


@login_required
@require_GET
def reviewing_record(request: HttpRequest) -> HttpResponse:
    """What I have given as a reviewer. Nobody else sees this page."""
    activities = paging.paginate(
        request, record.activities_of(request.user), per_page=6, key="activities"
    )
    reviews = paging.paginate(request, record.reviews_of(request.user), per_page=12)
    context = {
        "activities": activities,
        "by_activity": record.by_activity(request.user, list(activities), clock.now()),
        "page": reviews,
        "reviews": record.records(list(reviews)),
        "habits": record.habits_of(request.user),
        "latest": record.LATEST,
    }
    return render(request, "peerreview/reviews/record.html", context)
