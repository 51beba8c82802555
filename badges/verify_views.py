# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Checking badges, for people and for programs. Anyone may, without an account; nothing is kept."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from badges import opening, verifying
from badges.forms import VerifyForm
from badges.hosted_views import open_to_all
from peerreview.kernel.errors import DomainError, Invalid

# A list or bundle is checked as far as that; each check takes its time.
MOST_AT_ONCE = 20


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a badge. For anyone, without an account; nothing is kept, so no token is asked for."""
    form, found = VerifyForm(), {}
    if request.method == "POST":
        form = _verify_form(request)
        found = _checked(form)
    elif request.GET.get("id"):
        form = VerifyForm({"credential_id": request.GET["id"]})
        found = _checked(form)
    context = {
        "form": form,
        "result": None,
        **found,
        "max_bytes": opening.MAX_BYTES,
        "too_large": str(opening.too_large()),
    }
    return render(request, "badges/verify.html", context)


def _verify_form(request: HttpRequest) -> VerifyForm:
    """What was sent, or a refusal: what is far too large is not even read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > opening.MAX_REQUEST:
        return VerifyForm.refused("file", str(opening.too_large()))
    try:
        return VerifyForm(request.POST, request.FILES)
    except RequestDataTooBig:
        message = _("This is longer than any badge. Add the badge's file instead.")
        return VerifyForm.refused("credential_id", message)


def _checked(form: VerifyForm) -> dict[str, Any]:
    """`result`, or `several` (each with its result or the reason why it has none) and how many are `left`."""
    if not form.is_valid():
        return {}
    holder, upload = form.cleaned_data["holder"], form.cleaned_data.get("file")
    field = "file" if upload else "credential_id"
    try:
        if upload:
            found = opening.document_in(upload.read(opening.MAX_BYTES + 1))
        else:
            found = opening.document_by_id(form.cleaned_data["credential_id"])
        if several := opening.several_in(found):
            checked = [_one_of(each, holder) for each in several[:MOST_AT_ONCE]]
            return {"several": checked, "left": max(0, len(several) - MOST_AT_ONCE)}
        return {"result": verifying.check(found, field=field, holder=holder)}
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return {}


def _one_of(document: str, holder: str) -> dict[str, Any]:
    try:
        return {"result": verifying.check(document, holder=holder)}
    except Invalid as error:
        return {"error": str(error)}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify_json(request: HttpRequest) -> HttpResponse:
    """The same check for programs: the badge is the body, as JSON, token, picture or certificate, or its
    id is in the query. Of a list each is checked. What cannot be read at all is answered with 422."""
    holder = request.headers.get("Badge-Holder", "")[:254]
    try:
        found = _document_asked_for(request)
        if several := opening.several_in(found):
            answers = [_told(_one_of(each, holder)) for each in several[:MOST_AT_ONCE]]
            left = max(0, len(several) - MOST_AT_ONCE)
            return open_to_all(JsonResponse({"badges": answers, "not_checked": left}))
        result = verifying.check(found, holder=holder)
    except DomainError as error:
        answer = {"error": {"code": error.code, "message": str(error)}}
        return open_to_all(JsonResponse(answer, status=error.status))
    return open_to_all(JsonResponse(verifying.as_json(result)))


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    if "result" in answer:
        return verifying.as_json(answer["result"])
    return {"error": {"code": "not-a-badge", "message": answer["error"]}}


def _document_asked_for(request: HttpRequest) -> str | bytes:
    if request.method != "POST":
        return opening.document_by_id(request.GET.get("id", ""))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > opening.MAX_BYTES:
        raise opening.too_large()
    return opening.document_in(request.read(opening.MAX_BYTES + 1))
