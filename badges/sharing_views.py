# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a public badge is elsewhere: short address, card, frame, QR code; and on paper."""

from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from badges import access, certificate, hosted, sharing, verifying
from peerreview.ui import embedding, paper

KEPT_SECONDS = 600


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """To the page of a public badge, by ten letters."""
    return redirect("credential", uuid=sharing.credential_with_code(code).uuid)


@require_safe
@cache_control(public=True, max_age=300)
def card(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture beside a link."""
    return HttpResponse(sharing.card_png(hosted.public_credential(uuid)), content_type="image/png")


@require_safe
@cache_control(public=True, max_age=300)
def qr(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A QR code of the short address, for slides and print."""
    address = sharing.short_url(hosted.public_credential(uuid))
    return HttpResponse(paper.code_png(address), content_type="image/png")


@require_safe
def embed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The badge in a frame of somebody's page: no script, no cookie, checked as it is shown."""
    found = hosted.public_credential(uuid)
    context = {
        "credential": found,
        "award": found.award,
        "achievement": found.award.achievement,
        "result": verifying.check(found.document),
        "held_by": sharing.held_by(found),
        "page_url": sharing.page_url(found),
    }
    return embedding.frameable(render(request, "badges/embed.html", context))


@require_safe
def certificate_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The badge on paper, for whoever may see its page."""
    found = access.credential_to_keep(request.user, uuid)
    state = f"{get_language()}-{found.is_public}-{found.is_withdrawn}"
    # Setting type takes a second or two; nobody keeps this site busy with it.
    made = cache.get_or_set(
        f"badge-certificate-{found.uuid}-{state}", lambda: certificate.pdf(found), KEPT_SECONDS
    )
    response = HttpResponse(made, content_type="application/pdf")
    name = slugify(found.award.achievement.name) or "badge"
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
