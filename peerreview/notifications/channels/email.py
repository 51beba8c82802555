# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""By mail: one notice, or a digest of several; each says why it came and how to have no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.accounts.models import User
from peerreview.notifications import unsubscribing
from peerreview.notifications.models import Delivery, Notice
from peerreview.notifications.registry import Kind, Said, kind_named
from peerreview.notifications.wording import said_by_mail

SHOWN_MOST = 30


@dataclass(frozen=True)
class Line:
    """One notice in a mail."""

    said: Said
    url: str


def send(delivery: Delivery, person: User, notices: Sequence[Notice]) -> None:
    """Write to a person, in whatever language is active. Its Message-ID is the delivery's, so that
    a mailbox can tell a second copy. Raises what the mail backend raises."""
    is_digest = not delivery.key.startswith("notice:")
    kind = None if is_digest else kind_named(notices[0].kind)
    lines = [Line(said_by_mail(each), _absolute(each.link)) for each in notices[:SHOWN_MOST]]
    stop_url = "" if kind and kind.required else unsubscribing.url_for(person, kind)
    context = {
        "lines": lines,
        "more": len(notices) - len(lines),
        "why": _why(kind),
        "stop_url": stop_url,
        "preferences_url": _absolute(reverse("notification-settings")),
        "inbox_url": _absolute(reverse("notifications")),
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    template = "digest" if is_digest else "notice"
    reply_to = [] if is_digest or not lines[0].said.reply_to else [lines[0].said.reply_to]
    message = EmailMultiAlternatives(
        subject=_subject(lines, len(notices), is_digest=is_digest),
        body=render_to_string(f"peerreview/notifications/mail/{template}.txt", context),
        to=[person.email],
        reply_to=reply_to,
        headers=_headers(delivery, stop_url),
    )
    html = render_to_string(f"peerreview/notifications/mail/{template}.html", context)
    message.attach_alternative(html, "text/html")
    message.send()


def _subject(lines: Sequence[Line], count: int, *, is_digest: bool) -> str:
    if not is_digest:
        return " ".join(lines[0].said.title.split())
    news = ngettext("%(count)d thing is new", "%(count)d things are new", count) % {"count": count}
    return f"{settings.SITE_NAME}: {news}"


def _why(kind: Kind | None) -> str:
    if kind is None:
        return _("You get this because you chose to have mail all together.")
    if kind.required:
        return str(kind.required)
    return _("You get this because mail is on for: %(kind)s") % {"kind": kind.label}


def _headers(delivery: Delivery, stop_url: str) -> dict[str, str]:
    headers = {
        "Message-ID": f"<notice.{delivery.uuid}@{settings.SITE_HOST}>",
        "Auto-Submitted": "auto-generated",
    }
    if stop_url:
        # One click in the mail program, without signing in (RFC 8058).
        headers["List-Unsubscribe"] = f"<{stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _absolute(path: str) -> str:
    return settings.SITE_URL + (path or reverse("notifications"))
