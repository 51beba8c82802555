# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of asking for an endorsement, and of answering."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endorsements import access, asking, queries, skill_queries
from endorsements.forms import AskForm, GrantForm
from peerreview.kernel import paging
from peerreview.kernel.errors import DomainError

PER_PAGE = 10


@login_required
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What I am asked for, and whom I asked."""
    context = {
        "to_me": paging.paginate(
            request, queries.requests_to(request.user.pk), per_page=PER_PAGE, key="asked"
        ),
        "by_me": paging.paginate(request, queries.requests_by(request.user.pk), per_page=PER_PAGE),
        "shown": "requests",
    }
    return render(request, "endorsements/requests.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask one person for one skill."""
    person = access.person_to_ask(request.user, uuid)
    form = AskForm(
        request.POST or None,
        skills=skill_queries.skills_between(request.user, person)[: skill_queries.MOST_OFFERED],
        works=queries.work_to_point_at(person, request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask(asker=request.user, asked=person, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            said = _("Asked. %(name)s may answer in their own time, or pass.")
            messages.success(request, said % {"name": person.display_name})
            return redirect("endorsement-requests")
    context = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "endorsements/ask.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say yes in one's own words, or pass."""
    asked = access.request_to_answer(request.user, uuid)
    if asked.state != "open":
        return redirect("endorsement-requests")
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.grant(request=asked, by=request.user, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            said = _("Thank you. %(name)s decides who may read it.")
            messages.success(request, said % {"name": asked.asker.display_name})
            return redirect("endorsements-given")
    context = {"form": form, "asked": asked}
    status = 422 if form.errors else 200
    return render(request, "endorsements/answer.html", context, status=status)


def _add_error(form: Any, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


@login_required
@require_POST
def pass_over(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Not this time."""
    asked = access.request_to_answer(request.user, uuid)
    asking.pass_over(request=asked, by=request.user)
    messages.success(request, _("You passed. They are told kindly, and no reason."))
    return redirect("endorsement-requests")


@login_required
@require_POST
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """No longer asked."""
    asked = access.request_to_take_back(request.user, uuid)
    asking.take_back(request=asked, by=request.user)
    messages.success(request, _("Your question is taken back."))
    return redirect("endorsement-requests")
