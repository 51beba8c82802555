# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of facilitators about who reviews what, and what learners say for themselves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.activities import crumbs
from peerreview.allocation import (
    access,
    assigning,
    forecasting,
    overview,
    pairs,
    planning,
    policy,
    prospects,
    ruling,
    shown,
)
from peerreview.allocation.forms import MethodForm, PairForm, RuleForm, SimulationForm
from peerreview.cohorts.queries import companions_of
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import Conflict, Invalid

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PAGES = "peerreview/allocation/"


def _page(
    request: HttpRequest, name: str, activity: Any, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    common = {
        "activity": activity,
        "crumbs": crumbs.inside(activity),
        "tabs": shown.tabs(activity, name),
    }
    template = f"{PAGES}{name.replace('-', '_')}.html"
    return render(request, template, {**common, **context}, status=status)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, be it nothing; None when nothing was."""
    return request.POST if request.method == "POST" else None


@login_required
@require_GET
def allocation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who reviews what and why, what is lacking, what was given back."""
    activity = access.activity_for_facilitator(request.user, uuid)
    counts = overview.counts(activity)
    state = request.GET.get("state", "")
    state = state if state in counts else ""
    search = request.GET.get("q", "").strip()[:80]
    rows = overview.assignments(activity, state=state, search=search)
    context = {
        "page": paging.paginate(request, rows),
        "search": search,
        "state": state,
        "filters": shown.filters(counts, state, search),
        "totals": overview.totals(activity),
        "forecasts": list(prospects.forecasts_of(activity)[:7]),
        "unreadable": list(overview.unreadable(activity)[: overview.LACKING_SHOWN]),
        "lacking": list(overview.lacking(activity)[: overview.LACKING_SHOWN]),
        "declines": overview.declines(activity),
        "offers": prospects.offers_in(activity).count(),
        "plan": overview.plan_of(activity),
    }
    return _page(request, "allocation", activity, context)


@login_required
@page_or_form
def rules(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Rules of who reviews whom: those there are, and a new one."""
    activity = access.activity_for_facilitator(request.user, uuid)
    form = RuleForm(_posted(request), has_cohort=activity.cohort is not None)
    if request.method == "POST" and form.is_valid() and _make_rule(request, activity, form):
        messages.success(request, _("The rule holds from now on."))
        return redirect("allocation-rules", uuid)
    context = {
        "form": form,
        "page": paging.paginate(request, pairs.rules_of(activity)),
        "suggestions": overview.suggestions(activity),
    }
    return _page(request, "allocation-rules", activity, context, 422 if form.errors else 200)


def _make_rule(request: HttpRequest, activity: Any, form: RuleForm) -> bool:
    values = form.cleaned_data
    try:
        people = _people(activity, values)
        ruling.make_rule(
            activity=activity,
            kind=values["kind"],
            scope=values["scope"],
            uuid=values["uuid"],
            by=request.user,
            **people,
        )
    except (Invalid, Conflict) as error:
        form.add_error(error.field, error.message)
        return False
    return True


def _people(activity: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {
        field: overview.person_typed(activity, values[field], field)
        for field in ("reviewer", "author")
    }


@login_required
@require_POST
def rule_remove(request: HttpRequest, uuid: UUID, rule: UUID) -> HttpResponse:
    """Take a rule away."""
    activity = access.activity_for_facilitator(request.user, uuid)
    ruling.remove_rule(rule=access.rule_for_facilitator(activity, rule), by=request.user)
    messages.success(request, _("The rule is gone. What was given because of it stays."))
    return redirect("allocation-rules", uuid)


@login_required
@page_or_form
def assign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A work for a person: first what speaks for and against it, then it is done."""
    activity = access.activity_for_facilitator(request.user, uuid)
    asked = _posted(request)
    if asked is None and "reviewer" in request.GET:
        asked = request.GET
    first = {"author": request.GET.get("author", "")[:400]}
    form = PairForm(asked, initial=first)
    checks, people = [], {}
    if form.is_bound and form.is_valid():
        checks, people = _checks(activity, form)
    if request.method == "POST" and people and _assign(request, activity, people, form):
        return redirect("allocation", uuid)
    context = {
        "form": form,
        "checks": checks,
        "people": people,
        "may": checks and not any(check.bars for check in checks),
        "suggestions": overview.suggestions(activity),
    }
    return _page(request, "allocation-assign", activity, context, 422 if form.errors else 200)


def _checks(activity: Any, form: PairForm) -> tuple[list[Any], dict[str, Any]]:
    try:
        people = _people(activity, form.cleaned_data)
        work = overview.work_of(activity, people["author"], "author")
    except Invalid as error:
        form.add_error(error.field, error.message)
        return [], {}
    people = {"reviewer": people["reviewer"], "submission": work}
    return assigning.checks(activity=activity, **people), people


def _assign(request: HttpRequest, activity: Any, people: dict[str, Any], form: PairForm) -> bool:
    try:
        assigning.assign(activity=activity, by=request.user, **people)
    except Invalid as error:
        form.add_error(error.field, error.message)
        return False
    words = _("%(reviewer)s is given this work next.")
    messages.success(request, words % {"reviewer": people["reviewer"]})
    return True


@login_required
@page_or_form
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask, then take a duty back."""
    assignment = access.assignment_for_facilitator(request.user, uuid)
    activity = assignment.submission.activity
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        assigning.undo(assignment=assignment, by=request.user, reason=reason)
        messages.success(request, _("It is taken back. Somebody else can be given it."))
        return redirect("allocation", activity.uuid)
    return _page(request, "allocation-undo", activity, {"assignment": assignment})


@login_required
@page_or_form
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How work is given out; a plan before it is published, with the lot it was drawn by."""
    activity = access.activity_for_facilitator(request.user, uuid)
    published = overview.plan_of(activity)
    if request.method == "POST":
        planning.publish_plan(
            activity=activity, by=request.user, seed=shown.seed(request.POST.get("seed", ""))
        )
        messages.success(request, _("The plan is published. Everyone finds their reviews kept."))
        return redirect("allocation-plan", uuid)
    context: dict[str, Any] = {"plan": published, "half_time": None, "now": clock.now()}
    if published:
        context["remarks"] = shown.remarks(published.remarks)
        context["half_time"] = planning.half_time(published)
    else:
        context |= shown.drawn(activity, shown.seed(request.GET.get("seed", "")))
        context["form"] = MethodForm(initial={"method": overview.method_of(activity)})
        context["page"] = paging.paginate(request, context["pairs"])
    return _page(request, "allocation-plan", activity, context)


@login_required
@require_POST
def method(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose how work is given out."""
    activity = access.activity_for_facilitator(request.user, uuid)
    try:
        planning.choose_method(
            activity=activity, method=request.POST.get("method", ""), by=request.user
        )
    except (Invalid, Conflict) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("allocation-plan", uuid)


@login_required
@require_GET
def simulate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """If so many drop out: how many works get enough reviews, for several numbers asked."""
    activity = access.activity_for_facilitator(request.user, uuid)
    experience = prospects.experience_of(activity.cohort, clock.now())
    expected = experience.dropout if experience else 1 - policy.PRIOR_RATE
    first = {"dropout": round(expected * 100), "asked": activity.reviews_asked}
    form = SimulationForm(request.GET if "dropout" in request.GET else first)
    results = []
    if form.is_valid():
        results = shown.played(activity, **form.cleaned_data)
    context = {
        "form": form,
        "results": results,
        "experience": experience,
        "advised": prospects.advised(experience, activity.reviews_needed),
        **shown.size(activity),
    }
    return _page(request, "allocation-simulate", activity, context, 422 if form.errors else 200)


# ---- What learners say for themselves ---------------------------------------------------------


@login_required
@require_POST
def volunteer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer to do more, or no longer."""
    activity = access.activity_for_volunteer(request.user, uuid)
    number = request.POST.get("up_to", "")
    up_to = int(number) if number in {"0", "1", "2"} else -1
    forecasting.volunteer(activity=activity, person=request.user, up_to=up_to, by=request.user)
    messages.success(
        request,
        _("Thank you. You are asked only when there are too few reviews.")
        if up_to
        else _("You will not be asked for more."),
    )
    return redirect("activity", uuid)


@login_required
@require_GET
def conflicts(request: HttpRequest) -> HttpResponse:
    """People whose work I should not review."""
    search = request.GET.get("q", "").strip()[:80]
    named = paging.paginate(request, pairs.conflicts_of(request.user), key="named")
    others = companions_of(request.user, search=search)
    page = paging.paginate(request, pairs.not_named(others, request.user), per_page=10)
    context = {"named": named, "page": page, "search": search}
    return render(request, f"{PAGES}conflicts.html", context)


@login_required
@require_POST
def conflict_declare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put somebody on my list."""
    other = access.companion(request.user, uuid)
    ruling.declare_conflict(person=request.user, other=other, by=request.user)
    messages.success(request, _("Noted. Only you see this list."))
    return redirect("conflicts")


@login_required
@require_POST
def conflict_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take somebody off my list."""
    other = access.named_conflict(request.user, uuid)
    ruling.withdraw_conflict(person=request.user, other=other, by=request.user)
    messages.success(request, _("Taken off your list."))
    return redirect("conflicts")
