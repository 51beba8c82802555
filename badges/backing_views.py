# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of signed endorsements, and of vouching for badges and issuers."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from badges import access, backing, backing_queries, issuer_pages, things, verifying
from badges.forms import BackingForm
from badges.hosted_views import CREDENTIAL_TYPE, open_to_all
from peerreview.kernel.errors import DomainError, Missing
from peerreview.kernel.paging import paginate

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def signed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A signed endorsement: what it says, and the check."""
    found = access.signed_for_reader(uuid)
    if found.revoked_at:
        return render(request, "badges/signed_gone.html", {"signed": found})
    if request.headers.get("Accept", "").startswith(("application/vc", "application/ld+json")):
        return _document(found)
    document = json.loads(found.document)
    context = {
        "signed": found,
        "result": verifying.check(found.document),
        "signed_by": document["description"],
        "is_of_body": issuer_pages.is_of_body(found.about),
    }
    return render(request, "badges/signed.html", context)


@require_safe
def signed_json(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signed document, to the byte. What was withdrawn is not handed out any more."""
    found = access.signed_for_reader(uuid)
    if found.revoked_at:
        message = _("It was withdrawn, and its words are not shown any more.")
        raise Missing("withdrawn", message)
    response = _document(found)
    response["Content-Disposition"] = f'attachment; filename="endorsement-{found.uuid}.json"'
    return response


def _document(found: Any) -> HttpResponse:
    return open_to_all(HttpResponse(found.document, content_type=CREDENTIAL_TYPE))


@login_required
@form_page
def back_achievement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Vouch for what a badge means."""
    thing = things.achievement_thing(access.achievement_for_reader(uuid))
    return _back(request, thing)


@login_required
@form_page
def back_issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Vouch for an issuer."""
    return _back(request, things.issuer_thing(access.issuer_for_reader(slug)))


@login_required
@form_page
def back_credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Vouch for a badge somebody holds."""
    thing = things.credential_thing(access.credential_for_reader(request.user, uuid))
    return _back(request, thing)


def _back(request: HttpRequest, thing: things.Thing) -> HttpResponse:
    backing.refuse_own(thing, request.user)
    form = BackingForm(request.POST or None, with_hours=thing.kind == "achievement")
    if request.method == "POST" and form.is_valid():
        try:
            backing.back(thing=thing, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Given. It is public, and signed, once it is accepted."))
            return redirect("backings")
    status = 422 if form.errors else 200
    return render(request, "badges/back.html", {"form": form, "thing": thing}, status=status)


@login_required
@require_safe
def backings(request: HttpRequest) -> HttpResponse:
    """What waits for my word, and what I gave."""
    waiting = paginate(request, backing_queries.backings_waiting_for(request.user), key="waiting")
    given = paginate(request, backing_queries.backings_by(request.user.pk))
    context = {
        "waiting": waiting,
        "page": given,
        "names": backing_queries.names_of_backed([*waiting, *given]),
    }
    return render(request, "badges/backings.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let it be read."""
    backing.accept(backing=access.backing_to_accept(request.user, uuid), by=request.user)
    messages.success(request, _("It is public and signed now."))
    return redirect("backings")


@login_required
@require_POST
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keep it from others."""
    backing.decline(backing=access.backing_to_accept(request.user, uuid), by=request.user)
    messages.success(request, _("Nobody else reads it. Who wrote it is not told."))
    return redirect("backings")


@login_required
@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take it back."""
    backing.withdraw(backing=access.backing_given(request.user, uuid), by=request.user)
    messages.success(request, _("Withdrawn, and its signed form is revoked."))
    return redirect("backings")
