# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of one's own hours, what activities count for, and the beat."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from peerreview.activities import access as activity_access
from peerreview.activities import crumbs
from peerreview.artifacts import serving
from peerreview.hours import access, forms, measuring, printing, queries, services, tabs, units
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import DomainError, Invalid

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My hours: three kinds side by side, by week or month."""
    return _mine(request, forms.SpanForm())


def _mine(request: HttpRequest, span: forms.SpanForm) -> HttpResponse:
    by = "week" if request.GET.get("by") == "week" else "month"
    context = {
        "totals": queries.totals(request.user.pk),
        "page": paging.paginate(request, queries.periods(request.user, by=by), per_page=12),
        "by": by,
        "by_tabs": tabs.by_period(by),
        "tabs": tabs.mine("hours"),
        "is_measured": queries.is_measured(request.user.pk),
        "grants": paging.paginate(request, queries.grants_of(request.user), key="grants"),
        "per_unit": units.CONTACT_HOURS,
        "span": span,
    }
    status = 422 if span.errors else 200
    return render(request, "peerreview/hours/mine.html", context, status=status)


@login_required
@require_GET
def transcript(request: HttpRequest) -> HttpResponse:
    """All of it on paper, or of some days."""
    span = forms.SpanForm(request.GET)
    if not span.is_valid():
        return _mine(request, span)
    content = printing.transcript(request.user, *span.days(), clock.now())
    return _download(content, "hours.pdf", "application/pdf")


@login_required
@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    span = forms.SpanForm(request.GET)
    if not span.is_valid():
        return _mine(request, span)
    content = "".join(printing.csv_lines(request.user, *span.days())).encode()
    return _download(content, "hours.csv", "text/csv; charset=utf-8")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


# ---- measured time ----------------------------------------------------------------------------


@login_required
@require_POST
def beat(request: HttpRequest) -> HttpResponse:
    """Somebody was active on a page within the last minute. 410 when they do not want it counted."""
    try:
        of = UUID(request.POST.get("of", ""))
        measuring.beat(person=request.user, place=request.POST.get("place", "")[:10], of=of)
    except (ValueError, DomainError) as error:
        return HttpResponse(status=410 if getattr(error, "code", "") == "not-measured" else 404)
    return HttpResponse(status=204)


@login_required
@require_GET
def measured(request: HttpRequest) -> HttpResponse:
    """What was measured, day by day, the switch, and the way to be rid of it."""
    page = paging.paginate(request, queries.measured_days(request.user))
    page.object_list = [queries.shown_day(row) for row in page]
    context = {
        "page": page,
        "is_measured": queries.is_measured(request.user.pk),
        "tabs": tabs.mine("hours-measured"),
        "day_most": units.clock_words(measuring.minutes.DAY_MOST),
    }
    return render(request, "peerreview/hours/measured.html", context)


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Measure from now on, or not."""
    is_on = request.POST.get("on") == "yes"
    services.set_measuring(person=request.user, is_on=is_on)
    told = _("Active time is counted from now on.") if is_on else _("Nothing is counted any more.")
    messages.success(request, told)
    return redirect("hours-measured")


@login_required
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Delete a day, or all that was measured."""
    day = _day(request.POST.get("day", ""))
    if day or request.POST.get("all") == "yes":
        services.forget_measured(person=request.user, day=day)
        messages.success(request, _("Deleted."))
    return redirect("hours-measured")


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


# ---- one's own entries ------------------------------------------------------------------------


@login_required
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """What I say myself."""
    context = {
        "page": paging.paginate(request, queries.entries_of(request.user)),
        "tabs": tabs.mine("hours-entries"),
    }
    return render(request, "peerreview/hours/entries.html", context)


@login_required
@page_or_form
def entry_new(request: HttpRequest) -> HttpResponse:
    """Write down what I did."""
    initial = {"day": queries.today(clock.now())}
    form = forms.EntryForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _written(request, form, None):
        messages.success(request, _("Written down."))
        return redirect("hours-entries")
    return _entry(request, form, None)


@login_required
@page_or_form
def entry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change it."""
    found = access.entry_for_owner(request.user, uuid)
    initial = {
        "day": found.day,
        "hours": units.clock_words(found.minutes),
        "description": found.description,
        "url": found.url,
        "uuid": found.uuid,
    }
    form = forms.EntryForm(request.POST or None, initial=initial)
    del form.fields["file"]
    if request.method == "POST" and form.is_valid() and _written(request, form, found):
        messages.success(request, _("Changed."))
        return redirect("hours-entries")
    return _entry(request, form, found)


def _written(request: HttpRequest, form: Any, found: Any) -> bool:
    values = form.cleaned_data
    said = services.Said(
        day=values["day"],
        minutes=values["hours"],
        description=values["description"],
        url=values["url"],
    )
    try:
        if found:
            services.amend(entry=found, said=said, by=request.user)
        else:
            file = values["file"]
            name = file.name if file else ""
            services.declare(
                person=request.user, said=said, uuid=values["uuid"], file=file, file_name=name
            )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def _entry(request: HttpRequest, form: Any, found: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(
        request, "peerreview/hours/entry.html", {"form": form, "entry": found}, status=status
    )


@login_required
@require_POST
def entry_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take it back."""
    found = access.entry_for_owner(request.user, uuid)
    services.remove(entry=found, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("hours-entries")


@login_required
@require_safe
def entry_file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file I added."""
    return file_response(request, access.entry_for_owner(request.user, uuid))


def file_response(request: HttpRequest, found: Any) -> HttpResponseBase:
    """An entry's file, such that it cannot run anything here."""
    if not found.file_key:
        return HttpResponse(status=404)
    return serving.respond(
        request,
        key=found.file_key,
        size=found.file_size,
        content_type=found.file_type,
        name=f"evidence.{found.extension}",
        etag=f'"{found.file_sha256}"',
    )


# ---- what an activity counts for --------------------------------------------------------------


@login_required
@page_or_form
def of_activity(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A facilitator says how many hours an activity is."""
    activity = activity_access.activity_for_manager(request.user, uuid)
    statement = queries.statement_of(activity)
    initial = {"needs_reviews": statement.needs_reviews if statement else True}
    if statement:
        initial["hours"] = units.clock_words(statement.minutes)
    form = forms.StatementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _stated(request, form, activity):
        messages.success(request, _("Saved. Who is done is granted them within a minute."))
        return redirect("activity", activity.uuid)
    context = {
        "activity": activity,
        "form": form,
        "statement": statement,
        "crumbs": crumbs.inside(activity),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/hours/of_activity.html", context, status=status)


def _stated(request: HttpRequest, form: Any, activity: Any) -> bool:
    values = form.cleaned_data
    try:
        services.state_hours(
            activity=activity,
            minutes=values["hours"],
            needs_reviews=values["needs_reviews"],
            by=request.user,
        )
    except Invalid as error:
        form.add_error(error.field, error.message)
        return False
    return True
