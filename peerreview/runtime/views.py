# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Doors that exist in the demo only: one-click sign-in, and the mail that was sent."""

import email
import email.policy
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from peerreview.runtime.demo import people, queries

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAILS_SHOWN = 30


@require_safe
def sign_in_as(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as a demo person. There is no such address outside the demo."""
    person = queries.demo_person(key)
    if not settings.DEMO or person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    return redirect("home")


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Who one can be in the demo."""
    if not settings.DEMO:
        raise Http404
    return render(request, "peerreview/runtime/roles.html", {"characters": people.CAST})


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """The newest mails the site has sent, read from the file backend."""
    if not settings.DEMO:
        raise Http404
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    mails = [_read(path) for path in files[:MAILS_SHOWN]]
    return render(request, "peerreview/runtime/mail.html", {"mails": mails})


def _read(path: Path) -> dict[str, str]:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(("plain",))
    return {
        "to": message["To"],
        "subject": message["Subject"],
        "date": message["Date"],
        "body": body.get_content().split("-" * 79)[0] if body else "",
    }
