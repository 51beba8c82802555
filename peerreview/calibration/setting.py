# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The facilitator's pages: setting exemplars and their reference, letting people through."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.activities import crumbs
from peerreview.activities.queries import window_of
from peerreview.activities.stages import Act
from peerreview.artifacts.checks import NotReady
from peerreview.artifacts.forms import EditorState
from peerreview.calibration import access, forms, queries, rules, services
from peerreview.kernel import ids, paging
from peerreview.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from peerreview.rubrics import sheets
from peerreview.rubrics.queries import criteria_of


@login_required
@require_GET
def exemplars(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The activity's examples, who waits to be let through, and how many are calibrated."""
    activity = access.activity_for_tender(request.user, uuid)
    found = list(queries.kept(activity))
    context = {
        "activity": activity,
        "exemplars": found,
        "has_room": len(found) < rules.EXEMPLARS_MAX,
        "is_on": window_of(activity).has(Act.CALIBRATE),
        "published": sum(1 for one in found if one.published_at),
        "asking": paging.paginate(request, queries.asking(activity), per_page=10, key="asking"),
        "counts": queries.counts(activity),
        "key": ids.new_uuid(),
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/calibration/exemplars.html", context)


@login_required
@require_POST
def make(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new example, to be written on the next page."""
    activity = access.activity_for_tender(request.user, uuid)
    try:
        made = services.make_exemplar(
            activity=activity, by=request.user, key=forms.NewForm(request.POST).found_key()
        )
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("exemplars", uuid)
    return redirect("exemplar-edit", made.uuid)


@login_required
@require_GET
def past(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Past submissions to choose from."""
    activity = access.activity_for_tender(request.user, uuid)
    context = {
        "activity": activity,
        "page": paging.paginate(request, queries.past_works(request.user, activity), per_page=12),
        "crumbs": [
            *crumbs.inside(activity),
            (_("Examples"), reverse("exemplars", args=[activity.uuid])),
        ],
    }
    return render(request, "peerreview/calibration/past.html", context)


@login_required
@require_POST
def propose(request: HttpRequest, uuid: UUID, submission: UUID) -> HttpResponse:
    """Ask its author whether a past work may be shown."""
    activity = access.activity_for_tender(request.user, uuid)
    chosen = access.past_work(request.user, activity, submission)
    try:
        made = services.propose_past_work(activity=activity, submission=chosen, by=request.user)
    except Conflict as error:
        messages.error(request, str(error))
        return redirect("exemplars", uuid)
    messages.success(
        request, _("The author is asked. You can set the reference while you wait for the answer.")
    )
    return redirect("exemplar-edit", made.uuid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The work beside its reference: saved as it is, or published when all is there."""
    exemplar = access.exemplar_for_tender(request.user, uuid)
    if request.method != "POST":
        return _form(request, exemplar, queries.reference_sheet(exemplar))
    sheet = sheets.read(criteria_of(exemplar.activity.rubric_version), request.POST)
    wants_publishing = request.POST.get("act") == "publish"
    if wants_publishing:
        sheet.require(words=True)
    try:
        _save(exemplar, sheet, request.user)
        if sheet.errors:
            return _form(request, exemplar, sheet, status=422)
        if wants_publishing:
            services.publish(exemplar=exemplar, by=request.user)
    except NotReady as error:
        state = EditorState()
        state.add(error)
        return _form(request, exemplar, sheet, state=state, status=error.status)
    except (Conflict, Invalid, NotAllowed) as error:
        return _form(request, exemplar, sheet, why=str(error), status=error.status)
    messages.success(
        request, _("Published. Learners see it now.") if wants_publishing else _("Saved.")
    )
    return redirect("exemplars", exemplar.activity.uuid)


def _save(exemplar: Any, sheet: sheets.Sheet, by: Any) -> None:
    """Keep what can be kept even if something is missing; what is wrong is only shown again."""
    right = {
        key: entry
        for key, entry in sheet.entries.items()
        if len(entry.words) <= sheets.WORDS_MAX_CHARS
    }
    services.save_references(exemplar=exemplar, by=by, entries=right)


def _form(
    request: HttpRequest,
    exemplar: Any,
    sheet: sheets.Sheet,
    *,
    state: EditorState | None = None,
    why: str = "",
    status: int = 200,
) -> HttpResponse:
    owns = exemplar.version.artifact.owner_id == request.user.pk
    context = {
        "exemplar": exemplar,
        "activity": exemplar.activity,
        "version": exemplar.version,
        "sheet": sheet,
        "why": why,
        "can_write": owns and not exemplar.version.is_frozen,
        "is_tried": exemplar.attempts.exists(),
        "editor_state": state or EditorState(),
        "editor_next": reverse("exemplar-edit", args=[exemplar.uuid]),
        "crumbs": [
            *crumbs.inside(exemplar.activity),
            (_("Examples"), reverse("exemplars", args=[exemplar.activity.uuid])),
        ],
    }
    return render(request, "peerreview/calibration/exemplar_form.html", context, status=status)


@login_required
@require_GET
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a learner sees, without handing in."""
    exemplar = access.exemplar_for_tender(request.user, uuid)
    context = {
        "exemplar": exemplar,
        "activity": exemplar.activity,
        "version": exemplar.version,
        "sheet": sheets.blank(criteria_of(exemplar.activity.rubric_version)),
        "is_preview": True,
        "number": 1,
    }
    return render(request, "peerreview/calibration/exemplar.html", context)


@login_required
@require_POST
def move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put it before or after others."""
    exemplar = access.exemplar_for_tender(request.user, uuid)
    form = forms.MoveForm(request.POST)
    if form.is_valid():
        services.move(exemplar=exemplar, by=request.user, position=form.cleaned_data["position"])
    return redirect("exemplars", exemplar.activity.uuid)


@login_required
@require_POST
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take it out, until somebody has tried it."""
    exemplar = access.exemplar_for_tender(request.user, uuid)
    _say(request, lambda: services.remove(exemplar=exemplar, by=request.user), _("It is removed."))
    return redirect("exemplars", exemplar.activity.uuid)


@login_required
@require_POST
def waive(request: HttpRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """Let somebody who asked go on to review."""
    activity = access.activity_for_tender(request.user, uuid)
    who = access.person_asking(activity, person)
    services.waive(activity=activity, person=who, by=request.user)
    messages.success(request, _("They can review now."))
    return redirect("exemplars", uuid)


def _say(request: HttpRequest, act: Any, done: str) -> None:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
