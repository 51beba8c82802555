# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Views of teams: naming co-authors, confirming, leaving; and what a hand-in is for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peerreview.activities import access, crumbs, people, queries, rules, services, teaming
from peerreview.activities.team_forms import SetTeamForm, TeamForm
from peerreview.kernel import paging
from peerreview.kernel.errors import DomainError


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """My team in this activity; for who looks after it, all teams, and setting them."""
    activity = access.activity_for_reader(request.user, uuid)
    access.require_teams(activity)
    manages = rules.may_manage(request.user, activity)
    free = people.free_for_team(request.user, activity)
    form_class = SetTeamForm if manages else TeamForm
    everyone = queries.participants(activity).order_by("display_name", "pk")
    form = form_class(request.POST or None, people=everyone if manages else free)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, activity, form.cleaned_data, manages)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("activity-team", uuid)
    context = {
        "activity": activity,
        "form": form,
        "manages": manages,
        "team": people.team_for(request.user, activity),
        "page": paging.paginate(request, people.teams(activity)) if manages else None,
        "submission": queries.live_submission(activity, request.user),
        "crumbs": crumbs.inside(activity),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/activities/team.html", context, status=status)


def _save(request: HttpRequest, activity: Any, values: dict[str, Any], manages: bool) -> None:
    if manages:
        lead, mates = values["lead"], values["people"]
        teaming.set_team(activity=activity, lead=lead, people=mates, by=request.user)
        messages.success(request, _("The team is set."))
        return
    person = values["person"]
    teaming.name_teammate(activity=activity, person=person, by=request.user)
    text = _("%(name)s is asked to confirm.") % {"name": person.display_name}
    messages.success(request, text)


@login_required
@require_POST
def confirm(request: HttpRequest, uuid: UUID, mate: UUID) -> HttpResponse:
    """Say yes to being a co-author."""
    activity = access.activity_for_reader(request.user, uuid)
    found = access.teammate_of(request.user, activity, mate)
    try:
        teaming.confirm(teammate=found, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("You are a co-author. The work is handed in for all of you."))
    return redirect("activity-team", uuid)


@login_required
@require_POST
def part(request: HttpRequest, uuid: UUID, mate: UUID) -> HttpResponse:
    """Leave a team, refuse, or take somebody out."""
    activity = access.activity_for_reader(request.user, uuid)
    found = access.teammate_of(request.user, activity, mate)
    try:
        teaming.part(teammate=found, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The team is changed."))
    return redirect("activity-team", uuid)


@login_required
@require_POST
def purpose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Just feedback, or towards a badge."""
    activity = access.activity_for_participant(request.user, uuid)
    submission = queries.live_submission(activity, request.user)
    if submission is not None:
        counts = request.POST.get("purpose") != "feedback"
        try:
            services.choose_purpose(submission=submission, counts_for_badge=counts, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(
                request,
                _("It counts towards a badge.") if counts else _("It asks for feedback alone."),
            )
    return redirect("submit", uuid)
