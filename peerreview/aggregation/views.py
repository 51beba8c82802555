# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The results page of a submission, decisions on it, how reviewers agree, and what is known of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from peerreview.activities import crumbs
from peerreview.activities.queries import is_author_of
from peerreview.aggregation import access, agreeing, overriding, results, standing
from peerreview.aggregation.forms import OverrideForm
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import Invalid
from peerreview.reviews import owed, self_rating
from peerreview.rubrics.queries import criteria_of
from peerreview.stats.standing import LEAST_REVIEWS


@login_required
@require_GET
def submission(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the reviews say, together and one by one; with ?fragment=1 only what changes live."""
    shown = access.submission_for_results(request.user, uuid)
    forms = {}
    if overriding.may_override(request.user, shown):
        criteria = criteria_of(shown.activity.rubric_version)
        forms = {criterion.key: OverrideForm(criterion=criterion) for criterion in criteria}
    return _page(request, shown, forms)


def _page(request: HttpRequest, shown: Any, forms: dict[str, OverrideForm]) -> HttpResponse:
    found = results.results_of(shown, request.user)
    context = {
        "submission": shown,
        "activity": shown.activity,
        "version": shown.version,
        "is_author": is_author_of(request.user, shown),
        "owes_own_rating": self_rating.is_owed(request.user, shown),
        "results": found,
        "rows": [(criterion, forms.get(criterion.key)) for criterion in found.criteria],
        "opening": owed.opening_now(shown.activity, request.user, clock.now()),
    }
    template = "peerreview/aggregation/submission.html"
    if request.GET.get("fragment"):
        template += "#results"
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, template, context, status=status)


@login_required
@require_POST
def override(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A facilitator decides one criterion; what is wrong with it is shown where it was typed."""
    shown = access.submission_for_decision(request.user, uuid)
    key = request.POST.get("criterion", "")
    criteria = {each.key: each for each in criteria_of(shown.activity.rubric_version)}
    forms = {each.key: OverrideForm(criterion=each) for each in criteria.values()}
    if key not in criteria:
        messages.error(request, _("This rubric has no such criterion. Nothing was changed."))
        return redirect("submission", shown.uuid)
    form = forms[key] = OverrideForm(request.POST, criterion=criteria[key])
    if form.is_valid():
        try:
            overriding.override(
                submission=shown,
                criterion_key=key,
                level_value=form.cleaned_data["level"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Invalid as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Decided. The learner sees it, with your reason."))
            return redirect("submission", shown.uuid)
    return _page(request, shown, forms)


@login_required
@require_POST
def withdraw_override(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The peers' result stands again."""
    decided = access.override_for_facilitator(request.user, uuid)
    overriding.withdraw(override=decided, by=request.user)
    messages.success(request, _("Withdrawn. What the reviewers said together counts again."))
    return redirect("submission", decided.submission.uuid)


@login_required
@require_GET
def reviewers(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the reviewers of an activity can be depended on, as bands; for who looks after it."""
    activity = access.activity_for_facilitator(request.user, uuid)
    context = {
        "activity": activity,
        "page": paging.paginate(request, standing.standing(activity)),
        "least": LEAST_REVIEWS,
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/aggregation/reviewers.html", context)


@login_required
@require_GET
def agreement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far reviewers of an activity agree, criterion by criterion."""
    shown = access.activity_for_facilitator(request.user, uuid)
    context = {
        "activity": shown,
        "agreed": agreeing.agreement_of(shown),
        "crumbs": crumbs.inside(shown),
    }
    return render(request, "peerreview/aggregation/agreement.html", context)
