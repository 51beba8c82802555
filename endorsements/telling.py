# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people are told of endorsements, all in one place. Never who gave one out of a blind review."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from endorsements.models import Endorsement, Request
from peerreview.accounts.events import PersonTold
from peerreview.accounts.models import User
from peerreview.outbox.services import emit


def tell_given(endorsement: Endorsement, *, now: datetime) -> None:
    """The recipient, that something waits for their word."""
    with translation.override(endorsement.recipient.language):
        if endorsement.review_uuid:
            title = _("Somebody who reviewed your work vouches for you. You decide who reads it.")
        else:
            title = _("%(name)s vouches for you. You decide who reads it.") % {
                "name": endorsement.endorser.display_name
            }
    _tell(endorsement.recipient, "endorsement-given", title, reverse("endorsements"), now)


def tell_asked(request: Request, *, now: datetime) -> None:
    """Who is asked."""
    with translation.override(request.asked.language):
        title = _("%(name)s asks whether you would vouch for something you saw.") % {
            "name": request.asker.display_name
        }
    _tell(request.asked, "endorsement-asked", title, reverse("endorsement-requests"), now)


def tell_passed(request: Request, *, now: datetime) -> None:
    """Who asked, that there will be none this time."""
    with translation.override(request.asker.language):
        title = _("%(name)s passes this time. That is usual, and says nothing about your work.") % {
            "name": request.asked.display_name
        }
    _tell(request.asker, "endorsement-passed", title, reverse("endorsement-requests"), now)


def _tell(person: User, kind: str, title: str, url: str, now: datetime) -> None:
    emit(PersonTold(user_id=person.pk, kind=kind, title=title, url=url), now=now)
