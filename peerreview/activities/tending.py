# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Views for who looks after an activity: changing it, its stages, people's dates."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from peerreview.activities import access, crumbs, people, queries, rules, services
from peerreview.activities.forms import RulesForm
from peerreview.activities.stage_forms import ExtensionForm, PeopleForm, ReopenForm, stage_forms
from peerreview.activities.stages import Act, closes_at
from peerreview.activities.staging import set_stages
from peerreview.activities.windows import window_of
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import DomainError, Invalid

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def zone_of(activity: Any, user: Any) -> str:
    """The zone in which the times of an activity are typed."""
    return activity.cohort.time_zone if activity.cohort else user.time_zone


@login_required
@page_or_form
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what an activity asks."""
    activity = access.activity_for_manager(request.user, uuid)
    initial = {name: getattr(activity, name) for name in RulesForm.base_fields if name != "brief"}
    form = RulesForm(
        request.POST or None,
        user=request.user,
        keep=activity.rubric_version,
        initial={**initial, "brief": activity.brief_source},
    )
    _leave_out(form, activity)
    if request.method == "POST" and form.is_valid():
        values = {name: initial.get(name) for name in RulesForm.base_fields} | form.cleaned_data
        try:
            services.edit_activity(activity=activity, by=request.user, **values)
        except Invalid as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("activity", uuid)
    context = {
        "activity": activity,
        "cohort": activity.cohort,
        "form": form,
        "has_work": queries.totals(activity).submitted > 0,
        "crumbs": crumbs.inside(activity),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/activities/edit.html", context, status=status)


def _leave_out(form: RulesForm, activity: Any) -> None:
    if activity.kind == "exchange":
        del form.fields["reviews_needed"]
        del form.fields["reviews_asked"]
    if activity.cohort is None:
        del form.fields["team_size"]


@login_required
@page_or_form
def stages(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every stage with its switch, dates and grace."""
    activity = access.activity_for_manager(request.user, uuid)
    zone = zone_of(activity, request.user)
    forms = stage_forms(activity, window_of(activity), zone, request.POST or None)
    # Every form is asked, so that all errors show at once.
    unclean = [form for form in forms if not form.is_valid()]
    if request.method == "POST" and not unclean:
        try:
            spans = {form.act: form.to_span() for form in forms}
            set_stages(activity=activity, spans=spans, by=request.user)
        except Invalid as error:
            act, _dash, field = error.field.partition("-")
            [form] = [form for form in forms if form.act == act]
            form.add_error("grace_minutes" if field == "grace_seconds" else field, error.message)
        else:
            messages.success(request, _("The stages are set."))
            return redirect("activity-stages", uuid)
    return _stages_page(request, activity, forms, zone)


def _stages_page(request: HttpRequest, activity: Any, forms: list[Any], zone: str) -> HttpResponse:
    now, window = clock.now(), window_of(activity)
    ends = {act: closes_at(window, act) for act in (Act.SUBMIT, Act.REVIEW)}
    context = {
        "activity": activity,
        "forms": forms,
        "failed": [form for form in forms if form.errors],
        "zone": zone,
        "begun": activity.opens_at < now,
        "closed": [act for act, end in ends.items() if end is not None and end <= now],
        "reopening": {str(act): ReopenForm(zone=zone, prefix=f"reopen-{act}") for act in ends},
        "crumbs": crumbs.inside(activity),
    }
    status = 422 if context["failed"] else 200
    return render(request, "peerreview/activities/stages.html", context, status=status)


@login_required
@require_POST
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a stage now."""
    activity = access.activity_for_manager(request.user, uuid)
    try:
        services.close_now(activity=activity, act=_act(request), by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is closed. You can open it again."))
    return redirect("activity-stages", uuid)


@login_required
@require_POST
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a closed stage again."""
    activity = access.activity_for_manager(request.user, uuid)
    act = _act(request)
    zone = zone_of(activity, request.user)
    form = ReopenForm(request.POST, zone=zone, prefix=f"reopen-{act}")
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["until"]))
        return redirect("activity-stages", uuid)
    try:
        services.reopen(
            activity=activity, act=act, until=form.cleaned_data["until"], by=request.user
        )
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is open again."))
    return redirect("activity-stages", uuid)


def _act(request: HttpRequest) -> Act:
    typed = request.POST.get("act", "")
    return Act(typed) if typed in {Act.SUBMIT, Act.REVIEW} else Act.SUBMIT


@login_required
@page_or_form
def extensions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who takes part, with the more time they have; and more time for those chosen."""
    activity = access.activity_for_manager(request.user, uuid)
    window, zone = window_of(activity), zone_of(activity, request.user)
    everyone = queries.participants(activity)
    form = ExtensionForm(request.POST or None, people=everyone, window=window, zone=zone)
    if request.method == "POST":
        if request.POST.get("do") == "reopen":
            # The same fields, of which this needs fewer.
            form = PeopleForm(request.POST, people=everyone)
        if form.is_valid() and _allow(request, activity, form):
            return redirect("activity-extensions", uuid)
    shown = form if "until" in form.fields else _with_dates(form, request, everyone, window, zone)
    search = request.GET.get("q", "").strip()[:80]
    rows = people.rows(activity, search=search)
    context = {
        "activity": activity,
        "form": shown,
        "chosen": request.POST.getlist("people"),
        "page": paging.paginate(request, rows, per_page=25),
        "search": search,
        "zone": zone,
        "with_names": rules.sees_names(request.user, activity),
        "crumbs": crumbs.inside(activity),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/activities/extensions.html", context, status=status)


def _with_dates(
    form: PeopleForm, request: HttpRequest, everyone: Any, window: Any, zone: str
) -> ExtensionForm:
    """The whole form with the errors of the shorter one."""
    whole = ExtensionForm(request.POST, people=everyone, window=window, zone=zone)
    whole._errors = form.errors
    return whole


def _allow(request: HttpRequest, activity: Any, form: PeopleForm) -> bool:
    """Do what was asked for the people chosen; errors go to the form."""
    values = {"activity": activity, "by": request.user, **form.cleaned_data}
    try:
        if "until" in values:
            count = len(services.extend(**{**values, "stage": Act(values["stage"])}))
            text = ngettext("%(n)s person has more time.", "%(n)s people have more time.", count)
        else:
            count = len(services.reopen_submissions(**values))
            text = ngettext("%(n)s work is a draft again.", "%(n)s works are drafts again.", count)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, text % {"n": count})
    return True


@login_required
@require_POST
def unseal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let an author read reviews that are sealed until they have reviewed."""
    submission = access.submission_for_manager(request.user, uuid)
    try:
        services.unseal(
            submission=submission, reason=request.POST.get("reason", ""), by=request.user
        )
    except Invalid as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Its author can read the reviews now."))
    return redirect("submission", uuid)
