# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Views of the compose page: the artifact's editor beside the brief and rubric, and handing in."""

import contextlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

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
from peerreview.activities.stages import Act, allows
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.forms import EditorState, read_typed
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, DomainError
from peerreview.rubrics.queries import criteria_of


@login_required
@require_POST
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Start or continue my draft, and go to it."""
    activity = access.activity_for_participant(request.user, uuid)
    # Handed in from another tab meanwhile is no error: the next page shows it.
    with contextlib.suppress(Conflict):
        services.start_entry(activity=activity, by=request.user)
    return redirect("submit", uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Compose, hand in, and see that it is handed in."""
    activity = access.activity_for_participant(request.user, uuid)
    submission = queries.live_submission(activity, request.user)
    if submission is not None:
        return _handed_in(request, activity, submission)
    draft = queries.draft_of(activity, request.user)
    if draft is None:
        return redirect("activity", uuid)
    if request.method == "POST":
        return _hand_in(request, activity, draft)
    return _editor(request, activity, draft, EditorState())


def _hand_in(request: HttpRequest, activity: Any, draft: Any) -> HttpResponse:
    """Save what was typed, then hand it in.

    The button of a page that saves itself posts nothing to save: the stored draft is handed in.
    What could not be saved is shown again as typed; what is stored shows itself, newest revision.
    """
    state = EditorState()
    try:
        if "base_revision" in request.POST:
            draft = save(request, draft, state)
        services.submit(
            activity=activity,
            version=draft,
            by=request.user,
            counts_for_badge=request.POST.get("purpose") != "feedback",
            is_early=request.POST.get("purpose") == "early",
        )
    except DomainError as error:
        state.add(error)
        return _editor(request, activity, draft, state, status=error.status)
    messages.success(request, _("Handed in. Thank you for sharing your work."))
    return redirect("submit", activity.uuid)


def save(request: HttpRequest, draft: Any, state: EditorState) -> Any:
    """The saved draft; until it is saved, the state holds what was typed."""
    state.typed = typed = read_typed(request.POST)
    saved = artifacts.save_draft(
        version=draft,
        by=request.user,
        title=typed.title,
        base_revision=typed.base_revision,
        parts=typed.changes(),
        overwrite=typed.overwrite,
    )
    state.typed = None
    return saved


def _editor(
    request: HttpRequest, activity: Any, draft: Any, state: EditorState, status: int = 200
) -> HttpResponse:
    now = clock.now()
    context = {
        "activity": activity,
        "version": draft,
        "editor_state": state,
        "editor_next": reverse("submit", args=[activity.uuid]),
        "criteria": criteria_of(activity.rubric_version),
        "is_open": queries.is_open_to(request.user, activity, Act.SUBMIT, now),
        "stages": schedule.of(activity, request.user, now),
        "team": people.team_for(request.user, activity),
        "purpose": request.POST.get("purpose", "badge"),
        "now": now,
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/activities/submit.html", context, status=status)


def _handed_in(request: HttpRequest, activity: Any, submission: Any) -> HttpResponse:
    if request.method == "POST":
        # The same click again, or another tab: it is handed in, which is what was asked.
        return redirect("submit", activity.uuid)
    is_lead = submission.author_id == request.user.pk
    can_withdraw = (
        is_lead
        and not (submission.reviews_leased or submission.reviews_done)
        and allows(queries.window_of(activity), Act.WITHDRAW, clock.now())
    )
    context = {
        "activity": activity,
        "submission": submission,
        "can_withdraw": can_withdraw,
        "is_lead": is_lead,
        "may_finish": is_lead
        and submission.is_early
        and revising.why_not(submission, request.user, clock.now()) is None,
        "may_choose": is_lead and rules.may_choose_purpose(submission, clock.now()),
        "team": people.team_for(request.user, activity),
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/activities/handed_in.html", context)
