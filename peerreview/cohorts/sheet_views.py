# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An invitation to hold out or hang up: the link as a QR code, alone and on a page to print.

Whoever looks after the invitation sees it. It is made anew each time and kept by no browser, so that
a renewed link has its own at once.
"""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from peerreview.cohorts import access
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import Missing
from peerreview.ui import paper


def address_of(request: HttpRequest, cohort: Cohort) -> str:
    """The invitation's whole address."""
    return request.build_absolute_uri(reverse("cohort-join-code", args=[cohort.join_code]))


def _invites(request: HttpRequest, uuid: UUID) -> Cohort:
    cohort = access.seat_of_tender(request.user, uuid).cohort
    if not cohort.is_joinable:
        raise Missing("joining-closed", _("Joining is closed. Open it first, then print the link."))
    return cohort


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The link as a QR code (PNG)."""
    address = address_of(request, _invites(request, uuid))
    return HttpResponse(paper.code_png(address), content_type="image/png")


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def sheet(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The invitation on one page."""
    cohort = _invites(request, uuid)
    context = {"cohort": cohort, "invitation_url": address_of(request, cohort)}
    return render(request, "peerreview/cohorts/invitation_sheet.html", context)
