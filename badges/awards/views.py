# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of the life of an award."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from badges import access as badge_access
from badges import claiming, rules
from badges.awards import access, pages, queries, reconsidering, refusing, renewing, turning
from badges.awards.forms import (
    AppealForm,
    CaseForm,
    NameForm,
    OpinionForm,
    ReasonForm,
    RefuseForm,
)
from badges.hosted_views import open_to_all
from peerreview.kernel import clock
from peerreview.kernel.errors import DomainError
from peerreview.kernel.paging import paginate


def _add_error(form: Any, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


# --- a badge one holds ---------------------------------------------------------------------------
@login_required
@require_safe
def life(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What happened to a badge, for who holds it and who answers for it."""
    award = access.award_for_parties(request.user, uuid)
    return _life(request, award, ReasonForm())


def _life(request: HttpRequest, award: Any, form: ReasonForm) -> HttpResponse:
    context = {
        "award": award,
        "achievement": award.achievement,
        "credential": award.credential,
        "turns": paginate(request, queries.turns_of(award)),
        "case": queries.open_case_of(award),
        "is_owner": award.recipient_id == request.user.pk,
        "is_issuer": rules.may_issue(request.user, award.achievement),
        "is_over": award.valid_until is not None and award.valid_until <= clock.now(),
        "form": form,
    }
    return render(request, "badges/awards/life.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Correct the printed name: shown first as it will read, then signed."""
    award = access.award_for_owner(request.user, uuid)
    form = NameForm(request.POST or None, initial={"printed_name": award.printed_name})
    step = request.POST.get("step", "")
    if request.method == "POST" and form.is_valid() and step == "sign":
        try:
            made = turning.rename(
                award=award, by=request.user, name=form.cleaned_data["printed_name"]
            )
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(
                request, _("Signed anew. The edition before is withdrawn as replaced.")
            )
            return redirect("credential", uuid=made.uuid)
    context = {"award": award, "achievement": award.achievement, "form": form}
    if request.method == "POST" and form.is_valid() and step != "change":
        is_public = award.credential.is_public
        context |= claiming.preview(award, form.cleaned_data["printed_name"], is_public=is_public)
        return render(request, "badges/awards/rename_preview.html", context)
    return render(request, "badges/awards/rename.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What renews a badge, and renewing it."""
    award = access.award_for_owner(request.user, uuid)
    fault = ""
    if request.method == "POST":
        try:
            made = renewing.renew(award=award, by=request.user)
        except DomainError as error:
            fault = str(error)
        else:
            messages.success(request, _("Renewed: signed anew, with a new end."))
            return redirect("credential", uuid=made.uuid)
    context = {
        "award": award,
        "achievement": award.achievement,
        "fault": fault,
        **pages.renewal(award, clock.now()),
    }
    return render(request, "badges/awards/renew.html", context)


# --- for who answers for it ----------------------------------------------------------------------
def _turned(request: HttpRequest, uuid: UUID, act: Callable[..., Any], said: str) -> HttpResponse:
    award = access.award_for_issuer(request.user, uuid)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            act(award=award, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, said)
            return redirect("award-life", uuid=uuid)
    return _life(request, award, form)


@login_required
@require_POST
def suspend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a badge out of force for the time being."""
    return _turned(request, uuid, turning.suspend, _("Suspended. Its page and checks here say so."))


@login_required
@require_POST
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a suspended badge in force again."""
    return _turned(request, uuid, turning.resume, _("In force again, as it was."))


@login_required
@require_POST
def reinstate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Issue a revoked badge anew."""
    said = _("Issued anew. The old file stays revoked for good.")
    return _turned(request, uuid, turning.reinstate, said)


@login_required
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """Refuse a badge to somebody, with a reason; or no longer."""
    achievement, whom = access.person_to_refuse(request.user, uuid, person)
    standing = (
        queries.refusals().filter(achievement=achievement, person=whom, ended_at=None).first()
    )
    form = RefuseForm(request.POST or None)
    if request.method == "POST":
        try:
            if standing and request.POST.get("act") == "take-back":
                refusing.take_back(refusal=standing, by=request.user)
                messages.success(request, _("Taken back. They are considered again."))
                return redirect("achievement-people", uuid=uuid)
            if form.is_valid():
                refusing.refuse(
                    achievement=achievement, person=whom, by=request.user, **form.cleaned_data
                )
                messages.success(request, _("Refused. They read why, and may appeal."))
                return redirect("achievement-people", uuid=uuid)
        except DomainError as error:
            _add_error(form, error)
    context = {
        "achievement": achievement,
        "whom": whom,
        "standing": standing,
        "is_mine": standing is not None and standing.by_id == request.user.pk,
        "is_me": whom == request.user,
        "form": form,
    }
    return render(request, "badges/awards/refuse.html", context)


# --- a refusal and its appeal --------------------------------------------------------------------
@login_required
@require_http_methods(["GET", "POST"])
def refusal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Why a badge was refused to one, and the appeal."""
    found = access.refusal_for_person(request.user, uuid)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refusing.appeal(refusal=found, by=request.user, words=form.cleaned_data["words"])
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Sent. Two people who did not refuse it decide."))
            return redirect("refusal", uuid=uuid)
    return render(request, "badges/awards/refusal.html", {**pages.refused(found), "form": form})


@login_required
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals one is asked to decide."""
    context = {"page": paginate(request, queries.seats_of(request.user.pk)), "now": clock.now()}
    return render(request, "badges/awards/appeals.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Decide an appeal, without knowing whose it is or what others said."""
    seat = access.seat(request.user, uuid)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refusing.decide(appeal=seat.appeal, by=request.user, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Thank you. Your word counts."))
            return redirect("badge-appeal", uuid=uuid)
    return render(request, "badges/awards/appeal.html", {**pages.to_decide(seat), "form": form})


# --- looked at again -----------------------------------------------------------------------------
@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Badges one answers for that no longer meet their rule."""
    context = {"page": paginate(request, queries.cases_for(request.user)), "now": clock.now()}
    return render(request, "badges/awards/cases.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A badge that is looked at again: what is missing, and what becomes of it."""
    found = access.case_for_parties(request.user, uuid)
    context = pages.reconsidered(found, request.user, clock.now())
    form = CaseForm(request.POST or None, may_take=context["may_take"])
    if request.method == "POST" and form.is_valid():
        try:
            reconsidering.decide(case=found, by=request.user, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Decided. Its holder is told."))
            return redirect("reconsideration", uuid=uuid)
    return render(request, "badges/awards/case.html", {**context, "form": form})


@login_required
@require_POST
def look(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Look at the evidence again now."""
    found = access.case_for_parties(request.user, uuid)
    reconsidering.look(award=found.award)
    messages.info(request, _("Looked at again, with the evidence there is now."))
    return redirect("reconsideration", uuid=uuid)


@require_safe
def status(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The state of a badge for programs, suspended included, which status lists of ours do not say."""
    found = badge_access.credential_for_reader(request.user, uuid)
    newer = found.award.credential
    is_newer = newer is not None and newer.pk != found.pk
    is_shown = is_newer and rules.may_see_credential(request.user, newer)
    state = pages.state_of(found, clock.now(), newer=newer if is_shown else None)
    response = JsonResponse(state)
    return open_to_all(response) if rules.is_open(found) else response
