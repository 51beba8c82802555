# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Invitations as mail: to addresses that belong to nobody here yet."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from peerreview.accounts.models import User
from peerreview.desk.models import RosterEntry


def send_invitation(entry: RosterEntry) -> None:
    """Invite somebody by the address a facilitator gave."""
    query = urlencode({"email": entry.email, "next": reverse("cohorts")})
    url = f"{settings.SITE_URL}{reverse('account_signup')}?{query}"
    language = entry.added_by.language
    with translation.override(language):
        subject = translation.gettext("You are invited to “%(name)s”") % {"name": entry.cohort.name}
    _send(
        f"desk/mail/invitation.{entry.pk}",
        entry.email,
        language,
        subject=subject,
        template="peerreview/desk/mail/invitation",
        context={"entry": entry, "url": url},
        sender=entry.added_by,
    )


def _send(
    key: str, to: str, language: str, *, subject: str, template: str, context: dict, sender: User
) -> None:
    context = context | {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}
    with translation.override(language):
        body = render_to_string(f"{template}.txt", context)
        html = render_to_string(f"{template}.html", context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=body,
        to=[to],
        reply_to=[sender.email],
        headers={"Message-ID": f"<{key.replace('/', '.')}@{settings.SITE_HOST}>"},
    )
    message.attach_alternative(html, "text/html")
    message.send()
