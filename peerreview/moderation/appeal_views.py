# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of appeals: the learner's, and the facilitators'."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.activities import crumbs
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import Closed, Conflict, Invalid
from peerreview.moderation import access, appealing, appeals, queries, tabs
from peerreview.moderation.forms import AppealForm, DecisionForm, FreshForm

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page_or_form
def appeal_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The author appeals a criterion."""
    submission = access.submission_for_appeal(request.user, uuid)
    choice = appeals.choice_for(submission, clock.now())
    at_top = appealing.criteria_at_top(submission)
    form = AppealForm(request.POST or None, criteria=choice.criteria, at_top=at_top)
    if request.method == "POST" and form.is_valid():
        try:
            appealing.appeal(
                submission=submission,
                criterion_key=form.cleaned_data["criterion"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except (Invalid, Conflict, Closed) as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Your appeal is made. A facilitator looks at it."))
            return redirect("submission", submission.uuid)
    context = {
        "submission": submission,
        "form": form,
        "choice": choice,
        "version": submission.version,
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/moderation/appeal_new.html", context, status=status)


@login_required
@require_POST
def appeal_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The author takes an appeal back."""
    found = access.appeal_for_author(request.user, uuid)
    try:
        appealing.withdraw(appeal=found, by=request.user)
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your appeal is withdrawn. The result stays as it is."))
    return redirect("submission", found.submission.uuid)


@login_required
@require_GET
def activity_appeals(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The appeals of an activity, for who looks after it."""
    activity = access.activity_for_moderator(request.user, uuid)
    counts = queries.appeal_counts(activity)
    state = tabs.chosen(request.GET.get("state", ""), counts)
    page = paging.paginate(request, queries.appeals_in(activity, state=state))
    context = {
        "activity": activity,
        "page": page,
        "rows": [appeals.view_of(each) for each in page],
        "filters": tabs.appeal_filters(counts, state),
        "places": tabs.places(activity, "appeals"),
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/moderation/appeals.html", context)


@login_required
@require_GET
def appeal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One appeal, for who decides it."""
    return _appeal(request, access.appeal_for_facilitator(request.user, uuid))


def _appeal(request: HttpRequest, found: Any, **forms: Any) -> HttpResponse:
    activity = found.submission.activity
    context = {
        "view": appeals.view_of(found),
        "appeal": found,
        "activity": activity,
        "submission": found.submission,
        "scores": appeals.scores_of(found, request.user),
        "fresh_form": FreshForm(),
        "decision_form": DecisionForm(appeal=found),
        "crumbs": crumbs.inside(activity),
        **forms,
    }
    status = 422 if forms else 200
    return render(request, "peerreview/moderation/appeal.html", context, status=status)


@login_required
@require_POST
def appeal_fresh(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Call in fresh reviewers."""
    found = access.appeal_for_facilitator(request.user, uuid)
    form = FreshForm(request.POST)
    if form.is_valid():
        try:
            appealing.send_to_fresh(appeal=found, count=form.cleaned_data["count"], by=request.user)
        except (Invalid, Conflict) as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Fresh reviewers are called in. The learner is told."))
            return redirect("appeal", found.uuid)
    return _appeal(request, found, fresh_form=form)


@login_required
@require_POST
def appeal_decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End the appeal."""
    found = access.appeal_for_facilitator(request.user, uuid)
    form = DecisionForm(request.POST, appeal=found)
    if form.is_valid():
        try:
            appealing.decide(
                appeal=found,
                state=form.cleaned_data["state"],
                reason=form.cleaned_data["reason"],
                level_value=form.cleaned_data["level"],
                by=request.user,
            )
        except (Invalid, Conflict) as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Decided. The learner is told, with your reason."))
            return redirect("appeal", found.uuid)
    return _appeal(request, found, decision_form=form)
