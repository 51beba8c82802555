# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Views of revise and resubmit: the editor beside what was agreed to change, and handing in again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerreview.activities import access, compose, crumbs, queries, revising
from peerreview.artifacts.forms import EditorState
from peerreview.kernel import clock
from peerreview.kernel.errors import DomainError


@login_required
@require_POST
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin or continue the next version of what I handed in."""
    submission = access.submission_for_author(request.user, uuid)
    revising.start_revision(submission=submission, by=request.user)
    return redirect("submission-revise", uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change the work, and hand it in as the next round."""
    submission = access.submission_for_author(request.user, uuid)
    draft = queries.draft_of(submission.activity, request.user)
    if submission.superseded_at or draft is None:
        return redirect("activity", submission.activity.uuid)
    state = EditorState()
    if request.method == "POST":
        return _hand_in(request, submission, draft, state)
    return _editor(request, submission, draft, state)


def _hand_in(request: HttpRequest, submission: Any, draft: Any, state: EditorState) -> HttpResponse:
    try:
        if "base_revision" in request.POST:
            draft = compose.save(request, draft, state)
        made = revising.resubmit(submission=submission, version=draft, by=request.user)
    except DomainError as error:
        state.add(error)
        return _editor(request, submission, draft, state, status=error.status)
    asked_first = _("Your new version is in. Those who reviewed the last are asked first.")
    messages.success(request, asked_first if made.held_until else _("Your work is in. Thank you."))
    return redirect("submit", made.activity.uuid)


def _editor(
    request: HttpRequest, submission: Any, draft: Any, state: EditorState, status: int = 200
) -> HttpResponse:
    why_not = revising.why_not(submission, request.user, clock.now())
    context = {
        "submission": submission,
        "activity": submission.activity,
        "version": draft,
        "editor_state": state,
        "editor_next": reverse("submission-revise", args=[submission.uuid]),
        "why_not": why_not,
        "crumbs": crumbs.inside(submission.activity),
    }
    return render(request, "peerreview/activities/revise.html", context, status=status)
