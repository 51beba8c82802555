# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The page that takes a roster: upload, look, then seat and invite."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peerreview.desk import access, queries, services
from peerreview.desk.forms import RosterForm
from peerreview.desk.roster import Line
from peerreview.kernel import paging

SHOWN = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """First what the file says, row by row; then, when nothing is wrong and it is confirmed, the act."""
    cohort = access.cohort_for_facilitator(request.user, uuid)
    form = RosterForm(request.POST or None, request.FILES or None)
    roster = form.cleaned_data.get("table") if form.is_bound and form.is_valid() else None
    if roster and not roster.faults and request.POST.get("do") == "take":
        seated, invited = services.fill_roster(cohort=cohort, lines=roster.lines, by=request.user)
        said = _("Done: %(seated)d joined, %(invited)d invited by mail.")
        messages.success(request, said % {"seated": seated, "invited": invited})
        return redirect("roster-upload", uuid)
    context = {
        "cohort": cohort,
        "form": form,
        "roster": roster,
        "lines": _marked(cohort, roster.lines[:SHOWN]) if roster else (),
        "faults": roster.faults[:SHOWN] if roster else (),
        "content": form.cleaned_data.get("content", "") if roster else "",
        "page": paging.paginate(request, queries.open_invitations(cohort), per_page=25),
    }
    is_bad = bool(form.errors or (roster and roster.faults))
    return render(request, "peerreview/desk/roster.html", context, status=422 if is_bad else 200)


def _marked(cohort: Any, lines: Sequence[Line]) -> list[tuple[Line, str, str]]:
    """Each line with what taking it will mean, as a state and in words."""
    inside, invited = queries.known_in(cohort, [line.email for line in lines])
    return [(line, *_mark(line.email, inside, invited)) for line in lines]


def _mark(email: str, inside: set[str], invited: set[str]) -> tuple[str, str]:
    if email in inside:
        return "done", _("In already")
    if email in invited:
        return "waiting", _("Invited already")
    return "open", _("Joins, or is invited")
