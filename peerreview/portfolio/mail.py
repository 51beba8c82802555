# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The letter to a guardian, who need not belong to the site."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from peerreview.portfolio.guarding import token_of
from peerreview.portfolio.models import Consent


def send_letter(consent: Consent) -> None:
    """Ask the guardian, in the language of who has them asked."""
    context = {
        "consent": consent,
        "url": f"{settings.SITE_URL}{reverse('guardian', args=[token_of(consent)])}",
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
    }
    with translation.override(consent.person.language):
        subject = translation.gettext("%(name)s asks for your consent")
        body = render_to_string("peerreview/portfolio/mail/guardian.txt", context)
        html = render_to_string("peerreview/portfolio/mail/guardian.html", context)
    message = EmailMultiAlternatives(
        subject=" ".join((subject % {"name": consent.person.display_name}).split()),
        body=body,
        to=[consent.guardian_email],
        headers={"Message-ID": f"<portfolio.guardian.{consent.uuid}@{settings.SITE_HOST}>"},
    )
    message.attach_alternative(html, "text/html")
    message.send()
