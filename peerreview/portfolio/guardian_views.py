# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A person under age asks their guardian; the guardian answers by the letter, without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerreview.accounts import services as accounts
from peerreview.kernel.errors import DomainError
from peerreview.portfolio import access, doors, guarding, queries
from peerreview.portfolio.forms import GuardianForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Say whom to ask."""
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            guarding.ask_guardian(person=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("The letter is on its way."))
            return redirect("portfolio-guardian")
    context = {"form": form, "consent": queries.consent_of(request.user.pk)}
    status = 422 if form.errors else 200
    return render(request, "peerreview/portfolio/guardian_ask.html", context, status=status)


@login_required
@require_POST
def under_age(request: HttpRequest) -> HttpResponse:
    """Say that one is under age. It cannot be taken back here."""
    accounts.shelter(user=request.user)
    return redirect("portfolio-guardian")


@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """What the guardian is asked, and their answer, which they can change for good."""
    consent = access.consent_for_guardian(token)
    if request.method == "POST":
        if request.POST.get("answer") == "yes":
            guarding.agree(consent=consent)
        else:
            guarding.refuse(consent=consent)
        return redirect("guardian", token)
    response = render(request, "peerreview/portfolio/guardian.html", {"consent": consent})
    return doors.kept_from_others(response)
