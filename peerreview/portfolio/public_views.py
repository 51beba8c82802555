# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the world, and who was given a link, may see of a page. Nobody who looks is counted or kept."""

import io
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid
from peerreview.portfolio import access, card, doors, dossier, exporting, showing
from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.models import Page

EMBED_WIDTH, EMBED_HEIGHT = 480, 420
LINKED_DATA = "application/ld+json"


# --- at the public address ------------------------------------------------------------------------
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page."""
    found = access.open_page(slug)
    return doors.show(request, found, Audience.PEER, doors.public(slug), **_discovery(slug))


def _discovery(slug: str) -> dict[str, str]:
    address = showing.address(reverse("public-page", args=[slug]))
    return {
        "oembed_url": f"{showing.address(reverse('oembed'))}?url={address}",
        "jsonld_url": reverse("public-jsonld", args=[slug]),
        "employer_url": reverse("public-employer", args=[slug]),
    }


@require_safe
def employer(request: HttpRequest, slug: str) -> HttpResponse:
    """One claim, one work, one voice."""
    door = doors.public(slug, "public-employer")
    return doors.show(request, access.open_page(slug), Audience.EMPLOYER, door)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """A small page for inside another, without a script."""
    found = access.open_page(slug)
    return doors.show(request, found, Audience.EMBED, doors.public(slug))


@require_safe
def card_png(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture that goes with the address."""
    return _card(access.open_page(slug), Audience.PEER)


@require_safe
def about_jsonld(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as linked data."""
    view = showing.view_of(access.open_page(slug), Audience.PEER)
    url = showing.address(reverse("public-page", args=[slug]))
    data = exporting.linked_data(view, url=url)
    return JsonResponse(data, content_type=LINKED_DATA, json_dumps_params={"ensure_ascii": False})


@require_safe
def work(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A work of the page, as it was reviewed."""
    found = access.open_page(slug)
    return doors.show_work(request, found, Audience.PEER, number, doors.public(slug))


@require_safe
def picture(request: HttpRequest, slug: str, number: int, picture: int) -> HttpResponseBase:
    """A picture of a work."""
    found = access.open_page(slug)
    door = doors.public(slug)
    return doors.serve_picture(request, found, Audience.PEER, number, picture, door)


# --- by a secret ----------------------------------------------------------------------------------
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The view that the link is for."""
    link = access.link_for_reader(token)
    return doors.show(request, link.page, link.audience, doors.secret(token, link.audience))


@require_safe
def shared_card(request: HttpRequest, token: str) -> HttpResponseBase:
    """The picture that goes with the link."""
    link = access.link_for_reader(token)
    response = _card(link.page, link.audience)
    return doors.guarded(response, doors.secret(token, link.audience))


@require_safe
def shared_paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """The dossier, for who was given the link to it."""
    link = access.link_for_reader(token)
    if link.audience != Audience.COMMITTEE:
        raise access.nothing_here()
    door = doors.secret(token, link.audience)
    view = showing.view_of(link.page, link.audience)
    content = dossier.paper(view, url=door.address, now=clock.now())
    return doors.guarded(pdf(content), door)


@require_safe
def shared_work(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """A work of the view."""
    link = access.link_for_reader(token)
    door = doors.secret(token, link.audience)
    return doors.show_work(request, link.page, link.audience, number, door)


@require_safe
def shared_picture(request: HttpRequest, token: str, number: int, picture: int) -> HttpResponseBase:
    """A picture of a work of the view."""
    link = access.link_for_reader(token)
    door = doors.secret(token, link.audience)
    return doors.serve_picture(request, link.page, link.audience, number, picture, door)


def pdf(content: bytes) -> HttpResponse:
    """As a file to keep."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="dossier.pdf"'
    return response


def _card(found: Page, audience: str) -> HttpResponse:
    return HttpResponse(card.png(showing.view_of(found, audience)), content_type="image/png")


# --- oEmbed ---------------------------------------------------------------------------------------
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How to embed a public page (oembed.com); of all other addresses there is nothing to tell."""
    wanted = request.GET.get("format", "json")
    if wanted not in {"json", "xml"}:
        return HttpResponse(status=501)
    slug = _slug_in(request.GET.get("url", ""))
    answer = _answer(
        access.open_page(slug),
        slug,
        _size(request.GET.get("maxwidth"), EMBED_WIDTH),
        _size(request.GET.get("maxheight"), EMBED_HEIGHT),
    )
    if wanted == "xml":
        return HttpResponse(_xml(answer), content_type="text/xml")
    response = JsonResponse(answer)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _slug_in(url: str) -> str:
    ours = urlsplit(settings.SITE_URL)
    try:
        parts = urlsplit(url)
        match = resolve(parts.path)
    except (Resolver404, ValueError):
        raise access.nothing_here() from None
    is_ours = (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc)
    if not is_ours or match.url_name not in {"public-page", "public-employer"}:
        raise access.nothing_here()
    return str(match.kwargs["slug"])


def _size(asked: str | None, most: int) -> int:
    if not asked:
        return most
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) < 6):
        raise Invalid("bad-size", _("Give maxwidth and maxheight in whole pixels."))
    return min(int(asked), most)


def _answer(found: Page, slug: str, width: int, height: int) -> dict[str, str | int]:
    view = showing.view_of(found, Audience.EMBED)
    return {
        "version": "1.0",
        "type": "rich",
        "title": view.name,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_URL,
        "html": frame(slug, view.name, width, height),
        "width": width,
        "height": height,
        "thumbnail_url": showing.address(reverse("public-card", args=[slug])),
        "thumbnail_width": card.WIDTH,
        "thumbnail_height": card.HEIGHT,
    }


def frame(slug: str, name: str, width: int = EMBED_WIDTH, height: int = EMBED_HEIGHT) -> str:
    """HTML that shows the page inside another one."""
    context = {
        "url": showing.address(reverse("public-embed", args=[slug])),
        "name": name,
        "width": width,
        "height": height,
    }
    return render_to_string("peerreview/portfolio/frame.html", context).strip()


def _xml(answer: dict[str, str | int]) -> bytes:
    out = io.BytesIO()
    writer = SimplerXMLGenerator(out, "utf-8")
    writer.startDocument()
    writer.startElement("oembed", {})
    for key, value in answer.items():
        writer.addQuickElement(key, str(value))
    writer.endElement("oembed")
    return out.getvalue()
