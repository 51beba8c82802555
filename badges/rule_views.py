# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages about rules: their versions, changing them, trying them, and what people want of badges."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from badges import (
    access,
    answering,
    designing,
    pursuing,
    ready,
    rule_access,
    rule_pages,
    rule_queries,
    services,
    trying,
)
from badges.rule_forms import RuleEditor
from peerreview.kernel.errors import Conflict, DomainError, Invalid
from peerreview.kernel.paging import paginate

KEPT = gettext_lazy("The criteria are kept in the draft. Learners see them once you publish it.")
Act = Callable[[RuleEditor, dict[str, Any]], HttpResponse]


class ReflectionForm(forms.Form):
    """How somebody got there."""

    words = forms.CharField(
        label=gettext_lazy("How did you get there?"),
        max_length=pursuing.MOST_REFLECTION,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "What you tried, what you changed, what you would do next time. It counts for this badge, and only you read it here."
        ),
    )


@require_safe
def history(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The versions of a badge's rule, and what changed between two."""
    found = access.achievement_for_reader(uuid)
    context = {
        "achievement": found,
        "is_issuer": rule_access.may_change(request.user, found),
        **rule_pages.history(found, request.GET),
    }
    return render(request, "badges/criteria.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a rule, row by row; what is sent to be tried becomes a trial."""
    found = rule_access.achievement_to_change(request.user, uuid)
    editor = rule_pages.editor(request.user, found, _posted(request))

    def tried(editor: RuleEditor, tree: dict[str, Any]) -> HttpResponse:
        rule = vars(rule_access.proposal(editor, tree))
        trial = trying.start(achievement=found, by=request.user, **rule)
        return redirect("trial", uuid=trial.uuid)

    return _row_by_row(request, editor, {"try": tried}, {"achievement": found, "name": found.name})


@login_required
@require_http_methods(["GET", "POST"])
def edit_draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same with the rule of a new badge's draft, in which it can be kept."""
    draft = designing.new_draft_for(request.user, uuid)
    editor = rule_pages.draft_editor(request.user, draft, _posted(request))

    def tried(editor: RuleEditor, tree: dict[str, Any]) -> HttpResponse:
        rule = rule_access.proposal(editor, tree)
        trial = trying.start_for_draft(draft=draft, rule=rule, by=request.user)
        return redirect("trial", uuid=trial.uuid)

    def kept(editor: RuleEditor, tree: dict[str, Any]) -> HttpResponse:
        rule = rule_access.proposal(editor, tree)
        designing.keep_rule(draft=draft, rule=rule, by=request.user)
        messages.success(request, KEPT)
        return redirect("badge-draft", uuid=uuid)

    acts = {"try": tried, "keep": kept}
    return _row_by_row(request, editor, acts, {"draft": draft, "name": draft.name})


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _row_by_row(
    request: HttpRequest, editor: RuleEditor, acts: dict[str, Act], context: dict[str, Any]
) -> HttpResponse:
    """Read in words what was sent, do with it one of `acts`, or do to a row what its button says."""
    act = request.POST.get("act", "")
    is_read = act == "check" or act in acts
    in_words = None
    if is_read and (tree := editor.tree()):
        try:
            if act in acts:
                return acts[act](editor, tree)
            in_words = rule_access.checked(tree, editor)
        except DomainError as error:
            field = error.field if error.field in editor.head.fields else None
            editor.head.add_error(field, str(error))
    elif not is_read:
        editor.act(act)
    context |= {
        "editor": editor,
        "rows": editor.shown(),
        "skills": access.known_skills(),
        "in_words": in_words,
        "show_errors": is_read,
        "faults": editor.faults() if is_read else [],
    }
    return render(request, "badges/criteria_edit.html", context)


@login_required
@require_safe
def trial(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a rule would have meant; while it runs, how far it is."""
    found = rule_access.trial_for_issuer(request.user, uuid)
    context = rule_pages.on_trial(found)
    if context["is_done"]:
        context["people"] = paginate(request, rule_pages.pseudonymous(found))
    if not request.htmx:
        return render(request, "badges/trial.html", context)
    answer = render(request, "badges/_trial_progress.html", context)
    if context["is_done"]:
        # What each would lack is told further down, on the whole page.
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def trial_publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Publish the rule that was tried; that of a new badge's draft is kept in it."""
    found = rule_access.trial_for_issuer(request.user, uuid)
    if found.draft:
        return _kept(request, found)
    if not found.figures["of"] and request.POST.get("untried") != "1":
        message = _(
            "Nobody could be judged by this rule. Tick the box if you publish it all the same."
        )
        messages.error(request, message)
        return redirect("trial", uuid=uuid)
    try:
        trying.publish(trial=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("trial", uuid=uuid)
    messages.success(request, _("The new rule holds. Who asked before keeps theirs."))
    return redirect("criteria", uuid=found.achievement.uuid)


def _kept(request: HttpRequest, trial: Any) -> HttpResponse:
    try:
        draft = trying.keep(trial=trial, by=request.user)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("trial", uuid=trial.uuid)
    messages.success(request, KEPT)
    return redirect("badge-draft", uuid=draft.uuid)


ACTS = {
    "wish": (pursuing.wish, gettext_lazy("It is on your list.")),
    "request": (
        pursuing.request,
        gettext_lazy(
            "You have asked for it. What is there counts; it is offered to you once it is enough."
        ),
    ),
    "drop": (pursuing.drop, gettext_lazy("Taken back: it is off your list.")),
    "decline": (pursuing.decline, gettext_lazy("Just feedback, then. Nobody sees that.")),
    "reconsider": (pursuing.reconsider, gettext_lazy("You are considered again.")),
    "move-up": (pursuing.move_up, gettext_lazy("You are judged by the newest rule now.")),
}


@login_required
@require_POST
def want(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what one wants of a badge."""
    found = access.achievement_for_reader(uuid)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, _("Choose one of the buttons."))
        return redirect("achievement", uuid=uuid)
    try:
        act[0](achievement=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(act[1]))
    return redirect("achievement", uuid=uuid)


@login_required
@require_http_methods(["GET", "POST"])
def reflection(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write how one got there."""
    found = access.achievement_for_reader(uuid)
    written = rule_queries.reflection_of(request.user.pk, found)
    form = ReflectionForm(request.POST or None, initial={"words": written.text if written else ""})
    if request.method == "POST" and form.is_valid():
        try:
            pursuing.reflect(achievement=found, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("words", str(error))
        else:
            messages.success(request, _("Kept. It counts for the badge."))
            return redirect("achievement", uuid=uuid)
    return render(request, "badges/reflection.html", {"achievement": found, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who works towards a badge, for those who may stand up for them."""
    found = rule_access.achievement_to_approve(request.user, uuid)
    fault, typed = "", ""
    if request.method == "POST":
        typed = request.POST.get("reason", "")
        try:
            messages.success(request, _answered(request, found, typed))
        except DomainError as error:
            fault = str(error)
        else:
            return redirect("achievement-people", uuid=uuid)
    page = paginate(request, rule_queries.on_the_way_to(found))
    context = {
        "achievement": found,
        "page": page,
        "people": rule_pages.approving(found, page, request.user),
        "asks_approval": rule_queries.asks_approval(found),
        "fault": fault,
        "fault_of": request.POST.get("person", ""),
        "typed": typed,
    }
    return render(request, "badges/people.html", context)


def _answered(request: HttpRequest, found: Any, reason: str) -> str:
    person = rule_access.person_on_the_way(found, request.POST.get("person", ""))
    act = request.POST.get("act", "approve")
    return answering.answer(act, achievement=found, person=person, by=request.user, reason=reason)


@login_required
@require_http_methods(["GET", "POST"])
def ready_made(request: HttpRequest) -> HttpResponse:
    """Badges that are ready to be opened."""
    access.refuse_unless_of_site(request.user)
    if request.method == "POST":
        try:
            made = ready.open_ready(key=request.POST.get("key", ""), by=request.user)
        except Conflict as error:
            messages.error(request, str(error))
            return redirect("badges-ready")
        messages.success(request, _("The badge is open. Who wants it asks for it."))
        return redirect("achievement", uuid=made.uuid)
    there = ready.open_already()
    shown = [(item, rule_pages.drafted(item.tree, None), there.get(item.key)) for item in ready.ALL]
    return render(request, "badges/ready.html", {"ready": shown, "issuer": services.site_issuer()})
