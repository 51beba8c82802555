# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The Open Badges 3.0 API over HTTP, its doors, and the page of the applications one let in."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc import views as oauth
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from badges.backpack import services as backpack
from badges.connect import answers, queries, scopes, services
from badges.connect.answers import Refusal
from badges.hosted_views import open_to_all
from badges.openbadges.world import parse_time
from peerreview.kernel import limits
from peerreview.kernel.errors import DomainError
from peerreview.kernel.paging import paginate

PER_PAGE = 50
MOST_PER_PAGE = 100
MOST_OFFSET = 1_000_000
MOST_CHARS = 512 * 1024
# Per key and minute; guessing keys is as slow.
CALLS, GUESSES, REGISTRATIONS = 120, 30, 10
JSON_KINDS = ("application/json", "application/vc+ld+json", "application/ld+json", "application/vc")
View = Callable[[HttpRequest], HttpResponse]


def api(**doors: str) -> Callable[[Callable[[HttpRequest, queries.Grant], HttpResponse]], View]:
    """A view of the API: which methods it has, and the scope that each of them needs."""

    def wrap(view: Callable[[HttpRequest, queries.Grant], HttpResponse]) -> View:
        @csrf_exempt
        @wraps(view)
        def inner(request: HttpRequest) -> HttpResponse:
            try:
                return view(request, _granted(request, doors))
            except Refusal as refusal:
                return answers.refused(refusal)
            except RequestDataTooBig:
                return answers.refused(Refusal(413, "This is larger than any badge."))
            except DomainError as error:
                return answers.refused(Refusal(400, str(error)))

        return inner

    return wrap


def _granted(request: HttpRequest, doors: dict[str, str]) -> queries.Grant:
    if request.method not in doors:
        raise Refusal(405, f"Allowed: {', '.join(doors)}.")
    kind, _space, bearer = request.headers.get("Authorization", "").partition(" ")
    grant = queries.grant(bearer.strip()) if kind.lower() == "bearer" and bearer else None
    if grant is None:
        _within(request, "guess", limits.who(request), GUESSES)
        raise Refusal(401, "An access token is needed.")
    _within(request, "call", str(grant.token_id), CALLS)
    if doors[request.method] not in grant.scopes:
        raise Refusal(403, f"The scope {doors[request.method]} is needed.")
    return grant


def _within(request: HttpRequest, what: str, who: str, most: int) -> None:
    if not limits.allow(f"ob3-{what}-{who}", most=most, seconds=60):
        raise Refusal(429, "Too many requests. Try again in a minute.")


@require_safe
def discovery(request: HttpRequest) -> HttpResponse:
    """Where to register, how to be let in, what can be asked."""
    return open_to_all(JsonResponse(answers.description()))


@api(GET=scopes.READ, POST=scopes.UPSERT)
def credentials(request: HttpRequest, grant: queries.Grant) -> HttpResponse:
    """A person's badges, page by page; or one more for their backpack."""
    return _upsert(request, grant) if request.method == "POST" else _listed(request, grant)


def _listed(request: HttpRequest, grant: queries.Grant) -> HttpResponse:
    limit = _number(request, "limit", PER_PAGE, least=1)
    limit, offset = min(limit, MOST_PER_PAGE), _number(request, "offset", 0, least=0)
    found, total = queries.slice_of(
        *queries.badges_of(grant.person, _since(request)), offset, limit
    )
    documents = [json.loads(text) for text in found if text[:1] == "{"]
    body: dict[str, Any] = {
        "credential": documents,
        "compactJwsString": [text for text in found if text.startswith("ey")],
    }
    response = JsonResponse({name: rows for name, rows in body.items() if rows})
    response["X-Total-Count"] = str(total)
    response["Link"] = answers.links(request, offset=offset, limit=limit, total=total)
    return response


def _number(request: HttpRequest, name: str, usual: int, *, least: int) -> int:
    text = request.GET.get(name, str(usual))
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_OFFSET))
    if not is_number or int(text) < least:
        raise Refusal(400, f"{name} must be a number.", code="invalid_query_parameter")
    return int(text)


def _since(request: HttpRequest) -> datetime | None:
    text = request.GET.get("since")
    moment = parse_time(text) if text else None
    if text and moment is None:
        words = "since must be a date and time with a zone."
        raise Refusal(400, words, code="invalid_query_parameter")
    return moment


