# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The landing page, home with the panels that were offered, and what others may embed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from peerreview.ui import embedding

MOST_DIGITS = 5


def home(request: HttpRequest) -> HttpResponse:
    """Home for a member, the landing page for a stranger."""
    if request.user.is_authenticated:
        return render(request, "peerreview/ui/home.html")
    return render(request, "peerreview/ui/landing.html")


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How another site shows one of our public pages, by its address (oEmbed 1.0)."""
    asked = request.GET.get("format", "json")
    if asked not in ("json", "xml"):
        return _to_anyone(HttpResponse("Only json and xml.", status=501, content_type="text/plain"))
    embed = embedding.embed_at(request.GET.get("url", ""))
    if embed is None:
        return _to_anyone(JsonResponse({"error": "nothing to embed"}, status=404))
    answer = embedding.as_oembed(
        embed, max_width=_number(request, "maxwidth"), max_height=_number(request, "maxheight")
    )
    if asked == "xml":
        return _to_anyone(HttpResponse(embedding.as_xml(answer), content_type="text/xml"))
    return _to_anyone(JsonResponse(answer))


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    is_number = value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS
    return int(value) if is_number else None


def _to_anyone(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    return response
