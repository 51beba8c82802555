# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Into a wallet: the page that shows the address, and what the wallet and this site say to each other."""

import json
from base64 import b64encode
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from badges import access
from badges.connect import handing
from badges.hosted_views import open_to_all
from badges.openbadges.strictjson import JsonError, parse_object
from peerreview.kernel import limits
from peerreview.kernel.errors import DomainError
from peerreview.ui import paper

MOST_BYTES = 64 * 1024
CALLS = 60


@login_required
@require_POST
def begin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the address for one wallet. It is not kept, so the page is an answer and has no address."""
    found = access.credential_for_owner(request.user, uuid)
    try:
        begun = handing.begin(credential=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("credential", uuid=uuid)
    context = {
        "credential": found,
        "achievement": found.award.achievement,
        "begun": begun,
        "code": b64encode(paper.code_png(begun.interaction_url)).decode(),
        "minutes": handing.LASTS.seconds // 60,
    }
    response = render(request, "badges/connect/wallet.html", context)
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def exchange(request: HttpRequest, secret: str) -> HttpResponse:
    """GET says how to talk, POST {} asks for a signature, POST with one gives the badge."""
    try:
        response = JsonResponse(_answer(request, secret))
    except DomainError as error:
        answer = {"error": {"code": error.code, "message": str(error)}}
        response = JsonResponse(answer, status=error.status)
    response["Cache-Control"] = "no-store"
    response["Access-Control-Allow-Headers"] = "content-type"
    return open_to_all(response)


def _answer(request: HttpRequest, secret: str) -> dict[str, Any]:
    if request.method == "OPTIONS":
        return {}
    if not limits.allow(f"exchange-{limits.who(request)}", most=CALLS, seconds=60):
        raise Busy("busy", "Too many requests. Try again in a minute.")
    handover = handing.open_handover(secret)
    if request.method != "POST":
        return handing.protocols(secret)
    sent = _sent(request)
    shown = sent.get("verifiablePresentation", sent)
    if not isinstance(shown, dict) or not shown:
        return handing.request_for(handover)
    return handing.fetch(secret=secret, shown=shown)


class Busy(DomainError):
    """Too often."""

    status = 429


def _sent(request: HttpRequest) -> dict[str, Any]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Unreadable("too-large", "This is larger than any presentation.")
    try:
        body = request.body
        return parse_object(body, max_bytes=MOST_BYTES) if body.strip() else {}
    except (JsonError, RequestDataTooBig, json.JSONDecodeError) as error:
        raise Unreadable("unreadable", f"This is not JSON: {error}"[:200]) from None


class Unreadable(DomainError):
    """What was sent cannot be read."""
