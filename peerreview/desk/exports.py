# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages that hand an activity's data out: a choice, the dictionary, the files."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from peerreview.activities import crumbs
from peerreview.desk import access, export, services, tabs
from peerreview.desk.forms import EVERYTHING, ExportForm
from peerreview.desk.masks import Mask
from peerreview.desk.tables import BY_NAME, TABLES
from peerreview.kernel import clock
from peerreview.kernel.streams import download

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Choose what to take out; posting hands the file over, since that is written down."""
    activity = access.activity_for_facilitator(request.user, uuid)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _file(request, activity, **form.cleaned_data)
    context = {
        "activity": activity,
        "form": form,
        "tables": TABLES,
        "tabs": tabs.of(activity, "desk-export"),
        "crumbs": crumbs.inside(activity),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/desk/export.html", context, status=status)


def _file(
    request: HttpRequest, activity: Any, *, table: str, form: str, pseudonymous: bool
) -> HttpResponseBase:
    mask = Mask(is_pseudonymous=pseudonymous)
    services.note_export(
        activity=activity,
        tables=list(BY_NAME) if table == EVERYTHING else [table],
        form=form,
        is_pseudonymous=pseudonymous,
        by=request.user,
    )
    chosen = {"form": form, "mask": mask, "reader": request.user}
    if table != EVERYTHING:
        handle = export.one_table(BY_NAME[table], activity, **chosen)
        return download(
            request, handle, content_type=TYPES[form], name=_name(activity, table, form)
        )
    handle = export.everything(activity, **chosen)
    return download(
        request, handle, content_type="application/zip", name=_name(activity, "everything", "zip")
    )


def _name(activity: Any, what: str, extension: str) -> str:
    """Tells the activity and the day apart among other downloads; in letters any system can save."""
    title = slugify(activity.title)[:60].strip("-") or str(activity.uuid)
    return f"{title}-{what}-{clock.now():%Y-%m-%d}.{extension}"


@login_required
@require_GET
def dictionary(request: HttpRequest) -> HttpResponseBase:
    """What each column means; `?form=csv` or `json` gives it as a file."""
    form = request.GET.get("form", "")
    if form == "csv":
        response = HttpResponse(export.dictionary_csv(TABLES), content_type=TYPES["csv"])
        response["Content-Disposition"] = 'attachment; filename="dictionary.csv"'
        return response
    if form == "json":
        response = HttpResponse(content_type=TYPES["json"])
        response["Content-Disposition"] = 'attachment; filename="dictionary.json"'
        response.write(export.dictionary_json(TABLES))
        return response
    if form:
        return redirect("desk-dictionary")
    context = {"tables": TABLES}
    return render(request, "peerreview/desk/dictionary.html", context)
