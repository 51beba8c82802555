# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of cohorts."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.cohorts import access, invitations, queries, services, sheet_views
from peerreview.cohorts.forms import CodeForm, CohortForm, DescriptionForm
from peerreview.kernel import paging
from peerreview.kernel.errors import Conflict, DomainError, Invalid

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PREVIEW = 12


@login_required
@require_GET
def cohorts(request: HttpRequest) -> HttpResponse:
    """Where I learn."""
    page = paging.paginate(request, queries.cohorts_of(request.user), per_page=12)
    return render(request, "peerreview/cohorts/cohorts.html", {"page": page})


@login_required
@page_or_form
def cohort_new(request: HttpRequest) -> HttpResponse:
    """Found a cohort or study group."""
    first = {"time_zone": request.user.time_zone, "kind": request.GET.get("kind")}
    initial = {name: value for name, value in first.items() if value}
    form = CohortForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_cohort(by=request.user, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("cohort", made.uuid)
    return _form_page(request, "cohort_new", form)


@login_required
@require_GET
def cohort(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The cohort's page: what it is, who is in it, what other apps offer for it."""
    seat = access.seat_of_member(request.user, uuid)
    people = queries.member_count(seat.cohort)
    context = {
        "seat": seat,
        "cohort": seat.cohort,
        "people": people,
        "preview": queries.roster(seat.cohort)[:PREVIEW],
        "wanted": queries.people_wanted(seat.cohort, people),
        "is_full": queries.is_full(seat.cohort, people),
        "convener_id": queries.convener_id_of(seat.cohort),
        "invitation_url": sheet_views.address_of(request, seat.cohort) if seat.may_tend else "",
    }
    return render(request, "peerreview/cohorts/cohort.html", context)


@login_required
@page_or_form
def cohort_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Describe it; renew the code; open and close joining."""
    seat = access.seat_of_tender(request.user, uuid)
    initial = {
        "name": seat.cohort.name,
        "description": seat.cohort.description_source,
        "time_zone": seat.cohort.time_zone,
    }
    form = DescriptionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.describe_cohort(cohort=seat.cohort, by=request.user, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("cohort", uuid)
    invitation_url = sheet_views.address_of(request, seat.cohort)
    return _form_page(
        request,
        "cohort_edit",
        form,
        cohort=seat.cohort,
        invitation_url=invitation_url,
        is_full=queries.is_full(seat.cohort, queries.member_count(seat.cohort)),
    )


def _form_page(request: HttpRequest, name: str, form: object, **context: object) -> HttpResponse:
    status = 422 if form.errors else 200
    template = f"peerreview/cohorts/{name}.html"
    return render(request, template, {"form": form, **context}, status=status)


@login_required
@require_POST
def minors(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say whether its learners are under age."""
    seat = access.seat_of_tender(request.user, uuid)
    holds = request.POST.get("minors") == "1"
    services.hold_minors(cohort=seat.cohort, holds_minors=holds, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("cohort-edit", uuid)


@login_required
@require_POST
def renew_code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new code; the old one stops working."""
    seat = access.seat_of_tender(request.user, uuid)
    services.renew_code(cohort=seat.cohort, by=request.user)
    messages.success(request, _("There is a new code. The old link and code no longer work."))
    return redirect("cohort-edit", uuid)


@login_required
@require_POST
def set_joining(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open or close joining."""
    seat = access.seat_of_tender(request.user, uuid)
    is_open = request.POST.get("joining") == "open"
    services.set_joining(cohort=seat.cohort, is_joinable=is_open, by=request.user)
    messages.success(request, _("People can join.") if is_open else _("Joining is closed."))
    return redirect("cohort-edit", uuid)


@login_required
@page_or_form
def cohort_leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask, then leave."""
    seat = access.seat_of_member(request.user, uuid)
    context = {"cohort": seat.cohort}
    if request.method == "POST":
        try:
            services.leave_cohort(cohort=seat.cohort, by=request.user)
        except Conflict as error:
            context["error"] = error.message
            return render(request, "peerreview/cohorts/leave.html", context, status=error.status)
        messages.success(request, _("You left “%(name)s”.") % {"name": seat.cohort.name})
        return redirect("cohorts")
    return render(request, "peerreview/cohorts/leave.html", context)


@login_required
@require_GET
def roster(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who is in it. Addresses and roles' buttons only for facilitators."""
    seat = access.seat_of_member(request.user, uuid)
    search = request.GET.get("q", "").strip()[:80]
    page = paging.paginate(request, queries.roster(seat.cohort, search=search), per_page=25)
    context = {"seat": seat, "cohort": seat.cohort, "page": page, "search": search}
    return render(request, "peerreview/cohorts/roster.html", context)


@login_required
@require_POST
def change_role(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """Make a member facilitator or learner."""
    seat = access.member_for_facilitator(request.user, uuid, person)
    try:
        services.change_role(
            cohort=seat.cohort,
            user=seat.user,
            role=request.POST.get("role", ""),
            by=request.user,
        )
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("%(name)s’s role is changed.") % {"name": seat.user})
    return redirect("cohort-roster" if person != request.user.uuid else "cohort", uuid)


@login_required
@page_or_form
def remove_member(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """Ask, then take a person out."""
    seat = access.member_for_facilitator(request.user, uuid, person)
    if request.method == "POST":
        services.remove_member(cohort=seat.cohort, user=seat.user, by=request.user)
        messages.success(request, _("%(name)s is no longer in the cohort.") % {"name": seat.user})
        return redirect("cohort-roster", uuid)
    context = {"cohort": seat.cohort, "member": seat.user}
    return render(request, "peerreview/cohorts/remove.html", context)


@page_or_form
def join(request: HttpRequest) -> HttpResponse:
    """Type a code; the invitation tells what it is for."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = access.cohort_by_code(form.cleaned_data["code"])
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("cohort-join-code", found.join_code)
    return _form_page(request, "join", form)


@page_or_form
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """What one is invited to, readable before signing in, and the way in."""
    found = access.cohort_by_code(code)
    if request.method == "POST":
        return _accept(request, found)
    if request.user.is_authenticated and queries.is_in(request.user, found):
        return redirect("cohort", found.uuid)
    context = {"cohort": found, "people": queries.member_count(found)}
    return render(request, "peerreview/cohorts/invitation.html", context)


def _accept(request: HttpRequest, found: object) -> HttpResponse:
    if request.user.is_authenticated:
        services.join_with_code(code=found.join_code, by=request.user)
        invitations.tell_joined(request, found)
        return redirect("cohort", found.uuid)
    invitations.remember(request, found.join_code)
    page = "account_login" if request.POST.get("with") == "account" else "account_signup"
    back = reverse("cohort-join-code", args=[found.join_code])
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}")
