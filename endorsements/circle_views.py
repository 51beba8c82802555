# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The page on which a study group sees who could vouch for whom."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from endorsements import circles
from peerreview.cohorts.access import seat_of_member_of_group


@login_required
@require_GET
def voices(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Members × members: who has seen whose work, and what a word from inside weighs."""
    seat = seat_of_member_of_group(request.user, uuid)
    context = {
        "group": seat.cohort,
        "seat": seat,
        "table": circles.table(seat.cohort, request.user),
        "next_step": "" if seat.is_guest else circles.next_step(request.user),
    }
    return render(request, "endorsements/group_voices.html", context)
