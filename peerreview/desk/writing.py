# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of letters: writing one to a selection, what was sent, reading one's own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.activities import crumbs
from peerreview.activities.extending import extend
from peerreview.activities.stages import Act
from peerreview.activities.tending import zone_of
from peerreview.activities.windows import window_of
from peerreview.desk import access, learners, queries, services, tabs
from peerreview.desk.forms import LetterForm, MoreTimeForm
from peerreview.kernel import clock, paging, text
from peerreview.kernel.errors import Closed, Conflict, DomainError, Invalid

NAMED = 12


@login_required
@require_GET
def letters(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was written to people of this activity."""
    activity = access.activity_for_facilitator(request.user, uuid)
    context = {
        "activity": activity,
        "page": paging.paginate(request, queries.letters_of(activity)),
        "tabs": tabs.of(activity, "desk-letters"),
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/desk/letters.html", context)


@login_required
@require_GET
def letter_sent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A letter as it went out, and to whom."""
    sent = access.letter_for_facilitator(request.user, uuid)
    context = {
        "letter": sent,
        "activity": sent.activity,
        "page": paging.paginate(request, queries.letter_to(sent)),
        "crumbs": crumbs.inside(sent.activity),
    }
    return render(request, "peerreview/desk/letter_sent.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write to those chosen on the board: first an empty sheet, then how it will look, then off."""
    activity = access.activity_for_facilitator(request.user, uuid)
    step = request.POST.get("do", "")
    if step not in {"preview", "send", "edit"}:
        return _sheet(request, activity, LetterForm(initial={"people": _chosen(request, activity)}))
    form = LetterForm(request.POST)
    if step == "edit" or not form.is_valid():
        return _sheet(request, activity, form)
    values = form.cleaned_data
    try:
        if step == "preview":
            services.clean_letter(subject=values["subject"], source=values["source"])
            return _sheet(request, activity, form, preview=text.render_markdown(values["source"]))
        sent = services.send_letter(
            activity=activity,
            to=values["people"],
            subject=values["subject"],
            source=values["source"],
            uuid=values["uuid"],
            by=request.user,
        )
    except (Invalid, Conflict, Closed) as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _sheet(request, activity, form)
    count = sent.copies.count()
    words = ngettext("Your message is on its way to one person.",
                     "Your message is on its way to %(n)d people.", count)  # fmt: skip
    messages.success(request, words % {"n": count})
    return redirect("desk-letters", activity.uuid)


def _chosen(request: HttpRequest, activity: Any) -> str:
    """Who was ticked, or everyone the filter let through, as uuids in a line."""
    asked = request.POST if request.method == "POST" else request.GET
    if asked.get("everyone"):
        found = learners.chosen(
            activity, state=asked.get("state", ""), search=_search(asked), now=clock.now()
        )
        people = found.filter(is_active=True)
    else:
        people = queries.people_in(activity, filter(None, map(_uuid, asked.getlist("who"))))
    return " ".join(str(found) for found in people.values_list("uuid", flat=True))


def _search(asked: Any) -> str:
    return asked.get("q", "").replace("\x00", "").strip()[:80]


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _sheet(
    request: HttpRequest, activity: Any, form: LetterForm, *, preview: str = ""
) -> HttpResponse:
    return _page_for(request, activity, form, "letter_new", preview=preview)


def _page_for(
    request: HttpRequest, activity: Any, form: Any, name: str, **more: Any
) -> HttpResponse:
    """A form about those chosen, with who they are."""
    listed = str(form["people"].value() or "").split()
    people = queries.people_in(activity, filter(None, map(_uuid, listed)))
    count = people.count()
    context = {
        "activity": activity,
        "form": form,
        "people": people[:NAMED],
        "count": count,
        "more": max(0, count - NAMED),
        "crumbs": crumbs.inside(activity),
        **more,
    }
    status = 422 if form.errors else 200
    return render(request, f"peerreview/desk/{name}.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def more_time(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """More time for those chosen on the board."""
    activity = access.activity_for_facilitator(request.user, uuid)
    where = {"window": window_of(activity), "zone": zone_of(activity, request.user)}
    if request.POST.get("do") != "extend":
        form = MoreTimeForm(people=_chosen(request, activity), **where)
        return _page_for(request, activity, form, "more_time")
    form = MoreTimeForm(request.POST, **where)
    if form.is_valid() and _extended(request, activity, form):
        return redirect("activity-board", activity.uuid)
    return _page_for(request, activity, form, "more_time")


def _extended(request: HttpRequest, activity: Any, form: MoreTimeForm) -> bool:
    values = form.cleaned_data
    try:
        given = extend(
            activity=activity,
            people=queries.people_in(activity, values["people"]),
            until=values["until"],
            stage=Act(values["stage"]),
            reason=values["reason"],
            by=request.user,
        )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    words = ngettext("%(n)d person has more time.", "%(n)d people have more time.", len(given))
    messages.success(request, words % {"n": len(given)})
    return True


@login_required
@require_GET
def my_letters(request: HttpRequest) -> HttpResponse:
    """Everything facilitators have written to me."""
    page = paging.paginate(request, queries.copies_of(request.user))
    return render(request, "peerreview/desk/my_letters.html", {"page": page})


@login_required
@require_GET
def letter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One letter, for who got or wrote it."""
    context = {"copy": access.letter_for_reader(request.user, uuid)}
    return render(request, "peerreview/desk/letter.html", context)


@login_required
@require_POST
def put_away(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """I have read it."""
    copy = access.letter_for_reader(request.user, uuid)
    services.put_away(letter=copy.letter, by=request.user)
    messages.success(request, _("Put away. You find it again under your messages."))
    return redirect("activity", copy.letter.activity.uuid)
