# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages and acts of a study group, beside its own page."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peerreview.cohorts import convening
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.access import seat_of_equal, seat_of_member_of_group
from peerreview.groups import access, exchanging, nudging, parting, queries, services, showing
from peerreview.groups.forms import (
    ExchangeForm,
    HandOnForm,
    LeaveForm,
    MeetingForm,
    ReasonForm,
    ShareForm,
)
from peerreview.kernel import clock
from peerreview.kernel.errors import DomainError

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def put(form: Any, error: DomainError) -> None:
    """The message at its field, if the form has it."""
    form.add_error(error.field if error.field in form.fields else None, error.message)


def form_page(request: HttpRequest, name: str, form: Any, **context: Any) -> HttpResponse:
    """The page with the form; what was typed stays in it."""
    status = 422 if form.errors else 200
    template = f"peerreview/groups/{name}.html"
    return render(request, template, {"form": form, **context}, status=status)


@login_required
@page_or_form
def share(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let the group read a work of mine."""
    group = seat_of_equal(request.user, uuid).cohort
    initial = {"work": request.GET.get("work", "")}
    form = ShareForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.share(
                group=group, version=values["work"], words=values["words"], by=request.user
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, _("Shared. Only the group reads it."))
            return redirect("cohort", uuid)
    has_works = form.fields["work"].queryset.exists()
    return form_page(request, "share", form, group=group, has_works=has_works)


@login_required
@require_safe
def shared(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A work that is shared with the group, as its readers see it."""
    found = access.share_for_reader(request.user, uuid)
    context = {"share": found, "version": found.version, "group": found.group}
    return render(request, "peerreview/groups/shared.html", context)


@login_required
@require_POST
def take_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The group no longer reads it."""
    found = access.share_of_mine(request.user, uuid)
    services.take_back(share=found, by=request.user)
    messages.success(request, _("Taken back. The group no longer reads it."))
    is_in = cohort_rules.is_member(request.user, found.group)
    return redirect("cohort", found.group.uuid) if is_in else redirect("cohorts")


@login_required
@page_or_form
def exchange_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Start a round: rubric, dates, who takes part."""
    group = seat_of_equal(request.user, uuid).cohort
    form = ExchangeForm(request.POST or None, user=request.user, members=queries.people_of(group))
    if request.method == "POST" and form.is_valid():
        try:
            made = exchanging.start_exchange(group=group, by=request.user, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, _("The exchange has begun. All who take part are told."))
            return redirect("activity", made.activity.uuid)
    return form_page(request, "exchange_new", form, group=group)


@login_required
@page_or_form
def meeting_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Plan a time."""
    group = seat_of_equal(request.user, uuid).cohort
    form = MeetingForm(request.POST or None, zone=ZoneInfo(group.time_zone))
    if request.method == "POST" and form.is_valid():
        try:
            services.plan_meeting(group=group, by=request.user, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, _("Planned. The others are told."))
            return redirect("cohort", uuid)
    return form_page(request, "meeting_new", form, group=group)


@login_required
@require_POST
def meeting_cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a date back."""
    meeting = access.meeting_for_equal(request.user, uuid)
    services.cancel_meeting(meeting=meeting, by=request.user)
    messages.success(request, _("Taken back. The others are told."))
    return redirect("cohort", meeting.group.uuid)


# ---- Looking after it -------------------------------------------------------------------------


@login_required
@page_or_form
def care(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Guests, who convenes, the archive, taking somebody out."""
    seat = seat_of_member_of_group(request.user, uuid)
    group = seat.cohort
    heirs = queries.people_of(group).exclude(pk=request.user.pk)
    form = HandOnForm(request.POST or None, heirs=heirs)
    if request.method == "POST" and form.is_valid():
        try:
            parting.hand_on(group=group, to=form.cleaned_data["to"], by=request.user)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, _("Handed on. They are told."))
            return redirect("group-care", uuid)
    context = showing.care(request, seat)
    return form_page(request, "care", form, heirs=list(heirs), **context)


@login_required
@require_POST
def archive(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Archive it, or open it again."""
    group = seat_of_member_of_group(request.user, uuid).cohort
    is_archived = request.POST.get("archive") == "yes"
    convening.set_archived(cohort=group, is_archived=is_archived, by=request.user)
    said = _("Archived. Everybody can still read it.") if is_archived else _("It is open again.")
    messages.success(request, said)
    return redirect("group-care" if is_archived else "cohort", uuid)


@login_required
@require_POST
def guest_invite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A link for one guest."""
    group = seat_of_equal(request.user, uuid).cohort
    services.invite_guest(group=group, by=request.user)
    messages.success(request, _("Send the link to one person. It works once, for 14 days."))
    return redirect("group-care", uuid)


@page_or_form
def guest(request: HttpRequest, code: str) -> HttpResponse:
    """What a guest is invited to, readable before signing in; and the way in."""
    given = access.pass_with(code)
    if request.method == "POST" and request.user.is_authenticated:
        group = services.accept_pass(code=code, by=request.user)
        messages.success(
            request, _("Welcome. You are a guest of “%(name)s”.") % {"name": group.name}
        )
        return redirect("cohort", group.uuid)
    if request.method == "POST":
        return showing.to_sign_in(request)
    if request.user.is_authenticated and cohort_rules.is_member(request.user, given.group):
        return redirect("cohort", given.group.uuid)
    return render(request, "peerreview/groups/guest.html", {"given": given, "group": given.group})


@login_required
@page_or_form
def leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask what is kept and who convenes, then leave."""
    seat = seat_of_member_of_group(request.user, uuid)
    group = seat.cohort
    others = queries.people_of(group).exclude(pk=request.user.pk)
    hands_on = cohort_rules.may_convene(request.user, group) and others.exists()
    form = LeaveForm(request.POST or None, heirs=others if hands_on else None)
    if request.method == "POST" and form.is_valid():
        try:
            parting.leave(group=group, by=request.user, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, _("You left “%(name)s”.") % {"name": group.name})
            return redirect("cohorts")
    left = others.count() if not seat.is_guest else 0
    return form_page(request, "leave", form, group=group, seat=seat, left=left)


@login_required
@page_or_form
def remove(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """Ask that somebody be taken out, with the reason."""
    group = seat_of_equal(request.user, uuid).cohort
    who = access.person_for_equal(request.user, group, person)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = parting.ask_removal(
                group=group, person=who, reason=form.cleaned_data["reason"], by=request.user
            )
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, showing.after_removal(asked))
            return redirect("cohort", uuid)
    at_once = cohort_rules.may_convene(request.user, group)
    return form_page(request, "remove", form, group=group, who=who, at_once=at_once)


@login_required
@page_or_form
def removal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read why somebody should leave, and agree; or take one's own request back."""
    asked = access.removal_for_equal(request.user, uuid)
    if request.method == "POST":
        act = parting.agree if request.POST.get("answer") == "agree" else parting.drop
        messages.success(request, showing.after_removal(act(removal=asked, by=request.user)))
        return redirect("cohort", asked.group.uuid)
    context = {"removal": asked, "group": asked.group, "is_mine": asked.by_id == request.user.pk}
    return render(request, "peerreview/groups/removal.html", context)


@login_required
@require_safe
def removed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """That I was taken out, why, and what I can do."""
    found = access.removal_of_mine(request.user, uuid)
    context = {"removal": found, "group": found.group}
    return render(request, "peerreview/groups/removed.html", context)


@login_required
@require_POST
def dismiss(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send a word away for good."""
    prompt = access.prompt_of_mine(request.user, uuid)
    nudging.dismiss(prompt=prompt, by=request.user, now=clock.now())
    messages.success(request, _("This will not come up again."))
    return redirect("cohort", prompt.group.uuid)
