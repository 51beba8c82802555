# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people are told of endorsements, all in one place."""

from datetime import datetime

from django.urls import reverse

from endorsements import notices
from endorsements.models import Endorsement, Request
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify


def tell_given(endorsement: Endorsement, *, now: datetime) -> None:
    """The recipient, that something waits for their word."""
    _tell_recipient(endorsement, notices.RECEIVED, now)


def tell_renewed(endorsement: Endorsement, *, now: datetime) -> None:
    """The recipient, that what they accepted was said again."""
    _tell_recipient(endorsement, notices.RENEWED, now)


def tell_withdrawn(endorsement: Endorsement, *, now: datetime) -> None:
    """The recipient, that who gave it took it back; by whom is not said."""
    _tell_recipient(endorsement, notices.WITHDRAWN, now)


def tell_gone(endorsement: Endorsement, *, now: datetime) -> None:
    """The recipient, that who gave it left and it weighs no more."""
    _tell_recipient(endorsement, notices.GONE, now)


def _tell_recipient(endorsement: Endorsement, kind: Kind, now: datetime) -> None:
    notify(
        to=[endorsement.recipient_id],
        kind=kind,
        key=str(endorsement.uuid),
        params={"skill": endorsement.skill.name},
        link=reverse("endorsements"),
        now=now,
    )


def tell_asked(request: Request, *, now: datetime) -> None:
    """Who is asked."""
    _tell_of_request(request, request.asked_id, notices.ASKED, now)


def tell_passed(request: Request, *, now: datetime) -> None:
    """Who asked, that there will be none this time."""
    _tell_of_request(request, request.asker_id, notices.PASSED, now)


def _tell_of_request(request: Request, person_id: int, kind: Kind, now: datetime) -> None:
    notify(
        to=[person_id],
        kind=kind,
        key=str(request.uuid),
        params={"skill": request.skill.name},
        link=reverse("endorsement-requests"),
        now=now,
    )
