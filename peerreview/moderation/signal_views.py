# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of signals, for facilitators."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from peerreview.activities import crumbs
from peerreview.kernel import paging
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.moderation import access, noticing, queries, signs, tabs

PER_PAGE = 10


@login_required
@require_GET
def signals(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is worth a look in an activity; with ?settled=1 what somebody has looked at."""
    activity = access.activity_for_moderator(request.user, uuid)
    is_settled = bool(request.GET.get("settled"))
    counts = {} if is_settled else queries.signal_counts(activity)
    kind = tabs.chosen(request.GET.get("kind", ""), counts)
    found = (
        queries.signals_settled(activity) if is_settled else queries.signals_in(activity, kind=kind)
    )
    page = paging.paginate(request, found, per_page=PER_PAGE)
    context = {
        "activity": activity,
        "page": page,
        "signs": signs.signs_of(page),
        "is_settled": is_settled,
        "filters": tabs.signal_filters(counts, kind) if counts else [],
        "places": tabs.places(activity, "signals"),
        "found_at": queries.found_at(activity),
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/moderation/signals.html", context)


@login_required
@require_POST
def signal_dismiss(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """There is nothing to it."""
    signal = access.signal_for_moderator(request.user, uuid)
    try:
        noticing.dismiss(signal=signal, note=request.POST.get("note", ""), by=request.user)
    except (Invalid, Conflict) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Noted. It is not shown as new again."))
    return redirect(reverse("signals", args=[signal.activity.uuid]))


@login_required
@require_POST
def signal_case(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a case about one of the things it is about."""
    signal = access.signal_for_moderator(request.user, uuid)
    kind, _colon, thing = request.POST.get("thing", "").partition(":")
    try:
        case = noticing.open_case(signal=signal, kind=kind, thing=UUID(thing), by=request.user)
    except ValueError:
        messages.error(request, _("Choose which review or work the case is about."))
    except (Invalid, Conflict) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The case is open. The person it concerns can answer."))
        return redirect("case", case.uuid)
    return redirect(reverse("signals", args=[signal.activity.uuid]))
