# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of the studio, and its acts without a socket."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.kernel import ids, paging
from peerreview.kernel.errors import DomainError, Invalid
from peerreview.kernel.views import wants_json
from peerreview.studio import access, agendas, commands, forms, presence, queries, services, showing
from peerreview.studio.sharing import Incomplete

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_GET
def studios(request: HttpRequest) -> HttpResponse:
    """Sessions of my groups and about my works, or those of one group."""
    group = access.group_for_member(request.user, request.GET.get("group", ""))
    found = queries.of_group(group) if group else queries.sessions_for(request.user)
    context = {
        "page": paging.paginate(request, found),
        "group": group,
        "group_key": str(group.uuid) if group else "",
    }
    return render(request, "peerreview/studio/studios.html", context)


@login_required
@page_or_form
def start(request: HttpRequest) -> HttpResponse:
    """Open a work of mine to a group."""
    wanted = {name: request.GET.get(name, "") for name in ("group", "work")}
    form = forms.StudioForm(
        request.POST or None, initial={**wanted, "key": ids.new_uuid()}, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            session = _start(request, form.cleaned_data)
        except DomainError as error:
            form.add_error("work" if error.field else None, error.message)
        else:
            return redirect("studio", session.uuid)
    context = {
        "form": form,
        "has_groups": form.fields["group"].queryset.exists(),
        "has_works": form.fields["work"].queryset.exists(),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/studio/start.html", context, status=status)


def _start(request: HttpRequest, chosen: dict[str, Any]) -> Any:
    return services.start(
        group=chosen["group"],
        version=chosen["work"],
        rubric_version=chosen["rubric"],
        agenda=agendas.agenda_of(chosen["agenda"]),
        key=chosen["key"],
        by=request.user,
    )


@login_required
@require_GET
def room(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The room; before one sits down its door, after the end its record."""
    session = access.session_for_member(request.user, uuid)
    if session.is_over:
        return redirect("studio-record", uuid)
    seat = access.seat_in(request.user, session)
    if seat is None:
        return render(request, "peerreview/studio/lobby.html", showing.lobby(session))
    # Who has no socket is here as long as the page asks now and then.
    presence.sit(seat.pk)
    return _room(request, seat)


def _room(request: HttpRequest, seat: Any, *, status: int = 200, **typed: Any) -> HttpResponse:
    is_part = "fragment" in request.GET
    template = "peerreview/studio/_room.html" if is_part else "peerreview/studio/room.html"
    return render(request, template, showing.room(seat, **typed), status=status)


@login_required
@require_POST
def join(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Sit down."""
    session = access.session_for_member(request.user, uuid)
    services.join(session=session, by=request.user)
    return redirect("studio", uuid)


@login_required
@require_POST
def leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Get up."""
    seat = access.seat_in(request.user, access.session_for_member(request.user, uuid))
    if seat:
        services.leave(seat=seat)
        messages.success(request, _("You left the room. You can come back while it is open."))
    return redirect("studios")


@login_required
@require_POST
def act(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Do something in the room: the fields are those of the page's forms, the id that of the form."""
    seat = access.seat_for_member(request.user, uuid)
    fields = request.POST.dict()
    try:
        done = commands.perform(
            seat=seat,
            command_id=_command_id(fields),
            act=fields.get("act", ""),
            fields=fields,
        )
    except DomainError as error:
        return _refused(request, seat, fields, error)
    if wants_json(request):
        return JsonResponse({"revision": done.revision})
    return redirect("studio", uuid)


def _command_id(fields: dict[str, str]) -> UUID:
    try:
        return UUID(fields.get("id", ""))
    except ValueError:
        raise Invalid("no-id", _("Reload the page and try again.")) from None


def _refused(
    request: HttpRequest, seat: Any, fields: dict[str, str], error: DomainError
) -> HttpResponse:
    if wants_json(request):
        problem = {"code": error.code, "message": str(error)}
        return JsonResponse({"error": problem}, status=error.status)
    if seat.session.is_over:
        messages.error(request, str(error))
        return redirect("studio-record", seat.session.uuid)
    if "fragment" not in request.GET:
        messages.error(request, str(error))
    sheet = error.sheet if isinstance(error, Incomplete) else None
    return _room(request, seat, status=error.status, sheet=sheet, typed=fields)


@login_required
@require_GET
def record(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What remains of a session; while it goes on, what is revealed so far."""
    session = access.session_for_reader(request.user, uuid)
    context = showing.record(session, request.user)
    context["page"] = paging.paginate(request, context["comments"])
    return render(request, "peerreview/studio/record.html", context)
