# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of those who decide: facilitators, and outsiders by their link."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from peerreview.cohorts import access as cohort_access
from peerreview.hours import access, approving, forms, links, queries, services, tabs
from peerreview.hours.approving import Decision
from peerreview.hours.views import file_response
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import DomainError, Invalid

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page_or_form
def of_cohort(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Claims put to a cohort's facilitators, and what they take for a unit."""
    cohort = cohort_access.seat_of_facilitator(request.user, uuid).cohort
    form = forms.TermsForm(request.POST or None, initial={"per_unit": queries.per_unit_of(cohort)})
    if request.method == "POST" and form.is_valid() and _set_terms(request, form, cohort):
        messages.success(request, _("Saved. It holds for claims from now on."))
        return redirect("cohort-hours", uuid)
    only_open = request.GET.get("state") != "decided"
    rows = queries.claims_to(cohort, only_open=only_open)
    context = {
        "cohort": cohort,
        "page": paging.paginate(request, rows),
        "form": form,
        "only_open": only_open,
        "tabs": tabs.approvals(cohort, only_open=only_open),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/hours/of_cohort.html", context, status=status)


def _set_terms(request: HttpRequest, form: Any, cohort: Any) -> bool:
    try:
        services.set_terms(cohort=cohort, per_unit=form.cleaned_data["per_unit"], by=request.user)
    except Invalid as error:
        form.add_error(error.field, error.message)
        return False
    return True


@login_required
@page_or_form
def approval(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One claim, for a facilitator who decides on it."""
    found = access.claim_for_approver(request.user, uuid)
    lines = queries.lines_of(found)
    form = forms.DecisionForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        if _decided(
            form, lambda given: approving.decide(claim=found, decision=given, by=request.user)
        ):
            messages.success(request, _("Decided. The learner is told."))
            return redirect("hours-approval", uuid)
        found.refresh_from_db()
    context = {**_shown(found, lines, form), "may_revoke": found.is_standing}
    status = 422 if form.errors else 200
    return render(request, "peerreview/hours/approval.html", context, status=status)


def _decided(form: forms.DecisionForm, act: Any) -> bool:
    values = form.cleaned_data
    given = Decision(act=values["act"], words=values["words"], minutes=form.minutes())
    try:
        act(given)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def _shown(found: Any, lines: list, form: Any) -> dict[str, Any]:
    return {
        "claim": found,
        "lines": lines,
        "sums": queries.claim_sums(found, lines),
        "steps": found.steps.select_related("by"),
        "form": form,
        "revoke_form": forms.WordsForm(),
    }


@login_required
@require_POST
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an approval back, with a reason."""
    found = access.claim_for_approver(request.user, uuid)
    given = Decision(act="revoke", words=request.POST.get("words", ""))
    try:
        approving.decide(claim=found, decision=given, by=request.user)
    except Invalid as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken back. The learner is told."))
    return redirect("hours-approval", uuid)


@login_required
@require_safe
def approval_file(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """A file that the learner put with a line."""
    return file_response(request, access.file_for_approver(request.user, uuid, number))


# ---- by link ----------------------------------------------------------------------------------


def _guarded(response: HttpResponseBase) -> Any:
    """The address is a key: no other site is told of it, no cache or index has it. With no referrer at all
    a browser would not say that the form comes from here, and the decision would be refused."""
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@page_or_form
@sensitive_variables("token")
def outside(request: HttpRequest, token: str) -> HttpResponse:
    """One claim, for who holds its link."""
    opened = links.opened(token, clock.now())
    if not opened.is_live:
        return _closed(request, opened)
    lines = queries.lines_of(opened.claim)
    form = forms.DecisionForm(request.POST or None, lines=lines)
    if request.method == "POST" and form.is_valid():

        def decide(given: Decision) -> Any:
            return approving.decide_by_link(token=token, decision=given)

        if _decided(form, decide):
            return _guarded(redirect("hours-outside", token))
    context = {**_shown(opened.claim, lines, form), "token": token}
    status = 422 if form.errors else 200
    return _guarded(render(request, "peerreview/hours/outside.html", context, status=status))


def _closed(request: HttpRequest, opened: links.Opened, status: int = 200) -> HttpResponse:
    """Why the link opens nothing any more: of the claim nothing is shown but how it ended."""
    if request.method == "POST" and opened.standing != links.USED:
        status = 409
    context = {
        "opened": opened,
        "claim": opened.claim,
        "token": links.token_for(opened.claim),
        "words": queries.last_words(opened.claim) if opened.standing == links.USED else "",
        "form": forms.WordsForm() if opened.may_revoke else None,
    }
    return _guarded(render(request, "peerreview/hours/outside_closed.html", context, status=status))


@require_POST
@sensitive_variables("token")
def outside_revoke(request: HttpRequest, token: str) -> HttpResponse:
    """Who approved by a link takes it back by it."""
    given = Decision(act="revoke", words=request.POST.get("words", ""))
    try:
        approving.decide_by_link(token=token, decision=given)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken back. The learner is told."))
    return _guarded(redirect("hours-outside", token))


@require_GET
@sensitive_variables("token")
def outside_file(request: HttpRequest, token: str, number: int) -> HttpResponseBase:
    """A file that the learner put with a line, by the link."""
    found = access.file_by_link(token, number, clock.now())
    return _guarded(file_response(request, found))