def _upsert(request: HttpRequest, grant: queries.Grant) -> HttpResponse:
    kind = request.content_type
    if kind not in (*JSON_KINDS, "text/plain"):
        raise Refusal(406, "Send application/json, or a compact JWS as text/plain.")
    body = _body(request)
    brought = backpack.bring(owner=grant.person, content=body)
    status = 201 if brought.is_new else 200
    return HttpResponse(body, content_type=kind, status=status)


def _body(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_CHARS:
        raise Refusal(413, "This is larger than any badge.")
    return request.read(MOST_CHARS + 1)


@api(GET=scopes.PROFILE_READ, PUT=scopes.PROFILE_UPDATE)
def profile(request: HttpRequest, grant: queries.Grant) -> HttpResponse:
    """Who let the application in; or what they are called from now on."""
    person = grant.person
    if request.method == "PUT":
        try:
            sent = json.loads(_body(request))
        except (ValueError, RecursionError):
            raise Refusal(400, "This is not JSON.") from None
        if not isinstance(sent, dict):
            raise Refusal(400, "A profile is a JSON object.")
        person = services.change_profile(person=person, profile=sent)
    return JsonResponse(answers.profile(person))


# --- doors of OAuth ------------------------------------------------------------------------------
@csrf_exempt
def authorize(request: HttpRequest) -> HttpResponse:
    """The consent screen. Without PKCE by S256, a state and an address to go back to there is none."""
    if request.method not in ("GET", "POST"):
        return HttpResponse(status=405)
    if request.method == "GET":
        needed = ("state", "redirect_uri", "code_challenge", "client_id")
        is_whole = all(request.GET.get(name) for name in needed)
        if not is_whole or request.GET.get("code_challenge_method") != "S256":
            return render(request, "idp/oidc/error.html", status=400)
    response = oauth.authorization(request)
    if response.status_code == 200:
        _let_back(response, request)
    return response


def _let_back(response: Any, request: HttpRequest) -> None:
    """A browser holds the form's target against the policy even where it is sent on from there. What
    is no consent screen is a refusal."""
    if "client" not in (getattr(response, "context_data", None) or {}):
        response.status_code = 400
        return
    parts = urlsplit(request.GET.get("redirect_uri", ""))
    response._csp_update = {"form-action": [f"{parts.scheme}://{parts.netloc}"]}


@csrf_exempt
def token(request: HttpRequest) -> HttpResponse:
    """Keys for codes, and new keys for old ones."""
    if request.method != "POST":
        return HttpResponse(status=405)
    if not limits.allow(f"ob3-token-{limits.who(request)}", most=CALLS, seconds=60):
        return JsonResponse({"error": "temporarily_unavailable"}, status=429)
    code = request.POST.get("code", "")
    if code and not services.begin_trade(code):
        return JsonResponse({"error": "invalid_grant"}, status=400)
    response = oauth.token(request)
    if code:
        given = json.loads(response.content) if response.status_code == 200 else {}
        services.end_trade(code, given.get("access_token", ""))
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
def register(request: HttpRequest) -> HttpResponse:
    """An application makes itself known (RFC 7591)."""
    if request.method != "POST":
        return HttpResponse(status=405)
    if not limits.allow(f"ob3-register-{limits.who(request)}", most=REGISTRATIONS, seconds=3600):
        return JsonResponse({"error": "temporarily_unavailable"}, status=429)
    return oauth.client_registration(request)


# --- whom one let in -----------------------------------------------------------------------------
@login_required
@require_safe
def connected(request: HttpRequest) -> HttpResponse:
    """The applications with a key to one's badges."""
    page = paginate(request, queries.connected(request.user))
    context = {"page": page, "connections": list(queries.connections(request.user, list(page)))}
    return render(request, "badges/connect/connected.html", context)


@login_required
@require_POST
def disconnect(request: HttpRequest) -> HttpResponse:
    """Take its keys back."""
    if services.disconnect(person=request.user, client_id=request.POST.get("client", "")[:100]):
        messages.success(request, _("Disconnected. Its keys no longer open anything."))
    return redirect("connected-apps")
