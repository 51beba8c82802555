# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of rubrics: the library, reading, printing and comparing, building, files in and out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.kernel import paging, text
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.rubrics import (
    access,
    canvas,
    comparing,
    documents,
    drafts,
    imports,
    queries,
    rules,
    services,
)
from peerreview.rubrics.forms import ImportForm, RubricBuilder
from peerreview.rubrics.specs import RubricSpec

SEARCH_MAX_CHARS = 100

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_GET
def rubrics(request: HttpRequest) -> HttpResponse:
    """The library and my own, all or what a search finds."""
    search = text.one_line(request.GET.get("q", ""))[:SEARCH_MAX_CHARS]
    is_own = request.GET.get("whose") == "mine"
    found = queries.library(request.user, search=search, is_own=is_own)
    page = paging.paginate(request, found, per_page=12)
    context = {"page": page, "search": search, "is_own": is_own}
    return render(request, "peerreview/rubrics/rubrics.html", context)


@login_required
@require_GET
def rubric(request: HttpRequest, uuid: UUID, number: int | None = None) -> HttpResponse:
    """Read one version, the newest by default."""
    version = access.version_for_reader(request.user, uuid, number)
    newest = version if number is None else queries.latest_version(version.rubric)
    context = {
        "version": version,
        "rubric": version.rubric,
        "criteria": queries.criteria_of(version),
        "newest": newest,
        "crumbs": [(_("Rubrics"), reverse("rubrics"))],
        "may_edit": rules.may_edit(request.user, version.rubric),
    }
    return render(request, "peerreview/rubrics/rubric.html", context)


