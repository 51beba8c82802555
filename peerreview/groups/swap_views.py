# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of exchanges between groups."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.cohorts.access import seat_of_equal, seat_of_member_of_group
from peerreview.groups import access, queries, showing, swapping
from peerreview.groups.forms import AnswerForm, OfferForm
from peerreview.groups.views import form_page, put
from peerreview.kernel import paging
from peerreview.kernel.errors import DomainError

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 20


@login_required
@require_GET
def swaps(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """With whom the group exchanges, what it offers, and what others offer."""
    seat = seat_of_member_of_group(request.user, uuid)
    group = seat.cohort
    given, got = queries.balance_over_all(group)
    context = {
        "seat": seat,
        "group": group,
        "swaps": showing.swaps(list(queries.swaps_of(group)[:SHOWN]), group),
        "own_offers": queries.own_offers(group).filter(closed_at=None),
        "page": paging.paginate(request, queries.offers_for(group, request.user), per_page=10),
        "given": given,
        "got": got,
    }
    return render(request, "peerreview/groups/swaps.html", context)


@login_required
@page_or_form
def offer_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer works and reviews to another group."""
    group = seat_of_equal(request.user, uuid).cohort
    form = OfferForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = swapping.offer(group=group, by=request.user, **form.cleaned_data)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, _("Offered. You hear when another group answers."))
            return redirect("swap-offer", made.code)
    return form_page(request, "offer_new", form, group=group)


@login_required
@page_or_form
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """What another group offers, and the answer of one of mine."""
    shown = access.offer_with(code)
    groups = queries.groups_of(request.user).exclude(pk=shown.group_id)
    form = AnswerForm(request.POST or None, groups=groups)
    if request.method == "POST" and form.is_valid():
        try:
            made = swapping.answer(offer=shown, group=form.cleaned_data["group"], by=request.user)
        except DomainError as error:
            put(form, error)
        else:
            messages.success(request, _("Answered. The other group says yes or no."))
            return redirect("swap", made.uuid)
    is_own = queries.groups_of(request.user).filter(pk=shown.group_id).exists()
    context = {
        "offer": shown,
        "is_own": is_own,
        "has_groups": groups.exists(),
        "offer_url": request.build_absolute_uri(reverse("swap-offer", args=[shown.code])),
    }
    return form_page(request, "offer", form, **context)


@login_required
@require_POST
def offer_close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """No more answers."""
    shown = access.offer_for_equal(request.user, uuid)
    swapping.close_offer(offer=shown, by=request.user)
    messages.success(request, _("Closed. What is agreed goes on."))
    return redirect("group-swaps", shown.group.uuid)


@login_required
@require_GET
def swap(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where an exchange between two groups stands."""
    shown = access.swap_for_reader(request.user, uuid)
    return render(request, "peerreview/groups/swap.html", showing.swap(request, shown))


@login_required
@require_POST
def settle(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Yes or no to another group's answer."""
    shown = access.swap_for_reader(request.user, uuid)
    is_agreed = request.POST.get("answer") == "yes"
    try:
        swapping.settle(swap=shown, is_agreed=is_agreed, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        said = _("Agreed. Who takes part can join now.") if is_agreed else _("Declined politely.")
        messages.success(request, said)
    return redirect("swap", uuid)


@login_required
@require_POST
def take_place(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take part with a work."""
    shown = access.swap_for_reader(request.user, uuid)
    try:
        swapping.take_place(swap=shown, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("swap", uuid)
    messages.success(request, _("You take part. Hand in your work in time."))
    return redirect("activity", shown.activity.uuid)
