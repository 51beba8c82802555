# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of flags and cases."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.activities import crumbs
from peerreview.kernel import paging
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.moderation import access, cases, kinds, queries, services, signs, tabs
from peerreview.moderation.forms import AnswerForm, FlagForm, ReinstateForm, RulingForm

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page_or_form
def flag(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Say that something is wrong with a thing one sees; `?part=` names it where it has no id."""
    thing = kinds.kind_named(kind).seen_by(request.user, uuid, request.GET.get("part", ""))
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            raised = services.flag(thing=thing, by=request.user, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Thank you. A moderator looks at it. This is the case."))
            return redirect("case", raised.case.uuid)
    is_own = kinds.is_own(request.user, thing)
    context = {"thing": thing, "form": form, "is_own": is_own}
    status = 422 if form.errors else 200
    return render(request, "peerreview/moderation/flag.html", context, status=status)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The cases I have a part in."""
    page = paging.paginate(request, queries.cases_with(request.user))
    rows = cases.views_of(request.user, page, is_moderator=False)
    may_rule = request.user.is_staff or queries.facilitates(request.user)
    context = {"page": page, "rows": rows, "may_rule": may_rule}
    return render(request, "peerreview/moderation/mine.html", context)


@login_required
@require_GET
def activity_cases(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The cases of an activity, for who looks after it."""
    activity = access.activity_for_moderator(request.user, uuid)
    counts = queries.case_counts(activity)
    state = tabs.chosen(request.GET.get("state", ""), counts)
    page = paging.paginate(request, queries.cases_in(activity, state=state))
    context = {
        "activity": activity,
        "page": page,
        "rows": cases.views_of(request.user, page, is_moderator=True),
        "filters": tabs.case_filters(counts, state),
        "places": tabs.places(activity, "cases"),
        "crumbs": crumbs.inside(activity),
    }
    return render(request, "peerreview/moderation/cases.html", context)


@login_required
@require_GET
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Cases that belong to no activity, for who looks after where they belong."""
    access.require_moderator_elsewhere(request.user)
    page = paging.paginate(request, queries.cases_elsewhere(request.user))
    rows = cases.views_of(request.user, page, is_moderator=True)
    return render(request, "peerreview/moderation/elsewhere.html", {"page": page, "rows": rows})


@login_required
@require_GET
def case(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One case, as this reader may see it."""
    return _case(request, access.case_for(request.user, uuid))


def _case(request: HttpRequest, found: Any, **forms: Any) -> HttpResponse:
    view = cases.view_of(request.user, found)
    rulings = services.rulings_for(found, request.user)
    context = {
        "view": view,
        "case": found,
        "activity": found.activity,
        "answer_form": AnswerForm(initial={"answer": found.answer}),
        "ruling_form": RulingForm(rulings=rulings),
        "reinstate_form": ReinstateForm(),
        "noticed": signs.reasons_for(found),
        "links_to_work": cases.links_to_work(request.user, found),
        **forms,
    }
    status = 422 if forms else 200
    return render(request, "peerreview/moderation/case.html", context, status=status)


@login_required
@require_POST
def case_answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The person it concerns answers."""
    found = access.case_for(request.user, uuid)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.answer(case=found, words=form.cleaned_data["answer"], by=request.user)
        except Invalid as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Your answer is kept. The moderator reads it."))
            return redirect("case", found.uuid)
    return _case(request, found, answer_form=form)


@login_required
@require_POST
def case_hide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A moderator hides the thing until the ruling, or shows it again."""
    found = access.case_for(request.user, uuid)
    is_hidden = request.POST.get("hide") == "yes"
    services.hide(case=found, is_hidden=is_hidden, by=request.user)
    told = _("Hidden until you rule.") if is_hidden else _("Shown again.")
    messages.success(request, told)
    return redirect("case", found.uuid)


@login_required
@require_POST
def case_rule(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A moderator ends the case."""
    found = access.case_for(request.user, uuid)
    form = RulingForm(request.POST, rulings=services.rulings_for(found, request.user))
    if form.is_valid():
        try:
            services.rule(case=found, by=request.user, **form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Ruled. Both sides are told, with your reason."))
            return redirect("case", found.uuid)
    return _case(request, found, ruling_form=form)


@login_required
@require_POST
def case_reinstate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A moderator brings back what a ruling had set aside."""
    found = access.case_for(request.user, uuid)
    form = ReinstateForm(request.POST)
    if form.is_valid():
        services.reinstate(case=found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("It is back. Both sides are told, with your reason."))
        return redirect("case", found.uuid)
    return _case(request, found, reinstate_form=form)
