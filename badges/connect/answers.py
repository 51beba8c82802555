# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the API answers: errors as the standard has them, links between pages, its own description."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode

from badges.connect import scopes
from peerreview.accounts.models import User

VERSION = "3.0"
CODES = {
    400: "invalid_data",
    401: "unauthorizedrequest",
    403: "forbidden",
    404: "not_found",
    405: "not_allowed",
    406: "not_acceptable",
    413: "invalid_data",
    429: "server_busy",
}


class Refusal(Exception):
    """An answer other than what was asked for."""

    def __init__(self, status: int, words: str, *, code: str = "") -> None:
        super().__init__(words)
        self.status, self.words, self.code = status, words, code or CODES[status]


def refused(refusal: Refusal) -> HttpResponse:
    """The imsx_StatusInfo of the standard."""
    minor = {
        "imsx_codeMinorFieldName": "TargetEndSystem",
        "imsx_codeMinorFieldValue": refusal.code,
    }
    response = JsonResponse(
        {
            "imsx_codeMajor": "failure",
            "imsx_severity": "error",
            "imsx_description": refusal.words,
            "imsx_codeMinor": {"imsx_codeMinorField": [minor]},
        },
        status=refusal.status,
    )
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    if refusal.status == 403:
        response["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
    if refusal.status == 429:
        response["Retry-After"] = "60"
    return response


def links(request: HttpRequest, *, offset: int, limit: int, total: int) -> str:
    """The Link header: where the next, last, first and previous pages are."""
    last = max(0, (total - 1) // limit * limit)
    places = {"next": offset + limit, "last": last, "first": 0, "prev": max(0, offset - limit)}
    wanted = {
        name: place
        for name, place in places.items()
        if not (name == "next" and place >= total) and not (name == "prev" and offset == 0)
    }
    return ", ".join(
        f'<{_page(request, limit, place)}>; rel="{name}"' for name, place in wanted.items()
    )


def _page(request: HttpRequest, limit: int, offset: int) -> str:
    query = {"limit": limit, "offset": offset}
    if since := request.GET.get("since"):
        query["since"] = since
    return f"{settings.SITE_URL}{request.path}?{urlencode(query)}"


def profile(person: User) -> dict[str, Any]:
    """A person as the standard's Profile."""
    about = {"description": person.about} if person.about else {}
    return {
        "id": f"{settings.SITE_URL}{reverse('person', args=[person.uuid])}",
        "type": ["Profile"],
        "name": person.display_name,
        "email": person.email,
        **about,
    }


# --- discovery -----------------------------------------------------------------------------------
def description() -> dict[str, Any]:
    """The API described for programs, as OpenAPI 3.0: where to register, what can be asked."""
    site = settings.SITE_URL
    flow = {
        "authorizationUrl": f"{site}{reverse('idp:oidc:authorization')}",
        "tokenUrl": f"{site}{reverse('idp:oidc:token')}",
        "refreshUrl": f"{site}{reverse('idp:oidc:token')}",
        "x-imssf-revocationUrl": f"{site}{reverse('idp:oidc:revoke')}",
        "scopes": {name: str(words) for name, words in scopes.IN_WORDS.items()},
    }
    return {
        "openapi": "3.0.1",
        "info": {
            "title": settings.SITE_NAME,
            "description": "Open Badges 3.0: the badges of people who let an application in.",
            "version": VERSION,
            "termsOfService": site,
            "x-imssf-privacyPolicyUrl": site,
            "x-imssf-image": f"{site}{settings.STATIC_URL}ui/favicon.svg",
        },
        "servers": [{"url": f"{site}/ims/ob/v3p0"}],
        "tags": [{"name": "OpenBadgeCredentials"}, {"name": "Discovery"}],
        "paths": {
            "/credentials": {
                "get": _operation("getCredentials", [scopes.READ], _paging()),
                "post": _operation("upsertCredential", [scopes.UPSERT], []),
            },
            "/profile": {
                "get": _operation("getProfile", [scopes.PROFILE_READ], []),
                "put": _operation("putProfile", [scopes.PROFILE_UPDATE], []),
            },
            "/discovery": {"get": _operation("getServiceDescription", [], [])},
        },
        "components": {
            "securitySchemes": {
                "OAuth2ACG": {
                    "type": "oauth2",
                    "description": "OAuth 2.0 authorization code with PKCE (S256).",
                    "x-imssf-registrationUrl": f"{site}{reverse('idp:oidc:client_registration')}",
                    "flows": {"authorizationCode": flow},
                }
            }
        },
    }


def _operation(name: str, needed: list[str], parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "operationId": name,
        "parameters": parameters,
        "responses": {"200": {"description": "OK"}, "default": {"description": "imsx_StatusInfo"}},
        "security": [{"OAuth2ACG": needed}] if needed else [],
    }


def _paging() -> list[dict[str, Any]]:
    kinds = {"limit": {"type": "integer"}, "offset": {"type": "integer"}}
    kinds["since"] = {"type": "string", "format": "date-time"}
    return [{"name": name, "in": "query", "schema": kind} for name, kind in kinds.items()]
