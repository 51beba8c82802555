# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the world, and who was given a link, may see of a page. Nobody who looks is counted or kept."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from peerreview.kernel import clock
from peerreview.kernel.errors import Missing
from peerreview.portfolio import access, card, doors, dossier, exporting, showing
from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.models import Page
from peerreview.ui import embedding

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


# --- on other people's sites ---------------------------------------------------------------------
@embedding.offer("public-page")
@embedding.offer("public-employer")
def embedded(slug: str) -> embedding.Embed | None:
    """The page as other sites may show it, while it is open."""
    try:
        found = access.open_page(slug)
    except Missing:
        return None
    name = showing.view_of(found, Audience.EMBED).name
    return embedding.Embed(
        title=name,
        author=name,
        page=reverse("public-page", args=[slug]),
        frame=reverse("public-embed", args=[slug]),
        picture=reverse("public-card", args=[slug]),
        height=420,
    )


def snippet_of(slug: str) -> str:
    """The frame to paste into one's own site; nothing while the page is not open."""
    found = embedded(slug) if slug else None
    return embedding.snippet(found) if found else ""
