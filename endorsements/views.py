# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of endorsements."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endorsements import access, queries, rules, services
from endorsements.forms import EndorseForm
from peerreview.accounts.access import person_for_reader
from peerreview.cohorts.queries import companions_of
from peerreview.kernel import paging
from peerreview.kernel.errors import DomainError

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 10


@login_required
@page_or_form
def endorse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Vouch for a person."""
    person = access.recipient_for_endorser(request.user, uuid)
    works = queries.work_to_point_at(request.user, person)
    form = EndorseForm(request.POST or None, works=works)
    if request.method == "POST" and form.is_valid():
        try:
            _give(request.user, person, form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(
                request, _("Your endorsement is on %(name)s’s page.") % {"name": person}
            )
            return redirect("person", uuid)
    context = {
        "form": form,
        "person": person,
        "relation": queries.relation_words(rules.relation_to(request.user, person)),
    }
    status = 422 if form.errors else 200
    return render(request, "endorsements/endorse.html", context, status=status)


def _give(endorser: Any, recipient: Any, data: dict[str, Any]) -> None:
    words = {"reason": data["reason"], "version": data.get("version")}
    if data["skill"]:
        services.endorse(endorser=endorser, recipient=recipient, skill=data["skill"], **words)
        return
    services.endorse_in_new_skill(
        endorser=endorser, recipient=recipient, skill_name=data["skill_name"], **words
    )


@login_required
@require_GET
def received(request: HttpRequest) -> HttpResponse:
    """What others say of me."""
    page = paging.paginate(request, queries.received_by(request.user.pk), per_page=PER_PAGE)
    return render(request, "endorsements/mine.html", {"page": page, "shown": "received"})


@login_required
@require_GET
def given(request: HttpRequest) -> HttpResponse:
    """What I say of others."""
    page = paging.paginate(request, queries.given_by(request.user.pk), per_page=PER_PAGE)
    return render(request, "endorsements/mine.html", {"page": page, "shown": "given"})


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Whom I can endorse: those I learn with."""
    search = request.GET.get("q", "").strip()[:80]
    page = paging.paginate(request, companions_of(request.user, search=search))
    return render(request, "endorsements/people.html", {"page": page, "search": search})


@require_GET
def of_person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All that others say of a person, for those who may see the person."""
    person = person_for_reader(request.user, uuid)
    page = paging.paginate(request, queries.visible_of(person.pk), per_page=PER_PAGE)
    names_open = rules.may_read_names(request.user, person)
    context = {"page": page, "person": person, "names_open": names_open}
    return render(request, "endorsements/of_person.html", context)


@login_required
@page_or_form
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask, then take it back."""
    endorsement = access.endorsement_to_withdraw(request.user, uuid)
    if request.method == "POST":
        services.withdraw(endorsement=endorsement, by=request.user)
        messages.success(request, _("Your endorsement is withdrawn."))
        return redirect("endorsements-given")
    return _confirm(request, endorsement, "withdraw")


@login_required
@page_or_form
def hide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask, then keep it from one's page."""
    endorsement = access.endorsement_to_hide(request.user, uuid)
    if request.method == "POST":
        services.hide(endorsement=endorsement, by=request.user)
        messages.success(
            request,
            _(
                "Only you and the person who wrote it see it now. "
                "Hidden endorsements do not count towards badges."
            ),
        )
        return redirect("endorsements")
    return _confirm(request, endorsement, "hide")


@login_required
@require_POST
def show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put it back on one's page."""
    endorsement = access.endorsement_to_hide(request.user, uuid)
    services.show(endorsement=endorsement, by=request.user)
    messages.success(request, _("It is on your page again."))
    return redirect("endorsements")


def _confirm(request: HttpRequest, endorsement: Any, act: str) -> HttpResponse:
    context = {"endorsement": endorsement, "act": act}
    return render(request, "endorsements/confirm.html", context)
