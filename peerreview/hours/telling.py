# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people are told of claims. Outsiders get mail (see mailing.py), everybody else notices."""

from datetime import datetime

from django.urls import reverse

from peerreview.cohorts.queries import facilitators_of
from peerreview.hours import notices
from peerreview.hours.models import Claim
from peerreview.notifications.services import notify

DECIDED = {
    "approve": notices.APPROVED,
    "part": notices.APPROVED,
    "ask": notices.ASKED,
    "decline": notices.DECLINED,
    "revoke": notices.REVOKED,
}


def tell_claimed(claim: Claim, at: datetime) -> None:
    """The cohort's facilitators, that a claim waits."""
    if claim.is_outside or claim.cohort is None:
        return
    people = facilitators_of(claim.cohort).exclude(user=claim.person_id)
    notify(
        to=people.values_list("user_id", flat=True),
        kind=notices.CLAIMED,
        key=f"{claim.uuid}:{at.isoformat()}",
        params={"cohort": claim.cohort.name},
        link=reverse("hours-approval", args=[claim.uuid]),
        now=at,
    )


def tell_decided(claim: Claim, act: str, at: datetime) -> None:
    """The learner."""
    notify(
        to=[claim.person_id],
        kind=DECIDED[act],
        key=f"{claim.uuid}:{at.isoformat()}",
        params={"from": claim.starts.isoformat(), "to": claim.ends.isoformat()},
        link=reverse("hours-claim", args=[claim.uuid]),
        now=at,
    )
