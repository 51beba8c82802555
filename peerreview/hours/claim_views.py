# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of one's own claims."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.hours import (
    access,
    checking,
    choosing,
    claiming,
    forms,
    lifecycle,
    printing,
    queries,
    tabs,
)
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import Closed, DomainError, Missing

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    """What I claimed."""
    page = paging.paginate(request, queries.claims_of(request.user))
    context = {"page": page, "tabs": tabs.mine("hours-claims")}
    return render(request, "peerreview/hours/claims.html", context)


@login_required
@page_or_form
def new(request: HttpRequest) -> HttpResponse:
    """First the days, then what of them, and whom I ask."""
    given = request.POST if request.method == "POST" else request.GET
    period = forms.PeriodForm(given if "starts" in given else None, initial=_this_year())
    if not period.is_valid():
        status = 422 if period.errors else 200
        return render(request, "peerreview/hours/claim_days.html", {"form": period}, status=status)
    days = period.cleaned_data
    choices = choosing.choices(request.user, days["starts"], days["ends"])
    initial = {
        **days,
        "printed_name": request.user.display_name,
        "chosen": [each.key for each in choices],
    }
    form = forms.ClaimForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        user=request.user,
        choices=choices,
    )
    if request.method == "POST" and form.is_valid():
        made = _claimed(request, form)
        if made:
            messages.success(request, _("Sent. You are told when there is a decision."))
            return redirect("hours-claim", made.uuid)
    context = {
        "form": form,
        "days": days,
        "choices": choices[: choosing.CHOICES_MOST],
        "has_more": len(choices) > choosing.CHOICES_MOST,
        "taken": choosing.taken_between(request.user, days["starts"], days["ends"]),
        "chosen": set(form["chosen"].value() or ()),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/hours/claim_new.html", context, status=status)


def _this_year() -> dict[str, Any]:
    today = queries.today(clock.now())
    return {"starts": today.replace(month=1, day=1), "ends": today}


def _claimed(request: HttpRequest, form: forms.ClaimForm) -> Any:
    values = dict(form.cleaned_data)
    chosen, uuid = values.pop("chosen"), values.pop("uuid")
    try:
        return claiming.claim(
            person=request.user, asked=claiming.Asked(**values), chosen=chosen, uuid=uuid
        )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
    return None


@login_required
@require_GET
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How a claim stands."""
    return _claim(request, access.claim_for_owner(request.user, uuid), forms.WordsForm())


def _claim(request: HttpRequest, found: Any, form: forms.WordsForm) -> HttpResponse:
    lines = queries.lines_of(found)
    context = {
        "claim": found,
        "lines": lines,
        "sums": queries.claim_sums(found, lines),
        "steps": found.steps.select_related("by"),
        "form": form,
        "may_answer": found.state == lifecycle.ASKED,
        "is_expired": bool(found.link_until and found.link_until <= clock.now()),
        "check_url": checking.url_for(found) if found.is_public else "",
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/hours/claim.html", context, status=status)


@login_required
@require_POST
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer what was asked."""
    found = access.claim_for_owner(request.user, uuid)
    form = forms.WordsForm(request.POST)
    if not form.is_valid():
        return _claim(request, found, form)
    claiming.answer(claim=found, words=form.cleaned_data["words"], by=request.user)
    messages.success(request, _("Your answer was sent."))
    return redirect("hours-claim", uuid)


@login_required
@require_POST
def renew(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Have a new link sent."""
    found = access.claim_for_owner(request.user, uuid)
    try:
        claiming.renew_link(claim=found, by=request.user)
    except Closed as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("A new link was sent. The one before is dead."))
    return redirect("hours-claim", uuid)


@login_required
@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the claim back."""
    claiming.withdraw(claim=access.claim_for_owner(request.user, uuid), by=request.user)
    messages.success(request, _("Withdrawn. Nobody can read it any more."))
    return redirect("hours-claim", uuid)


@login_required
@require_POST
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let others check the approval, or no longer."""
    found = access.claim_for_owner(request.user, uuid)
    is_public = request.POST.get("public") == "yes"
    claiming.let_be_checked(claim=found, is_public=is_public, by=request.user)
    told = _("Whoever has the code can check it.") if is_public else _("Nobody can check it now.")
    messages.success(request, told)
    return redirect("hours-claim", uuid)


@login_required
@require_GET
def certificate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An approval on paper."""
    found = access.claim_for_owner(request.user, uuid)
    if not found.is_standing:
        raise Missing("no-certificate", _("There is a certificate once hours are approved."))
    response = HttpResponse(printing.certificate(found), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="hours-certificate.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Anybody with the code: what was approved, by whom, when."""
    found = access.approval_with_code(checking.cleaned(code))
    lines = queries.lines_of(found)
    context = {"claim": found, "sums": queries.claim_sums(found, lines)}
    response = render(request, "peerreview/hours/check.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
