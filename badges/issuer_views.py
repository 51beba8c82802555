# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of issuers: who they are, who does what for them, their keys, and what they assess."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from badges import (
    access,
    founding,
    issuer_access,
    issuer_invitations,
    issuer_pages,
    rules,
)
from badges.hosted_views import open_to_all
from badges.issuer_forms import FoundForm, InviteForm, ProfileForm
from badges.issuers import queries as issuers
from badges.issuers import services as seats
from peerreview.kernel import clock
from peerreview.kernel.errors import DomainError, Invalid
from peerreview.kernel.paging import paginate

form_page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 12


def _add_error(form: forms.Form, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _status(form: forms.Form) -> int:
    return 422 if form.errors else 200


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody who issues badges here."""
    context = {
        "page": paginate(request, issuer_pages.directory()),
        "mine": _mine(request),
        "may_found": issuer_access.may_found(request.user),
    }
    return render(request, "badges/issuers/directory.html", context)


def _mine(request: HttpRequest) -> Any:
    if not request.user.is_authenticated:
        return None
    return paginate(request, issuers.issuers_of(request.user), per_page=PER_PAGE, key="mine")


@login_required
@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Found an issuer."""
    places = issuer_access.places_to_found(request.user)
    form = FoundForm(request.POST or None, request.FILES or None, places=places)
    if request.method == "POST" and form.is_valid():
        kind, cohort = issuer_access.place_from(form.cleaned_data["place"])
        try:
            made = founding.found(
                kind=kind, cohort_uuid=cohort, profile=form.profile(), by=request.user
            )
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("It is there, with its own keys, and you own it."))
            return redirect("issuer", slug=made.slug)
    return render(request, "badges/issuers/new.html", {"form": form}, status=_status(form))


@require_safe
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page of an issuer."""
    found = access.issuer_for_reader(slug)
    context = {
        **issuer_pages.public(request.user, found),
        "page": paginate(request, issuer_pages.badges_of(found), per_page=PER_PAGE),
        "assessed": paginate(
            request, issuers.assessed_by(found), per_page=PER_PAGE, key="assessed"
        ),
    }
    return render(request, "badges/issuers/issuer.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo, for everyone: badges point at it."""
    found = issuer_access.logo_of(slug)
    picture = found.logo.open("rb")
    return open_to_all(FileResponse(picture, content_type="image/webp", filename="logo.webp"))


@login_required
@form_page
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the profile."""
    found = issuer_access.issuer_to_manage(request.user, slug)
    form = ProfileForm(
        request.POST or None,
        request.FILES or None,
        has_logo=bool(found.logo),
        initial={
            "name": found.name,
            "description": found.description,
            "website": found.website,
            "contact_email": found.contact_email,
            "shows_email": found.shows_email,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            founding.change(issuer=found, profile=form.profile(), by=request.user)
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("Changed. Badges signed before keep what was said then."))
            return redirect("issuer", slug=slug)
    context = {"form": form, "issuer": found}
    return render(request, "badges/issuers/edit.html", context, status=_status(form))


# --- people --------------------------------------------------------------------------------------
@login_required
@form_page
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who does what for an issuer; inviting, ending roles, handing over, leaving."""
    found = issuer_access.issuer_with_role(request.user, slug)
    form = InviteForm()
    if request.method == "POST":
        act = request.POST.get("act", "")
        form = InviteForm(request.POST) if act == "invite" else form
        try:
            done = _people_act(request, found, act, form)
        except DomainError as error:
            if act == "invite":
                _add_error(form, error)
            else:
                messages.error(request, str(error))
                return redirect("issuer-people", slug=slug)
        else:
            if done:
                messages.success(request, done)
                return redirect("issuers" if act == "leave" else "issuer-people", **_at(slug, act))
    return _people_page(request, found, form)


def _at(slug: str, act: str) -> dict[str, str]:
    return {} if act == "leave" else {"slug": slug}