@login_required
@require_GET
def rubric_print(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """One version on paper: a sheet to tick and to write on."""
    version = access.version_for_reader(request.user, uuid, number)
    context = {"version": version, "spec": queries.spec_of(version)}
    return render(request, "peerreview/rubrics/print.html", context)


@login_required
@require_GET
def rubric_versions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All versions of a rubric; two can be chosen to be compared."""
    shown = access.rubric_for_reader(request.user, uuid)
    context = {
        "rubric": shown,
        "page": paging.paginate(request, queries.versions_of(shown)),
        "crumbs": _crumbs(shown),
    }
    return render(request, "peerreview/rubrics/versions.html", context)


@login_required
@require_GET
def rubric_compare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What changed between two versions, from the earlier to the later whichever way they were chosen."""
    numbers = sorted(_number(request.GET.get(name)) or 0 for name in ("from", "to"))
    old, new = (access.version_for_reader(request.user, uuid, number) for number in numbers)
    context = {
        "old": old,
        "new": new,
        "parts": comparing.compare(queries.spec_of(old), queries.spec_of(new)),
        "crumbs": [*_crumbs(old.rubric), (_("Versions"), reverse("rubric-versions", args=[uuid]))],
    }
    return render(request, "peerreview/rubrics/compare.html", context)


def _crumbs(rubric: Any) -> list[tuple[str, str]]:
    return [
        (_("Rubrics"), reverse("rubrics")),
        (rubric.title, reverse("rubric", args=[rubric.uuid])),
    ]


@login_required
@require_GET
def rubric_json(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """One version as a JSON document."""
    version = access.version_for_reader(request.user, uuid, number)
    content = documents.write(queries.spec_of(version))
    return _download(version, content, "application/json", "json")


@login_required
@require_GET
def rubric_csv(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """One version as Canvas' rubric CSV."""
    version = access.version_for_reader(request.user, uuid, number)
    content = canvas.write(queries.spec_of(version))
    return _download(version, content, "text/csv; charset=utf-8", "csv")


def _download(version: Any, content: str, content_type: str, ending: str) -> HttpResponse:
    name = f"{slugify(version.title)[:60] or 'rubric'}-v{version.number}.{ending}"
    disposition = f'attachment; filename="{name}"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=content_type, headers=headers)


@login_required
@page_or_form
def rubric_import(request: HttpRequest) -> HttpResponse:
    """Bring rubrics in: one opens in the builder, several are published as my own, all or none."""
    if request.method != "POST":
        return _import_page(request, ImportForm())
    if "criteria-count" in request.POST:  # the builder, which stands at this address by now
        return _build(request, start=drafts.Draft())
    form = ImportForm(request.POST, request.FILES)
    try:
        specs = imports.read(form.content())
        if len(specs) > 1:
            services.publish_all(specs=specs, owner=request.user)
    except Invalid as error:
        form.add_error(None, error.message)
        return _import_page(request, form, status=422)
    if len(specs) > 1:
        said = ngettext("%(n)d rubric was published.", "%(n)d rubrics were published.", len(specs))
        messages.success(request, said % {"n": len(specs)})
        return redirect(reverse("rubrics") + "?whose=mine")
    return _imported(request, specs[0])


def _import_page(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "crumbs": [(_("Rubrics"), reverse("rubrics"))]}
    return render(request, "peerreview/rubrics/import.html", context, status=status)


def _imported(request: HttpRequest, spec: RubricSpec) -> HttpResponse:
    """The builder with what was brought in; what is missing for publishing is said at its fields."""
    builder = RubricBuilder(drafts.from_spec(spec), is_bound=True)
    builder.spec()
    context = {"builder": builder, "newest": None, "base": "", "is_imported": True}
    return render(request, "peerreview/rubrics/rubric_form.html", context)


@login_required
@page_or_form
def rubric_new(request: HttpRequest) -> HttpResponse:
    """Build a rubric."""
    return _build(request, start=drafts.Draft())


@login_required
@page_or_form
def rubric_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a rubric of mine: publishing makes the next version."""
    newest = access.version_for_reader(request.user, uuid)
    access.rubric_for_editor(request.user, uuid)
    return _build(request, start=drafts.from_spec(queries.spec_of(newest)), newest=newest)


def _build(request: HttpRequest, *, start: drafts.Draft, newest: Any = None) -> HttpResponse:
    if request.method != "POST":
        builder = RubricBuilder(start, is_bound=False)
        return _builder_page(request, builder, newest)
    draft = drafts.from_post(request.POST)
    if drafts.change(draft, request.POST.get("do", "")):
        return _builder_page(request, RubricBuilder(draft, is_bound=False), newest)
    return _publish(request, RubricBuilder(draft, is_bound=True), newest)


def _publish(request: HttpRequest, builder: RubricBuilder, newest: Any) -> HttpResponse:
    spec = builder.spec()
    if spec is None:
        return _builder_page(request, builder, newest)
    try:
        version = services.publish_rubric(
            spec=spec,
            owner=request.user,
            rubric=newest and newest.rubric,
            base_number=_number(request.POST.get("base")),
        )
    except (Conflict, Invalid) as error:
        builder.refuse(error.message)
        return _builder_page(request, builder, newest)
    messages.success(request, _("Published as version %(number)d.") % {"number": version.number})
    return redirect("rubric", version.rubric.uuid)


def _number(typed: str | None) -> int | None:
    is_number = typed and typed.isascii() and typed.isdigit() and len(typed) < 6
    return int(typed) if is_number else None


def _builder_page(request: HttpRequest, builder: RubricBuilder, newest: Any) -> HttpResponse:
    # After a button the base stays what it was; after a refusal it is the newest, so that
    # publishing again is the person's own choice.
    moved = not builder.errors() and request.POST.get("base")
    base = moved or (newest.number if newest else "")
    context = {"builder": builder, "newest": newest, "base": base}
    status = 422 if builder.errors() else 200
    return render(request, "peerreview/rubrics/rubric_form.html", context, status=status)


@login_required
@require_POST
def rubric_copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A copy of my own, open for changes."""
    version = access.version_for_reader(request.user, uuid)
    copy = services.copy_rubric(version=version, owner=request.user)
    messages.success(request, _("This copy is yours. Change what you like and publish it."))
    return redirect("rubric-edit", copy.rubric.uuid)


@login_required
@require_POST
def rubric_share(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put my rubric into everyone's library, or take it out."""
    mine = access.rubric_for_editor(request.user, uuid)
    shared = request.POST.get("shared") == "yes"
    services.share_rubric(rubric=mine, by=request.user, shared=shared)
    if shared:
        messages.success(request, _("Everyone can now find and use this rubric."))
    else:
        messages.success(request, _("It is yours alone again. Activities that use it keep it."))
    return redirect("rubric", uuid)
