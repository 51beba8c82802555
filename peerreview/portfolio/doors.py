# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The three doors to a view: its owner's own, the public address, a secret link. Same page, other addresses."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from peerreview.portfolio import showing
from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.models import Page
from peerreview.portfolio.showing import Shown, View

TEMPLATES = {
    Audience.EMPLOYER: "peerreview/portfolio/employer.html",
    Audience.EMBED: "peerreview/portfolio/embed.html",
}


@dataclass(frozen=True)
class Door:
    """`names` are the URL names of a work, a picture, the card and the paper; "" for none."""

    home: str
    names: tuple[str, str, str, str]
    args: tuple[str, ...]
    is_secret: bool = False
    is_own: bool = False

    def work(self, number: int) -> str:
        """Where a work is read."""
        return reverse(self.names[0], args=[*self.args, number])

    def picture(self, number: int, picture: int) -> str:
        """Where a picture of a work is."""
        return reverse(self.names[1], args=[*self.args, number, picture])

    @property
    def card(self) -> str:
        """Where the card is, as the world writes it."""
        return showing.address(reverse(self.names[2], args=self.args)) if self.names[2] else ""

    @property
    def paper(self) -> str:
        """Where the view on paper is."""
        return reverse(self.names[3], args=self.args) if self.names[3] else ""

    @property
    def address(self) -> str:
        """Where the view is, as the world writes it."""
        return showing.address(self.home)


def own(audience: str) -> Door:
    """The owner's."""
    return Door(
        home=reverse("portfolio-view", args=[audience]),
        names=("portfolio-view-work", "portfolio-view-picture", "", ""),
        args=(audience,),
        is_own=True,
    )


def public(slug: str, home: str = "public-page") -> Door:
    """The world's."""
    return Door(
        home=reverse(home, args=[slug]),
        names=("public-work", "public-picture", "public-card", ""),
        args=(slug,),
    )


def secret(token: str, audience: str) -> Door:
    """One reader's."""
    paper = "shared-paper" if audience == Audience.COMMITTEE else ""
    return Door(
        home=reverse("shared", args=[token]),
        names=("shared-work", "shared-picture", "shared-card", paper),
        args=(token,),
        is_secret=True,
    )


def show(request: HttpRequest, page: Page, audience: str, door: Door, **more: Any) -> HttpResponse:
    """The view as a page."""
    view = showing.view_of(page, audience)
    template = TEMPLATES.get(Audience(audience), "peerreview/portfolio/view.html")
    context = {"view": view, "door": door, "lead": showing.lead(audience), **more}
    return guarded(render(request, template, context), door)


def show_work(
    request: HttpRequest, page: Page, audience: str, number: int, door: Door
) -> HttpResponse:
    """One work of the view, opened."""
    view, one = _work(page, audience, number)
    kind = view.by_kind["work"].kind
    inside = kind.open(page.person, one.piece.key) if kind.open else None
    if inside is None:
        raise Http404
    pictures = [door.picture(number, each + 1) for each in range(one.piece.pictures)]
    context = {
        "view": view,
        "one": one,
        "door": door,
        "inside": inside,
        "template": kind.template,
        "pictures": pictures,
    }
    return guarded(render(request, "peerreview/portfolio/work.html", context), door)


def serve_picture(
    request: HttpRequest, page: Page, audience: str, number: int, picture: int, door: Door
) -> HttpResponseBase:
    """One picture of a work of the view."""
    view, one = _work(page, audience, number)
    kind = view.by_kind["work"].kind
    if kind.serve is None or not 1 <= picture <= one.piece.pictures:
        raise Http404
    return guarded(kind.serve(request, page.person, one.piece.key, picture), door)


def _work(page: Page, audience: str, number: int) -> tuple[View, Shown]:
    view = showing.view_of(page, audience)
    one = view.nth("work", number)
    if one is None:
        raise Http404
    return view, one


def guarded(response: HttpResponseBase, door: Door) -> HttpResponseBase:
    """What is behind a secret, or its owner's own."""
    return kept_from_others(response) if door.is_secret or door.is_own else response


def kept_from_others(response: HttpResponseBase) -> HttpResponseBase:
    """Not indexed, not kept, and no other site is told of it. With no referrer at all a browser would
    not say that a form on it comes from here, and the form would be refused."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
