# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The backpack: badges earned elsewhere."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from badges import opening
from badges.backpack import access, queries, rules, services
from badges.backpack.forms import BringForm
from peerreview.kernel.errors import DomainError
from peerreview.kernel.paging import paginate

PER_PAGE = 12


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def backpack(request: HttpRequest) -> HttpResponse:
    """What one brought along, and the form for more."""
    form = BringForm()
    if request.method == "POST":
        form = _form(request)
        brought = _bring(request, form)
        if isinstance(brought, services.Lot):
            _tell(request, brought)
            return redirect("backpack")
        if brought:
            said = (
                _("It is in your backpack.") if brought.is_new else _("It was there; checked anew.")
            )
            messages.success(request, said)
            return redirect("kept-badge", uuid=brought.badge.uuid)
    page = paginate(request, queries.kept_by(request.user.pk), per_page=PER_PAGE)
    context = {
        "page": page,
        "form": form,
        "most": services.MOST_KEPT,
        "max_bytes": opening.MAX_BYTES,
        "too_large": str(opening.too_large()),
    }
    return render(request, "badges/backpack/backpack.html", context)


def _form(request: HttpRequest) -> BringForm:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > opening.MAX_REQUEST:
        return BringForm.refused("file", str(opening.too_large()))
    try:
        return BringForm(request.POST, request.FILES)
    except RequestDataTooBig:
        message = _("This is longer than any badge. Add the badge's file instead.")
        return BringForm.refused("credential_id", message)


def _bring(request: HttpRequest, form: BringForm) -> services.Brought | services.Lot | None:
    if not form.is_valid():
        return None
    upload, typed = form.cleaned_data.get("file"), form.cleaned_data["credential_id"]
    field = "file" if upload else "credential_id"
    try:
        content = (
            opening.document_in(upload.read(opening.MAX_BYTES + 1))
            if upload
            else opening.document_by_id(typed)
        )
        if several := opening.several_in(content):
            return services.bring_several(owner=request.user, contents=several)
        return services.bring(owner=request.user, content=content)
    except DomainError as error:
        form.add_error(field, str(error))
        return None


def _tell(request: HttpRequest, lot: services.Lot) -> None:
    """What became of a list of badges, in a line for each thing that happened."""
    if lot.new:
        said = ngettext(
            "%(n)d badge is new in your backpack.",
            "%(n)d badges are new in your backpack.",
            lot.new,
        )
        messages.success(request, said % {"n": lot.new})
    if lot.known:
        said = ngettext("%(n)d badge was there.", "%(n)d badges were there.", lot.known)
        messages.info(request, said % {"n": lot.known})
    for reason, count in lot.refused.items():
        said = ngettext("%(n)d was left out: %(why)s", "%(n)d were left out: %(why)s", count)
        messages.warning(request, said % {"n": count, "why": reason})
    if lot.left:
        said = ngettext(
            "%(n)d badge is still to come: bring the same file again.",
            "%(n)d badges are still to come: bring the same file again.",
            lot.left,
        )
        messages.warning(request, said % {"n": lot.left})


@require_safe
def kept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One badge from elsewhere: what it says, who issued it, what the last check found."""
    found = access.badge_for_reader(request.user, uuid)
    context = {
        "badge": found,
        "is_owner": request.user.is_authenticated and found.owner_id == request.user.pk,
        "may_be_shown": rules.may_be_shown(found),
    }
    return render(request, "badges/backpack/badge.html", context)


@login_required
@require_safe
def kept_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The badge as it came."""
    found = access.badge_for_owner(request.user, uuid)
    ending, kind = (
        ("json", "application/json") if found.content[:1] == "{" else ("jwt", "text/plain")
    )
    response = HttpResponse(found.content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="badge-{found.uuid}.{ending}"'
    return response


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything one brought along, in one file."""
    badges = [_as_it_came(row.content) for row in queries.documents_of(request.user.pk)]
    response = JsonResponse({"badges": badges}, json_dumps_params={"indent": 1})
    response["Content-Disposition"] = 'attachment; filename="backpack.json"'
    return response


def _as_it_came(content: str) -> Any:
    return json.loads(content) if content[:1] == "{" else content


@login_required
@require_POST
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Look again, now."""
    found = services.check_again(badge=access.badge_for_owner(request.user, uuid))
    messages.info(request, found.headline)
    return redirect("kept-badge", uuid=uuid)


@login_required
@require_POST
def show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show it on one's profile, or keep it."""
    found = access.badge_for_owner(request.user, uuid)
    try:
        services.set_shown(
            badge=found, by=request.user, is_shown=request.POST.get("is_shown") == "1"
        )
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("kept-badge", uuid=uuid)


@login_required
@require_POST
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take it out."""
    services.take_out(badge=access.badge_for_owner(request.user, uuid), by=request.user)
    messages.success(request, _("The badge is out of your backpack."))
    return redirect("backpack")
