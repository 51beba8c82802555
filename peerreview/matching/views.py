# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Being here, reviewing now, and how one is called."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerreview.activities import access as activity_access
from peerreview.activities import crumbs
from peerreview.allocation import rules as allocation_rules
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid
from peerreview.matching import access, forms, panels, policy, queries, services, words


@login_required
@require_POST
def here(request: HttpRequest) -> HttpResponse:
    """A heart-beat of a page that somebody looks at; with `away` they say that they go."""
    if "away" in request.POST:
        services.leave(person=request.user)
    else:
        services.beat(person=request.user)
    return HttpResponse(status=204)


@login_required
@require_POST
def review_anywhere(request: HttpRequest) -> HttpResponse:
    """Whatever needs me most, wherever I may review; on to its desk."""
    return _lead_on(request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_now(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Somebody waits here: what that means, and the button; posting leads to the desk."""
    activity = activity_access.activity_for_reader(request.user, uuid)
    if allocation_rules.must_calibrate(request.user, activity):
        return redirect("calibrate", uuid)
    if request.method == "POST":
        return _lead_on(request, activity)
    now = clock.now()
    may_review = allocation_rules.may_review(request.user, activity)
    is_open = allocation_rules.is_open_for_reviewing(activity, now, request.user)
    context = {
        "activity": activity,
        "can_review": may_review and is_open,
        "waiting": queries.waiting_for(request.user, activity, now) if may_review else 0,
        **panels.calls(request.user, now),
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/matching/now.html", context)


def _lead_on(request: HttpRequest, activity: Any = None) -> HttpResponse:
    begun = queries.begun_by(request.user)
    review = services.review_now(person=request.user, activity=activity)
    if review is None:
        return _nothing(request)
    if review.pk in begun:
        messages.info(request, _("You had begun this review: continue where you left off."))
    return redirect("review-desk", review.uuid)


def _nothing(request: HttpRequest) -> HttpResponse:
    messages.info(
        request,
        _(
            "Nothing waits for you right now: somebody else was quicker, or what waits is not for you "
            "to review. Stay a while, and you are told when something comes in."
        ),
    )
    return redirect("review-home")


@login_required
@require_POST
def calls(request: HttpRequest) -> HttpResponse:
    """Whether I am asked when somebody waits."""
    form = forms.CallsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the answers."))
    else:
        services.choose_calls(person=request.user, **form.chosen())
        messages.success(request, _("Saved."))
    return redirect("review-home")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def waits(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who is asked when, in this activity."""
    activity = access.activity_to_set(request.user, uuid)
    ladder = queries.ladder_of(activity)
    shown = ladder or queries.waits_kept(activity)
    initial = {rung: getattr(shown, rung) for rung in policy.Rung}
    form = forms.WaitsForm(
        request.POST if request.method == "POST" else None,
        initial={**initial, "is_on": ladder is not None},
    )
    if request.method == "POST" and form.is_valid() and _save(request, activity, form):
        messages.success(request, _("Saved."))
        return redirect("matching-waits", uuid)
    context = {
        "activity": activity,
        "form": form,
        "ladder": words.ladder(shown),
        "is_on": ladder is not None,
        "crumbs": crumbs.inside(activity),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/matching/waits.html", context, status=status)


def _save(request: HttpRequest, activity: Any, form: forms.WaitsForm) -> bool:
    try:
        services.set_waits(
            activity=activity,
            ladder=form.ladder(),
            is_on=form.cleaned_data["is_on"],
            by=request.user,
        )
    except Invalid as error:
        form.add_error(error.field, str(error))
        return False
    return True
