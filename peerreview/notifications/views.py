# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The inbox, preferences, devices, and the page that stops mail."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peerreview.kernel import paging, text
from peerreview.kernel.errors import DomainError, Invalid
from peerreview.notifications import access, queries, services, unsubscribing
from peerreview.notifications.channels import webpush
from peerreview.notifications.forms import PreferencesForm
from peerreview.notifications.registry import CHANNEL_WORDS
from peerreview.notifications.wording import said

BODY_MOST_BYTES = 8192
FIELDS = ("endpoint", "public_key", "auth_secret", "label")


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What one was told, newest first."""
    only_unread = request.GET.get("show") == "unread"
    rows = queries.inbox_of(request.user, only_unread=only_unread)
    page = paging.paginate(request, rows)
    unread = queries.unread_count(request.user.pk)
    url = reverse("notifications")
    context = {
        "page": page,
        "lines": [(notice, said(notice)) for notice in page],
        "only_unread": only_unread,
        "unread": unread,
        "newest": rows.first(),
        "tabs": [
            {"label": _("All"), "url": url, "current": not only_unread},
            {
                "label": _("Not read yet"),
                "url": f"{url}?show=unread",
                "current": only_unread,
                "count": unread,
            },
        ],
    }
    return render(request, "peerreview/notifications/inbox.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read a notice, and go to what it is about."""
    notice = access.own_notice(request.user, uuid)
    services.mark_read(notice=notice)
    is_ours = url_has_allowed_host_and_scheme(notice.link, allowed_hosts=None)
    return redirect(notice.link if notice.link and is_ours else "notifications")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All that the page showed or had behind it is read."""
    try:
        newest = access.own_notice(request.user, UUID(request.POST.get("newest", "")))
    except ValueError:
        return redirect("notifications")
    count = services.mark_all_read(person=request.user, up_to=newest)
    words = ngettext("%(count)d is marked as read.", "%(count)d are marked as read.", count)
    messages.success(request, words % {"count": count})
    return redirect("notifications")


@login_required
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """The count, for pages without a socket."""
    return JsonResponse({"unread": queries.unread_count(request.user.pk)})


@login_required
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The reader is on the page that some notices lead to."""
    services.mark_seen(person=request.user, path=text.one_line(request.POST.get("path", ""))[:300])
    return JsonResponse({"unread": queries.unread_count(request.user.pk)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Which kinds, by which ways, how often, and when not."""
    form = PreferencesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("Your choices are saved."))
        return redirect("notification-settings")
    context = {
        "form": form,
        "channels": CHANNEL_WORDS.values(),
        "devices": queries.devices_of(request.user),
        "push_key": webpush.public_key(),
    }
    status = 422 if form.errors else 200
    return render(request, "peerreview/notifications/settings.html", context, status=status)


def _saved(request: HttpRequest, form: PreferencesForm) -> bool:
    try:
        services.save_preferences(person=request.user, wanted=form.to_wanted())
    except Invalid as error:
        form.add_error(error.field, error.message)
        return False
    return True


# ---- Devices ----------------------------------------------------------------------------------


@login_required
@require_POST
def device_add(request: HttpRequest) -> HttpResponse:
    """A browser asks to be sent notices; JSON of `FIELDS`."""
    try:
        services.add_device(person=request.user, **_device(request))
    except DomainError as error:
        body = {"error": {"code": error.code, "message": str(error)}}
        return JsonResponse(body, status=error.status)
    return JsonResponse({"added": True})


def _device(request: HttpRequest) -> dict[str, str]:
    refused = Invalid("no-device", _("This browser gave an address we cannot send to."))
    if int(request.headers.get("Content-Length") or 0) > BODY_MOST_BYTES:
        raise refused
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        raise refused from None
    if not isinstance(given, dict) or not all(_is_text(given.get(name)) for name in FIELDS):
        raise refused
    return {name: given[name] for name in FIELDS}


def _is_text(value: Any) -> bool:
    # Half a character, or a null, cannot be stored.
    return (
        isinstance(value, str)
        and "\x00" not in value
        and not any("\ud800" <= ch <= "\udfff" for ch in value)
    )


@login_required
@require_POST
def device_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send nothing more to a device."""
    services.remove_device(person=request.user, uuid=uuid)
    messages.success(request, _("Nothing more is sent to that device."))
    return redirect(reverse("notification-settings") + "#devices")


# ---- Stopping mail without signing in ---------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, since mail programs look at every link. A post stops the mail: one
    from the page, or a mail program's own (RFC 8058), which has no cookie and no form of ours."""
    scope = unsubscribing.scope_of(token)
    kind = scope.kind
    if request.method == "POST":
        kind = None if request.POST.get("all") else scope.kind
        services.stop_mail(person=scope.person, kind=kind)
    context = {"kind": kind, "is_done": request.method == "POST"}
    response = render(request, "peerreview/notifications/stop.html", context)
    # The address is a key: no cache keeps it, no other site is told of it.
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
