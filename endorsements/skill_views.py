# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of skills: frameworks, what is in them, imports, merges, links with rubrics."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endorsements import framing, rules, skill_queries, skills
from endorsements import skill_access as access
from endorsements.skill_forms import EntryForm, FrameworkForm, ImportForm, LinkForm, MergeForm
from peerreview.kernel import paging
from peerreview.kernel.errors import DomainError

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 50


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, f"endorsements/skills/{template}.html", context, status=status)


def _add_error(form: Any, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


@login_required
@require_GET
def frameworks(request: HttpRequest) -> HttpResponse:
    """The skills of the site and of my groups."""
    context = {
        "page": paging.paginate(request, skill_queries.readable_by(request.user)),
        "may_merge": rules.may_merge(request.user),
    }
    return render(request, "endorsements/skills/frameworks.html", context)


@login_required
@page_or_form
def framework_new(request: HttpRequest, uuid: UUID | None = None) -> HttpResponse:
    """A framework of a group one looks after, or of the site."""
    cohort = access.cohort_for_tender(request.user, uuid) if uuid else None
    if cohort is None:
        access.require_site_tender(request.user)
    form = FrameworkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = framing.create_framework(by=request.user, cohort=cohort, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            return redirect("framework", made.uuid)
    return _answer(request, "framework_form", {"form": form, "cohort": cohort})


@login_required
@page_or_form
def framework_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Its name and description."""
    framework = access.framework_for_tender(request.user, uuid)
    started = {"name": framework.name, "description": framework.description}
    form = FrameworkForm(request.POST or None, initial=started)
    if request.method == "POST" and form.is_valid():
        try:
            framing.describe(framework=framework, by=request.user, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            return redirect("framework", uuid)
    return _answer(request, "framework_form", {"form": form, "framework": framework})


@login_required
@require_GET
def framework(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The skills of one framework."""
    found = access.framework_for_reader(request.user, uuid)
    search = request.GET.get("q", "").strip()[:80]
    context = {
        "framework": found,
        "page": paging.paginate(request, skill_queries.entries_of(found, search=search)),
        "search": search,
        "may_tend": rules.may_tend_framework(request.user, found),
    }
    return render(request, "endorsements/skills/framework.html", context)


@login_required
@page_or_form
def entry_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One more skill."""
    found = access.framework_for_tender(request.user, uuid)
    return _entry(request, found, EntryForm(request.POST or None))


@login_required
@page_or_form
def entry_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a skill means here; its name and identifier stay."""
    entry = access.entry_for_tender(request.user, uuid)
    form = EntryForm(request.POST or None, initial=EntryForm.started(entry))
    for name in ("name", "identifier"):
        form.fields[name].disabled = True
    return _entry(request, entry.framework, form, entry)


def _entry(
    request: HttpRequest, framework: Any, form: EntryForm, entry: Any = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            framing.put(framework=framework, line=form.line(), by=request.user)
        except DomainError as error:
            _add_error(form, error)
        else:
            return redirect("framework", framework.uuid)
    context = {"form": form, "framework": framework, "entry": entry}
    return _answer(request, "entry_form", context)


@login_required
@require_POST
def entry_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Out of the framework; what was said for it stands."""
    entry = access.entry_for_tender(request.user, uuid)
    framing.remove(entry=entry, by=request.user)
    messages.success(request, _("“%(name)s” is out.") % {"name": entry.skill.name})
    return redirect("framework", entry.framework.uuid)


@login_required
@page_or_form
def framework_import(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """First what the file says and would do; then, when nothing is wrong and it is confirmed, the act."""
    found = access.framework_for_tender(request.user, uuid)
    form = ImportForm(request.POST or None, request.FILES or None)
    sheet = form.cleaned_data.get("table") if form.is_bound and form.is_valid() else None
    act = request.POST.get("do")
    if sheet and not sheet.faults and act in ("take", "take-others"):
        try:
            return _taken(request, found, sheet, leave_out=act == "take-others")
        except DomainError as error:
            form.add_error("file", str(error))
    is_sound = bool(sheet and not sheet.faults)
    foreseen = framing.foresee(found, sheet.lines) if is_sound else []
    problems = [each for each in foreseen if each.does == framing.TAKEN]
    fit = [each for each in foreseen if each.does != framing.TAKEN]
    context = {
        "framework": found,
        "form": form,
        "is_read": bool(fit),
        "rows": fit[:SHOWN],
        "total": len(fit),
        "faults": sheet.faults[:SHOWN] if sheet else (),
        "problems": problems[:SHOWN],
        "content": form.cleaned_data.get("content", "") if sheet else "",
    }
    is_bad = bool(form.errors or problems or (sheet and sheet.faults))
    status = 422 if is_bad else 200
    return render(request, "endorsements/skills/import.html", context, status=status)


def _taken(request: HttpRequest, framework: Any, sheet: Any, *, leave_out: bool) -> HttpResponse:
    added, changed = framing.take(
        framework=framework, lines=sheet.lines, by=request.user, leave_out=leave_out
    )
    said = _("Done: %(added)d new, %(changed)d changed; the others were the same.")
    messages.success(request, said % {"added": added, "changed": changed})
    return redirect("framework", framework.uuid)


@login_required
@require_GET
def skill(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a skill means in my communities, and what shows it."""
    found = access.skill_for_reader(request.user, uuid)
    entries = skill_queries.entries_with(found, request.user)
    context = {
        "skill": found,
        "page": paging.paginate(request, entries),
        "may_merge": rules.may_merge(request.user),
    }
    return render(request, "endorsements/skills/skill.html", context)


@login_required
@page_or_form
def merges(request: HttpRequest) -> HttpResponse:
    """Two names for one skill: merge them; what was merged, and undoing it."""
    access.require_merger(request.user)
    form = MergeForm(request.POST or None, initial={"source": request.GET.get("source", "")[:80]})
    if request.method == "POST" and form.is_valid():
        try:
            skills.merge(by=request.user, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Merged. What was said for it followed."))
            return redirect("skill-merges")
    page = paging.paginate(request, skill_queries.merges())
    return _answer(request, "merges", {"form": form, "page": page})


@login_required
@require_POST
def merge_undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Part them again."""
    made = access.merge_for_merger(request.user, uuid)
    try:
        skills.undo_merge(made=made, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Parted again; what had moved is back."))
    return redirect("skill-merges")


@login_required
@page_or_form
def rubric_skills(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which criteria of my rubric show which skills."""
    rubric = access.rubric_to_link(request.user, uuid)
    titles = skill_queries.criteria_titles(rubric)
    offered = skill_queries.skills_between(request.user)[: skill_queries.MOST_OFFERED]
    form = LinkForm(request.POST or None, criteria=titles, skills=offered)
    if request.method == "POST" and form.is_valid():
        framing.link(
            skill=form.cleaned_data["skill"],
            rubric=rubric,
            criterion_key=form.cleaned_data["criterion"],
            by=request.user,
        )
        return redirect("rubric-skills", uuid)
    page = paging.paginate(request, skill_queries.links_of_rubric(rubric))
    rows = [(made, titles.get(made.criterion_key, made.criterion_key)) for made in page]
    return _answer(request, "rubric", {"form": form, "rubric": rubric, "page": page, "rows": rows})


@login_required
@require_POST
def rubric_skill_remove(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """No longer linked."""
    rubric = access.rubric_to_link(request.user, uuid)
    framing.unlink(made=access.link_of(rubric, pk), by=request.user)
    return redirect("rubric-skills", uuid)