def _people_act(request: HttpRequest, found: Any, act: str, form: InviteForm) -> str:
    """Do it and say so; nothing to say where the form is not valid."""
    by, post = request.user, request.POST
    if act == "invite":
        if not form.is_valid():
            return ""
        seats.invite(issuer=found, by=by, **form.cleaned_data)
        return _("Invited. Below is the link to pass on.")
    if act == "take-back":
        asked = issuer_access.invitation_of_issuer(found, post.get("invitation", ""))
        seats.take_back(invitation=asked, by=by)
        return _("The invitation can no longer be taken.")
    if act == "end":
        seat = issuer_access.seat_of_issuer(found, post.get("seat", ""))
        seats.end_role(seat=seat, by=by)
        return _("They do not have this role any more.")
    if act == "hand-over":
        to = issuer_access.member_of_issuer(found, post.get("person", ""))
        seats.hand_over(issuer=found, to=to, by=by)
        return _("Handed over.")
    if act == "leave":
        seats.leave(issuer=found, by=by)
        return _("You have no role there any more.")
    raise Invalid("no-act", _("Choose one of the buttons."))


def _people_page(request: HttpRequest, found: Any, form: InviteForm) -> HttpResponse:
    may_manage = rules.may_manage(request.user, found)
    context = {
        "issuer": found,
        "may_manage": may_manage,
        "my_roles": issuer_pages.my_roles(request.user, found),
        "role_words": issuer_pages.role_words(),
        "form": form,
    }
    if may_manage:
        page = paginate(request, issuers.people_of(found))
        asked = paginate(
            request, issuers.open_invitations(found, clock.now()), per_page=PER_PAGE, key="invited"
        )
        context |= {
            "page": page,
            "people": issuer_pages.people(found, page),
            "invited": asked,
            "invitations": issuer_pages.invitations(asked),
        }
    return render(request, "badges/issuers/people.html", context, status=_status(form))


@form_page
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What one is asked to do for whom, readable before signing in, and the way in."""
    asked = seats.invitation_with(token)
    if request.method == "POST":
        return _take(request, asked, token)
    is_open = asked.closed_at is None and asked.expires_at > clock.now()
    words = issuer_pages.ROLE_WORDS[asked.role]
    context = {"asked": asked, "issuer": asked.issuer, "is_open": is_open, "role_words": words}
    return render(request, "badges/issuers/invitation.html", context)


def _take(request: HttpRequest, asked: Any, token: str) -> HttpResponse:
    if request.user.is_authenticated:
        seat = seats.take(invitation=asked, by=request.user)
        issuer_invitations.tell(request, seat)
        return redirect("issuer", slug=asked.issuer.slug)
    issuer_invitations.remember(request, token)
    page = "account_login" if request.POST.get("with") == "account" else "account_signup"
    back = reverse("issuer", args=[asked.issuer.slug])
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}")


# --- keys ----------------------------------------------------------------------------------------
@form_page
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """Which keys sign and signed, since when; for owners, new ones."""
    found = access.issuer_for_reader(slug)
    if request.method == "POST":
        return _rotate(request, found)
    context = {
        **issuer_pages.public(request.user, found),
        "page": paginate(request, issuer_pages.keys_of(found)),
        "entries": paginate(request, issuer_pages.key_log(found), key="log"),
        "newest": found.keys.count(),
    }
    return render(request, "badges/issuers/keys.html", context)


def _rotate(request: HttpRequest, found: Any) -> HttpResponse:
    newest = request.POST.get("newest", "")
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick the box first: new keys cannot be undone."))
    elif founding.rotate(
        issuer=issuer_access.issuer_to_manage(request.user, found.slug),
        newest=int(newest) if newest.isascii() and newest.isdigit() and len(newest) < 6 else 0,
        by=request.user,
    ):
        messages.success(request, _("New keys sign from now on. The old ones stay published."))
    else:
        messages.error(request, _("The keys were renewed meanwhile. Look again."))
    return redirect("issuer-keys", slug=found.slug)
