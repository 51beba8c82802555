# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The learner's pages: rating examples, seeing the reference, going on; and the author's consent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.activities import crumbs
from peerreview.calibration import access, forms, measures, queries, services, words
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict
from peerreview.rubrics import sheets
from peerreview.rubrics.queries import criteria_of


@login_required
@require_GET
def calibrate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The examples and how far I am; when all is done, what my ratings say, and on to reviewing."""
    return _overview(request, access.activity_for_learner(request.user, uuid), forms.AskForm())


def _overview(
    request: HttpRequest, activity: Any, form: forms.AskForm, status: int = 200
) -> HttpResponse:
    standings = queries.standings(request.user, activity)
    clearance = queries.clearance_of(request.user, activity)
    bias, leanings = measures.bias_of(request.user, activity)
    context = {
        "activity": activity,
        "standings": standings,
        "clearance": clearance,
        "is_ready": queries.is_ready(request.user, activity, clock.now()),
        "is_calibrated": clearance is not None and clearance.state == "calibrated",
        "has_tried": any(standing.attempts for standing in standings),
        "done": sum(1 for standing in standings if not standing.may_try),
        "bias": bias if bias.count else None,
        "tendency": words.tendency(bias),
        "rests_on": words.rests_on(bias),
        "leanings": [words.on_criterion(title, mean) for title, mean in leanings],
        "form": form,
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/calibration/calibrate.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exemplar(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An example to rate; once rated, each criterion beside its reference."""
    shown = access.exemplar_for_learner(request.user, uuid)
    standing = queries.standing_with(request.user, shown)
    if request.method == "POST":
        return _hand_in(request, shown)
    if standing.attempts and not (standing.may_try and "again" in request.GET):
        return _compared(request, standing)
    sheet = sheets.blank(criteria_of(shown.activity.rubric_version))
    return _desk(request, shown, sheet, standing.next_number)


def _hand_in(request: HttpRequest, shown: Any) -> HttpResponse:
    sheet = sheets.read(criteria_of(shown.activity.rubric_version), request.POST)
    form = forms.NumberForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else 1
    if not sheet.require():
        return _desk(request, shown, sheet, number, status=422)
    try:
        services.hand_in(exemplar=shown, by=request.user, number=number, entries=sheet.entries)
    except Conflict as error:
        messages.error(request, str(error))
    return redirect("exemplar", shown.uuid)


def _desk(
    request: HttpRequest, shown: Any, sheet: sheets.Sheet, number: int, status: int = 200
) -> HttpResponse:
    context = {
        "exemplar": shown,
        "activity": shown.activity,
        "version": shown.version,
        "sheet": sheet,
        "number": number,
    }
    return render(request, "peerreview/calibration/exemplar.html", context, status=status)


def _compared(request: HttpRequest, standing: queries.Standing) -> HttpResponse:
    latest = standing.attempts[-1]
    rows = queries.compare(latest)
    others = queries.standings(request.user, standing.exemplar.activity)
    context = {
        "exemplar": standing.exemplar,
        "activity": standing.exemplar.activity,
        "version": standing.exemplar.version,
        "standing": standing,
        "attempt": latest,
        "rows": [(row, words.distance(row.difference)) for row in rows],
        "within": sum(1 for row in rows if row.is_within),
        "next": next((one for one in others if not one.attempts), None),
        "crumbs": crumbs.inside(standing.exemplar.activity),
    }
    return render(request, "peerreview/calibration/compared.html", context)


@login_required
@require_POST
def go_on(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on to review without having passed."""
    activity = access.activity_for_learner(request.user, uuid)
    try:
        services.go_on(activity=activity, by=request.user)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("calibrate", uuid)
    messages.success(
        request, _("You can review now. You can come back to the examples at any time.")
    )
    return redirect("activity", uuid)


@login_required
@require_POST
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the facilitator to be let through."""
    activity = access.activity_for_learner(request.user, uuid)
    form = forms.AskForm(request.POST)
    if not form.is_valid():
        return _overview(request, activity, form, status=422)
    services.ask_to_go_on(activity=activity, by=request.user, words=form.cleaned_data["words"])
    messages.success(request, _("The facilitator is asked."))
    return redirect("calibrate", uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Whether my past work may be shown as an example, without my name."""
    shown = access.exemplar_for_author(request.user, uuid)
    if request.method == "POST":
        agreed = request.POST.get("answer") == "yes"
        services.answer_consent(exemplar=shown, by=request.user, agreed=agreed)
        messages.success(
            request,
            _("Thank you. You can take it back on this page at any time.")
            if agreed
            else _("It is not shown."),
        )
        return redirect("exemplar-consent", uuid)
    context = {"exemplar": shown, "activity": shown.activity, "version": shown.version}
    return render(request, "peerreview/calibration/consent.html", context)
