# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of activities and challenges: setting them, one's own part in them, the board."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.activities import (
    access,
    crumbs,
    people,
    queries,
    revising,
    rules,
    schedule,
    services,
)
from peerreview.activities.forms import ActivityForm, AssignmentForm, ChallengeForm
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.rubrics.queries import criteria_of

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_GET
def challenges(request: HttpRequest) -> HttpResponse:
    """Challenges for everyone, with my part in each."""
    now = clock.now()
    page = paging.paginate(request, queries.challenges(request.user, now), per_page=12)
    context = {
        "page": page,
        "standings": queries.standings(list(page), now),
        "may_open": rules.may_open_challenge(request.user),
    }
    return render(request, "peerreview/activities/challenges.html", context)


@login_required
@page_or_form
def challenge_new(request: HttpRequest) -> HttpResponse:
    """Set a challenge."""
    access.require_challenge_opener(request.user)
    form = ChallengeForm(request.POST or None, user=request.user, zone=request.user.time_zone)
    return _open(request, form, kind="challenge", cohort=None)


@login_required
@page_or_form
def activity_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Set work for a cohort."""
    cohort = access.cohort_for_opener(request.user, uuid)
    form = AssignmentForm(request.POST or None, user=request.user, zone=cohort.time_zone)
    return _open(request, form, kind="cohort", cohort=cohort)


def _open(request: HttpRequest, form: ActivityForm, *, kind: str, cohort: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            values = {"kind": kind, **form.cleaned_data}
            made = services.open_activity(cohort=cohort, by=request.user, **values)
        except (Invalid, Conflict) as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("It is set. This is what others see."))
            return redirect("activity", made.uuid)
    status = 422 if form.errors else 200
    context = {"form": form, "cohort": cohort, "crumbs": crumbs.above(cohort)}
    return render(request, "peerreview/activities/activity_form.html", context, status=status)


@login_required
@require_GET
def activity(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The brief, the rubric, the dates, and what I do next."""
    shown = access.activity_for_reader(request.user, uuid)
    now = clock.now()
    takes_part = rules.may_take_part(request.user, shown)
    team = people.team_for(request.user, shown)
    submission = queries.live_submission(shown, request.user)
    context = {
        "activity": shown,
        "now": now,
        "may_revise": submission is not None
        and revising.why_not(submission, request.user, now) is None,
        "standing": queries.standing_in(shown, request.user, now),
        "submission": submission,
        "takes_part": takes_part,
        "is_facilitator": rules.is_facilitator_of(request.user, shown),
        "may_manage": rules.may_manage(request.user, shown),
        "extensions": people.extensions_of(request.user, shown),
        "team": team,
        "asked": people.asked_into(request.user, team),
        "in_team": people.in_team(request.user, team),
        "stages": schedule.of(shown, request.user, now),
        "criteria": criteria_of(shown.rubric_version),
        "learners": queries.learners_in(shown),
        "crumbs": crumbs.above(shown.cohort),
    }
    return render(request, "peerreview/activities/activity.html", context)


@login_required
@require_GET
def activity_rubric(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The activity's rubric on a page of its own, to read or print."""
    shown = access.activity_for_reader(request.user, uuid)
    context = {
        "activity": shown,
        "criteria": criteria_of(shown.rubric_version),
        "crumbs": crumbs.inside(shown),
    }
    return render(request, "peerreview/activities/rubric.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take my submission to this activity back."""
    shown = access.activity_for_reader(request.user, uuid)
    submission = queries.live_submission(shown, request.user)
    if submission is not None:
        services.withdraw(submission=submission, by=request.user)
        messages.success(
            request, _("Your work is withdrawn. Nobody will review it; you can go on with it.")
        )
    return redirect("activity", uuid)
