# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A person's own profile, and the page others see."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.accounts import access, rules, services, zones
from peerreview.accounts.forms import ProfileForm
from peerreview.kernel.errors import Invalid, Missing


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request: HttpRequest) -> HttpResponse:
    """Change one's own profile and picture."""
    form = ProfileForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        # In the language just chosen, in which the next page comes.
        with translation.override(request.user.language):
            said = str(_("Your profile is saved."))
        messages.success(request, said)
        return redirect("profile-edit")
    if form.errors:
        form.ask_for_picture_again()
    context = {"form": form, "legacy_zones": json.dumps(zones.LEGACY)}
    status = 422 if form.errors else 200
    return render(request, "peerreview/accounts/profile_edit.html", context, status=status)


def _saved(request: HttpRequest, form: ProfileForm) -> bool:
    fields = dict(form.cleaned_data)
    upload = fields.pop("picture")
    picture = upload.read(services.PICTURE_MOST_BYTES + 1) if upload else None
    try:
        services.save_profile(user=request.user, by=request.user, picture=picture, **fields)
    except Invalid as error:
        form.add_error(error.field, error.message)
        return False
    return True


@login_required
@require_POST
def picture_remove(request: HttpRequest) -> HttpResponse:
    """Go back to initials."""
    services.remove_avatar(user=request.user, by=request.user)
    messages.success(request, _("Your picture is removed."))
    return redirect("profile-edit")


@login_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """One's own page."""
    return redirect("person", request.user.uuid)


@require_http_methods(["GET", "HEAD"])
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A person, as this reader may see them."""
    who = access.person_for_reader(request.user, uuid)
    context = {"person": who, "is_own": rules.may_change_profile(request.user, who)}
    return render(request, "peerreview/accounts/person.html", context)


@require_http_methods(["GET", "HEAD"])
def picture(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A person's picture, for those who may see the person."""
    who = access.person_for_reader(request.user, uuid)
    if not who.avatar:
        raise Missing("no-picture", _("There is no picture here."))
    response = FileResponse(
        who.avatar.open("rb"), content_type="image/webp", filename="picture.webp"
    )
    response["Cache-Control"] = "private, max-age=86400"
    return response
