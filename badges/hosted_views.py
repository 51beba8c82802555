# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Documents for programs, at stable addresses, for any page's script to read."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from badges import access, hosted, images, keys, log
from peerreview.kernel import hashing
from peerreview.kernel.errors import Missing
from peerreview.kernel.paging import paginate

CREDENTIAL_TYPE = "application/vc+ld+json"
LINKED_TYPE = "application/ld+json"
ENTRIES_AT_ONCE = 500


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let wallets and verifiers that run in a browser read it from their own pages."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def linked_data(document: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A document of Open Badges 2.0."""
    return open_to_all(JsonResponse(document, status=status, content_type=LINKED_TYPE))


@require_safe
@cache_control(public=True, max_age=3600)
def did_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The did:web document of an issuer, with all its keys."""
    document = keys.public_did_document(access.issuer_for_reader(slug))
    return open_to_all(JsonResponse(document, content_type="application/did+json"))


@require_safe
@cache_control(public=True, max_age=3600)
def jwk_set(request: HttpRequest, slug: str) -> HttpResponse:
    """The issuer's keys as a JWK Set."""
    document = keys.jwk_set(access.issuer_for_reader(slug))
    return open_to_all(JsonResponse(document, content_type="application/jwk-set+json"))


def _list_tag(_request: HttpRequest, uuid: UUID) -> str:
    return f'"{hashing.digest_bytes(hosted.status_list(uuid).encode())[:32]}"'


@require_safe
@condition(etag_func=_list_tag)
def status_list(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A signed status list."""
    response = HttpResponse(hosted.status_list(uuid), content_type=CREDENTIAL_TYPE)
    # How long a withdrawn badge may still look good elsewhere.
    patch_cache_control(response, public=True, max_age=300)
    return open_to_all(response)


# --- Open Badges 2.0 -----------------------------------------------------------------------------
@require_safe
def ob2_issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """The issuer's profile."""
    return linked_data(hosted.issuer_profile(access.issuer_for_reader(slug)))


@require_safe
def ob2_badge(request: HttpRequest, uuid: UUID, number: int, version: int = 1) -> HttpResponse:
    """A badge under one version of its rule and of its design."""
    return linked_data(hosted.badge_in_version(uuid, number, version))


@require_safe
def ob2_assertion(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A hosted assertion; 410 Gone once it is revoked."""
    credential = hosted.public_credential(uuid)
    status = 410 if credential.is_withdrawn else 200
    return linked_data(hosted.assertion(credential), status=status)


@require_safe
def ob2_assertion_png(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture with the hosted assertion inside."""
    credential = hosted.public_credential(uuid)
    if credential.is_withdrawn:
        raise Missing("revoked", _("This badge was revoked."))
    picture = images.baked_ob2_png(credential, json.dumps(hosted.assertion(credential)))
    return open_to_all(HttpResponse(picture, content_type="image/png"))


# --- the log -------------------------------------------------------------------------------------
@require_safe
def issuance_log(request: HttpRequest) -> HttpResponse:
    """What this site has issued and withdrawn, for everyone."""
    page = paginate(request, log.entries(), per_page=50)
    return render(request, "badges/log.html", {"page": page, "head": log.head()})


@require_safe
def issuance_log_json(request: HttpRequest) -> HttpResponse:
    """The log in its order, `after` a number; each entry with its digest, to be chained anew."""
    after = request.GET.get("after", "0")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    found = log.entries_after(number, ENTRIES_AT_ONCE)
    head = log.head()
    rows = [
        {**log.as_json(entry), "previous": entry.previous, "digest": entry.digest}
        for entry in found
    ]
    return open_to_all(
        JsonResponse(
            {
                "head": {"number": head.number, "digest": head.digest},
                "entries": rows,
                "more": bool(found) and found[-1].number < head.number,
            }
        )
    )
