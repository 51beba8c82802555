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

from endorsements import access, queries, rules, services, skill_queries, vouching
from endorsements.forms import EndorseForm, VouchForm
from peerreview.accounts.access import person_for_reader
from peerreview.cohorts.queries import companions_of
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import DomainError

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 10


@login_required
@page_or_form
def endorse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Vouch for a person."""
    person = access.recipient_for_endorser(request.user, uuid)
    works = queries.work_to_point_at(request.user, person)
    skills = skill_queries.skills_between(request.user, person)
    form = EndorseForm(
        request.POST or None, skills=skills[: skill_queries.MOST_OFFERED], works=works
    )
    if request.method == "POST" and form.is_valid():
        try:
            _give(request.user, person, form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            said = _("Given. It is on %(name)s’s page once they accept it.")
            messages.success(request, said % {"name": person})
            return redirect("person", uuid)
    context = {
        "form": form,
        "person": person,
        "relation": queries.relation_words(rules.relation_to(request.user, person)),
    }
    status = 422 if form.errors else 200
    return render(request, "endorsements/endorse.html", context, status=status)


def _give(endorser: Any, recipient: Any, data: dict[str, Any]) -> None:
    words = {name: data.get(name) for name in ("reason", "version", "strength")}
    if data["skill"]:
        services.endorse(endorser=endorser, recipient=recipient, skill=data["skill"], **words)
        return
    services.endorse_in_new_skill(
        endorser=endorser, recipient=recipient, skill_name=data["skill_name"], **words
    )


def _add_error(form: Any, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


@login_required
@page_or_form
def vouch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """After a review of mine: vouch for a skill I saw in the work. The form is on the review's page."""
    offer = vouching.offer_for(request.user, uuid)
    if request.method != "POST" or offer is None:
        return redirect("review-desk", uuid)
    form = VouchForm(request.POST, skills=offer.skills)
    if form.is_valid():
        try:
            vouching.vouch(review_uuid=uuid, by=request.user, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Thank you. The author decides who may read it."))
            return redirect("review-desk", uuid)
    context = {"form": form, "offer": offer, "is_page": True}
    return render(request, "endorsements/vouch.html", context, status=422)


@login_required
@require_POST
def not_yet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The usual answer; nobody is told."""
    vouching.answer_not_yet(review_uuid=uuid, by=request.user)
    messages.success(request, _("Noted for you alone. Nothing of this reaches the author."))
    return redirect("review-desk", uuid)


@login_required
@require_GET
def received(request: HttpRequest) -> HttpResponse:
    """What others say of me."""
    me = request.user.pk
    rows = queries.received_by(me)
    context = {
        "waiting": paging.paginate(
            request, queries.waiting_for(me), per_page=PER_PAGE, key="waiting"
        ),
        "page": paging.paginate(
            request, rows.exclude(pk__in=queries.waiting_for(me)), per_page=PER_PAGE
        ),
        "shown": "received",
    }
    return render(request, "endorsements/mine.html", context)


@login_required
@require_GET
def given(request: HttpRequest) -> HttpResponse:
    """What I say of others."""
    context = {
        "page": paging.paginate(request, queries.given_by(request.user.pk), per_page=PER_PAGE),
        "shown": "given",
        "renewed_before": clock.now() - services.RENEWED_AFTER,
    }
    return render(request, "endorsements/mine.html", context)


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
    context = {
        "page": paging.paginate(request, queries.words_on(person.pk), per_page=PER_PAGE),
        "notes": paging.paginate(
            request, queries.notes_to(person.pk), per_page=PER_PAGE, key="notes"
        ),
        "person": person,
        "names_open": rules.may_read_names(request.user, person),
    }
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
                "Only you and who wrote it see it now. "
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
    messages.success(request, _("It is on your page now."))
    return redirect("endorsements")


@login_required
@require_POST
def renew(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say the same again, with today's date."""
    endorsement = access.endorsement_to_withdraw(request.user, uuid)
    services.renew(endorsement=endorsement, by=request.user)
    messages.success(request, _("It has today’s date."))
    return redirect("endorsements-given")


def _confirm(request: HttpRequest, endorsement: Any, act: str) -> HttpResponse:
    context = {"endorsement": endorsement, "act": act, "as_endorser": act == "withdraw"}
    return render(request, "endorsements/confirm.html", context)
