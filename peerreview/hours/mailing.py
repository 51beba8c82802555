# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The mail that takes a claim's link to who has no account here. It holds no word of the learner's own but names."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from peerreview.hours import links, queries

TEMPLATE = "peerreview/hours/mail/claim"


def send_link(*, claim_id: int) -> bool:
    """Send the claim's present link to who is asked, unless nobody outside is, or it is decided."""
    claim = queries.claims().filter(pk=claim_id).exclude(approver_mail="").first()
    if claim is None or not claim.is_open:
        return False
    language = claim.person.language
    with translation.override(language):
        context = {
            "claim": claim,
            "url": links.url_for(claim),
            "SITE_NAME": settings.SITE_NAME,
            "SITE_URL": settings.SITE_URL,
            "LANGUAGE": language,
        }
        subject = _("%(name)s asks you to approve hours") % {"name": claim.printed_name}
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string(f"{TEMPLATE}.txt", context),
            to=[claim.approver_mail],
            headers={"Message-ID": _message_id(claim)},
        )
        message.attach_alternative(render_to_string(f"{TEMPLATE}.html", context), "text/html")
    message.send()
    return True


def _message_id(claim: object) -> str:
    steps = claim.steps.count()
    return f"<hours.{claim.uuid.hex}.{steps}@{settings.SITE_HOST}>"
