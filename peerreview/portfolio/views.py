# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The owner's side: what to show, in what order, to whom; how each view looks; taking it along."""

import base64
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.kernel import clock, paging
from peerreview.kernel.errors import DomainError
from peerreview.portfolio import (
    access,
    doors,
    dossier,
    exporting,
    queries,
    services,
    sharing,
    showing,
)
from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.forms import LinkForm, PageForm
from peerreview.portfolio.public_views import pdf, snippet_of
from peerreview.ui.paper import code_png

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_GET
def editor(request: HttpRequest) -> HttpResponse:
    """Everything of one's record that could be shown, and what is."""
    page = queries.page_or_blank(request.user)
    choices = showing.choices_of(page)
    context = {
        "page": page,
        "choices": choices,
        "empty_kinds": [str(one.kind.label) for one in choices if one.is_empty],
        "audiences": Audience.choices,
        "page_url": showing.address(reverse("public-page", args=[page.slug])) if page.slug else "",
        "frame": snippet_of(page.slug),
    }
    return render(request, "peerreview/portfolio/editor.html", context)


@login_required
@page_or_form
def page(request: HttpRequest) -> HttpResponse:
    """Name, claim, address, and whether the world may see it."""
    mine = queries.page_or_blank(request.user)
    form = PageForm(request.POST or None, page=mine)
    if request.method == "POST" and form.is_valid():
        try:
            services.describe(person=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Your page is saved."))
            return redirect("portfolio")
    status = 422 if form.errors else 200
    return render(request, "peerreview/portfolio/page.html", {"form": form}, status=status)


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Show one piece."""
    kind = request.POST.get("kind", "")
    try:
        services.choose(person=request.user, kind=kind, key=request.POST.get("key", ""))
    except DomainError as error:
        messages.error(request, error.message)
    return _back(kind)


def _back(kind: str) -> HttpResponse:
    known = kind if kind.isascii() and kind.isalpha() else "top"
    return redirect(f"{reverse('portfolio')}#kind-{known}")


@login_required
@require_POST
def item_words(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One's own words beside a piece."""
    item = access.own_item(request.user, uuid)
    services.put_words(item=item, words=request.POST.get("words", ""))
    messages.success(request, _("Your words are saved."))
    return _back(item.kind)


@login_required
@require_POST
def item_move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One place up or down."""
    item = access.own_item(request.user, uuid)
    services.move(item=item, up=request.POST.get("to") == "up")
    return _back(item.kind)


@login_required
@require_POST
def item_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep a piece to oneself again."""
    item = access.own_item(request.user, uuid)
    services.take_away(item=item)
    return _back(item.kind)


# --- links ----------------------------------------------------------------------------------------
@login_required
@page_or_form
def links(request: HttpRequest) -> HttpResponse:
    """The links that stand, and a new one."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = sharing.make_link(person=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("portfolio-link", made.uuid)
    rows = queries.links_of(queries.page_or_blank(request.user), clock.now())
    context = {"form": form, "page": paging.paginate(request, rows)}
    status = 422 if form.errors else 200
    return render(request, "peerreview/portfolio/links.html", context, status=status)


@login_required
@require_GET
def link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One link, to copy or to hold out."""
    found = access.own_link(request.user, uuid)
    url = showing.address(reverse("shared", args=[sharing.token_of(found)]))
    context = {"link": found, "url": url, "code": _picture(code_png(url))}
    response = render(request, "peerreview/portfolio/link.html", context)
    return doors.kept_from_others(response)


def _picture(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


@login_required
@require_POST
def link_revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a link back."""
    sharing.revoke_link(link=access.own_link(request.user, uuid))
    messages.success(request, _("The link leads nowhere now."))
    return redirect("portfolio-links")


# --- how it looks ---------------------------------------------------------------------------------
def _audience(name: str) -> str:
    if name not in Audience.values:
        raise Http404
    return name


@login_required
@require_GET
def preview(request: HttpRequest, audience: str) -> HttpResponse:
    """A view as its readers would see it."""
    page = queries.page_or_blank(request.user)
    return doors.show(request, page, _audience(audience), doors.own(audience))


@login_required
@require_GET
def preview_work(request: HttpRequest, audience: str, number: int) -> HttpResponse:
    """A work of the view."""
    page = queries.page_or_blank(request.user)
    return doors.show_work(request, page, _audience(audience), number, doors.own(audience))


@login_required
@require_GET
def preview_picture(
    request: HttpRequest, audience: str, number: int, picture: int
) -> HttpResponseBase:
    """A picture of a work of the view."""
    page = queries.page_or_blank(request.user)
    door = doors.own(audience)
    return doors.serve_picture(request, page, _audience(audience), number, picture, door)


# --- to take along --------------------------------------------------------------------------------
@login_required
@require_GET
def dossier_pdf(request: HttpRequest) -> HttpResponseBase:
    """The dossier on paper, without a code: there is no link in it that others could follow."""
    page = queries.page_or_blank(request.user)
    view = showing.view_of(page, Audience.COMMITTEE)
    return doors.kept_from_others(pdf(dossier.paper(view, url="", now=clock.now())))


@login_required
@require_GET
def resume_json(request: HttpRequest) -> HttpResponse:
    """As JSON Resume: what peers may see."""
    view = showing.view_of(queries.page_or_blank(request.user), Audience.PEER)
    response = JsonResponse(exporting.resume(view), json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="resume.json"'
    return response


@login_required
@require_GET
def record_jsonld(request: HttpRequest) -> HttpResponse:
    """As linked data: all that was chosen. It names no address of the page."""
    view = showing.view_of(queries.page_or_blank(request.user), Audience.COMMITTEE)
    data = exporting.linked_data(view)
    response = JsonResponse(
        data, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False}
    )
    response["Content-Disposition"] = 'attachment; filename="record.jsonld"'
    return response


@login_required
@require_GET
def record_csv(request: HttpRequest) -> HttpResponse:
    """As a table: all that was chosen."""
    view = showing.view_of(queries.page_or_blank(request.user), Audience.COMMITTEE)
    response = HttpResponse(exporting.table(view), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="record.csv"'
    return response
